/** `product`: as much of products as a client of galleries needs, at the global scope. */
import { may } from '../../app/access.js';
import type { Birth, Plan } from '../../app/galleries.js';
import type { StoredProduct } from '../../app/ports.js';
import type { AttributeValue } from '../../core/attributes.js';
import { ok, type Result, refuse } from '../../core/fault.js';
import { type Sku, skuKey } from '../../core/ids.js';
import { effective } from '../../core/scope.js';
import { type Condition, type ProductSearch, timeText } from '../../core/search.js';
import { type Call, Streamed } from './call.js';
import { done, faultOut, globalFault, invalidData, invalidParams, type Outcome } from './faults.js';
import { conditionsIn, STANDARD_FIELDS } from './filters.js';
import { type Data, dataIn, uncut } from './wire.js';

const DEFAULT_SET = 4;
/** What a product has by itself; all else that was sent is an attribute. */
const HEAD: ReadonlySet<string> = new Set(['sku', 'type', 'set', 'created_at', 'updated_at']);

/** Rights on single store views are none on what all of them share, but to look at it. */
const mayWrite = ({ principal }: Call): boolean => may(principal, 'Magento_Catalog::products', 'every');

function skuIn({ args: { sku } }: Call): Outcome<string> {
  return typeof sku === 'string' || typeof sku === 'number' ? done(String(sku).trim()) : invalidParams('sku is a text');
}

export async function readProduct(call: Call): Promise<Outcome> {
  const sku = skuIn(call);
  if (!sku.ok) return sku;
  const stored = await call.app.galleries.readProduct(sku.value, 'global');
  if (stored === undefined) return faultOut({ code: 'product-not-found', sku: sku.value }, 'product');
  return done({ ...effective(stored.attributes, 'global'), ...summaryOf(stored) });
}

function summaryOf({ product, attributes }: StoredProduct) {
  const { name = null, status = null, visibility = null } = effective(attributes, 'global');
  return {
    sku: product.sku,
    name,
    type: product.type,
    set: product.set,
    status,
    visibility,
    created_at: timeText(product.createdAt),
    updated_at: timeText(product.updatedAt),
  };
}

export async function createProduct(call: Call): Promise<Outcome> {
  if (!mayWrite(call)) return globalFault(2);
  const sku = skuIn(call);
  if (!sku.ok) return sku;
  const { skuChars } = call.app.limits;
  if (sku.value === '') return faultOut({ code: 'sku-empty' }, 'product');
  if ([...sku.value].length > skuChars) return faultOut({ code: 'limit-passed', what: 'sku', limit: skuChars, unit: 'characters' }, 'product');
  return save(call, sku.value, call.args.data ?? {}, (isNew) => (isNew ? undefined : { code: 'sku-taken', sku: sku.value }));
}

export async function updateProduct(call: Call): Promise<Outcome> {
  if (!mayWrite(call)) return globalFault(2);
  const sku = skuIn(call);
  return sku.ok ? save(call, sku.value, call.args.data, (isNew) => (isNew ? { code: 'product-not-found', sku: sku.value } : undefined)) : sku;
}

async function save(call: Call, sku: string, sent: unknown, faultOf: (isNew: boolean) => Parameters<typeof refuse>[0] | undefined): Promise<Outcome> {
  const data = dataIn(uncut(sent, call.cuts));
  if (data === undefined) return invalidData('an object is expected');
  const wrong = wrongField(data, sku);
  if (wrong !== undefined) return invalidData(wrong);
  const setId = data.set === undefined || data.set === null ? undefined : Number(data.set);
  const set = call.shop.sets.find(({ id }) => id === (setId ?? DEFAULT_SET));
  if (set === undefined) return faultOut({ code: 'set-not-found', set: setId ?? DEFAULT_SET }, 'product');
  const type = typeof data.type === 'string' && data.type !== '' ? data.type : undefined;
  const websites = call.shop.websites.filter(({ id }) => id !== 0).map(({ id }) => id);
  const birth = (): Result<Birth> => {
    const fault = faultOf(true);
    return fault === undefined ? ok({ sku: sku as Sku, type: type ?? 'simple', set, websites }) : refuse(fault);
  };
  const saved = await call.app.galleries.save(sku, call.by, birth, async ({ gallery }, _claims, isNew) => {
    const fault = faultOf(isNew);
    if (fault !== undefined) return refuse(fault);
    const values = attributesIn(data, gallery.roleCodes, isNew);
    const head = { ...(setId === undefined ? {} : { set: setId }), ...(type === undefined ? {} : { type }) };
    return ok({ commands: [], attributes: { scope: 'global', values }, head } satisfies Plan);
  });
  return saved.ok ? done(call.results === 'samples' ? 1 : true) : faultOut(saved.fault, 'product');
}

