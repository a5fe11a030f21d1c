/** Writes as the use cases make them, in the words of the tests: a product with pictures, a label, a role. */
import { createHash } from 'node:crypto';
import { createGalleries, type Galleries, type Plan } from '../../src/app/galleries.js';
import type { AttributeSet, Author, BlobFacts, Claims, GalleryStore, StoredProduct, StoresWanted, Written } from '../../src/app/ports.js';
import type { Command, NewValues } from '../../src/core/commands.js';
import { ok, type Result } from '../../src/core/fault.js';
import type { EntryValues } from '../../src/core/fields.js';
import type { MediaType } from '../../src/core/gallery.js';
import { type BlobHash, type EntryId, type MediaPath, type RoleCode, type Sku, skuKey } from '../../src/core/ids.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { STANDARD_ROLES } from '../../src/core/roles.js';
import type { Patch, Scope } from '../../src/core/scope.js';
import { accepted, storeCode } from '../support/gallery.js';
import type { OpenDatabase } from './adapters.js';

export const START = 1_700_000_000_000;
export const author = (at = START): Author => ({ actor: 'tester', door: 'contract', request: 'request-1', at });
export const path = (text: string): MediaPath => text as MediaPath;
/** The same text, the same blob. */
export const blobOf = (text: string): BlobHash => createHash('sha256').update(text).digest('hex') as BlobHash;
export const factsOf = (hash: BlobHash, more: Partial<BlobFacts> = {}): BlobFacts => ({
  hash,
  type: 'image/jpeg',
  widthPx: 4,
  heightPx: 3,
  frames: 1,
  sizeBytes: 700,
  verdict: { state: 'unchecked' },
  ...more,
});

/** What a fresh shop has, with the id that a fresh database gives it. */
export const DEFAULT_SET: AttributeSet = { id: 4, name: 'Default', hasGallery: true, roles: STANDARD_ROLES };
/** Store views and a role of hostile codes beside ordinary ones; the set that has the role. */
export async function furnish({ catalog }: Pick<OpenDatabase, 'catalog'>): Promise<AttributeSet> {
  for (const code of ['english', 'german', 'constructor'])
    accepted(await catalog.addStore({ code: storeCode(code), name: code, website: undefined, locale: 'en_US' }));
  return accepted(await catalog.addSet({ name: 'Hostile', hasGallery: true, roles: [...STANDARD_ROLES, 'constructor' as RoleCode] }));
}

type Maybe<T> = T | Promise<T>;
export interface NewPicture {
  readonly name: string;
  /** What the bytes are made of; the name where absent. */
  readonly bytes?: string;
  readonly scope?: Scope;
  readonly mediaType?: MediaType;
  readonly values?: Partial<EntryValues>;
}

/** The use case over a store, with shorthands that fail the test where a write is refused. */
export class Writer {
  readonly galleries: Galleries;
  readonly #store: GalleryStore;
  readonly #set: AttributeSet;

  constructor(store: GalleryStore, set: AttributeSet = DEFAULT_SET) {
    this.galleries = createGalleries(store, DEFAULT_LIMITS);
    this.#store = store;
    this.#set = set;
  }

  /** Makes the product or changes it. */
  trySave(sku: string, plan: (stored: StoredProduct, claims: Claims) => Maybe<Plan>, at = START): Promise<Result<Written>> {
    const birth = () => ok({ sku: sku as Sku, type: 'simple', set: this.#set, websites: [1] });
    return this.galleries.save(sku, author(at), birth, async (stored, claims) => ok(await plan(stored, claims)));
  }

  async save(sku: string, plan: (stored: StoredProduct, claims: Claims) => Maybe<Plan> = () => ({ commands: [] }), at = START): Promise<Written> {
    return accepted(await this.trySave(sku, plan, at));
  }

  /** Adds pictures with claimed numbers and paths; where they are served and what they are called. */
  async add(sku: string, ...pictures: readonly NewPicture[]): Promise<readonly { readonly id: EntryId; readonly file: MediaPath }[]> {
    const added: { id: EntryId; file: MediaPath }[] = [];
    await this.save(sku, async (_, claims) => {
      const commands: Command[] = [];
      const blobs: BlobFacts[] = [];
      for (const { name, bytes = name, scope = 'global', mediaType = 'image', values } of pictures) {
        const [id, file, blob] = [await claims.entryId(), await claims.path(path(name)), blobOf(bytes)];
        added.push({ id, file });
        blobs.push(factsOf(blob));
        commands.push({ kind: 'add-entry', id, mediaType, scope, values: { file, blob, ...values } satisfies NewValues });
      }
      return { commands, blobs };
    });
    return added;
  }

  run(sku: string, ...commands: readonly Command[]): Promise<Written> {
    return this.save(sku, () => ({ commands }));
  }

  set(sku: string, entry: EntryId, scope: Scope, values: Patch<EntryValues>): Promise<Written> {
    return this.run(sku, { kind: 'set-values', entry, scope, values });
  }

  async load(sku: string, stores: StoresWanted = 'every'): Promise<StoredProduct> {
    const stored = await this.#store.loadProduct(skuKey(sku), stores);
    if (stored === undefined) throw new Error(`${sku} is not there`);
    return stored;
  }
}

/** So many attributes at once, with 60 KB of text each. */
export const writeMuch = (writer: Writer, name: string, count: number): Promise<Written> => {
  const values = Object.fromEntries(Array.from({ length: count }, (_, nth) => [`${name}_${nth}`, 'é'.repeat(30_000)]));
  return writer.save('shirt', () => ({ commands: [], attributes: { scope: 'global', values } }));
};

/** Adds one picture and says what it became. */
export async function addOne(writer: Writer, sku: string, picture: NewPicture): Promise<{ readonly id: EntryId; readonly file: MediaPath }> {
  const [added] = await writer.add(sku, picture);
  if (added === undefined) throw new Error('nothing was added');
  return added;
}
