/** Pictures that come as files of their own, never whole in memory: checked, kept, and named by a handle until a command takes them. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { BlobHash } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import { cleanName, IMAGE_TYPES, type ImageType, pathOf } from '../core/naming.js';
import type { HandleHolder, Handles } from './handles.js';
import type { BlobFacts, Blobs, Clock, Fetcher, ImageEngine, KnownBlobs } from './ports.js';
import type { Incoming, IncomingFile } from './ports-incoming.js';
import { holderOf, type Quota } from './quota.js';
import { takePicture } from './sent-pictures.js';
import { type Intake, isKnown, type TakenPicture, UPLOAD, type Uploads } from './uploads.js';

/** A picture that is kept, and the handle that names it for its sender. */
export interface Upload extends TakenPicture {
  readonly handle: string;
}

export interface FileUploads {
  /** Takes a file as its bytes come, all of them in any case; what its sender claims of its type plays no part. */
  receive(pieces: AsyncIterable<Uint8Array>, name: string, by: HandleHolder): Promise<Result<Upload>>;
  /** A file that stands there already; it is gone afterwards. */
  take(file: IncomingFile, name: string, by: HandleHolder): Promise<Result<Upload>>;
  /** What an address answers with. `name` absent: the last part of its path. */
  fetch(url: string, name: string | undefined, by: HandleHolder): Promise<Result<Upload>>;
  /** What bytes are that are kept but not known, looked at as if they were sent anew. Undefined: they are gone, damaged, or no picture that is taken. */
  readmit(hash: BlobHash): Promise<BlobFacts | undefined>;
  /** Past the service, to where bytes are kept; absent: that cannot take them. */
  readonly direct?: DirectUpload;
}
export interface DirectUpload {
  /** Where to send the bytes; `handle`: for `finish`. */
  begin(ask: { readonly sizeBytes: number; readonly type: ImageType }, by: HandleHolder): Promise<Result<DirectAddress>>;
  finish(handle: string, name: string, by: HandleHolder): Promise<Result<Upload>>;
}
export interface DirectAddress {
  readonly url: string;
  readonly method: string;
  /** To be sent along. */
  readonly headers: Readonly<Record<string, string>>;
  readonly handle: string;
}

const TYPES = Object.keys(IMAGE_TYPES) as readonly ImageType[];
const DIRECT = 'direct upload';
const DIRECT_LIFE_S = 3600;

export function createFileUploads(deps: {
  incoming: Incoming;
  uploads: Uploads;
  blobs: Blobs;
  index: KnownBlobs;
  images: ImageEngine;
  fetcher: Fetcher;
  handles: Handles;
  clock: Clock;
  limits: Limits;
  intake: Intake;
  quota: Quota | undefined;
}): FileUploads {
  const { incoming, uploads, blobs, index, images, fetcher, handles, clock, limits, intake, quota } = deps;
  const fileLimits: Limits = { ...limits, imageBytes: limits.uploadBytes };

  async function judge(file: IncomingFile, name: string): Promise<Result<TakenPicture>> {
    const facts = await images.inspectFile(file, file.sizeBytes, fileLimits);
    if (!facts.ok) return facts;
    const cleaned = cleanName(name, facts.value.type, TYPES, limits);
    if (!cleaned.ok) return cleaned;
    const verdict = intake === 'decode' ? await images.decode(file, limits) : ({ state: 'unchecked' } as const);
    if (verdict.state === 'failed') return refuse({ code: 'image-unreadable', reason: verdict.reason });
    return ok({ path: pathOf(cleaned.value), blob: { ...facts.value, hash: file.hash, sizeBytes: file.sizeBytes, verdict } });
  }
  const named = (picture: TakenPicture, by: HandleHolder): Upload => ({ ...picture, handle: handles.seal(UPLOAD, picture, by) });

  async function take(file: IncomingFile, name: string, by: HandleHolder): Promise<Result<Upload>> {
    try {
      const judged = await judge(file, name);
      if (!judged.ok) return judged;
      if (!(await isKnown(index, file.hash, clock))) {
        const charged = await quota?.charge(index, judged.value.blob, holderOf(by));
        if (charged?.ok === false) return charged;
        await blobs.putFile(file.hash, file.path, judged.value.blob.type);
      }
      return ok(named(judged.value, by));
    } finally {
      await incoming.drop(file);
    }
  }
  async function receive(pieces: AsyncIterable<Uint8Array>): Promise<Result<IncomingFile>> {
    const file = await incoming.receive(pieces, limits.uploadBytes);
    return file === undefined ? refuse({ code: 'limit-passed', what: 'bytes', limit: limits.uploadBytes, unit: 'bytes' }) : ok(file);
  }

  return {
    async receive(pieces, name, by) {
      const file = await receive(pieces);
      return file.ok ? take(file.value, name, by) : file;
    },
    take,
    async fetch(url, name, by) {
      const picture = await takePicture({ uploads, fetcher, limits }, { url, name }, by, false);
      return picture.ok ? ok(named(picture.value, by)) : picture;
    },
    async readmit(hash) {
      const stream = await blobs.stream(hash);
      const file = stream && (await receive(stream));
      if (!file?.ok) return undefined;
      const { path, sizeBytes } = file.value;
      try {
        const facts = file.value.hash === hash ? await images.inspectFile(file.value, sizeBytes, fileLimits) : undefined;
        if (!facts?.ok) return undefined;
        // Young again: bytes that no row knows of may be on their way out.
        await blobs.putFile(hash, path, facts.value.type);
        return { ...facts.value, hash, sizeBytes, verdict: { state: 'unchecked' } };
      } finally {
        await incoming.drop(file.value);
      }
    },
    ...(blobs.direct === undefined ? {} : { direct: createDirect(blobs.direct) }),
  };

  function createDirect(direct: NonNullable<Blobs['direct']>): DirectUpload {
    return {
      async begin({ sizeBytes, type }, by) {
        if (sizeBytes > limits.uploadBytes) return refuse({ code: 'limit-passed', what: 'bytes', limit: limits.uploadBytes, unit: 'bytes', found: sizeBytes });
        const allowed = await quota?.allows(index, sizeBytes, holderOf(by));
        if (allowed?.ok === false) return allowed;
        const { ticket, ...address } = await direct.begin({ sizeBytes, type, expiresInS: DIRECT_LIFE_S });
        return ok({ ...address, handle: handles.seal(DIRECT, ticket, by) });
      },
      async finish(handle, name, by) {
        const ticket = handles.open(DIRECT, handle, by);
        const sent = typeof ticket === 'string' ? await direct.finish(ticket) : undefined;
        const stream = sent && (await blobs.stream(sent.hash));
        if (stream === undefined) return refuse({ code: 'upload-refused', reason: 'Nothing was sent to such an address, or it has run out.' });
        const file = await receive(stream);
        if (!file.ok) return file;
        try {
          const judged = await judge(file.value, name);
          if (!judged.ok) return judged;
          // Kept already; what is refused now is named by nobody, and swept.
          const charged = (await index.knows(file.value.hash)) ? undefined : await quota?.charge(index, judged.value.blob, holderOf(by));
          return charged?.ok === false ? charged : ok(named(judged.value, by));
        } finally {
          await incoming.drop(file.value);
        }
      },
    };
  }
}