/** What is wrong with a field that this service knows. */
function wrongField(data: Data, sku: string): string | undefined {
  const isNumber = (value: unknown) =>
    value === undefined || value === null || /^\d{1,9}$/.test(typeof value === 'number' ? String(value) : String(value ?? ''));
  if (data.name !== undefined && typeof data.name !== 'string') return 'name: has to be a text';
  if (data.type !== undefined && data.type !== null && (typeof data.type !== 'string' || data.type.length > 32)) return 'type: has to be a short text';
  const number = ['set', 'status', 'visibility'].find((name) => (typeof data[name] === 'object' && data[name] !== null ? true : !isNumber(data[name])));
  if (number !== undefined) return `${number}: has to be a whole number`;
  return data.sku === undefined || (typeof data.sku === 'string' && skuKey(data.sku) === skuKey(sku)) ? undefined : 'sku: cannot be changed';
}

/** Numbers as numbers, however they were sent; roles and the labels that follow them are the gallery's. */
function attributesIn(data: Data, roleCodes: readonly string[], isNew: boolean): Record<string, AttributeValue | null> {
  const sent = Object.entries(data).filter(([code]) => !HEAD.has(code) && !roleCodes.includes(code));
  const values = sent.map(([code, value]) => [code, (code === 'status' || code === 'visibility') && value !== null ? Number(value) : value]);
  return { ...(isNew ? { status: 1, visibility: 4 } : {}), ...(Object.fromEntries(values) as Record<string, AttributeValue | null>) };
}

// --- Search ----------------------------------------------------------------------------------------------------

const PAGE = 1000;

/** In order of id, page after page: what is added meanwhile comes last, and nothing comes twice. */
export async function searchProducts(call: Call): Promise<Outcome> {
  const conditions = conditionsIn(call.args.filters);
  if (!conditions.ok) return conditions;
  const options = optionsIn(call.args.options);
  if (!options.ok) return options;
  const { limit, offset } = options.value;
  const first = await page(call, conditions.value, offset, Math.min(limit, PAGE));
  if (!first.ok) return first;
  return done(new Streamed(rowsOf(call, conditions.value, first.value, limit)));
}

async function* rowsOf(call: Call, conditions: readonly Condition[], first: readonly StoredProduct[], limit: number): AsyncGenerator<string> {
  let [products, left, before] = [first, limit, '['];
  while (products.length > 0) {
    yield products.map((one, at) => `${at === 0 ? before : ','}${JSON.stringify(summaryOf(one))}`).join('');
    before = ',';
    left -= products.length;
    const last = products.at(-1);
    if (products.length < PAGE || left <= 0 || last === undefined) break;
    const beyond: Condition = { field: { kind: 'id' }, test: 'gt', value: String(last.product.id), negated: false };
    const next = await page(call, [...conditions, beyond], 0, Math.min(left, PAGE));
    // A list cut short must not pass for a whole one: the answer breaks off.
    if (!next.ok) throw new Error(`a search broke off: ${next.fault.message}`);
    products = next.value;
  }
  yield before === '[' ? '[]' : ']';
}

async function page({ app }: Call, conditions: readonly Condition[], offset: number, limit: number): Promise<Outcome<readonly StoredProduct[]>> {
  const search: ProductSearch = { scope: 'global', groups: conditions.map((one) => [one]), sort: [], page: { offset, limit } };
  const found = await app.galleries.search(search, STANDARD_FIELDS);
  return found.ok ? done(found.value.products) : faultOut(found.fault, 'product');
}

function optionsIn(options: unknown): Outcome<{ readonly limit: number; readonly offset: number }> {
  const { limit, offset } = dataIn(options ?? {}) ?? { limit: 'wrong' };
  const count = (value: unknown, absent: number) =>
    value === undefined || value === null ? absent : /^\d{1,9}$/.test(String(value)) ? Number(value) : undefined;
  const [most, from] = [count(limit, Number.POSITIVE_INFINITY), count(offset, 0)];
  return most === undefined || from === undefined ? invalidParams('limit and offset are whole numbers from 0 on') : done({ limit: most, offset: from });
}
