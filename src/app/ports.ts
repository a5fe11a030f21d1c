/** What the use cases need from outside. Adapters keep these promises; one contract suite holds them to it. */

import type { AttributeChange, Attributes } from '../core/attributes.js';
import type { Change } from '../core/changes.js';
import type { Result } from '../core/fault.js';
import type { FocalPoint } from '../core/fields.js';
import type { Gallery } from '../core/gallery.js';
import type { BlobHash, EntryId, MediaPath, ProductId, RenditionKey, RenditionLook, RoleCode, Sku, SkuKey, StoreCode } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import type { ImageType } from '../core/naming.js';
import type { OutputFormat, Rendition } from '../core/rendition.js';
import type { Source } from '../core/rendition-plan.js';
import type { Scoped } from '../core/scope.js';
import type { ProductSearch, Query } from '../core/search.js';
import type { Pieces } from './ports-pieces.js';
import type { Charges } from './ports-quota.js';

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

/** One write of a product, as the history keeps it. */
export interface HistoryLine extends Omit<Author, 'mayWrite'> {
  /** Grows from line to line, over all products. */
  readonly number: number;
  /** Of the product, after the write. */
  readonly revision: number;
  readonly changes: readonly LoggedChange[];
}
/** Beside what happened to a gallery and to attributes: the product came, or went. */
export type LoggedChange = Change | AttributeChange | { readonly kind: 'product-added' | 'product-removed' };
/** Lines of history, the newest first. A page ends before its changes come to more than {@link HISTORY_PAGE_BYTES}, but holds one line at least. */
export interface HistoryLines<Line = HistoryLine> {
  readonly lines: readonly Line[];
  /** Whether there are any behind; few lines do not say that there are none. */
  readonly hasMore: boolean;
  /** Of the changes, as JSON. */
  readonly sizeBytes: number;
}
/** One line may be several MB. */
export const HISTORY_PAGE_BYTES = 4_000_000;
/** Which lines: of those before the given number and up to the given revision, so many at most. */
export interface HistoryPage {
  readonly before?: number | undefined;
  readonly upToRevision?: number | undefined;
  readonly limit: number;
}

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
  /** The store views whose own cells may be written, and nothing common to all; absent: no bounds. No part of the history. */
  readonly mayWrite?: 'every' | readonly StoreCode[];
  readonly actor: string;
  readonly door: string;
  readonly request: string;
  /** Epoch milliseconds. */
  readonly at: number;
}
/** Numbers and paths that are nobody's, given out inside a write; one that is refused gives its paths back, and may leave gaps between the numbers. */
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

/** `total`: of all that match, whatever part of them the page is. */
export interface FoundProducts {
  readonly total: number;
  readonly products: readonly StoredProduct[];
}

