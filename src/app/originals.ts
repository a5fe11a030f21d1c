/** Pictures as they were sent in, bit for bit, by the path they are served at. */
import type { BlobHash } from '../core/ids.js';
import type { ImageType } from '../core/naming.js';
import type { Blobs, GalleryStore } from './ports.js';

export interface Original {
  readonly blob: BlobHash;
  readonly type: ImageType;
  readonly sizeBytes: number;
  /** The whole, or the part from `start` to `end` (included). Undefined: the bytes are missing. */
  open(range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  read(): Promise<Uint8Array | undefined>;
}

export interface Originals {
  find(path: string): Promise<Original | undefined>;
}

export function createOriginals(store: GalleryStore, blobs: Blobs): Originals {
  return {
    async find(path) {
      const file = await store.findFile(path);
      return file && { ...file, open: (range) => blobs.stream(file.blob, range), read: () => blobs.read(file.blob) };
    },
  };
}
