/** Bytes that are kept before an operation names them: files of a form, by address, or past the service. */
import Type, { type Static } from 'typebox';
import type { Upload } from '../../app/file-uploads.js';
import { HANDLE_CHARS } from '../../app/handles.js';
import type { Fault, Result } from '../../core/fault.js';
import { pictureVerdict } from '../../core/picture-verdict.js';
import { directUnavailable, faultAnswer } from './faults.js';
import { FILES_AT_ONCE } from './multipart.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { nullable } from './shapes.js';

const NameText = Type.String({ maxLength: 1000, description: "The file's name; it becomes a part of the picture's address." });
const UrlBody = Type.Object(
  { url: Type.String({ maxLength: 8192, description: 'http or https, of a public host.' }), name: Type.Optional(NameText) },
  { title: 'UploadAddress', additionalProperties: false },
);
const DirectBody = Type.Object(
  { size_bytes: Type.Integer({ minimum: 1 }), type: Type.Enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']) },
  { title: 'DirectUpload', additionalProperties: false },
);
const FinishBody = Type.Object({ direct: Type.String({ maxLength: HANDLE_CHARS }), name: NameText }, { title: 'FinishedUpload', additionalProperties: false });

const UploadOut = Type.Object(
  {
    name: Type.String(),
    upload: Type.String({ description: 'A handle: names the bytes in operations, for a day, for the caller who got it, any number of times.' }),
    type: Type.String(),
    width: Type.Integer(),
    height: Type.Integer(),
    size_bytes: Type.Integer(),
    sha256: Type.String(),
  },
  { title: 'Upload' },
);
/** As {@link verdictOut} makes it. */
export const VerdictOut = Type.Object(
  {
    code: Type.String(),
    field: Type.String({ description: 'What of the picture it is about.' }),
    limit: nullable(Type.Number()),
    found: nullable(Type.Union([Type.String(), Type.Number()])),
    advice: Type.String(),
  },
  { title: 'Verdict', description: 'Why a picture is not taken, and what to do about it.' },
);
const RefusedOut = Type.Object({ name: Type.String(), verdict: VerdictOut }, { title: 'RefusedUpload' });
const UploadsOut = Type.Object({ uploads: Type.Array(Type.Union([UploadOut, RefusedOut])) }, { title: 'Uploads' });
const AddressOut = Type.Object(
  {
    url: Type.String({ description: 'Where to send the bytes.' }),
    method: Type.String(),
    headers: Type.Record(Type.String(), Type.String(), { description: 'To be sent along, as they are.' }),
    direct: Type.String({ description: 'For the call that finishes it.' }),
  },
  { title: 'DirectAddress' },
);

/** So much of a name is repeated. */
const SHOWN_CHARS = 255;
/** A file's name as it is repeated to its sender. */
export const nameOut = (name: string): string => name.slice(0, SHOWN_CHARS).toWellFormed();

/** Whatever is wrong with a picture, in one shape. */
export const verdictOut = (fault: Fault) => pictureVerdict(fault) ?? { code: fault.code, field: 'content', limit: null, found: null, advice: detailOf(fault) };
const detailOf = (fault: Fault): string => (faultAnswer(fault).body as { detail: string }).detail;

function uploadOut(name: string, { handle, blob }: Upload) {
  const { widthPx, heightPx } = blob.verdict.state === 'ready' ? blob.verdict.pixels : blob;
  return { name: nameOut(name), upload: handle, type: blob.type, width: widthPx, height: heightPx, size_bytes: blob.sizeBytes, sha256: blob.hash };
}

const takeUploads = async ({ files }: Call): Promise<Answer> => ({
  status: 201,
  body: { uploads: files.map(({ name, upload }) => (upload.ok ? uploadOut(name, upload.value) : { name: nameOut(name), verdict: verdictOut(upload.fault) })) },
});

const fetchUpload = async ({ app, principal, body }: Call<unknown, Static<typeof UrlBody>>): Promise<Answer> =>
  answerOne(body.name, await app.fileUploads.fetch(body.url, body.name, principal));

async function beginDirect({ app, principal, body }: Call<unknown, Static<typeof DirectBody>>): Promise<Answer> {
  const { direct } = app.fileUploads;
  if (direct === undefined) return directUnavailable();
  const address = await direct.begin({ sizeBytes: body.size_bytes, type: body.type }, principal);
  if (!address.ok) return refusalOf(address.fault);
  const { handle, ...where } = address.value;
  return success({ ...where, direct: handle });
}

async function finishDirect({ app, principal, body }: Call<unknown, Static<typeof FinishBody>>): Promise<Answer> {
  const { direct } = app.fileUploads;
  return direct === undefined ? directUnavailable() : answerOne(body.name, await direct.finish(body.direct, body.name, principal));
}

/** Without a name, that of the path. */
const answerOne = (name: string | undefined, upload: Result<Upload>): Answer =>
  upload.ok ? { status: 201, body: uploadOut(name ?? upload.value.path.slice(PATH_FOLDERS), upload.value) } : refusalOf(upload.fault);
const PATH_FOLDERS = '/s/h/'.length;

/** A problem that tells what a verdict tells. */
export function refusalOf(fault: Fault): Answer {
  const answer = faultAnswer(fault);
  return { ...answer, body: { ...(answer.body as object), verdict: verdictOut(fault) } };
}

export const UPLOAD_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/uploads',
    name: 'uploadFiles',
    summary: 'Upload files',
    about: `Up to ${FILES_AT_ONCE} files of a form, streamed and checked; each gets a handle for \`add\` and \`replace\`, or a verdict. One bad file stops no other. What a sender claims of a type plays no part. A file that may break off on its way is better sent by tus 1.0 (creation, creation-with-upload, expiration, termination) to \`/api/v1/uploads/tus\`: its name as \`filename\` in the metadata, its handle in \`Vitrine-Upload\` of the last answer.`,
    takesFiles: true,
    status: 201,
    answer: UploadsOut,
    example: { url: '/api/v1/uploads' },
    handle: takeUploads,
  }),
  route({
    method: 'POST',
    path: '/uploads/url',
    name: 'uploadFromUrl',
    summary: 'Upload by address',
    about: 'The service fetches the picture. Private addresses are refused, redirects to them too.',
    body: UrlBody,
    status: 201,
    answer: UploadOut,
    example: { url: '/api/v1/uploads/url', body: { url: 'https://pictures.example/shirt.jpg' } },
    handle: fetchUpload,
  }),
  route({
    method: 'POST',
    path: '/uploads/direct',
    name: 'beginDirectUpload',
    summary: 'Where to send bytes past the service',
    about: 'Where pictures are kept in S3, their bytes need not go through the service; elsewhere this is a 409, `direct-unavailable`.',
    body: DirectBody,
    answer: AddressOut,
    example: { url: '/api/v1/uploads/direct', body: { size_bytes: 1048576, type: 'image/jpeg' } },
    handle: beginDirect,
  }),
  route({
    method: 'POST',
    path: '/uploads/direct/finish',
    name: 'finishDirectUpload',
    summary: 'Check and keep what was sent past the service',
    about: 'After the bytes were sent: they are read back, checked and kept.',
    body: FinishBody,
    status: 201,
    answer: UploadOut,
    example: { url: '/api/v1/uploads/direct/finish', body: { direct: 'k3J…', name: 'shirt.jpg' } },
    handle: finishDirect,
  }),
];
