/** Reading a picture's bytes from front to back. */
import { demand } from './refusal.js';

/** More chunks or boxes than any real picture has; bounds what one made of empty parts can cost. */
export const MAX_PARTS = 100_000;

/**
 * A stretch of a picture's bytes and a place in it that only moves forward. Whatever would pass the end refuses the
 * picture, so a loop that reads on each turn ends with the bytes.
 */
export class Reader {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.be(1);
  }

  /** An unsigned big-endian number of `width` bytes, 0 to 8; above 2^53 it is rounded, which is far past any length. */
  be(width: number): number {
    let value = 0;
    for (let i = this.forward(width); i < this.at; i++) value = value * 256 + (this.bytes[i] ?? 0);
    return value;
  }

  /** An unsigned little-endian number of `width` bytes, 0 to 6. */
  le(width: number): number {
    return width === 0 ? 0 : this.bytes.readUIntLE(this.forward(width), width);
  }

  /** Four characters that name a chunk, box or brand. */
  tag(): string {
    const start = this.forward(4);
    return this.bytes.toString('latin1', start, start + 4);
  }

  skip(count: number): void {
    this.forward(count);
  }

  /** The next `count` bytes as a stretch of their own, passed over here. */
  take(count: number): Reader {
    const start = this.forward(count);
    return new Reader(this.bytes, start, this.at);
  }

  private forward(count: number): number {
    demand(count >= 0 && count <= this.left, 'the picture is cut short, or a length in it is wrong');
    const start = this.at;
    this.at += count;
    return start;
  }
}
