/** A way to PostgreSQL on which connections can be cut at the very moment of a commit, or the whole network be gone for a while. */
import { connect, createServer, type Socket } from 'node:net';

/** `before`: the server never hears of the commit; `after`: it commits, and nobody is told. */
export type Cut = 'before' | 'after';
export interface CuttingProxy {
  /** The same database through the proxy. */
  readonly url: string;
  /** What becomes of commits from now on, each once, in this order; those behind them pass. */
  plan(...cuts: readonly (Cut | 'pass')[]): void;
  /** How many were cut so far. */
  cuts(): number;
  /** From now on nothing comes through, and neither side is told: connections that stand are as good as dead for ever, new ones until `mend`. */
  sever(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A commit as a message of the wire: `Q`, its length, the text. */
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0');

export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const [sockets, dead] = [new Set<Socket>(), new Set<Socket>()];
  let planned: (Cut | 'pass')[] = [];
  let count = 0;
  let isSevered = false;
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    // Whoever comes meanwhile waits for a word in vain.
    if (isSevered) return;
    const database = connect(Number(port), hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        // Nobody hears of the other's end either.
        if (isDead()) return;
        client.destroy();
        database.destroy();
      });
    }
    let isMute = false;
    const isDead = () => dead.has(client);
    client.on('data', (sent) => {
      if (isDead()) return;
      const cut = sent.includes(COMMIT) ? (planned.shift() ?? 'pass') : 'pass';
      if (cut !== 'pass') count++;
      if (cut === 'before') return void client.destroy();
      isMute = cut === 'after';
      return void database.write(sent);
    });
    // What comes behind a commit is the word that it is done.
    database.on('data', (reply) => {
      if (isDead()) return;
      if (isMute) client.destroy();
      else client.write(reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    plan: (...cuts) => {
      planned = [...cuts];
    },
    cuts: () => count,
    sever() {
      isSevered = true;
      for (const socket of sockets) dead.add(socket);
    },
    mend() {
      isSevered = false;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
