/** The full decode, in whatever process it is called; only the decoder process does. */
import { devNull } from 'node:os';
import type { Verdict } from '../app/ports.js';
import { sniffType } from './sniff.js';

type Decode = (bytes: Uint8Array, limitPixels: number) => Promise<Verdict>;

/** Where picture data is missing, libjpeg warns and fills in grey. What else it warns of does not show. */
const GREY = /premature end of data|bad Huffman code/;

/** Readies the driver for one picture at a time in little memory. Rejects where the driver cannot be loaded. */
export async function loadDecoder(): Promise<Decode> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return async (bytes, limitInputPixels) => {
    const type = sniffType(bytes);
    // Pages of an AVIF are pictures beside the primary one and need not be of its size.
    const options = { limitInputPixels, sequentialRead: true, animated: type !== 'image/avif' };
    // An uncompressed PNG is written row by row as rows are read: raw pixels and statistics would hold the whole picture.
    const decode = (failOn: 'error' | 'warning'): Promise<Verdict> =>
      toVerdict(
        sharp(bytes, { ...options, failOn })
          .png({ compressionLevel: 0, adaptiveFiltering: false })
          .toFile(devNull),
      );
    if (type === undefined) return failed('neither JPEG, PNG, GIF, WebP nor AVIF');
    if (type !== 'image/jpeg') return decode('error');
    const strict = await decode('warning');
    return strict.state === 'failed' && !GREY.test(strict.reason) ? decode('error') : strict;
  };
}

const failed = (reason: string): Verdict => ({ state: 'failed', reason });

function toVerdict(decoded: Promise<unknown>): Promise<Verdict> {
  return decoded.then(
    () => ({ state: 'ready' }),
    (error: unknown) => failed(reasonOf(error)),
  );
}

/** The first line that says something, cut, without anything that looks like a path. */
function reasonOf(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  const line = lines.find((text) => text.trim() !== '') ?? 'it cannot be decoded';
  return line
    .replace(/(?:[A-Za-z]:)?[\\/]\S+/g, '…')
    .trim()
    .slice(0, 160);
}
