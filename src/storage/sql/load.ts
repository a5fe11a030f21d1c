/**
 * Products with their galleries in one statement, whatever they hold: rows of several kinds under common columns.
 * Only the wanted store views' overrides are read, so a thousand store views cost a reader of one nothing.
 */
import { type RawBuilder, sql } from 'kysely';
import type { ProductHead, StoredProduct, StoresWanted } from '../../app/ports.js';
import type { Attributes } from '../../core/attributes.js';
import { type EntryValues, INITIAL_VALUES } from '../../core/fields.js';
import type { Entry, MediaType } from '../../core/gallery.js';
import type { EntryId, ProductId, RoleCode, Sku, SkuKey, StoreCode } from '../../core/ids.js';
import type { RoleHolder, Roles } from '../../core/roles.js';
import type { Scoped } from '../../core/scope.js';
import { isAmongIds } from './expressions.js';
import { prepared, type Session } from './prepared.js';

/** `kind`: 0 product, 1 entry, 2 an entry's override, 3 role, 4 attribute. `store`: its code, `admin` for global. */
interface Row {
  kind: number;
  product: number;
  id: number | null;
  store: string;
  key: string;
  text: string;
  type: string;
  numbers: string;
}

const queries = new Map<string, ReturnType<typeof prepareLoad>>();
/** So many sorts of questions are kept; beyond, one is compiled for its one use. */
const KEPT_QUERIES = 50;

/** The product; undefined where there is none. Attributes are read only when asked for. */
export async function loadProduct(session: Session, sku: SkuKey, stores: StoresWanted, withAttributes: boolean): Promise<StoredProduct | undefined> {
  const rows = await loadRows(session, 'one', { sku }, stores, withAttributes);
  return rows.length === 0 ? undefined : assemble(rows);
}

/** Several products with their attributes, in the order of `ids`; one that is gone is left out. */
export async function loadProducts(session: Session, ids: readonly number[], stores: StoresWanted): Promise<readonly StoredProduct[]> {
  const byProduct = new Map<number, Row[]>();
  for (const row of await loadRows(session, 'many', { ids: JSON.stringify(ids) }, stores, true)) {
    const rows = byProduct.get(Number(row.product));
    if (rows === undefined) byProduct.set(Number(row.product), [row]);
    else rows.push(row);
  }
  return ids.flatMap((id) => assemble(byProduct.get(id) ?? []) ?? []);
}

async function loadRows(
  session: Session,
  which: 'one' | 'many',
  values: Readonly<Record<string, string>>,
  stores: StoresWanted,
  withAttributes: boolean,
): Promise<readonly Row[]> {
  const count = stores === 'every' ? stores : stores.length;
  const name = `${which} ${count} ${withAttributes}`;
  const load = queries.get(name) ?? prepareLoad(which, count, withAttributes);
  if (queries.size < KEPT_QUERIES) queries.set(name, load);
  return load(session, { ...values, ...(stores === 'every' ? {} : Object.fromEntries(stores.map((code, at) => [`store${at}`, code]))) });
}

const prepareLoad = (which: 'one' | 'many', stores: 'every' | number, withAttributes: boolean) =>
  prepared((_, values: Readonly<Record<string, string>>) => query(which, stores, withAttributes, values));

/** By number; none: no such product. */
export const findSku = prepared((db, { id }: { id: number }) => db.selectFrom('product').select('sku').where('id', '=', id));

/** The version that a write leaves behind; the shop's part stays. */
export function versionAfter(version: string, { id, revision }: ProductHead): string {
  return `${id} ${revision} ${version.split(' ')[2]}`;
}

