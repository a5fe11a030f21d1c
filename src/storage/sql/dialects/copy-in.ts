/** `copy … from stdin`: a statement whose rows follow it as bytes, for which the driver has no call. */
import pg from 'pg';

/** What of the driver's connection is needed here. */
interface Connection {
  sendCopyFromChunk(bytes: Uint8Array): void;
  endCopyFrom(): void;
}

class CopyIn extends pg.Query {
  constructor(
    text: string,
    private readonly bytes: Uint8Array,
    /** By this name the driver looks for it. */
    readonly query_timeout: number,
    onEnd: (error: Error | null) => void,
  ) {
    super(text, onEnd as never);
  }

  /** The server is ready for them. */
  handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFromChunk(this.bytes);
    connection.endCopyFrom();
  }
}

/** Ends as any statement does that is answered within `answerMs` or given up; 0: it may take any time. */
export const copyIn = (client: pg.ClientBase, text: string, bytes: Uint8Array, answerMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query(new CopyIn(text, bytes, answerMs, (error) => (error === null ? resolve() : reject(error))));
  });
