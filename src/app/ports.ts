/** What the use cases need from outside. Adapters keep these promises; one contract suite holds them to it. */
import type { AttributeChange, Attributes } from '../core/attributes.js';
import type { Change } from '../core/changes.js';
import type { Result } from '../core/fault.js';
import type { Gallery } from '../core/gallery.js';
import type { BlobHash, EntryId, MediaPath, ProductId, RoleCode, Sku, SkuKey, StoreCode } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import type { ImageType } from '../core/naming.js';
import type { Scoped } from '../core/scope.js';

// --- The shop: store views and attribute sets ------------------------------------------------------------------

export interface StoreView {
  readonly id: number;
  readonly code: StoreCode;
  readonly name: string;
  readonly website: number;
  readonly group: number;
  readonly locale: string;
}
export interface Website {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly defaultGroup: number;
}
export interface StoreGroup {
  readonly id: number;
  readonly website: number;
  readonly code: string;
  readonly name: string;
  readonly defaultStore: number;
}
export interface AttributeSet {
  readonly id: number;
  readonly name: string;
  /** Whether its products may have pictures. */
  readonly hasGallery: boolean;
  readonly roles: readonly RoleCode[];
}
/** Everything that seldom changes, read as one. `version` grows with each change of any of it. */
export interface Shop {
  readonly version: number;
  readonly websites: readonly Website[];
  readonly groups: readonly StoreGroup[];
  /** By id; the admin store (0) is not among them. */
  readonly stores: readonly StoreView[];
  readonly sets: readonly AttributeSet[];
}
export interface Catalog {
  shop(): Promise<Shop>;
  /** A website code that is new makes the website and its group. */
  addStore(store: { code: StoreCode; name: string; website: string | undefined; locale: string }): Promise<Result<StoreView>>;
  renameStore(code: StoreCode, name: string): Promise<Result<StoreView>>;
  /** With everything it overrides. */
  removeStore(code: StoreCode): Promise<Result<StoreRemains>>;
  /** What a removal would take along. */
  remains(code: StoreCode): Promise<Result<StoreRemains>>;
  addSet(set: { name: string; roles: readonly RoleCode[]; hasGallery: boolean }): Promise<Result<AttributeSet>>;
}
export interface StoreRemains {
  readonly store: StoreView;
  readonly values: number;
  readonly roles: number;
  readonly attributes: number;
}

// --- Products and their galleries ------------------------------------------------------------------------------

