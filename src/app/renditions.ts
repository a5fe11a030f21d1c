/**
 * Renditions: found where they are kept, made once where they are not, and never at any price. A visitor who would
 * have to wait too long gets the nearest one that is ready, or the original.
 */
import type { BlobHash, RenditionKey, RenditionLook } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import { type Hot, SMALL_BYTES } from './hot.js';
import { createLine, type Urgency } from './line.js';
import { MIDDLE_SIZE, middleSizeFor } from './middle-size.js';
import { nearest } from './nearest.js';
import type { Blobs, Clock, ImageEngine, KeptRendition, PictureFile, RenderAsk, RenderOutcome, RenditionIndex, Secrets } from './ports.js';
import { betterKeys, createKeys, looks, type Wish } from './rendition-key.js';
import { createSecondPass, isHasty } from './second-pass.js';

const FAILED_FOR_MS = 10 * 60_000;
/** Longer than any picture may take: whoever was making it is no more. */
const LEASE_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** However many visitors had made: among so many of each side is one that a visitor's program can read. */
const NEAR = 10;
/** The time of use is noted down by the hour, and at most so often. */
const TOUCH_AFTER_MS = 60 * 60_000;
const NOTE_EVERY_MS = 60_000;

export interface ReadyRendition {
  readonly kept: KeptRendition;
  /** The whole; undefined: it is too big for that, see `open`. */
  readonly bytes: Uint8Array | undefined;
}
/** What came of making one. `busy`: too many wait already. `missing`: the original's bytes are gone. */
export type Made =
  | ({ readonly state: 'ready' } & ReadyRendition)
  /** What is wished cannot be had of this picture. */
  | { readonly state: 'refused'; readonly parameter: string; readonly reason: string }
  | { readonly state: 'failed' | 'busy' | 'missing' };
/** What a visitor gets. `instead`: another one, `original`: the original, each for now. */
export type Served = Extract<Made, { state: 'ready' | 'refused' }> | ({ readonly state: 'instead' } & ReadyRendition) | { readonly state: 'original' };