export interface GalleryStore {
  /** The product of that number; undefined: no such product. */
  findSku(id: ProductId): Promise<Sku | undefined>;
  /** The version of the product now, at the least cost; undefined: no such product. */
  version(sku: SkuKey): Promise<string | undefined>;
  /** Each question is a way to go, which several can go together. Absent: answers are at hand. */
  readonly isRemote?: true | undefined;
  loadGallery(sku: SkuKey, stores: StoresWanted): Promise<StoredGallery | undefined>;
  loadProduct(sku: SkuKey, stores: StoresWanted): Promise<StoredProduct | undefined>;
  /**
   * Decides on the product as it is now and applies the decision, as one: whoever writes the same product at the same
   * time waits. `decide` does no I/O but claims. No changes, or a fault: nothing is written, not a row.
   */
  write(sku: SkuKey, needs: WriteNeeds, decide: (stored: StoredProduct | undefined, claims: Claims) => Promise<Result<Commit>>): Promise<Result<Written>>;
  /** What was written of a product, the newest line first; of one that is not there, nothing. */
  history(id: ProductId, page: HistoryPage): Promise<HistoryLines>;
  /** False where it is gone already. */
  removeProduct(sku: SkuKey, by: Author): Promise<boolean>;
  /**
   * In a fixed number of steps however much is found; with the overrides of the searched scope only. However long it
   * takes, everything else goes on; `search-too-long` and `too-many-searches` bound it.
   */
  search(search: ProductSearch): Promise<Result<FoundProducts>>;
  /** Attributes of which some product has, or once had, a value; by code. */
  storedAttributes(among: readonly string[] | 'every'): Promise<readonly string[]>;
  /** What a path serves, for delivery. */
  findFile(path: string): Promise<ServedFile | undefined>;
  /** Paths that are served, in order, after the given one (`''`: from the first on). */
  files(after: string, limit: number): Promise<readonly MediaPath[]>;
}
/** The bytes behind a path and what is known of them. */
export interface ServedFile extends ImageFacts {
  readonly blob: BlobHash;
  readonly sizeBytes: number;
  readonly verdict: Verdict;
  /** Whose picture it is; undefined: kept before that was noted down. */
  readonly owner: { readonly product: ProductId; readonly entry: EntryId; readonly focal: FocalPoint | undefined } | undefined;
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
  readonly verdict: Verdict;
}
/** What only the pixels tell. */
export interface PixelFacts {
  /** As it is shown: after the turn that EXIF or the container asks for. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** A placeholder of about 25 bytes, base64. Source: ThumbHash. */
  readonly thumbhash: string;
  /** `#rrggbb`. */
  readonly dominantColor: string;
  /** Some pixel lets through what is behind it. */
  readonly hasAlpha: boolean;
  readonly isAnimated: boolean;
}
/** What the full decode found. `unchecked`: not decoded yet, or never by setting. */
export type Verdict =
  | { readonly state: 'unchecked' }
  | { readonly state: 'ready'; readonly pixels: PixelFacts }
  | { readonly state: 'failed'; readonly reason: string };

/** What an upload asks of what is known. */
export type KnownBlobs = Pick<BlobIndex, 'knows' | 'renew' | 'charge' | 'charged'>;
/** What is known of blobs, beside the bytes. */
export interface BlobIndex extends Charges {
  /** Renews a known blob so that no sweep takes it in the next hours; false: it is not known. */
  renew(hash: BlobHash, at: number): Promise<boolean>;
  verdict(hash: BlobHash): Promise<Verdict | undefined>;
  setVerdict(hash: BlobHash, verdict: Verdict): Promise<void>;
  /** Blobs whose decode is due, the newest first: a new picture does not wait for a backlog. */
  unchecked(limit: number): Promise<readonly BlobHash[]>;
  /** Forgets blobs that nothing refers to and that were not renewed since; says which. */
  forgetUnused(notRenewedSince: number, limit: number): Promise<readonly BlobHash[]>;
  knows(hash: BlobHash): Promise<boolean>;
  /** What is known of each; one that is not known is left out. */
  facts(hashes: readonly BlobHash[]): Promise<ReadonlyMap<BlobHash, BlobFacts>>;
}

