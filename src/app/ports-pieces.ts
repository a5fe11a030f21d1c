/** The bytes of partial files where every node sees them, a few MB each. What nobody removes goes by its age, with the `tidy` of the blobs. */
export interface Pieces {
  /** Durable when it returns; the file is gone then, also where it throws. `name`: letters, digits and `-`. */
  putFile(name: string, path: string): Promise<void>;
  stream(name: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** One that is not there does no harm. */
  remove(name: string): Promise<void>;
}
