/**
 * Cuts what comes into pieces of so many bytes at most, the next one only when one was read to its end. What breaks off
 * ends the last piece, and is thrown after it. Who stops early leaves the rest where it is: to end a stream from within
 * would hide from its owner why.
 */
export async function* inPieces(bytes: AsyncIterable<Uint8Array>, pieceBytes: number): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const source = bytes[Symbol.asyncIterator]();
  let left: Uint8Array | undefined;
  let end: 'whole' | { readonly error: unknown } | undefined;
  const more = async (): Promise<Uint8Array | undefined> => {
    try {
      const { done, value } = await source.next();
      if (done !== true) return value;
      end = 'whole';
    } catch (error) {
      end = { error };
    }
    return undefined;
  };
  async function* piece(): AsyncGenerator<Uint8Array> {
    for (let room = pieceBytes; room > 0; ) {
      left ??= await more();
      if (left === undefined) return;
      const part = left.subarray(0, room);
      left = part.length < left.length ? left.subarray(part.length) : undefined;
      room -= part.length;
      yield part;
    }
  }
  while (end === undefined) yield piece();
  if (end !== 'whole') throw end.error;
}
