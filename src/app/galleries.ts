/** The one way in which products and galleries change: read, plan, decide, commit, as one. */
import { type AttributeChange, type Attributes, type AttributeValue, decideAttributes } from '../core/attributes.js';
import type { Change } from '../core/changes.js';
import { type Command, decideAll } from '../core/commands.js';
import { ok, type Result, refuse } from '../core/fault.js';
import { emptyGallery, type Gallery } from '../core/gallery.js';
import { type ProductId, type Sku, type SkuKey, skuKey } from '../core/ids.js';
import { type Limits, MAX_ATTRIBUTE_CODE_CHARS } from '../core/limits.js';
import { effectiveCell, type Scope, type Scoped } from '../core/scope.js';
import type { ProductSearch } from '../core/search.js';
import { evolveBoth } from '../core/undo.js';
import { createKept, type Foreseen } from './kept.js';
import type {
  AttributeSet,
  Author,
  BlobFacts,
  Claims,
  Commit,
  FoundProducts,
  GalleryStore,
  ProductHead,
  StoredGallery,
  StoredProduct,
  StoresWanted,
  Written,
} from './ports.js';
import { rightsFault } from './rights.js';

/** What a caller wants of a product, worked out on the product as it is. */
export interface Plan {
  readonly commands: readonly Command[];
  /** Decided already, on the very product that the plan saw; they come before the commands. */
  readonly changes?: readonly (Change | AttributeChange)[];
  /** Attribute values for one scope; null gives a value back. */
  readonly attributes?: { readonly scope: Scope; readonly values: Readonly<Record<string, AttributeValue | null>> };
  readonly head?: Partial<Pick<ProductHead, 'type' | 'set' | 'websites'>>;
  /** Pictures that the commands refer to for the first time. */
  readonly blobs?: readonly BlobFacts[];
}
/** What a new product is made of. */
export interface Birth {
  readonly sku: Sku;
  readonly type: string;
  readonly set: AttributeSet;
  readonly websites: readonly number[];
}

export interface Galleries {
  /**
   * To be called as soon as it is known that a product is going to be read, and before it is known by whom: where that is
   * a way to go, its version is asked for on the same way. Undefined: there is nothing to gain.
   */
  foresee(sku: string): Foreseen | undefined;
  /** Undefined: no such product. The same object as before as long as nothing has changed. */
  read(sku: string, scope: Scope, foreseen?: Foreseen): Promise<StoredGallery | undefined>;
  /** The SKU of the product of that number; undefined: no such product. */
  skuOf(id: number): Promise<Sku | undefined>;
  /** Whether there is such a product, or was a moment ago: enough to know before a write, which looks again. */
  has(sku: string, scope: Scope): Promise<boolean>;
  /** As `read`, with the attributes. */
  readProduct(sku: string, scope: Scope, foreseen?: Foreseen): Promise<StoredProduct | undefined>;
  /** Changes the gallery of a product that is there. `plan` does no I/O but claims, and sees the stores it asks for. */
  change(
    sku: string,
    by: Author,
    stores: StoresWanted,
    plan: (gallery: Gallery, claims: Claims, stored: StoredGallery) => Promise<Result<Plan>>,
  ): Promise<Result<Written>>;
  /** Changes a product, or makes it as `birth` has it. */
  save(
    sku: string,
    by: Author,
    birth: () => Result<Birth>,
    plan: (stored: StoredProduct, claims: Claims, isNew: boolean) => Promise<Result<Plan>>,
  ): Promise<Result<Written>>;
  /** Refuses an attribute that is neither `standard` (known whether or not anybody has a value) nor was ever stored. */
  search(search: ProductSearch, standard: ReadonlySet<string>): Promise<Result<FoundProducts>>;
  /** Attributes of which some product has, or once had, a value; by code. */
  storedAttributes(): Promise<readonly string[]>;
  /** Product, gallery, files. */
  remove(sku: string, by: Author): Promise<Result<true>>;
}

export const storesOf = (scope: Scope): StoresWanted => (scope === 'global' ? [] : [scope.store]);

