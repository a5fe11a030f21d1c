/** Small pictures that were asked for lately, whole and in memory: by the hash of an original, or the key of a rendition. */
import type { BlobHash, RenditionKey } from '../core/ids.js';
import type { KeptRendition } from './ports.js';

/** Bigger ones are streamed, and never stand in memory. */
export const SMALL_BYTES = 512 * 1024;

/** What holding one costs beside its bytes. */
const ENTRY_BYTES = 1024;

export interface HotPicture {
  readonly bytes: Uint8Array;
  /** Of a rendition. */
  readonly kept?: KeptRendition;
}
export interface Hot {
  get(name: BlobHash | RenditionKey): HotPicture | undefined;
  put(name: BlobHash | RenditionKey, picture: HotPicture): void;
  /** Reads it, once for all who ask at the same time, and holds it; undefined: it is not there. */
  load(name: BlobHash | RenditionKey, read: () => Promise<HotPicture | undefined>): Promise<HotPicture | undefined>;
}

/** Holds the last used within `limitBytes`; 0: none. */
export function createHot(limitBytes: number): Hot {
  // A map keeps the order of arrival: what is used comes anew, and the first one is the longest unused.
  const held = new Map<string, HotPicture>();
  let heldBytes = 0;
  const drop = (name: string) => {
    heldBytes -= weightOf(held.get(name));
    held.delete(name);
  };
  const put = (name: string, picture: HotPicture) => {
    if (picture.bytes.length > SMALL_BYTES || weightOf(picture) > limitBytes) return;
    drop(name);
    held.set(name, picture);
    heldBytes += weightOf(picture);
    for (const oldest of held.keys()) {
      if (heldBytes <= limitBytes) break;
      drop(oldest);
    }
  };
  const loading = new Map<string, Promise<HotPicture | undefined>>();
  return {
    put,
    get(name) {
      const picture = held.get(name);
      if (picture === undefined) return undefined;
      held.delete(name);
      held.set(name, picture);
      return picture;
    },
    load(name, read) {
      const same = loading.get(name);
      if (same !== undefined) return same;
      const loaded = read()
        .then((picture) => {
          if (picture !== undefined) put(name, picture);
          return picture;
        })
        .finally(() => loading.delete(name));
      loading.set(name, loaded);
      return loaded;
    },
  };
}

const weightOf = (picture: HotPicture | undefined): number => (picture === undefined ? 0 : picture.bytes.length + ENTRY_BYTES);