export interface ProductHead {
  readonly id: ProductId;
  readonly sku: Sku;
  readonly type: string;
  readonly set: number;
  readonly websites: readonly number[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Grows by one with each commit. */
  readonly revision: number;
}
export interface StoredGallery {
  /** Another one with each write of the product, and of the shop around it. */
  readonly version: string;
  readonly product: ProductHead;
  /** `roleCodes` come from the product's attribute set. */
  readonly gallery: Gallery;
}
export interface StoredProduct extends StoredGallery {
  readonly attributes: Scoped<Attributes>;
}
/** Which store views' overrides to read; the global scope always comes. */
export type StoresWanted = 'every' | readonly StoreCode[];

/** What one write comes to; applied whole or not at all. */
export interface Commit {
  /** As it was read, or as it is to be made; its revision and `updatedAt` are the store's business. */
  readonly product: ProductHead;
  readonly changes: readonly (Change | AttributeChange)[];
  /** The galleries before and after the changes; paths change hands by comparing them. */
  readonly before: Gallery;
  readonly after: Gallery;
  /** Facts of the blobs that this commit may refer to for the first time. */
  readonly blobs: readonly BlobFacts[];
  readonly by: Author;
}
/** Who asked, for the history. */
export interface Author {
  readonly actor: string;
  readonly door: string;
  readonly request: string;
  /** Epoch milliseconds. */
  readonly at: number;
}
/** Numbers and paths that are nobody's, given out inside a write; a write that is refused gives them back. */
export interface Claims {
  productId(): Promise<ProductId>;
  entryId(): Promise<EntryId>;
  /** The wanted path, or the same with the next free number. */
  path(wanted: MediaPath): Promise<MediaPath>;
}
/** The product after a write, seen as far as the write needed it. */
export type Written = StoredGallery;

/** What a write has to know of a product to decide. */
export interface WriteNeeds {
  readonly stores: StoresWanted;
  readonly attributes: boolean;
  /** The same as it was read before; spares reading it again where it still stands. */
  readonly known?: StoredGallery | undefined;
}

export interface GalleryStore {
  /** The version of the product now, at the least cost; undefined: no such product. */
  version(sku: SkuKey): Promise<string | undefined>;
  loadGallery(sku: SkuKey, stores: StoresWanted): Promise<StoredGallery | undefined>;
  loadProduct(sku: SkuKey, stores: StoresWanted): Promise<StoredProduct | undefined>;
  /**
   * Decides on the product as it is now and applies the decision, as one: whoever writes the same product at the same
   * time waits. `decide` does no I/O but claims. No changes, or a fault: nothing is written, not a row.
   */
  write(sku: SkuKey, needs: WriteNeeds, decide: (stored: StoredProduct | undefined, claims: Claims) => Promise<Result<Commit>>): Promise<Result<Written>>;
  /** False where it is gone already. */
  removeProduct(sku: SkuKey, by: Author): Promise<boolean>;
  /** The bytes behind a path and their type, for delivery. */
  findFile(path: string): Promise<{ blob: BlobHash; type: ImageType; sizeBytes: number } | undefined>;
}

// --- Bytes -----------------------------------------------------------------------------------------------------

/** What is known of a blob from its bytes alone. */
export interface ImageFacts {
  readonly type: ImageType;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 for a still picture. */
  readonly frames: number;
}
export interface BlobFacts extends ImageFacts {
  readonly hash: BlobHash;
  readonly sizeBytes: number;
  readonly verdict: Verdict['state'];
}
/** What the full decode found. `unchecked`: not decoded yet, or never by setting. */
export type Verdict = { readonly state: 'unchecked' } | { readonly state: 'ready' } | { readonly state: 'failed'; readonly reason: string };

/** What is known of blobs, beside the bytes. */
export interface BlobIndex {
  /** Renews a known blob so that no sweep takes it in the next hours; false: it is not known. */
  renew(hash: BlobHash, at: number): Promise<boolean>;
  verdict(hash: BlobHash): Promise<Verdict | undefined>;
  setVerdict(hash: BlobHash, verdict: Verdict): Promise<void>;
  /** Blobs whose decode is due, oldest first. */
  unchecked(limit: number): Promise<readonly BlobHash[]>;
  /** Forgets blobs that nothing refers to and that were not renewed since; says which. */
  forgetUnused(notRenewedSince: number, limit: number): Promise<readonly BlobHash[]>;
  knows(hash: BlobHash): Promise<boolean>;
}

/** Bytes by their own hash. */
export interface Blobs {
  /** Durable when it returns. Writing the same bytes again does no harm. */
  put(hash: BlobHash, bytes: Uint8Array): Promise<void>;
  read(hash: BlobHash): Promise<Uint8Array | undefined>;
  /** A part of the bytes, `end` included. */
  stream(hash: BlobHash, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Unless they were written again since: who does that means to keep them. */
  deleteOlder(hash: BlobHash, writtenBefore: number): Promise<boolean>;
  /** All that is kept, with the time it was written (epoch milliseconds). */
  list(): AsyncIterable<{ hash: BlobHash; writtenAt: number }>;
  /** Throws when bytes cannot be kept now. */
  check(): Promise<void>;
  /** Clears away half-written bytes of writers that are no more. */
  tidy(writtenBefore: number): Promise<void>;
}

export interface ImageEngine {
  /** Type, size and structure to the end marker, from the bytes alone and at once; nothing is decoded. */
  inspect(bytes: Uint8Array, limits: Limits): Result<ImageFacts>;
  /** Decodes every pixel in a process of its own. */
  decode(bytes: Uint8Array, limits: Limits): Promise<Verdict>;
  close(): Promise<void>;
}

// --- People ----------------------------------------------------------------------------------------------------

/** Somebody who asks. */
export interface Principal {
  readonly name: string;
  /** `every` or a list of resources; each stands alone. */
  readonly resources: 'every' | readonly string[];
  readonly stores: 'every' | readonly StoreCode[];
}
export interface User extends Principal {
  /** argon2id, with its own salt and cost. */
  readonly passwordHash: string;
}
export interface Accounts {
  find(name: string): Promise<User | undefined>;
  list(): Promise<readonly User[]>;
  /** False where the name is taken. */
  add(user: User): Promise<boolean>;
  /** False where there is no such user. Its tokens go. */
  setPassword(name: string, passwordHash: string): Promise<boolean>;
  remove(name: string): Promise<boolean>;
  /** False where the user is gone, or has another password by now than the one that was checked. */
  addToken(token: { hash: string; user: User; expiresAt: number }): Promise<boolean>;
  /** Who is behind a token that has not expired, and the shop's version, in one look-up. */
  findToken(hash: string, now: number): Promise<{ principal: Principal; shopVersion: number } | undefined>;
  revokeTokens(name: string): Promise<number>;
  /** Clears away what has expired. */
  forgetTokens(now: number): Promise<void>;
  /**
   * Counts a sign-in before it is tried; false: the name is locked. `limit` attempts without a success lock it until
   * `lockMs` have passed since the last of them.
   */
  countAttempt(name: string, now: number, lock: { readonly limit: number; readonly lockMs: number }): Promise<boolean>;
  clearAttempts(name: string): Promise<void>;
}
export interface Secrets {
  hashPassword(password: string): Promise<string>;
  /** Of no hash: false, after the same time. */
  checkPassword(hash: string | undefined, password: string): Promise<boolean>;
  /** 32 random characters. */
  newToken(): string;
  /** SHA-256 as hex: what is kept of a token, and the name of a blob. */
  digest(data: string | Uint8Array): string;
}

/** Epoch milliseconds. */
export type Clock = () => number;
