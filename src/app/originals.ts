/** Pictures as they were sent in, bit for bit, by the path they are served at. */
import { type Hot, SMALL_BYTES } from './hot.js';
import type { Blobs, GalleryStore, ServedFile } from './ports.js';

export interface Original {
  readonly file: ServedFile;
  /** The whole, where it stands in memory. */
  peek(): Uint8Array | undefined;
  /** The whole; undefined: missing. */
  read(): Promise<Uint8Array | undefined>;
  /** As `read`, and in memory from then on; undefined also where it is too big for that. */
  readSmall(): Promise<Uint8Array | undefined>;
  /** The whole, or the part from `start` to `end` (included). Undefined: the bytes are missing. */
  open(range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Where its file stands below the originals' folder; undefined: there are no files. */
  place(): string | undefined;
}

export interface Originals {
  /** What the path serves now; undefined: nothing. */
  find(path: string): Promise<Original | undefined>;
  /** As `GalleryStore.isRemote`; absent: the same path has the same `file` object as long as nobody writes. */
  readonly isRemote?: true | undefined;
}

export function createOriginals(store: Pick<GalleryStore, 'findFile' | 'isRemote'>, blobs: Blobs, hot: Hot): Originals {
  const read = ({ blob }: ServedFile) => blobs.read(blob);
  return {
    isRemote: store.isRemote,
    async find(path) {
      const file = await store.findFile(path);
      if (file === undefined) return undefined;
      return {
        file,
        peek: () => hot.get(file.blob)?.bytes,
        read: () => read(file),
        async readSmall() {
          if (file.sizeBytes > SMALL_BYTES) return undefined;
          const loaded = await hot.load(file.blob, async () => {
            const bytes = await read(file);
            return bytes && { bytes };
          });
          return loaded?.bytes;
        },
        open: (range) => blobs.stream(file.blob, range),
        place: () => blobs.file?.(file.blob).place,
      };
    },
  };
}
