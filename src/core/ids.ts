/**
 * The identities of the field, branded so that one is never taken for another. Each is checked once, where it
 * enters (a door, a row), and trusted from there on.
 */
declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Code of a store view as it stands in addresses, for example `german`. */
export type StoreCode = Branded<string, 'StoreCode'>;
/** Number of a gallery entry: unique over all products, never used twice. */
export type EntryId = Branded<number, 'EntryId'>;
export type ProductId = Branded<number, 'ProductId'>;
/** Stock keeping unit as it was first written. */
export type Sku = Branded<string, 'Sku'>;
/** What a SKU is found by: see {@link skuKey}. */
export type SkuKey = Branded<string, 'SkuKey'>;
/** Code of a role attribute, for example `small_image`. */
export type RoleCode = Branded<string, 'RoleCode'>;
/** Path of a picture below the media folder, for example `/m/j/mj03.jpg`; unique over all products, case kept. */
export type MediaPath = Branded<string, 'MediaPath'>;
/** SHA-256 of a picture's bytes, 64 lower-case hex digits. */
export type BlobHash = Branded<string, 'BlobHash'>;
/** Names a rendition: SHA-256 of the original, of what is asked of it and of the format, 64 lower-case hex digits. */
export type RenditionKey = Branded<string, 'RenditionKey'>;
/** Stands for what a rendition shows of its original, whatever its size and format, 32 lower-case hex digits. */
export type RenditionLook = Branded<string, 'RenditionLook'>;

/** A store view's code: a lower-case letter, then letters, digits and `_`, 32 at most; `all` and `admin` mean the global scope on the wire. */
export function parseStoreCode(text: string): StoreCode | undefined {
  return /^[a-z][a-z0-9_]{0,31}$/.test(text) && text !== 'all' && text !== 'admin' ? (text as StoreCode) : undefined;
}

/** A role attribute's code: as a store view's, without the reserved words. */
export function parseRoleCode(text: string): RoleCode | undefined {
  return /^[a-z][a-z0-9_]{0,59}$/.test(text) ? (text as RoleCode) : undefined;
}

/** A SKU is one regardless of case and outer blanks. Source: Adobe, product repository (trimmed, lower case). */
export function skuKey(sku: string): SkuKey {
  return sku.trim().toLowerCase().normalize('NFC') as SkuKey;
}
