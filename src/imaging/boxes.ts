/** The boxes that an AVIF file is made of. Source: ISO/IEC 14496-12, section 4.2. */
import { MAX_PARTS, type Reader } from './reader.js';
import { demand } from './refusal.js';

interface Box {
  readonly type: string;
  readonly body: Reader;
}

/** The boxes that fill a stretch exactly, one after the other. */
export function* readBoxes(reader: Reader): Generator<Box, undefined> {
  for (let count = 0; reader.left > 0; count++) {
    demand(count < MAX_PARTS, 'AVIF: too many boxes');
    const start = reader.at;
    const size = reader.be(4);
    const type = reader.tag();
    yield { type, body: reader.take(bodyLength(reader, start, size)) };
  }
  return undefined;
}

/** The size counts the box's own head; 1: the true size follows in 8 bytes; 0: the box goes on to the end. */
function bodyLength(reader: Reader, start: number, size: number): number {
  if (size === 0) return reader.left;
  const whole = size === 1 ? reader.be(8) : size;
  return whole - (reader.at - start);
}

/** The bodies of all boxes that a path of types leads to. */
export function* findBoxes(reader: Reader, [type, ...below]: readonly string[]): Generator<Reader, undefined> {
  for (const box of readBoxes(reader)) {
    if (box.type !== type) continue;
    if (below.length === 0) yield box.body;
    else yield* findBoxes(box.body, below);
  }
  return undefined;
}
