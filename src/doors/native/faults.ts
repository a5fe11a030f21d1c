/** What each fault is on this wire: a problem (RFC 9457) whose type is the fault's code. */
import type { OAuthRefusal } from '../../app/oauth.js';
import type { Fault, FaultCode } from '../../core/fault.js';
import { OUTAGES, type OutageWords } from '../outage.js';
import type { Answer } from './route.js';
import { versionOut } from './versions.js';
import { trampledOut } from './wire.js';

interface Words<F> {
  readonly status: number;
  readonly title: string;
  readonly detail: (fault: F) => string;
  /** Beside the words, for programs. */
  readonly members?: (fault: F) => Readonly<Record<string, unknown>>;
}
type Wording = { readonly [C in FaultCode]: Words<Extract<Fault, { code: C }>> };

const storeOf = (scope: 'global' | { readonly store: string }): string => (scope === 'global' ? 'all' : scope.store);
const unusable = <F>(title: string, detail: (fault: F) => string): Words<F> => ({ status: 422, title, detail });

const WORDING: Wording = {
  'product-not-found': { status: 404, title: 'No such product', detail: () => 'There is no product of this SKU.' },
  'entry-not-found': {
    status: 404,
    title: 'No such entry',
    detail: ({ entry }) => `The product has no entry ${entry}.`,
    members: ({ entry }) => ({ entry }),
  },
  'store-not-found': {
    status: 404,
    title: 'No such store view',
    detail: ({ store }) => `There is no store view ${store}.`,
    members: ({ store }) => ({ store }),
  },
  'role-unknown': {
    status: 422,
    title: 'No such role',
    detail: ({ role }) => `The product's attribute set has no role ${role}.`,
    members: ({ role }) => ({ role }),
  },
  'change-not-found': {
    status: 404,
    title: 'No such change',
    detail: ({ change }) => `The product's history has no change ${change}.`,
    members: ({ change }) => ({ change }),
  },
  'not-in-trash': {
    status: 404,
    title: 'Not in the trash',
    detail: ({ entry }) => `No entry ${entry} of the product is in the trash: it never was, it is back, or its time is over.`,
    members: ({ entry }) => ({ entry }),
  },
  'version-differs': {
    status: 412,
    title: 'The product has changed',
    detail: () => 'It is no longer the version that If-Match names. `changes` tells what happened since, where it can be told.',
    members: ({ version }) => ({ version: versionOut(version) }),
  },
  'undo-tramples': {
    status: 409,
    title: 'Later changes would be lost',
    detail: () => 'What is to be taken back was changed again since; `force` does it all the same.',
    members: ({ trampled }) => ({ trampled: trampled.slice(0, 100).map(trampledOut) }),
  },
  'undo-impossible': unusable('It cannot be taken back', ({ reason }) => `It cannot be taken back: ${reason}.`),
  'role-elsewhere': {
    status: 409,
    title: 'The entry plays a role elsewhere',
    detail: () => 'Other scopes have given it roles.',
    members: ({ roles }) => ({ roles: roles.map(({ scope, role }) => ({ store: storeOf(scope), role })) }),
  },
  'limit-passed': {
    status: 422,
    title: 'Over a limit',
    detail: ({ what, limit, unit }) => `${what}: the limit is ${limit} ${unit}.`,
    members: ({ what, limit, unit }) => ({ what, limit, unit }),
  },
  'value-required': unusable('A value is required', ({ field }) => `${field} cannot be empty for all store views.`),
  'not-authorized': {
    status: 403,
    title: 'Not allowed',
    detail: ({ resource }) => `It takes rights on ${resource}, for each store view that is written; what is global takes rights for all of them.`,
    members: ({ resource }) => ({ resource }),
  },
  'sign-in-refused': { status: 401, title: 'Sign-in refused', detail: () => 'The name or the password is wrong, or the name is locked for a while.' },
  'gallery-closed': unusable('No gallery', () => "The product's attribute set has no gallery."),
  'picture-there': {
    status: 409,
    title: 'The picture is there',
    detail: ({ entry }) => `Entry ${entry} of the product has these very bytes.`,
    members: ({ entry }) => ({ entry }),
  },
  'entry-exists': unusable('The entry exists', ({ entry }) => `There is an entry ${entry} already.`),
  'role-path-unknown': unusable('No such picture', ({ role }) => `${role}: no picture of this product has this path.`),
  'image-missing': unusable('No picture', () => 'The bytes of a picture are missing.'),
  'video-missing': unusable('No video', () => 'The video is missing.'),
  'id-on-new-entry': unusable('A new entry has no id', () => 'A new entry has no id.'),
  'image-unreadable': unusable('Not a picture', ({ reason }) => reason),
  'image-ambiguous': unusable('More than a picture', ({ found }) => `The bytes are a picture and ${found}, too.`),
  'image-type-refused': unusable('Not a type that is taken', ({ found }) => `The bytes are ${found}.`),
  'rendition-refused': unusable('It cannot be rendered', ({ parameter, reason }) => `${parameter}: ${reason}`),
  'name-forbidden': unusable('Not a file name', () => 'It holds characters that no file name may hold.'),
  'name-unusable': unusable('Not a file name', ({ reason }) => reason),
  'media-type-unknown': unusable('No such media type', () => 'An entry is an image or an external-video.'),
  'url-refused': unusable('Not an address', ({ field }) => `${field} has to be an http or https address.`),
  'fetch-failed': unusable('It could not be fetched', ({ reason }) => reason),
  'upload-refused': unusable('No such upload', ({ reason }) => reason),
  'website-not-found': unusable('No such website', ({ website }) => `There is no website ${website}.`),
  'set-not-found': unusable('No such attribute set', ({ set }) => `There is no attribute set ${set}.`),
  'attribute-unknown': unusable('No such attribute', ({ attribute }) => `There is no attribute ${attribute}.`),
  'search-too-long': unusable('The search takes too long', ({ limitSeconds }) => `It takes longer than ${limitSeconds} s.`),
  'too-many-searches': { status: 429, title: 'Too many search now', detail: () => 'As many search now as may. Try again.' },
  'sku-empty': unusable('The SKU is empty', () => 'A product needs a SKU.'),
  'sku-taken': unusable('The SKU is taken', ({ sku }) => `${sku} is taken.`),
  'store-exists': unusable('The store view exists', ({ store }) => `There is a store view ${store} already.`),
  'store-needed': unusable('The default store view stays', ({ store }) => `${store} is the default store view.`),
  'name-taken': unusable('The name is taken', ({ name }) => `${name} is taken.`),
  'idempotency-key-unusable': { status: 400, title: 'Not a key', detail: () => 'An Idempotency-Key is 1 to 255 visible ASCII characters.' },
  'idempotency-key-reused': unusable('The key stands for another call', () => 'This Idempotency-Key came with another request before.'),
  'idempotent-answer-lost': {
    status: 409,
    title: 'Done before',
    detail: () => 'The call of this Idempotency-Key was done. Its answer was too long to be kept: read what you need.',
  },
  'user-not-found': { status: 404, title: 'No such user', detail: ({ name }) => `There is no user ${name}.` },
};