/** Bytes on their way out: taken back as long as they stand here. */
export interface Quarantine {
  /** Takes bytes out of the way, unless they were written since. */
  setAside(hash: BlobHash, writtenBefore: number): Promise<boolean>;
  /** False: they do not stand here. */
  takeBack(hash: BlobHash): Promise<boolean>;
  /** With the time they were set aside. */
  list(): AsyncIterable<{ readonly hash: BlobHash; readonly writtenAt: number; readonly sizeBytes: number }>;
  /** For good. */
  drop(hash: BlobHash): Promise<void>;
}
/** Bytes by their own hash. */
export interface Blobs {
  /** Durable when it returns. Writing the same bytes again does no harm. `type`: their media type, for who serves them without us. */
  put(hash: BlobHash, bytes: Uint8Array, type?: string): Promise<void>;
  /** As `put`, the bytes of a file of this machine that nobody writes any more; it is gone afterwards, also where it throws. */
  putFile(hash: BlobHash, path: string, type?: string): Promise<void>;
  /** Keeps the bytes of a file by giving that very file a second name, at no cost; false where it cannot have one. Absent: it never can. */
  link?(hash: BlobHash, path: string): Promise<boolean>;
  read(hash: BlobHash): Promise<Uint8Array | undefined>;
  has(hash: BlobHash): Promise<boolean>;
  /** Where the bytes stand, whether or not they are there; absent: in no file. `place`: below the folder of them all. */
  file?(hash: BlobHash): PictureFile & { readonly place: string };
  /** A part of the bytes, `end` included. */
  stream(hash: BlobHash, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Unless they were written again since: who does that means to keep them. */
  deleteOlder(hash: BlobHash, writtenBefore: number): Promise<boolean>;
  /** All that is kept, with the time it was written (epoch milliseconds). */
  list(): AsyncIterable<{ hash: BlobHash; writtenAt: number; sizeBytes: number }>;
  readonly quarantine: Quarantine;
  readonly pieces: Pieces;
  /** Throws when bytes cannot be kept now. */
  check(): Promise<void>;
  /** Clears away half-written bytes of writers that are no more. */
  tidy(writtenBefore: number): Promise<void>;
  /** Lets clients send bytes themselves; absent: these blobs cannot. */
  readonly direct?: DirectUploads;
  /** Lets clients fetch bytes themselves; absent: these blobs cannot. */
  readonly links?: BlobLinks;
}

/** Bytes that a client sends to where they are kept, past the service. */
export interface DirectUploads {
  /** An address that takes exactly so many bytes, sent with these headers, until it expires. `ticket`: under what `finish` finds them. */
  begin(ask: { sizeBytes: number; type: string; expiresInS: number }): Promise<{
    readonly url: string;
    readonly method: 'PUT';
    readonly headers: Readonly<Record<string, string>>;
    readonly ticket: string;
  }>;
  /** Reads, hashes and keeps what was sent, as `put` does; undefined: nothing of that size was. */
  finish(ticket: string): Promise<{ readonly hash: BlobHash; readonly sizeBytes: number } | undefined>;
}
/** Where clients fetch bytes without the service. */
export interface BlobLinks {
  /** Below the place of them all, as a CDN in front of it has it. */
  place(hash: BlobHash): string;
  /** An address that answers with the bytes as of that media type, until it expires. */
  signed(hash: BlobHash, as: { type: string; expiresInS: number }): Promise<string>;
}

/** A rendition that is kept. */
export interface KeptRendition {
  readonly key: RenditionKey;
  readonly blob: BlobHash;
  readonly type: ImageType;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sizeBytes: number;
  /** Epoch milliseconds, some minutes late. */
  readonly usedAt: number;
}
/** What is kept of renditions, beside their bytes. All of it may be lost: it is made again. */
export interface RenditionIndex {
  /** `failed`: it could not be made, and is not to be tried again yet. */
  find(key: RenditionKey, now: number): Promise<KeptRendition | 'failed' | undefined>;
  /** What is kept of an original and shows the same: the smallest of those that are wide enough, then the widest of the others, at most `limit` of each. */
  near(blob: BlobHash, look: RenditionLook, widthPx: number, limit: number): Promise<readonly KeptRendition[]>;
  /** Whether the caller is the one to make it, in whatever process others are; until it keeps or gives it up, or `until`. */
  lease(key: RenditionKey, blob: BlobHash, now: number, until: number): Promise<boolean>;
  keep(rendition: KeptRendition, look: RenditionLook): Promise<void>;
  /** Gives a lease up; nobody tries again before `until`. */
  giveUp(key: RenditionKey, until: number): Promise<void>;
  touch(keys: readonly RenditionKey[], usedAt: number): Promise<void>;
  forget(key: RenditionKey): Promise<void>;
  /** Of what is kept. */
  total(): Promise<{ readonly count: number; readonly sizeBytes: number }>;
  /** Forgets the kept ones that were not used for the longest time; says which. */
  forgetOldest(limit: number): Promise<readonly KeptRendition[]>;
  /** Forgets those of originals that are no more, and what was given up or left by then. */
  forgetStale(now: number, limit: number): Promise<readonly RenditionKey[]>;
  knows(key: RenditionKey): Promise<boolean>;
}

/** Where bytes are to be fetched. */
export interface FetchRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Beside what is always sent; for the host of `url` alone. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: nobody's. For the host of `url` alone. */
  readonly auth?: { readonly username: string; readonly password: string };
}
/** Fetches what somebody outside names, and never what stands inside the operator's own network. */
export interface Fetcher {
  /** The bytes of the answer, redirects followed; `fetch-failed` says in a few words why there are none. */
  fetch(request: FetchRequest, limitBytes: number): Promise<Result<Uint8Array>>;
}

