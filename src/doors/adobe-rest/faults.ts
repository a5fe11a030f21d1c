/** What each fault is on this wire. Source: table 4.2 of the gallery's specification; own words where it has none. */
import type { Fault, FaultCode } from '../../core/fault.js';
import { pictureVerdict } from '../../core/picture-verdict.js';
import type { Compat } from '../door.js';
import { type Answer, invalidText, type Parameters, refusal } from './answer.js';

type Wording = { readonly [C in FaultCode]: (fault: Extract<Fault, { code: C }>, compat: Compat) => Answer };
/** A route's own words for some faults. */
export type Rewording = Partial<Wording>;

const NO_PRODUCT = "The product that was requested doesn't exist. Verify the product and try again.";
const NO_ENTRY = 'No image with the provided ID was found. Verify the ID and try again.';
const NOT_BASE64 = 'The image content must be valid base64 encoded data.';
const NOT_SAVED = "The product can't be saved.";

/** In strict mode the message alone, as the original has it; in friendly mode the cause stands beside it. */
const withCause = (message: string, cause: Parameters, compat: Compat): Answer => refusal(400, message, compat === 'friendly' ? cause : undefined);

const WORDING: Wording = {
  'product-not-found': () => refusal(404, NO_PRODUCT),
  'entry-not-found': () => refusal(404, NO_ENTRY),
  'gallery-closed': (_, compat) => withCause(NOT_SAVED, { reason: "the product's attribute set has no gallery" }, compat),
  'entry-exists': () => refusal(400, 'The new media gallery entry failed to save.'),
  'picture-there': () => refusal(400, 'The new media gallery entry failed to save.'),
  'id-on-new-entry': () => refusal(400, 'The new media gallery entry failed to save.'),
  'role-elsewhere': ({ roles }, compat) =>
    withCause(
      'The image cannot be removed as it has been assigned to the other image role',
      { roles: roles.map(({ scope, role }) => ({ store: scope === 'global' ? 'all' : scope.store, role })) },
      compat,
    ),
  'role-path-unknown': ({ role }) => refusal(400, 'Invalid product data: %1', [`${role}: no picture of this product has this path`]),
  'role-unknown': ({ role }) => invalidText(role),
  'version-differs': () => refusal(409, NOT_SAVED),
  'change-not-found': () => refusal(404, 'Request does not match any route.'),
  'not-in-trash': () => refusal(404, 'Request does not match any route.'),
  'undo-tramples': () => refusal(409, NOT_SAVED),
  'undo-impossible': (fault, compat) => withCause(NOT_SAVED, { reason: fault.reason }, compat),
  'value-required': ({ field }) => refusal(400, '"%fieldName" is required. Enter and try again.', { fieldName: field }),
  'limit-passed': (fault, compat) => {
    const { what, limit, unit } = fault;
    if (what === 'name') return withCause(NOT_SAVED, { field: what, limit, unit }, compat);
    const { found, advice } = (compat === 'friendly' ? pictureVerdict(fault) : undefined) ?? {};
    const more = found == null ? {} : { found, advice };
    if (what === 'stored bytes')
      return refusal(400, 'The quota of %limit %unit is used up. Remove what is not needed and try again.', { field: what, limit, unit, ...more });
    return refusal(400, 'The "%field" value is over the limit of %limit %unit. Make it smaller and try again.', { field: what, limit, unit, ...more });
  },
  'image-missing': () => refusal(400, 'The image content is invalid. Verify the content and try again.'),
  'video-missing': () => refusal(400, '"%fieldName" is required. Enter and try again.', { fieldName: 'videoContent' }),
  'image-unreadable': () => refusal(400, NOT_BASE64),
  'image-ambiguous': (fault, compat) => withCause('The image content is invalid. Verify the content and try again.', { ...pictureVerdict(fault) }, compat),
  'image-type-refused': () => refusal(400, 'The image MIME type is not valid or not supported.'),
  'rendition-refused': ({ parameter }) => invalidText(parameter),
  'name-forbidden': () => refusal(400, 'Provided image name contains forbidden characters.'),
  'name-unusable': ({ reason }, compat) => withCause(NOT_SAVED, { reason }, compat),
  'media-type-unknown': () => refusal(400, 'There is no MediaGalleryEntryConverter for given type'),
  'url-refused': ({ field }) => invalidText(field),
  'fetch-failed': () => refusal(400, 'The image content is invalid. Verify the content and try again.'),
  'upload-refused': () => refusal(400, 'The image content is invalid. Verify the content and try again.'),
  'website-not-found': ({ website }) => refusal(400, 'Invalid product data: %1', [`there is no website ${website}`]),
  'set-not-found': () => refusal(400, 'Invalid product data: %1', ['Invalid attribute set entity type']),
  'attribute-unknown': ({ attribute }) => refusal(400, 'The "%1" attribute name is invalid. Reset the name and try again.', [attribute]),
  'search-too-long': ({ limitSeconds }) =>
    refusal(400, 'The search takes longer than %limit seconds. Use fewer or narrower filters, or search by sku or entity_id, and try again.', {
      limit: limitSeconds,
    }),
  'too-many-searches': () => refusal(429, 'Too Many Requests'),
  'sku-empty': () => refusal(400, 'The "%1" attribute value is empty. Set the attribute and try again.', ['sku']),
  'sku-taken': () => refusal(400, 'Invalid product data: %1', ['the SKU is taken']),
  'store-not-found': () => refusal(400, 'Specified request cannot be processed.'),
  'store-exists': () => refusal(400, 'Specified request cannot be processed.'),
  'store-needed': () => refusal(400, 'Specified request cannot be processed.'),
  'name-taken': () => refusal(400, 'Specified request cannot be processed.'),
  'idempotency-key-unusable': () => invalidText('Idempotency-Key'),
  'idempotency-key-reused': () => refusal(422, 'The Idempotency-Key came with another request before. Use another key and try again.'),
  'idempotent-answer-lost': () => refusal(409, 'The request of this Idempotency-Key was done before. Its answer was too long to be kept.'),
  'user-not-found': () => refusal(404, 'Request does not match any route.'),
  'sign-in-refused': () => refusal(401, 'The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later.'),
  'not-authorized': ({ resource }) => refusal(401, "The consumer isn't authorized to access %resources.", { resources: resource }),
};