export function createGalleries(store: GalleryStore, limits: Limits): Galleries {
  const missing = (sku: string) => refuse({ code: 'product-not-found', sku });
  const version = (sku: SkuKey) => store.version(sku);
  const galleries = createKept(version, (sku, stores) => store.loadGallery(sku, stores));
  const products = createKept(version, (sku, stores) => store.loadProduct(sku, stores));
  return {
    foresee(sku) {
      // No product has a longer one, and whoever asks may be nobody.
      if (store.isRemote !== true || sku.length > 2 * limits.skuChars) return undefined;
      const foreseen = { sku: skuKey(sku), version: version(skuKey(sku)) };
      // Whoever is refused does not wait for it.
      foreseen.version.catch(() => undefined);
      return foreseen;
    },
    read: (sku, scope, foreseen) => galleries.read(skuKey(sku), storesOf(scope), foreseen),
    skuOf: (id) => store.findSku(id as ProductId),
    has: async (sku, scope) => galleries.peek(skuKey(sku), storesOf(scope)) !== undefined || (await version(skuKey(sku))) !== undefined,
    readProduct: (sku, scope, foreseen) => products.read(skuKey(sku), storesOf(scope), foreseen),
    async change(sku, by, stores, plan) {
      const key = skuKey(sku);
      const written = await store.write(key, { stores, attributes: false, known: galleries.peek(key, stores) }, async (stored, claims) => {
        if (stored === undefined) return missing(sku);
        const planned = await plan(stored.gallery, claims, stored);
        return planned.ok ? commitOf(stored, planned.value, by, limits) : planned;
      });
      if (written.ok) galleries.put(key, stores, written.value);
      return written;
    },
    save: (sku, by, birth, plan) =>
      store.write(skuKey(sku), { stores: 'every', attributes: true }, async (stored, claims) => {
        const start = stored === undefined ? await newborn(birth(), claims) : ok(stored);
        if (!start.ok) return start;
        const planned = await plan(start.value, claims, stored === undefined);
        return planned.ok ? commitOf(start.value, planned.value, by, limits) : planned;
      }),
    async search(search, standard) {
      const asked = new Set([...search.groups.flat(), ...search.sort].flatMap(({ field }) => (field.kind === 'attribute' ? [field.code] : [])));
      const open = [...asked].filter((code) => !standard.has(code));
      const stored = new Set(open.length === 0 ? [] : await store.storedAttributes(open));
      const attribute = open.find((code) => !stored.has(code));
      return attribute === undefined ? store.search(search) : refuse({ code: 'attribute-unknown', attribute });
    },
    storedAttributes: () => store.storedAttributes('every'),
    async remove(sku, by) {
      if ((by.mayWrite ?? 'every') !== 'every') return refuse({ code: 'not-authorized', resource: 'Magento_Catalog::products' });
      return (await store.removeProduct(skuKey(sku), by)) ? ok(true) : missing(sku);
    },
  };
}

async function newborn(born: Result<Birth>, claims: Claims): Promise<Result<StoredProduct>> {
  if (!born.ok) return born;
  const { set, ...head } = born.value;
  return ok({
    version: '',
    product: { ...head, set: set.id, id: await claims.productId(), createdAt: 0, updatedAt: 0, revision: 0 },
    gallery: emptyGallery({ takesPictures: set.hasGallery, roleCodes: set.roles }),
    attributes: { global: {}, stores: {} },
  });
}

function commitOf(stored: StoredProduct, plan: Plan, by: Author, limits: Limits): Result<Commit> {
  const start = plan.changes === undefined ? stored : plan.changes.reduce(evolveBoth, stored);
  const decided = decideAll(start.gallery, plan.commands, limits);
  if (!decided.ok) return decided;
  const { scope, values } = plan.attributes ?? { scope: 'global', values: {} };
  const fault = attributesFault(values, limits);
  if (fault !== undefined) return fault;
  const attributeChanges = decideAttributes(start.attributes, scope, withoutInherited(start.attributes, scope, values));
  const changes = [...(plan.changes ?? []), ...attributeChanges, ...decided.value.changes];
  const forbidden = rightsFault(by, changes) ?? headFault(stored, plan, by);
  if (forbidden !== undefined) return forbidden;
  return ok({
    product: { ...stored.product, ...plan.head },
    changes,
    before: stored.gallery,
    after: decided.value.gallery,
    blobs: plan.blobs ?? [],
    by,
  });
}

/** A new product, its type, set and websites are there for all store views. */
function headFault({ product }: StoredProduct, { head = {} }: Plan, { mayWrite = 'every' }: Author): Result<never> | undefined {
  if (mayWrite === 'every') return undefined;
  const isOther = product.revision === 0 || JSON.stringify({ ...product, ...head }) !== JSON.stringify(product);
  return isOther ? refuse({ code: 'not-authorized', resource: 'Magento_Catalog::products' }) : undefined;
}

function attributesFault(values: object, limits: Limits): Result<never> | undefined {
  const isNamedLong = Object.keys(values).some((code) => code.length > MAX_ATTRIBUTE_CODE_CHARS);
  if (isNamedLong) return refuse({ code: 'limit-passed', what: 'attribute code', limit: MAX_ATTRIBUTE_CODE_CHARS, unit: 'characters' });
  const all = Object.values(values);
  if (all.length > limits.attributes) return refuse({ code: 'limit-passed', what: 'attributes', limit: limits.attributes, unit: 'attributes' });
  const isLong = all.some((value) => JSON.stringify(value).length > limits.valueBytes);
  return isLong ? refuse({ code: 'limit-passed', what: 'value', limit: limits.valueBytes, unit: 'bytes' }) : undefined;
}

/**
 * A store view's attribute that equals the default goes on following it: who saves a product unchanged cuts nothing.
 * Source: the original writes such values back as "use default".
 */
function withoutInherited(
  attributes: Scoped<Attributes>,
  scope: Scope,
  values: Readonly<Record<string, AttributeValue | null>>,
): Readonly<Record<string, AttributeValue | null>> {
  if (scope === 'global') return values;
  return Object.fromEntries(
    Object.entries(values).map(([code, value]) => [code, JSON.stringify(value) === JSON.stringify(effectiveCell(attributes, 'global', code)) ? null : value]),
  );
}