export interface Renditions {
  keyOf(wish: Wish): RenditionKey;
  /** From memory, at once. */
  peek(wish: Wish, key: RenditionKey): ReadyRendition | undefined;
  /** For a visitor: within `patienceMs` or a little more, whatever happens. */
  serve(wish: Wish, key: RenditionKey): Promise<Served>;
  /** Behind requests: makes it where it is not kept (`isNew`), however long that takes. */
  prepare(wish: Wish): Promise<{ readonly made: Made; readonly isNew: boolean }>;
  /** A part of one that is ready, `end` included; undefined: it is gone. */
  open(key: RenditionKey, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Where its file stands below the renditions' folder; undefined: there are no files. */
  place(key: RenditionKey): string | undefined;
  /** Notes down what was used, and waits for what is being made. */
  stop(): Promise<void>;
}

export interface RenditionDeps {
  readonly index: RenditionIndex;
  /** A room of their own, by the rendition's key. */
  readonly room: Blobs;
  readonly originals: Blobs;
  readonly images: Pick<ImageEngine, 'render'>;
  readonly hot: Hot;
  readonly secrets: Pick<Secrets, 'digest'>;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly onError: (error: unknown) => void;
  /** So many more bytes are kept. */
  readonly onKept: (sizeBytes: number) => void;
}
export interface RenditionOptions {
  /** Made at once, and visitors that may wait for their turn. */
  readonly atOnce: number;
  readonly waiting: number;
  /** How long a visitor waits. */
  readonly patienceMs: number;
}

/** What a rendition goes by in the index and the room, and in memory, where the better one takes the place of the first. */
interface Name {
  readonly key: RenditionKey;
  readonly under: RenditionKey;
}
type Pace = Pick<RenderAsk, 'priority' | 'isThorough' | 'copyOf'>;

/** The room takes names of the same form as the originals'. */
export const roomName = (key: RenditionKey) => key as string as BlobHash;

export function createRenditions(deps: RenditionDeps, { patienceMs, ...bounds }: RenditionOptions): Renditions {
  const { index, room, originals, images, hot, secrets, clock, limits, onError, onKept } = deps;
  const line = createLine(bounds);
  const [keyOf, betterOf, lookOf] = [createKeys(secrets), betterKeys(secrets), looks(secrets)];
  const making = new Map<RenditionKey, Promise<Made>>();
  const used = new Set<RenditionKey>();

  let notedAt = clock();
  async function noteUse(): Promise<void> {
    const keys = [...used];
    used.clear();
    notedAt = clock();
    if (keys.length > 0) await index.touch(keys, notedAt);
  }
  function use(ready: ReadyRendition): ReadyRendition {
    const { kept, bytes } = ready;
    const now = clock();
    if (now - kept.usedAt < TOUCH_AFTER_MS) return ready;
    used.add(kept.key);
    if (bytes !== undefined) hot.put(kept.key, { bytes, kept: { ...kept, usedAt: now } });
    if (now - notedAt > NOTE_EVERY_MS) void noteUse().catch(onError);
    return ready;
  }
  const secondPass = createSecondPass((wish, key) => makeAlone(wish, { key: betterOf(key), under: key }, 'background').catch(onError));
  const held = (key: RenditionKey): ReadyRendition | undefined => {
    const picture = hot.get(key);
    return picture?.kept && use({ kept: picture.kept, bytes: picture.bytes });
  };
  function noted(ready: ReadyRendition, wish: Wish, key: RenditionKey): ReadyRendition {
    if (ready.kept.key === key && isHasty(ready.kept)) secondPass.note(wish, key);
    return ready;
  }
  const peek = (wish: Wish, key: RenditionKey): ReadyRendition | undefined => {
    const ready = held(key);
    return ready && noted(ready, wish, key);
  };

  /** Undefined: not kept, or its bytes are gone, and then so is what tells of them. `under`: what memory holds it by. */
  async function load(kept: KeptRendition, under: RenditionKey): Promise<ReadyRendition | undefined> {
    const { key, sizeBytes } = kept;
    if (sizeBytes > SMALL_BYTES) return (await room.has(roomName(key))) ? use({ kept, bytes: undefined }) : void (await index.forget(key));
    const held = await hot.load(under, async () => {
      const bytes = await room.read(roomName(key));
      return bytes?.length === sizeBytes ? { bytes, kept } : undefined;
    });
    return held === undefined ? void (await index.forget(key)) : use({ kept, bytes: held.bytes });
  }
  async function findKept({ key, under }: Name): Promise<Made | undefined> {
    const found = await index.find(key, clock());
    if (found === 'failed') return { state: 'failed' };
    const ready = found && (await load(found, under));
    return ready && { state: 'ready', ...ready };
  }
  async function find(wish: Wish, key: RenditionKey): Promise<Made | undefined> {
    const better = wish.format === 'avif' ? await findKept({ key: betterOf(key), under: key }) : undefined;
    if (better?.state === 'ready') return better;
    return findKept({ key, under: key });
  }

  /** One maker in this process; others wait for the same. */
  function make(wish: Wish, key: RenditionKey, urgency: Urgency): Promise<Made> {
    const same = making.get(key);
    if (same !== undefined) return same;
    const turn = line.enter(urgency, () => makeAlone(wish, { key, under: key }, urgency));
    if (turn === undefined) return Promise.resolve({ state: 'busy' });
    const made = turn.finally(() => making.delete(key));
    making.set(key, made);
    return made;
  }
  /** And, as far as it can be had, one in all processes. */
  async function makeAlone(wish: Wish, name: Name, urgency: Urgency): Promise<Made> {
    const { key } = name;
    const lease = () => index.lease(key, wish.file.blob, clock(), clock() + LEASE_MS);
    while (!(await lease())) {
      const found = await findKept(name);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    try {
      const made = await makeNow(wish, name, urgency);
      if (made.state !== 'ready') await index.giveUp(key, clock() + (made.state === 'failed' ? FAILED_FOR_MS : 0));
      return made;
    } catch (error) {
      await index.giveUp(key, clock()).catch(onError);
      throw error;
    }
  }
  async function makeNow(wish: Wish, { key, under }: Name, priority: Urgency): Promise<Made> {
    const { file } = wish;
    const pace = { priority, isThorough: key !== under };
    const made = (await renderMiddle(wish, pace)) ?? (await renderOriginal(wish, pace));
    if (made === undefined) return { state: 'missing' };
    if (made.state === 'refused') return { state: 'refused', parameter: made.parameter, reason: made.reason };
    if (made.state !== 'made') return { state: made.state };
    const { bytes, type, widthPx, heightPx } = made;
    const kept: KeptRendition = { key, blob: file.blob, type, widthPx, heightPx, sizeBytes: bytes.length, usedAt: clock() };
    const isKept = await keep(kept, bytes, lookOf(wish));
    // What is asked for once is not worth the memory: who asks again reads the file, and then it is held. A better one takes its place.
    if (!isKept || hot.get(under) !== undefined) hot.put(under, { bytes, kept });
    return { state: 'ready', kept, bytes };
  }
  /** Where it cannot be kept (false), whoever asked for it gets it nevertheless. */
  async function keep(kept: KeptRendition, bytes: Uint8Array, look: RenditionLook): Promise<boolean> {
    try {
      await room.put(roomName(kept.key), bytes, kept.type);
      await index.keep(kept, look);
      onKept(bytes.length);
      return true;
    } catch (error) {
      onError(error);
      await index.giveUp(kept.key, clock()).catch(onError);
      return false;
    }
  }
  const render = (source: Uint8Array | PictureFile, { file, rendition, format }: Wish, pace: Pace) =>
    images.render(source, { rendition, format, focal: file.owner?.focal, ...pace }, limits);
  async function renderOriginal(wish: Wish, pace: Pace): Promise<RenderOutcome | undefined> {
    const { blob } = wish.file;
    const source = (await originals.has(blob)) ? (originals.file?.(blob) ?? (await originals.read(blob))) : undefined;
    return source && render(source, wish, pace);
  }
  /** Undefined: there is no copy of middle size yet, or it does not suit. */
  async function renderMiddle(wish: Wish, pace: Pace): Promise<RenderOutcome | undefined> {
    const copyOf = middleSizeFor(wish.file, wish.rendition);
    if (copyOf === undefined) return undefined;
    const middle = { file: wish.file, ...MIDDLE_SIZE };
    const key = keyOf(middle);
    const found = await index.find(key, clock());
    if (found === undefined) void make(middle, key, 'background').catch(onError);
    if (found === undefined || found === 'failed' || !(await room.has(roomName(key)))) return undefined;
    use({ kept: found, bytes: undefined });
    const made = await render(room.file?.(roomName(key)) ?? (await room.read(roomName(key))) ?? new Uint8Array(), wish, { ...pace, copyOf });
    return made.state === 'made' ? made : undefined;
  }

  async function instead(wish: Wish): Promise<Served> {
    for (const kept of await nearest(wish, (widthPx) => index.near(wish.file.blob, lookOf(wish), widthPx, NEAR))) {
      const ready = held(kept.key) ?? (await load(kept, kept.key));
      if (ready !== undefined) return { state: 'instead', ...ready };
    }
    return { state: 'original' };
  }

  return {
    keyOf,
    peek,
    async serve(wish, key) {
      if (wish.file.verdict.state === 'failed') return { state: 'original' };
      const kept = await find(wish, key);
      if (kept?.state === 'ready') noted(kept, wish, key);
      const found = kept ?? (await within(patienceMs, make(wish, key, 'visitor')).catch(onFailure));
      return found.state === 'ready' || found.state === 'refused' ? found : instead(wish);
    },
    async prepare(wish) {
      const key = keyOf(wish);
      const found = await find(wish, key);
      return found === undefined ? { made: await make(wish, key, 'background'), isNew: true } : { made: found, isNew: false };
    },
    open: (key, range) => room.stream(roomName(key), range),
    place: (key) => room.file?.(roomName(key)).place,
    async stop() {
      await secondPass.stop();
      await Promise.allSettled(making.values());
      await noteUse();
    },
  };

  function onFailure(error: unknown): Made {
    onError(error);
    return { state: 'busy' };
  }
}

/** `busy` where it takes longer; it goes on nevertheless. */
function within(ms: number, work: Promise<Made>): Promise<Made> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Made>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'busy' }), ms);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}