export function faultAnswer(fault: Fault): Answer {
  const { status, title, detail, members } = WORDING[fault.code] as Words<Fault>;
  return problem(status, fault.code, title, detail(fault), members?.(fault));
}

export function problem(status: number, type: string, title: string, detail: string, members: Readonly<Record<string, unknown>> = {}): Answer {
  return { status, body: { type, title, status, detail, ...members } };
}

/** What is wrong with a request, each with the place in it. */
export interface Flaw {
  readonly place: string;
  readonly message: string;
}
const FLAWS_TOLD = 10;

/** Refusals of this door alone: about HTTP, and about requests that are none of the documented ones. */
export const invalidRequest = (flaws: readonly Flaw[]): Answer =>
  problem(400, 'invalid-request', 'Not a request of this API', 'The request is not as documented.', { errors: flaws.slice(0, FLAWS_TOLD) });
export const notSignedIn = (): Answer => ({
  ...problem(401, 'not-signed-in', 'Nobody is signed in', 'Send `Authorization: Bearer …` with a token of POST /api/v1/tokens, or of an integration.'),
  headers: { 'www-authenticate': 'Bearer' },
});
export const csrfRefused = (): Answer =>
  problem(403, 'csrf-refused', 'Not from a page of the session', 'A write that comes with the cookie has to say X-CSRF-Token: the csrf of /api/v1/session.');
