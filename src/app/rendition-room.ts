/** Bounds what renditions take up: over the cap go those that nobody used for the longest time. */
import type { RenditionKey } from '../core/ids.js';
import type { Blobs, Clock, RenditionIndex } from './ports.js';
import { roomName } from './renditions.js';

const AT_ONCE = 200;
/** Of the cap, so that the next rendition does not sweep again. */
const SWEPT_TO = 0.9;

export interface RenditionStats {
  readonly count: number;
  readonly sizeBytes: number;
  readonly limitBytes: number;
}
/** How many went: of pictures that are no more, without use, and files that nothing tells of. */
export interface SweptRenditions {
  readonly stale: number;
  readonly oldest: number;
  readonly strays: number;
}
export interface RenditionRoom {
  stats(): Promise<RenditionStats>;
  /** Everything that may go. */
  sweep(): Promise<SweptRenditions>;
  /** So much more is kept: sweeps behind requests once the cap is passed. */
  grew(sizeBytes: number): void;
}

export function createRenditionRoom(deps: {
  index: RenditionIndex;
  room: Blobs;
  clock: Clock;
  limitBytes: number;
  /** Files younger than this may not be told of yet. */
  retentionMs: number;
  onError: (error: unknown) => void;
}): RenditionRoom {
  const { index, room, clock, limitBytes, retentionMs, onError } = deps;
  // Unknown until it was counted once.
  let keptBytes: number | undefined;
  let isMakingRoom = false;

  /** Row first, file later: who comes between makes it anew, and new files stay. */
  async function remove(keys: readonly RenditionKey[]): Promise<void> {
    for (const key of keys) await room.deleteOlder(roomName(key), clock());
  }
  async function makeRoom(): Promise<number> {
    let [{ sizeBytes, count }, gone] = [await index.total(), 0];
    const goalBytes = sizeBytes > limitBytes ? limitBytes * SWEPT_TO : sizeBytes;
    while (sizeBytes > goalBytes) {
      const wanted = Math.ceil((count * (sizeBytes - goalBytes)) / sizeBytes);
      const oldest = await index.forgetOldest(Math.min(wanted, AT_ONCE));
      if (oldest.length === 0) break;
      await remove(oldest.map(({ key }) => key));
      sizeBytes -= oldest.reduce((sum, one) => sum + one.sizeBytes, 0);
      count -= oldest.length;
      gone += oldest.length;
    }
    keptBytes = sizeBytes;
    return gone;
  }
  return {
    stats: async () => ({ ...(await index.total()), limitBytes }),
    async sweep() {
      let [stale, strays] = [0, 0];
      for (let gone = await index.forgetStale(clock(), AT_ONCE); gone.length > 0; gone = await index.forgetStale(clock(), AT_ONCE)) {
        await remove(gone);
        stale += gone.length;
      }
      const oldest = await makeRoom();
      const before = clock() - retentionMs;
      for await (const { hash, writtenAt } of room.list())
        if (writtenAt < before && !(await index.knows(hash as string as RenditionKey)) && (await room.deleteOlder(hash, before))) strays++;
      await room.tidy(before);
      return { stale, oldest, strays };
    },
    grew(sizeBytes) {
      if (keptBytes !== undefined) keptBytes += sizeBytes;
      if (isMakingRoom || (keptBytes !== undefined && keptBytes <= limitBytes)) return;
      isMakingRoom = true;
      void makeRoom()
        .catch(onError)
        .finally(() => {
          isMakingRoom = false;
        });
    },
  };
}