export function faultAnswer(fault: Fault, compat: Compat, rewording: Rewording = {}): Answer {
  const words = { ...WORDING, ...rewording }[fault.code] as (fault: Fault, compat: Compat) => Answer;
  return words(fault, compat);
}

/** The single read has texts of its own. */
export const ON_READ_ONE: Rewording = {
  'product-not-found': () => refusal(404, "The product doesn't exist. Verify and try again."),
  'entry-not-found': () => refusal(404, "The image doesn't exist. Verify and try again."),
};

/** A product's save has texts of its own for names. */
export const ON_PRODUCT: Rewording = {
  'name-unusable': () => refusal(400, 'The image type for the file is invalid. Enter the correct image type and try again.'),
  'limit-passed': (fault, compat) =>
    fault.what === 'name'
      ? withCause("The image doesn't exist.", { field: fault.what, limit: fault.limit, unit: fault.unit }, compat)
      : WORDING['limit-passed'](fault, compat),
};

/** Strict mode: whatever is wrong with the picture of a PUT, the original hides it. */
export const ON_STRICT_UPDATE: Rewording = Object.fromEntries(
  (['image-unreadable', 'image-ambiguous', 'image-type-refused', 'image-missing', 'name-forbidden', 'name-unusable', 'limit-passed'] as const).map((code) => [
    code,
    () => refusal(400, NOT_SAVED),
  ]),
);