export interface ImageEngine {
  /** Type, size and structure to the end marker, from the bytes alone and at once; nothing is decoded. */
  inspect(bytes: Uint8Array, limits: Limits): Result<ImageFacts>;
  /** As `inspect`, of a file; one that is long is looked at in a process of its own, and is nowhere whole in memory here. */
  inspectFile(file: PictureFile, sizeBytes: number, limits: Limits): Promise<Result<ImageFacts>>;
  /** Decodes every pixel in a process of its own. */
  decode(source: Uint8Array | PictureFile, limits: Limits): Promise<Verdict>;
  /** Makes what is asked of a picture in a process of its own. Rejects where no process can be started: an outage. */
  render(source: Uint8Array | PictureFile, ask: RenderAsk, limits: Limits): Promise<RenderOutcome>;
  close(): Promise<void>;
}
/** Bytes that stand in a file already; reading them there is cheaper than sending them to another process. */
export interface PictureFile {
  readonly path: string;
}
export interface RenderAsk {
  readonly rendition: Rendition;
  readonly format: OutputFormat;
  /** Absent: nobody said what has to stay in sight. */
  readonly focal?: FocalPoint | undefined;
  /** Takes many times as long for somewhat fewer bytes of the same look; never while somebody waits. */
  readonly isThorough?: boolean;
  /** The source is our own copy of a picture of this size, upright: what is asked is planned for that one. Its colours are sRGB. */
  readonly copyOf?: { readonly widthPx: number; readonly heightPx: number } | undefined;
  /** Background work leaves a process to visitors. */
  readonly priority: 'visitor' | 'background';
}
export type RenderOutcome =
  /** `source`: the original as it stands upright. */
  | {
      readonly state: 'made';
      readonly bytes: Uint8Array;
      readonly type: ImageType;
      readonly widthPx: number;
      readonly heightPx: number;
      readonly source: Source & { readonly hasAlpha: boolean };
    }
  /** It does not suit this picture: a crop outside of it, a ground past the limits. */
  | { readonly state: 'refused'; readonly parameter: string; readonly reason: string }
  /** It cannot be made of this picture: broken, or over the time or the memory that one may take. */
  | { readonly state: 'failed'; readonly reason: string }
  /** Not tried: too many wait already, or the service ends. */
  | { readonly state: 'busy' };

// --- People ----------------------------------------------------------------------------------------------------