function query(which: 'one' | 'many', stores: 'every' | number, withAttributes: boolean, values: Readonly<Record<string, string>>) {
  const wanted = (product: RawBuilder<unknown>) =>
    which === 'one' ? sql`${product} = (select product from sku where sku_key = ${values.sku})` : isAmongIds(product, values.ids as string);
  const codes = stores === 'every' ? [] : Array.from({ length: stores }, (_, at) => values[`store${at}`]);
  const ids = sql`(select id from store where code in (${sql.join(codes)}))`;
  const overrides = stores === 'every' ? sql`v.store <> 0` : sql`v.store in ${ids}`;
  const layers = stores === 'every' ? sql`` : sql`and (t.store = 0${stores === 0 ? sql`` : sql` or t.store in ${ids}`})`;
  // The cross join keeps SQLite from starting at a store view, which would read the overrides of the whole shop.
  return sql<Row>`
    select 0 as kind, p.id as product, p.id as id, '' as store, p.sku as key, a.roles as text, p.type as type,
      p.attribute_set || ' ' || p.created_at || ' ' || p.updated_at || ' ' || p.revision || ' ' || a.has_gallery || ' ' || c.value || ' ' || p.websites as numbers
      from product p join attribute_set a on a.id = p.attribute_set join counter c on c.name = 'shop' where ${wanted(sql`p.id`)}
    union all select 1, e.product, e.id, '', '', e.global_values, e.media_type, '' from entry e where ${wanted(sql`e.product`)}
    ${stores === 0 ? sql`` : sql`union all select 2, v.product, v.entry, s.code, v.field, v.value, '', '' from entry_value v cross join store s where ${wanted(sql`v.product`)} and ${overrides} and s.id = v.store`}
    union all select 3, t.product, t.entry, s.code, t.role, '', '', '' from role t cross join store s where ${wanted(sql`t.product`)} ${layers} and s.id = t.store
    ${withAttributes ? sql`union all select 4, t.product, null, s.code, t.attribute, t.value, '', '' from product_value t cross join store s where ${wanted(sql`t.product`)} ${layers} and s.id = t.store` : sql``}
  `;
}

function assemble(rows: readonly Row[]): StoredProduct | undefined {
  const head = rows.find((row) => row.kind === 0);
  if (head === undefined) return undefined;
  const [set, createdAt, updatedAt, revision, hasGallery, shop, websites] = head.numbers.split(' ');
  const roles = new Layers<RoleHolder>();
  const attributes = new Layers<Attributes[string]>();
  const entries = new Map<number, { mediaType: MediaType; global: EntryValues; layers: Layers<EntryValues[keyof EntryValues]> }>();
  for (const row of rows) {
    if (row.kind === 1)
      entries.set(Number(row.id), {
        mediaType: row.type as MediaType,
        global: { ...INITIAL_VALUES, ...(JSON.parse(row.text) as EntryValues) },
        layers: new Layers(),
      });
  }
  for (const row of rows) {
    if (row.kind === 2) entries.get(Number(row.id))?.layers.put(row.store, row.key, JSON.parse(row.text) as EntryValues[keyof EntryValues]);
    else if (row.kind === 3) roles.put(row.store, row.key, row.id === null ? 'none' : (Number(row.id) as EntryId));
    else if (row.kind === 4) attributes.put(row.store, row.key, JSON.parse(row.text) as Attributes[string]);
  }
  return {
    version: `${head.id} ${revision} ${shop}`,
    product: {
      id: Number(head.id) as ProductId,
      sku: head.key as Sku,
      type: head.type,
      set: Number(set),
      websites: parseWebsites(websites ?? ''),
      createdAt: Number(createdAt),
      updatedAt: Number(updatedAt),
      revision: Number(revision),
    },
    gallery: {
      takesPictures: hasGallery === '1',
      roleCodes: JSON.parse(head.text) as RoleCode[],
      entries: [...entries]
        .map(([id, e]): Entry => ({ id: id as EntryId, mediaType: e.mediaType, values: e.layers.over(e.global) }))
        .sort((a, b) => a.id - b.id),
      roles: roles.scoped<Roles>(),
    },
    attributes: attributes.scoped<Attributes>(),
  };
}

export const parseWebsites = (text: string): number[] => text.split(',').filter(Boolean).map(Number);
export const formatWebsites = (ids: readonly number[]): string => (ids.length === 0 ? '' : `,${ids.join(',')},`);

/** An assignment to which `__proto__` is a key like any other. */
function putKey<V>(record: Record<string, V>, key: string, value: V): void {
  if (key === '__proto__') Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  else record[key] = value;
}

/** Collects cells per store view; `admin` is the global layer. */
class Layers<V> {
  readonly #global: Record<string, V> = {};
  readonly #stores: Record<string, Record<string, V>> = {};

  put(store: string, key: string, value: V): void {
    if (store === 'admin') putKey(this.#global, key, value);
    else if (Object.hasOwn(this.#stores, store)) putKey(this.#stores[store] as Record<string, V>, key, value);
    else this.#stores[store] = { [key]: value };
  }

  over<T extends object>(global: T): Scoped<T> {
    return { global, stores: this.#stores as unknown as Record<StoreCode, Partial<T>> };
  }

  scoped<T extends object>(): Scoped<T> {
    return this.over(this.#global as unknown as T);
  }
}
