/** What each fault is on this wire. Source: the Shipstream page's tables, and those of its ancestor. */
import type { Fault, FaultCode } from '../../core/fault.js';

/** A refusal. `code`: from 0 on one of the tables below, below 0 one of JSON-RPC's own. */
export interface WireFault {
  readonly code: number;
  readonly message: string;
  /** For people who read the log too. */
  readonly data?: unknown;
}
export type Outcome<T = unknown> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: WireFault };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = (code: number, message: string): { readonly ok: false; readonly fault: WireFault } => ({ ok: false, fault: { code, message } });

export const PARSE_ERROR: WireFault = { code: -32700, message: 'Parse error' };
export const INVALID_REQUEST: WireFault = { code: -32600, message: 'Invalid Request' };
export const METHOD_NOT_FOUND: WireFault = { code: -32601, message: 'Method not found' };
export const INTERNAL: WireFault = { code: -32603, message: 'Internal error' };
/** None of the page's: JSON-RPC leaves -32000 to -32099 to servers. */
export const tooManyRequests = (waitS: number): WireFault => ({
  code: -32029,
  message: `Too many requests: try again in ${waitS} s`,
  data: { retryAfter: waitS },
});
/** `what`: what is wrong with them. */
export const invalidParams = (what: string) => refused(-32602, `Invalid params: ${what}`);

export type FaultTable = Readonly<Record<number, string>>;

export const GLOBAL_FAULTS = {
  0: 'Unknown Error',
  1: 'Internal Error. Please see log for details.',
  2: 'Access denied.',
  3: 'Invalid api path.',
  4: 'Resource path is not callable.',
  5: 'Session expired. Try to relogin.',
  6: 'Required parameter is missing.',
} as const satisfies FaultTable;
const [UNKNOWN_STORE, UNKNOWN_PRODUCT, INVALID_DATA] = [
  'Requested store view not found.',
  'Product not exists.',
  'Invalid data given. Details in error message.',
] as const;
export const MEDIA_FAULTS = {
  100: UNKNOWN_STORE,
  101: UNKNOWN_PRODUCT,
  102: INVALID_DATA,
  103: "Requested image not exists in product images' gallery.",
  104: 'Image creation failed. Details in error message.',
  105: 'Image not updated. Details in error message.',
  106: 'Image not removed. Details in error message.',
  107: "Requested product doesn't support images",
} as const satisfies FaultTable;
export const PRODUCT_FAULTS = {
  101: UNKNOWN_PRODUCT,
  102: INVALID_DATA,
  108: 'Invalid filters given. Details in error message.',
} as const satisfies FaultTable;

export const globalFault = (code: keyof typeof GLOBAL_FAULTS) => refused(code, GLOBAL_FAULTS[code]);
export const mediaFault = (code: keyof typeof MEDIA_FAULTS) => refused(code, MEDIA_FAULTS[code]);
export const invalidData = (what: string) => refused(102, `${INVALID_DATA} ${what}`);
export const invalidFilters = (what: string) => refused(108, `${PRODUCT_FAULTS[108]} ${what}`);
export const imageNotSpecified = () => refused(102, 'The image is not specified.');

/** What was being done when the fault came up. `overwrite`: an update in the ancestor's dialect, which has a number of its own. */
export type Doing = 'create' | 'update' | 'overwrite' | 'remove' | 'product';

/** For a picture that cannot be taken, a number for each of what can be done. */
const FAILED: Readonly<Record<Doing, (reason: string) => ReturnType<typeof refused>>> = {
  create: (reason) => refused(104, `Image creation failed. ${reason}`),
  update: (reason) => refused(104, `Image creation failed. ${reason}`),
  overwrite: (reason) => refused(105, `${MEDIA_FAULTS[105]} ${reason}`),
  remove: (reason) => refused(106, `Image not removed. ${reason}`),
  product: invalidData,
};

type Wording = { readonly [C in FaultCode]: (fault: Extract<Fault, { code: C }>, doing: Doing) => { readonly ok: false; readonly fault: WireFault } };

