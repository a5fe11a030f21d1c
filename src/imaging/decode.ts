/** The full decode, and what the pixels tell, in whatever process it is called; only those for pictures do. */
import { devNull } from 'node:os';
import type { Verdict } from '../app/ports.js';
import { loadDriver } from './driver.js';
import { measurePixels } from './measure.js';
import { sniffType } from './sniff.js';

type Decode = (bytes: Uint8Array, limitPixels: number) => Promise<Verdict>;

/** Where picture data is missing, libjpeg warns and fills in grey. What else it warns of does not show. */
const GREY = /premature end of data|bad Huffman code/;

/** Readies the driver for one picture at a time. Rejects where it cannot be loaded. */
export async function loadDecoder(): Promise<Decode> {
  const driver = await loadDriver();
  return async (bytes, limitInputPixels) => {
    const type = sniffType(bytes);
    if (type === undefined) return failed('neither JPEG, PNG, GIF, WebP nor AVIF');
    // Pages of an AVIF are pictures beside the primary one and need not be of its size.
    const options = { limitInputPixels, sequentialRead: true, animated: type !== 'image/avif' };
    // An uncompressed PNG is written row by row as rows are read: raw pixels and statistics would hold the whole picture.
    const pass = (failOn: 'error' | 'warning'): Promise<unknown> =>
      driver(bytes, { ...options, failOn })
        .png({ compressionLevel: 0, adaptiveFiltering: false })
        .toFile(devNull);
    try {
      if (type === 'image/jpeg') await pass('warning').catch((error) => (GREY.test(reasonOf(error)) ? Promise.reject(error) : pass('error')));
      else await pass('error');
      return { state: 'ready', pixels: await measurePixels(driver, bytes, limitInputPixels) };
    } catch (error) {
      return failed(reasonOf(error));
    }
  };
}

const failed = (reason: string): Verdict => ({ state: 'failed', reason });

/** The first line that says something, cut, without anything that looks like a path. */
export function reasonOf(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  const line = lines.find((text) => text.trim() !== '') ?? 'it cannot be decoded';
  return line
    .replace(/(?:[A-Za-z]:)?[\\/]\S+/g, '…')
    .trim()
    .slice(0, 160);
}
