/** The full decode behind the answer: what is due stands in the store, so nothing is lost when a process ends. */

import type { BlobHash } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import type { BlobIndex, Blobs, ImageEngine, PictureFile } from './ports.js';

const BATCH = 20;

export interface Decoding {
  /** Something may be due. Returns at once. */
  wake(): void;
  /** Ends after the picture that is being decoded. */
  stop(): Promise<void>;
}

export function createDecoding(deps: {
  index: BlobIndex;
  blobs: Blobs;
  images: ImageEngine;
  limits: Limits;
  onFailed: (blob: BlobHash, reason: string) => void;
  onError: (error: unknown) => void;
}): Decoding {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  async function run(): Promise<void> {
    do {
      again = false;
      for (let due = await deps.index.unchecked(BATCH); due.length > 0 && !stopped; due = await deps.index.unchecked(BATCH)) {
        for (const hash of due) {
          if (stopped) return;
          const source = await sourceOf(deps.blobs, hash);
          const verdict =
            source === undefined ? ({ state: 'failed', reason: 'the bytes are missing' } as const) : await deps.images.decode(source, deps.limits);
          if (stopped) return;
          await deps.index.setVerdict(hash, verdict);
          if (verdict.state === 'failed') deps.onFailed(hash, verdict.reason);
        }
      }
    } while (again && !stopped);
  }
  return {
    wake() {
      again = true;
      running ??= run()
        .catch(deps.onError)
        .finally(() => {
          running = undefined;
        });
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** Its file where it stands in one: a long picture is nowhere whole in memory here. Undefined: the bytes are missing. */
async function sourceOf(blobs: Blobs, hash: BlobHash): Promise<Uint8Array | PictureFile | undefined> {
  if (blobs.file === undefined) return blobs.read(hash);
  return (await blobs.has(hash)) ? { path: blobs.file(hash).path } : undefined;
}
