/** From bytes that somebody sent to a picture that a command may refer to. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { BlobHash, MediaPath } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import { cleanName, type ImageType, pathOf } from '../core/naming.js';
import type { BlobFacts, BlobIndex, Blobs, Clock, ImageEngine, ImageFacts, Secrets } from './ports.js';

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

export interface Uploads {
  check(sent: SentPicture, types: readonly ImageType[]): Result<CheckedPicture>;
  /** Durable when it returns; the blob is to be named by a commit soon, else the sweep takes it. */
  keep(picture: CheckedPicture): Promise<Result<BlobFacts>>;
}

export function createUploads(deps: {
  blobs: Blobs;
  index: Pick<BlobIndex, 'knows' | 'renew'>;
  images: ImageEngine;
  secrets: Secrets;
  clock: Clock;
  limits: Limits;
  intake: Intake;
}): Uploads {
  const { blobs, index, images, secrets, clock, limits, intake } = deps;
  return {
    check({ bytes, type, name }, types) {
      const facts = images.inspect(bytes, limits);
      if (!facts.ok) return facts;
      const found = facts.value.type;
      if ((type ?? found) !== found || !types.includes(found)) return refuse({ code: 'image-type-refused', found });
      const cleaned = cleanName(name, found, types, limits);
      return cleaned.ok ? ok({ bytes, facts: facts.value, path: pathOf(cleaned.value) }) : cleaned;
    },
    async keep({ bytes, facts }) {
      const verdict = intake === 'decode' ? await images.decode(bytes, limits) : ({ state: 'unchecked' } as const);
      if (verdict.state === 'failed') return refuse({ code: 'image-unreadable', reason: verdict.reason });
      const hash = secrets.digest(bytes) as BlobHash;
      // A known blob is renewed before the commit, so that no sweep takes it in between; else its bytes are written.
      if (!((await index.knows(hash)) && (await index.renew(hash, clock())))) await blobs.put(hash, bytes);
      return ok({ ...facts, hash, sizeBytes: bytes.length, verdict });
    },
  };
}
