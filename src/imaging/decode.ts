/** The full decode, and what the pixels tell, in whatever process it is called; only those for pictures do. */
import { open } from 'node:fs/promises';
import { devNull } from 'node:os';
import type { PictureFile, Verdict } from '../app/ports.js';
import { loadDriver } from './driver.js';
import { measurePixels } from './measure.js';
import { HEAD_BYTES, sniffType } from './sniff.js';

type Decode = (source: Uint8Array | PictureFile, limitPixels: number) => Promise<Verdict>;

/** Where picture data is missing, libjpeg warns and fills in grey. What else it warns of does not show. */
const GREY = /premature end of data|bad Huffman code/;

/** Readies the driver for one picture at a time. Rejects where it cannot be loaded. */
export async function loadDecoder(): Promise<Decode> {
  const driver = await loadDriver();
  const decode: Decode = async (source, limitInputPixels) => {
    const [input, head] = 'path' in source ? [source.path, await headOf(source)] : [source, source];
    const type = sniffType(head);
    if (type === undefined) return failed('neither JPEG, PNG, GIF, WebP nor AVIF');
    // Pages of an AVIF are pictures beside the primary one and need not be of its size.
    const options = { limitInputPixels, sequentialRead: true, animated: type !== 'image/avif' };
    // An uncompressed PNG is written row by row as rows are read: raw pixels and statistics would hold the whole picture.
    const pass = (failOn: 'error' | 'warning'): Promise<unknown> =>
      driver(input, { ...options, failOn })
        .png({ compressionLevel: 0, adaptiveFiltering: false })
        .toFile(devNull);
    if (type === 'image/jpeg') await pass('warning').catch((error) => (GREY.test(reasonOf(error)) ? Promise.reject(error) : pass('error')));
    else await pass('error');
    return { state: 'ready', pixels: await measurePixels(driver, input, limitInputPixels) };
  };
  return (source, limitInputPixels) => decode(source, limitInputPixels).catch((error) => failed(reasonOf(error)));
}

async function headOf({ path }: PictureFile): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD_BYTES), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
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