export const ownAccount = (): Answer =>
  problem(409, 'own-account', "Not for one's own account", 'Nobody removes himself or sets his own rights; somebody else has to do it.');
export const integrationNotFound = (name: string): Answer => problem(404, 'integration-not-found', 'No such integration', `There is no integration ${name}.`);
export const pictureNotThere = (): Answer => problem(404, 'no-picture', 'No picture', 'It is not in the trash, or cannot be drawn now.');
export const badlySigned = ({ code }: OAuthRefusal): Answer =>
  problem(401, 'signature-refused', 'The signature is refused', 'The request is signed (OAuth 1.0a), and not as it has to be.', { reason: code });
export const jobNotFound = (): Answer => problem(404, 'job-not-found', 'No such job', 'There is no job of this number, or it is forgotten by now.');
export const jobNotDone = (): Answer => problem(409, 'job-not-done', 'The job still runs', 'It can be taken back once it is done.');
export const jobUnchanged = (): Answer =>
  problem(409, 'job-unchanged', 'The job has changed nothing', 'There is nothing to take back: no product was changed by this job.');
export const noSuchRoute = (): Answer => problem(404, 'no-such-route', 'No such address', 'Nothing is at this address. What there is: /api/docs');
export const methodRefused = (allowed: readonly string[]): Answer => ({
  ...problem(405, 'method-not-allowed', 'Not this method', `This address takes ${allowed.join(', ')}.`),
  headers: { allow: allowed.join(', ') },
});
export const notJson = (): Answer => problem(415, 'unsupported-media-type', 'Not JSON', 'A body is application/json.');
export const notForm = (): Answer => problem(415, 'unsupported-media-type', 'Not a form', 'Files are sent as multipart/form-data.');
export const directUnavailable = (): Answer =>
  problem(409, 'direct-unavailable', 'Not past the service', 'The bytes are kept where only the service can write. Send them to POST /uploads.');
/** What tus asks for was not so; its statuses are the protocol's. */
export const uploadProtocol = (status: number, detail: string): Answer => problem(status, 'upload-protocol', 'Not as the upload protocol asks', detail);
export const bodyTooLong = (limit: number): Answer => problem(413, 'body-too-long', 'The body is too long', `The limit is ${limit} bytes.`, { limit });
export const tooManyRequests = (waitS: number): Answer => ({
  ...problem(429, 'too-many-requests', 'Too many requests', `The calls of this minute are used up. Try again in ${waitS} s.`, { retry_after: waitS }),
  headers: { 'retry-after': String(waitS) },
});
export const outage = ({ status, code, title, detail, headers }: OutageWords): Answer => ({ ...problem(status, code, title, detail), headers });
export const internalError = (): Answer => problem(500, 'internal-error', 'Something went wrong', 'It is not your request. The log says more.');

/** Every problem there is, for the documents. */
export const PROBLEMS: readonly { readonly type: string; readonly status: number; readonly title: string }[] = [
  ...Object.entries(WORDING).map(([type, { status, title }]) => ({ type, status, title })),
  ...[
    invalidRequest([]),
    notSignedIn(),
    csrfRefused(),
    ownAccount(),
    pictureNotThere(),
    integrationNotFound(''),
    badlySigned({ code: 'signature-wrong' }),
    jobNotFound(),
    jobNotDone(),
    jobUnchanged(),
    noSuchRoute(),
    methodRefused([]),
    notJson(),
    directUnavailable(),
    uploadProtocol(400, ''),
    bodyTooLong(0),
    tooManyRequests(0),
    ...OUTAGES.map(outage),
    internalError(),
  ].map(({ body }) => body as { type: string; status: number; title: string }),
];