const WORDING = {
  'product-not-found': () => mediaFault(101),
  'entry-not-found': () => mediaFault(103),
  'gallery-closed': () => mediaFault(107),
  'entry-exists': (_, doing) => FAILED[doing]('the image exists already'),
  'picture-there': (_, doing) => FAILED[doing]('the image exists already'),
  'role-elsewhere': (_, doing) => FAILED[doing]('the image plays a role in another store view'),
  'role-path-unknown': ({ role }) => invalidData(`${role}: no image of this product has this path`),
  'role-unknown': ({ role }) => invalidData(`types: there is no ${role}`),
  'version-differs': (_, doing) => FAILED[doing]('the product has changed'),
  'change-not-found': () => invalidData('change: there is none'),
  'not-in-trash': () => invalidData('entry: is not in the trash'),
  'undo-tramples': (_, doing) => FAILED[doing]('later changes would be lost'),
  'undo-impossible': ({ reason }, doing) => FAILED[doing](reason),
  'value-required': ({ field }) => invalidData(`${field}: is required`),
  'limit-passed': ({ what, limit, unit }, doing) =>
    what === 'bytes' || what === 'stored bytes' || what === 'pixels' || what === 'entries'
      ? FAILED[doing](`the limit is ${limit} ${unit}`)
      : invalidData(`${what}: the limit is ${limit} ${unit}`),
  'image-missing': () => imageNotSpecified(),
  'video-missing': () => invalidData('video_content: is required'),
  'id-on-new-entry': () => invalidData('id: a new image has none'),
  'image-unreadable': ({ reason }, doing) => FAILED[doing](reason),
  'image-ambiguous': ({ found }, doing) => FAILED[doing](`the bytes are a picture and ${found}, too`),
  'image-type-refused': ({ found }, doing) => FAILED[doing](`the bytes are ${found}`),
  'rendition-refused': ({ parameter, reason }) => invalidData(`${parameter}: ${reason}`),
  'name-forbidden': () => invalidData('file.name: holds characters that no file name may hold'),
  'name-unusable': ({ reason }) => invalidData(`file.name: ${reason}`),
  'media-type-unknown': () => invalidData('media_type: is unknown'),
  'url-refused': ({ field }) => invalidData(`${field}: has to be an http or https address`),
  'fetch-failed': ({ reason }, doing) => FAILED[doing](`file_request: ${reason}`),
  'upload-refused': ({ reason }, doing) => FAILED[doing](reason),
  'attribute-unknown': ({ attribute }) => invalidFilters(`${attribute}: there is no such attribute`),
  'search-too-long': ({ limitSeconds }) => invalidFilters(`the search takes longer than ${limitSeconds} s: fewer or narrower ones, or by sku`),
  'too-many-searches': () => invalidFilters('as many search now as may: try again'),
  'website-not-found': ({ website }) => invalidData(`websites: there is no ${website}`),
  'set-not-found': ({ set }) => invalidData(`set: there is no ${set}`),
  'sku-empty': () => invalidData('sku: is empty'),
  'sku-taken': () => invalidData('sku: is taken'),
  'store-not-found': () => mediaFault(100),
  'store-exists': () => invalidData('store: exists already'),
  'store-needed': () => invalidData('store: the default store view stays'),
  'name-taken': () => invalidData('name: is taken'),
  'idempotency-key-unusable': () => invalidParams('the idempotency key has to be 1 to 255 visible ASCII characters'),
  'idempotency-key-reused': () => invalidParams('the idempotency key came with another call before'),
  'idempotent-answer-lost': () => invalidParams('the call of this idempotency key was done before; its answer was too long to be kept'),
  'user-not-found': () => globalFault(2),
  'sign-in-refused': () => globalFault(2),
  'not-authorized': () => globalFault(2),
} satisfies Wording;

export function faultOut(fault: Fault, doing: Doing): { readonly ok: false; readonly fault: WireFault } {
  return (WORDING[fault.code] as (fault: Fault, doing: Doing) => { ok: false; fault: WireFault })(fault, doing);
}
