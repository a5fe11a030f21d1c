/** Files of a form, one after the other, as they come. Source: RFC 7578. */
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import type { Upload } from '../../app/file-uploads.js';
import type { Principal } from '../../app/ports.js';
import type { Result } from '../../core/fault.js';

/** Of one form. */
export const FILES_AT_ONCE = 100;
/** No file, but settings of some client: they are passed over. */
const FIELDS_AT_MOST = 20;
/** Whatever a form may hold that is no file's bytes. */
const LIMITS = { files: FILES_AT_ONCE, fields: FIELDS_AT_MOST, parts: FILES_AT_ONCE + FIELDS_AT_MOST, fieldNameSize: 255, fieldSize: 1024, headerPairs: 20 };

/** A form that cannot be read to its end; the message is for who sent it. */
export class FormRefusal extends Error {
  readonly statusCode = 400;
}
const TOO_MANY = ['FST_FILES_LIMIT', 'FST_FIELDS_LIMIT', 'FST_PARTS_LIMIT'];

/** A file of a form: kept, or why not. */
export interface TakenFile {
  /** As its sender calls it, without folders; `image` where it is called nothing. */
  readonly name: string;
  readonly upload: Result<Upload>;
}

/** Lets the routes of a scope take forms; nothing of them is read before a route asks. */
export async function takeForms(scope: FastifyInstance): Promise<void> {
  await scope.register(multipart, { throwFileSizeLimit: false });
}

/** All files of a form; one that is refused stops no other. Undefined: it is no form. Throws a {@link FormRefusal}. */
export async function takeFiles(app: App, request: FastifyRequest, by: Principal): Promise<readonly TakenFile[] | undefined> {
  if (!request.isMultipart()) return undefined;
  // Of a file that is longer than the limit one byte more comes.
  const parts = request.files({ limits: { ...LIMITS, fileSize: app.limits.uploadBytes + 1 } });
  const taken: TakenFile[] = [];
  for (let next = await refusing(parts.next()); next.done !== true; next = await refusing(parts.next())) {
    const name = next.value.filename || 'image';
    taken.push({ name, upload: await app.fileUploads.receive(piecesOf(next.value), name, by) });
  }
  if (taken.length === 0) throw new FormRefusal('holds no file');
  return taken;
}

/** What makes two forms the same: a boundary is another one each time. */
export const textOfFiles = (files: readonly TakenFile[]): string =>
  JSON.stringify(files.map(({ name, upload }) => [name, upload.ok ? upload.value.blob.hash : upload.fault.code]));

async function* piecesOf({ file }: MultipartFile): AsyncGenerator<Uint8Array, undefined> {
  const pieces = (file as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await refusing(pieces.next());
    if (next.done === true) return undefined;
    yield next.value;
  }
}

/** Only what the form itself does wrong, and not what is done with its files. */
async function refusing<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    throw new FormRefusal(
      TOO_MANY.includes(code) ? `holds more than ${FILES_AT_ONCE} files, or too much else` : 'is no whole form (multipart/form-data with a boundary)',
    );
  }
}