/** What somebody of that name may do. */
export interface Grant {
  readonly name: string;
  /** `every` or a list of resources; each stands alone. */
  readonly resources: 'every' | readonly string[];
  readonly stores: 'every' | readonly StoreCode[];
}
/** Somebody who asks. */
export interface Principal extends Grant {
  /** From 1; users and integrations are counted apart, and no number is given twice. */
  readonly id: number;
  readonly kind: 'user' | 'integration';
}
export interface User extends Principal {
  /** argon2id, with its own salt and cost. */
  readonly passwordHash: string;
}
export interface Accounts {
  /**
   * In one look-up, for every request: the shop's version, and one that grows with each change after which somebody
   * found before may be nobody (a password, a removed user, revoked tokens, a revoked integration).
   */
  versions(): Promise<{ readonly shop: number; readonly access: number }>;
  find(name: string): Promise<User | undefined>;
  list(): Promise<readonly User[]>;
  /** False where the name is taken. */
  add(user: Grant & Pick<User, 'passwordHash'>): Promise<boolean>;
  /** False where there is no such user. Its tokens go. */
  setPassword(name: string, passwordHash: string): Promise<boolean>;
  /** False where there is no such user. What it may do counts from the next request on. */
  setGrant(grant: Grant): Promise<boolean>;
  remove(name: string): Promise<boolean>;
  /** False where the user is gone, or has another password by now than the one that was checked. */
  addToken(token: { hash: string; user: Pick<User, 'name' | 'passwordHash'>; expiresAt: number }): Promise<boolean>;
  /** Who is behind a token that has not expired. */
  findToken(hash: string, now: number): Promise<{ principal: Principal; expiresAt: number } | undefined>;
  /** False where it has expired, or is none. */
  renewToken(hash: string, now: number, expiresAt: number): Promise<boolean>;
  /** It is none from now on, in whatever process. */
  endToken(hash: string): Promise<void>;
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

export interface Integration extends Principal {
  readonly kind: 'integration';
  readonly revoked: boolean;
}
/** What an integration signs with: its keys as SHA-256, its secrets encrypted. */
export interface Credentials {
  readonly consumerHash: string;
  readonly consumerSecret: string;
  readonly tokenHash: string;
  readonly tokenSecret: string;
}
/** Programs that sign their requests (OAuth 1.0a). */
export interface Integrations {
  /** By name, revoked ones too. */
  list(): Promise<readonly Integration[]>;
  /** False where the name is taken by one that is not revoked. */
  add(integration: Grant & Credentials): Promise<boolean>;
  /** For good, and what it signed with is forgotten. False where there is none of that name, or only revoked ones. */
  revoke(name: string): Promise<boolean>;
  /** Who is behind an access token; nobody where it is revoked. */
  findToken(tokenHash: string): Promise<Principal | undefined>;
  /** Also one that is revoked. */
  findConsumer(consumerHash: string): Promise<(Integration & Credentials) | undefined>;
  /**
   * False where the integration has used the nonce before, in whatever process. Kept over the end of any process; after
   * a loss of power the last ones may be missing. `at` as the request says it, epoch milliseconds.
   */
  useNonce(nonce: { readonly integration: number; readonly nonce: string; readonly at: number }): Promise<boolean>;
  /** Clears away the nonces of requests from before. */
  forgetNonces(before: number): Promise<void>;
}

/** A request as its sender signed it (OAuth 1.0a), everything still encoded as it came. */
export interface SignedRequest {
  readonly method: string;
  /** What may stand before the path, for example `https://shop.example:8443`: the service cannot always know how it is called from outside. */
  readonly origins: readonly string[];
  readonly path: string;
  /** Without its question mark; empty: none. */
  readonly query: string;
}
export type SignatureMethod = 'HMAC-SHA256' | 'HMAC-SHA1';

export interface Secrets {
  hashPassword(password: string): Promise<string>;
  /** Of no hash: false, after the same time. */
  checkPassword(hash: string | undefined, password: string): Promise<boolean>;
  /** 32 random characters. */
  newToken(): string;
  /** SHA-256 as hex: what is kept of a token, and the name of a blob. */
  digest(data: string | Uint8Array): string;
  /** For secrets that have to be read again; without the service's key nobody can. */
  encrypt(text: string): string;
  /** Throws where the text was changed, or encrypted with another key. */
  decrypt(encrypted: string): string;
  /** Whether the signature is that of the request and of the `oauth_` parameters (decoded), in any spelling that clients use. */
  isSigned(
    request: SignedRequest,
    parameters: Readonly<Record<string, string>>,
    by: { readonly method: SignatureMethod; readonly consumerSecret: string; readonly tokenSecret: string; readonly signature: string },
  ): boolean;
}

// --- Calls that are performed later ----------------------------------------------------------------------------

/** Who sent a bulk: by number, as a name may come to be somebody else's. */
export type Actor = Pick<Principal, 'kind' | 'id' | 'name'>;
/** Operations that were accepted as one. */
export interface Bulk {
  /** A UUID. */
  readonly id: string;
  readonly description: string;
  /** The door that took it, and that knows how to perform it. */
  readonly door: string;
  /** What each operation is, in the door's words. */
  readonly topic: string;
  /** The store code it was addressed to; undefined: none. */
  readonly store: string | undefined;
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly operationCount: number;
}
/** `retriable`: failed, and will be tried again by itself; `failed`: for good. */
export type OperationStatus = 'open' | 'complete' | 'retriable' | 'failed';
export interface Operation {
  /** From 0 on, in the order sent. */
  readonly number: number;
  readonly status: OperationStatus;
  /** For people; undefined before the first try. */
  readonly message: string | undefined;
  /** Of a failure. */
  readonly errorCode: number | undefined;
}
export interface OperationDetails extends Operation {
  /** JSON; undefined once it is complete, and where it is longer than SHOWN_CHARS. */
  readonly data: string | undefined;
  /** JSON; of a complete one. */
  readonly result: string | undefined;
}
/** What operations are searched by. `started`: `2026-11-21 21:18:38`, UTC. */
export type OperationField = 'bulk' | 'topic' | 'status' | 'started';
export interface FoundOperations {
  readonly total: number;
  /** Without an order of their own in the order of acceptance; none where there are more than the page allows. */
  readonly operations: readonly (OperationDetails & { readonly bulk: Bulk })[];
}
/** An operation that one worker may perform until its lease runs out. */
export interface LeasedOperation {
  readonly id: number;
  readonly bulk: Bulk;
  readonly number: number;
  readonly data: string;
  /** This one included. */
  readonly attempts: number;
  readonly lease: string;
}
/** What came of a try. Only what is complete leaves an effect. `isOutage`: it was not the operation's own doing, so the try does not count. */
export type OperationVerdict =
  | { readonly status: 'complete'; readonly message: string; readonly result: string | undefined }
  | { readonly status: 'failed'; readonly message: string; readonly errorCode: number }
  | { readonly status: 'retriable'; readonly message: string; readonly errorCode: number; readonly dueAt: number; readonly isOutage: boolean };

/** The stores as seen from inside one open transaction, in which several operations are performed. */
export interface Batch {
  readonly galleries: GalleryStore;
  readonly index: KnownBlobs;
  /**
   * Performs one operation; its effect and its verdict become durable as one, or neither. False: somebody else has
   * taken it over, and nothing was done.
   */
  settle(operation: LeasedOperation, work: () => Promise<OperationVerdict>): Promise<boolean>;
}
export interface Bulks {
  /** All of it or nothing; durable when it returns. `data`: an operation each, JSON. */
  accept(bulk: Bulk, data: readonly string[]): Promise<void>;
  find(id: string): Promise<Bulk | undefined>;
  /** In order of number. */
  operations(id: string): Promise<readonly Operation[]>;
  details(id: string): Promise<readonly OperationDetails[]>;
  count(id: string, status: OperationStatus): Promise<number>;
  search(query: Query<OperationField>): Promise<FoundOperations>;
  /** How many are yet to be settled, of all bulks. */
  remaining(): Promise<number>;
  /**
   * Takes operations that are due, the longest accepted first, and counts the attempt. One whose last attempt never
   * ended is taken alone: what it may break is then nobody else's.
   */
  lease(now: number, leaseMs: number): Promise<readonly LeasedOperation[]>;
  /** Gives back what was not begun, and its attempt. */
  release(operations: readonly LeasedOperation[]): Promise<void>;
  /** One transaction around `work`; what throws undoes all of it, and is thrown on. */
  perform<T>(work: (batch: Batch) => Promise<T>): Promise<T>;
  /** Forgets finished bulks that were accepted before; how many. */
  forget(startedBefore: number, limit: number): Promise<number>;
}

/** Epoch milliseconds. */
export type Clock = () => number;
