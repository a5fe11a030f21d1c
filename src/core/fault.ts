/**
 * Every refusal the program knows, as plain data: no status, no wording. A door says what each means on its wire
 * (`satisfies Record<FaultCode, …>`), so a new fault does not compile until every door has an answer.
 */
import type { EntryId, RoleCode, StoreCode } from './ids.js';
import type { Scope } from './scope.js';

export type Fault =
  | { readonly code: 'product-not-found'; readonly sku: string }
  | { readonly code: 'entry-not-found'; readonly entry: number }
  /** The product's attribute set has no gallery. */
  | { readonly code: 'gallery-closed' }
  | { readonly code: 'entry-exists'; readonly entry: EntryId }
  /** The product has an entry with the very bytes that were to be added. */
  | { readonly code: 'picture-there'; readonly entry: EntryId }
  | { readonly code: 'role-elsewhere'; readonly entry: EntryId; readonly roles: readonly HeldRole[] }
  /** A role's value is a path that is no entry of the product. */
  | { readonly code: 'role-path-unknown'; readonly role: RoleCode }
  /** A field that must have a value was to be emptied at the global scope. */
  | { readonly code: 'value-required'; readonly field: string }
  /** A limit that an operator can set: `limit` in `unit`. `found`: how much there was, where it is known. */
  | { readonly code: 'limit-passed'; readonly what: LimitedThing; readonly limit: number; readonly unit: string; readonly found?: number }
  /** The product's attribute set has no such role. */
  | { readonly code: 'role-unknown'; readonly role: string }
  /** The caller meant another version of the product than the one there is. */
  | { readonly code: 'version-differs'; readonly version: string }
  /** The product's history has no such change. */
  | { readonly code: 'change-not-found'; readonly change: number }
  /** No entry of the product lies in the trash under that number. */
  | { readonly code: 'not-in-trash'; readonly entry: number }
  /** What others did later would be lost. */
  | { readonly code: 'undo-tramples'; readonly trampled: readonly Trampled[] }
  /** It cannot be taken back at all; `reason` in a few words. */
  | { readonly code: 'undo-impossible'; readonly reason: string }
  | { readonly code: 'image-missing' }
  /** A video without its `video_content`. */
  | { readonly code: 'video-missing' }
  /** A new entry came with an id. */
  | { readonly code: 'id-on-new-entry' }
  | { readonly code: 'image-unreadable'; readonly reason: string }
  /** The bytes are a picture, and something else too. `found`: `PHP`, `HTML`, `a ZIP archive` … */
  | { readonly code: 'image-ambiguous'; readonly found: string }
  /** Not the type that was claimed, or one that is not taken here. */
  | { readonly code: 'image-type-refused'; readonly found: string }
  /** What was asked of a picture on its way out cannot be done; `reason` in a few words. */
  | { readonly code: 'rendition-refused'; readonly parameter: string; readonly reason: string }
  | { readonly code: 'name-forbidden' }
  | { readonly code: 'name-unusable'; readonly reason: string }
  | { readonly code: 'media-type-unknown'; readonly mediaType: string | null }
  | { readonly code: 'url-refused'; readonly field: string }
  /** Bytes that were to be fetched did not come, or may not be asked for. */
  | { readonly code: 'fetch-failed'; readonly reason: string }
  /** What names an upload is none of the caller's, has run out, or its bytes are gone. */
  | { readonly code: 'upload-refused'; readonly reason: string }
  | { readonly code: 'website-not-found'; readonly website: string }
  | { readonly code: 'set-not-found'; readonly set: number | string }
  /** A search for an attribute that the shop does not have. */
  | { readonly code: 'attribute-unknown'; readonly attribute: string }
  | { readonly code: 'search-too-long'; readonly limitSeconds: number }
  /** As many wait to search as may. */
  | { readonly code: 'too-many-searches' }
  | { readonly code: 'sku-empty' }
  | { readonly code: 'sku-taken'; readonly sku: string }
  | { readonly code: 'store-not-found'; readonly store: string }
  | { readonly code: 'store-exists'; readonly store: StoreCode }
  /** The default store view stays. */
  | { readonly code: 'store-needed'; readonly store: StoreCode }
  | { readonly code: 'name-taken'; readonly name: string }
  | { readonly code: 'user-not-found'; readonly name: string }
  | { readonly code: 'sign-in-refused' }
  /** The key of a call is none that can be kept. */
  | { readonly code: 'idempotency-key-unusable' }
  /** The key stands for another call already. */
  | { readonly code: 'idempotency-key-reused' }
  /** The call was done before; what was answered then was too long to be kept. */
  | { readonly code: 'idempotent-answer-lost' }
  | { readonly code: 'not-authorized'; readonly resource: string };
export type FaultCode = Fault['code'];
export type LimitedThing =
  | 'entries'
  | 'label'
  | 'name'
  | 'sku'
  | 'bytes'
  | 'pixels'
  | 'position'
  | 'focal'
  | 'value'
  | 'attributes'
  | 'attribute code'
  | 'filters'
  | 'members'
  | 'sort orders'
  | 'pattern'
  | 'products'
  | 'uploads'
  | 'stored bytes';

/** A place where something was changed after the change that is to be taken back. */
export interface Trampled {
  readonly kind: 'entry' | 'value' | 'role' | 'attribute';
  /** Of an entry, and of a value in one. */
  readonly entry?: EntryId;
  /** The field, the role, the attribute. */
  readonly name?: string;
  readonly scope: Scope;
  /** What the change had left there, and what is there now; absent: nothing. */
  readonly left?: unknown;
  readonly now?: unknown;
}

export interface HeldRole {
  readonly scope: Scope;
  readonly role: RoleCode;
}

/** Expected refusals travel as a value; only bugs and outages throw. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (fault: Fault): Result<never> => ({ ok: false, fault });
