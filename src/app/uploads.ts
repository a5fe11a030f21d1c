/** From bytes that somebody sent to a picture that a command may refer to. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { BlobHash, MediaPath } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import { cleanName, type ImageType, pathOf } from '../core/naming.js';
import type { HandleHolder, Handles } from './handles.js';
import type { BlobFacts, BlobIndex, Blobs, Clock, ImageEngine, ImageFacts, KnownBlobs, Secrets } from './ports.js';
import { holderOf, type Quota } from './quota.js';

/** When the full decode runs: after the answer, never, or before it. */
export type Intake = 'behind' | 'structure' | 'decode';

export interface SentPicture {
  readonly bytes: Uint8Array;
  /** The type that the sender claims; the bytes must be of it. Absent: whatever they are. */
  readonly type?: string;
  readonly name: string;
}
/** A picture that may be kept: whole, of its claimed type, within the limits, well named. Nothing is stored yet. */
export interface CheckedPicture {
  readonly bytes: Uint8Array;
  readonly facts: ImageFacts;
  /** Where it would like to be served. */
  readonly path: MediaPath;
}

/** A picture whose bytes are kept; a command may name it, in a commit that brings `blob` along. */
export interface TakenPicture {
  /** Where it would like to be served. */
  readonly path: MediaPath;
  readonly blob: BlobFacts;
}

export interface Uploads {
  check(sent: SentPicture, types: readonly ImageType[]): Result<CheckedPicture>;
  /** What is known of it once it is kept, after the decode where that comes before the answer; nothing is kept yet. */
  judge(picture: CheckedPicture, by: HandleHolder): Promise<Result<BlobFacts>>;
  /** Durable when it returns; the blob is to be named by a commit soon, else the sweep takes it. `by` undefined: the operator's own. */
  keep(picture: CheckedPicture, by: HandleHolder | undefined): Promise<Result<BlobFacts>>;
  /** The picture that a handle names; its bytes stay until a commit can name them. Fault: `upload-refused`. */
  open(handle: string, by: HandleHolder): Promise<Result<TakenPicture>>;
}
/** What handles of kept pictures are sealed as. */
export const UPLOAD = 'upload';

/** Whether bytes of that hash are kept and known; they are as good as new then, and no sweep takes them meanwhile. */
export async function isKnown(index: Pick<BlobIndex, 'knows' | 'renew'>, hash: BlobHash, clock: Clock): Promise<boolean> {
  return (await index.knows(hash)) && (await index.renew(hash, clock()));
}

export function createUploads(deps: {
  blobs: Blobs;
  index: KnownBlobs;
  images: ImageEngine;
  secrets: Pick<Secrets, 'digest'>;
  handles: Handles;
  clock: Clock;
  limits: Limits;
  intake: Intake;
  quota: Quota | undefined;
}): Uploads {
  const { blobs, index, images, secrets, handles, clock, limits, intake, quota } = deps;
  const look = async ({ bytes, facts }: CheckedPicture): Promise<Result<BlobFacts>> => {
    const verdict = intake === 'decode' ? await images.decode(bytes, limits) : ({ state: 'unchecked' } as const);
    if (verdict.state === 'failed') return refuse({ code: 'image-unreadable', reason: verdict.reason });
    return ok({ ...facts, hash: secrets.digest(bytes) as BlobHash, sizeBytes: bytes.length, verdict });
  };
  return {
    check({ bytes, type, name }, types) {
      const facts = images.inspect(bytes, limits);
      if (!facts.ok) return facts;
      const found = facts.value.type;
      if ((type ?? found) !== found || !types.includes(found)) return refuse({ code: 'image-type-refused', found });
      const cleaned = cleanName(name, found, types, limits);
      return cleaned.ok ? ok({ bytes, facts: facts.value, path: pathOf(cleaned.value) }) : cleaned;
    },
    async judge(picture, by) {
      const judged = await look(picture);
      if (!judged.ok || quota === undefined || (await index.knows(judged.value.hash))) return judged;
      const allowed = await quota.allows(index, judged.value.sizeBytes, holderOf(by));
      return allowed.ok ? judged : allowed;
    },
    async keep(picture, by) {
      const judged = await look(picture);
      if (!judged.ok) return judged;
      const { hash, type } = judged.value;
      if (await isKnown(index, hash, clock)) return judged;
      const charged = by && (await quota?.charge(index, judged.value, holderOf(by)));
      if (charged?.ok === false) return charged;
      await blobs.put(hash, picture.bytes, type);
      return judged;
    },
    async open(handle, by) {
      const picture = handles.open(UPLOAD, handle, by) as TakenPicture | undefined;
      if (picture === undefined) return refuse({ code: 'upload-refused', reason: 'The handle is none of yours, or it has run out.' });
      const { hash } = picture.blob;
      // Bytes that no row knows are swept by their age; a handle runs out before.
      if ((await isKnown(index, hash, clock)) || (await blobs.has(hash))) return ok(picture);
      return refuse({ code: 'upload-refused', reason: 'The bytes of the upload are gone.' });
    },
  };
}
