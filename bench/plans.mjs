/**
 * How PostgreSQL answers every query that a request waits for, in a shop of many products: the plan of each, and whether
 * one reads a whole large table. Ends with 1 where one does.
 *
 *   node --import tsx bench/plans.mjs [--products 1000000] [--all]
 *
 * `--all` prints all plans, else only those that read a whole table. Each is asked for twice: with its values, and as it is
 * planned for whatever values come (a prepared statement's plan).
 */
import { parseArgs } from 'node:util';
import { createAccounts } from '../src/storage/sql/accounts.ts';
import { createBlobIndex } from '../src/storage/sql/blob-index.ts';
import { createBulks } from '../src/storage/sql/bulks.ts';
import { closeDatabase } from '../src/storage/sql/database.ts';
import { openPostgres } from '../src/storage/sql/dialects/postgres.ts';
import { createGalleryStore } from '../src/storage/sql/galleries.ts';
import { createIntegrations } from '../src/storage/sql/integrations.ts';
import { createJobStore } from '../src/storage/sql/jobs.ts';
import { createJournal } from '../src/storage/sql/journal.ts';
import { migrate } from '../src/storage/sql/migrate.ts';
import { createProductList } from '../src/storage/sql/product-list.ts';
import { createRenditionIndex } from '../src/storage/sql/renditions.ts';
import { createTrash } from '../src/storage/sql/trash.ts';
import { startPostgres } from './cluster.mjs';

const { values } = parseArgs({ options: { products: { type: 'string', default: '1000000' }, all: { type: 'boolean', default: false } } });
const PRODUCTS = Number(values.products);
/** Below, reading all of a table costs nothing. */
const LARGE = [
  'product',
  'sku',
  'product_value',
  'product_term',
  'entry',
  'entry_value',
  'role',
  'file',
  'blob',
  'change',
  'operation',
  'payload',
  'nonce',
  'token',
  'rendition',
  'trash',
];

const { base, server: client } = await startPostgres();
const database = openPostgres(`${base}/postgres`);
await migrate(database);
await fill();

const seen = new Map();
let asking = '';
const noted = (session) => ({
  build: session.build,
  run: async (query, parameters) => {
    if (!seen.has(query.sql)) seen.set(query.sql, { asking, parameters: [...parameters] });
    return session.run(query, parameters);
  },
});
const transaction = (work) => database.transaction((session) => work(noted(session)));
/** Kysely's own queries, built on the spot. */
const notedKysely = (db) =>
  db.withPlugin({
    transformQuery: ({ node }) => {
      const { sql, parameters } = db.getExecutor().compileQuery(node, { queryId: 'plan' });
      if (!seen.has(sql)) seen.set(sql, { asking, parameters: [...parameters] });
      return node;
    },
    transformResult: async ({ result }) => result,
  });
const watched = {
  ...database,
  reader: noted(database.reader),
  read: notedKysely(database.read),
  write: notedKysely(database.write),
  transaction,
  lightTransaction: transaction,
  search: async (query) => ({ ok: true, value: await noted(database.reader).run(query, query.parameters) }),
};
const [galleries, accounts, integrations, index, bulks, renditions, list, jobs, journal, trash] = [
  ...[createGalleryStore, createAccounts, createIntegrations, createBlobIndex, createBulks, createRenditionIndex, createProductList],
  ...[createJobStore, createJournal, createTrash],
].map((make) => make(watched));

const [SKU, NOW] = ['sku-0000777', 1_760_000_000_000];
const by = { actor: 'user anna', door: 'bench', request: 'r', at: NOW };
const search = (groups, more = {}) => galleries.search({ scope: 'global', groups, sort: [], page: { offset: 0, limit: 20 }, ...more });
const page = { limit: 50, product: undefined, after: undefined };
const ASKED = {
  'versions of shop and access': () => accounts.versions(),
  'who has a token': () => accounts.findToken('t777', NOW),
  'who signs': () => integrations.findConsumer('none'),
  'whose access token': () => integrations.findToken('none'),
  'a nonce': () => integrations.useNonce({ integration: 1, nonce: 'fresh', at: NOW }),
  'version of a product': () => galleries.version(SKU),
  'a gallery': () => galleries.loadGallery(SKU, []),
  'a gallery in a store view': () => galleries.loadGallery(SKU, ['german']),
  'a gallery in all store views': () => galleries.loadGallery(SKU, 'every'),
  'a product': () => galleries.loadProduct(SKU, ['german']),
  'a product by number': () => galleries.findSku(777),
  'what a path serves': () => galleries.findFile('/s/k/sku-0000777-1.jpg'),
  'paths in order': () => galleries.files('/s/k/sku-0000777-1.jpg', 100),
  'history of a product': () => galleries.history(777, { limit: 100 }),
  'history of all': () => journal.read({ limit: 50, before: undefined, actor: undefined, door: undefined }),
  'history of all by one': () => journal.read({ limit: 50, before: undefined, actor: 'user nobody', door: undefined }),
  'products by SKU': () => search([[{ field: { kind: 'sku' }, test: 'in', values: [SKU, 'sku-0000778'], negated: false }]]),
  'products by number': () => search([[{ field: { kind: 'id' }, test: 'in', values: ['777', '778'], negated: false }]]),
  'facts of blobs': () => index.facts(['b777', 'b778']),
  'blobs to decode': () => index.unchecked(8),
  'blobs to forget': () => index.forgetUnused(0, 100),
  'operations that are due': () => bulks.lease(NOW, 1000),
  'a bulk': () => bulks.find('bulk-7'),
  'operations of a bulk': () => bulks.operations('bulk-7'),
  'state of a bulk': () => bulks.count('bulk-7', 'complete'),
  'a rendition': () => renditions.find('k777', NOW),
  'renditions of an original': () => renditions.of('b777'),
  'a lease of a rendition': () => renditions.lease('k-none', 'b777', NOW, NOW + 1000),
  'renditions to forget': () => renditions.forgetOldest(1),
  'a page of products': () => list.find({ terms: [], filter: undefined, scope: 'global', after: SKU, limit: 50 }),
  'products by a word': () => list.find({ terms: ['produc'], filter: undefined, scope: 'global', after: '', limit: 50 }),
  'products by a rare word': () => list.find({ terms: ['sku-00007'], filter: undefined, scope: 'global', after: '', limit: 50 }),
  'products without pictures': () => list.find({ terms: [], filter: 'no-picture', scope: 'global', after: '', limit: 50 }),
  'products without alternative text': () => list.find({ terms: [], filter: 'missing-alt', scope: { store: 'german' }, after: '', limit: 50 }),
  'products with overrides': () => list.find({ terms: [], filter: 'overrides', scope: { store: 'german' }, after: '', limit: 50 }),
  jobs: () => jobs.list('adobe-rest', { limit: 50, before: undefined }),
  'older jobs': () => jobs.list('adobe-rest', { limit: 50, before: { startedAt: 700, id: 'bulk-700' } }),
  'what became of a job': () => jobs.outcomes('bulk-7'),
  'the trash': () => trash.list(page),
  'the trash of a product': () => trash.list({ ...page, product: 777 }),
  'a write': () => write(SKU),
  'a removal': () => galleries.removeProduct('sku-0000999', by),
};

function write(sku) {
  return galleries.write(sku, { stores: ['german'], attributes: true }, async (stored, claims) => {
    const path = await claims.path('/s/k/sku-0000777-1.jpg');
    const id = await claims.entryId();
    const blob = { hash: 'fresh', type: 'image/jpeg', sizeBytes: 1, widthPx: 1, heightPx: 1, frames: 1, verdict: { state: 'unchecked' } };
    const entry = { id, mediaType: 'image', values: { global: { ...stored.gallery.entries[0].values.global, file: path, blob: 'fresh' }, stores: {} } };
    const [first] = stored.gallery.entries;
    const changes = [
      { kind: 'entry-added', entry },
      { kind: 'value-changed', entry: first.id, field: 'label', scope: { store: 'german' }, before: undefined, after: 'vorne' },
      { kind: 'value-changed', entry: first.id, field: 'label', scope: 'global', before: null, after: 'front' },
      { kind: 'role-changed', role: 'image', scope: { store: 'german' }, before: undefined, after: first.id },
      { kind: 'attribute-changed', attribute: 'name', scope: 'global', before: 'x', after: 'Produkt 777' },
    ];
    const after = { ...stored.gallery, entries: [...stored.gallery.entries, entry] };
    return { ok: true, value: { product: stored.product, changes, before: stored.gallery, after, blobs: [blob], by } };
  });
}

for (const [name, ask] of Object.entries(ASKED)) {
  asking = name;
  await ask();
}
let whole = 0;
await client.query("set plan_cache_mode = auto; set statement_timeout = '60s'");
for (const [sql, { asking: name, parameters }] of seen) {
  if (/^(savepoint|release|rollback)/.test(sql)) continue;
  const plans = [await explain(sql, parameters, ''), await explain(sql, [], 'generic_plan')];
  // PostgreSQL keeps the second where it costs no more.
  const used = costOf(plans[1]) <= costOf(plans[0]) * 1.1 ? 1 : 0;
  const scans = plans.map((plan) => [...plan.matchAll(/Seq Scan on (\w+)/g)].map(([, table]) => table).filter((table) => LARGE.includes(table)));
  const isWhole = [0, used].some((at) => scans[at].length > 0);
  if (isWhole) whole++;
  if (!isWhole && !values.all) continue;
  process.stdout.write(`\n--- ${name}: ${sql.replaceAll(/\s+/g, ' ').slice(0, 400)}\n`);
  for (const [at, plan] of plans.entries())
    if (values.all || scans[at].length > 0) process.stdout.write(`${at === 0 ? 'with its values' : 'for any values'}\n${plan}\n`);
}
process.stdout.write(`\n${seen.size} statements of ${Object.keys(ASKED).length} questions over ${PRODUCTS} products; ${whole} read a whole large table\n`);
await client.end();
await closeDatabase(database);
process.exit(whole === 0 ? 0 : 1);

function costOf(plan) {
  return Number(/cost=[\d.]+\.\.([\d.]+)/.exec(plan)?.[1] ?? Number.POSITIVE_INFINITY);
}

async function explain(sql, parameters, option) {
  try {
    const { rows } = await client.query(option === '' ? `explain ${sql}` : { text: `explain (${option}) ${sql}` }, option === '' ? parameters : undefined);
    return rows.map((row) => `  ${row['QUERY PLAN']}`).join('\n');
  } catch (error) {
    return `  no plan: ${error.message}`;
  }
}

async function fill() {
  const began = performance.now();
  const n = PRODUCTS;
  const sku = "'SKU-' || lpad(i::text, 7, '0')";
  const path = (k) => `'/s/k/sku-' || lpad(i::text, 7, '0') || '-${k}.jpg'`;
  const rows = [
    "insert into store (id, code, name, website, store_group, locale) values (2, 'german', 'German', 1, 1, 'de_DE'), (3, 'french', 'French', 1, 1, 'fr_FR')",
    `insert into product (id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision)
      select i, ${sku}, lower(${sku}), 'simple', 4, ',1,', 1700000000000 + i, 1750000000000 + i, 1 from generate_series(1, ${n}) i`,
    'insert into sku (sku_key, product) select sku_key, id from product',
    `insert into product_value (product, store, attribute, value) select i, 0, a, '"Product ' || i || '"' from generate_series(1, ${n}) i, unnest(array['name']) a`,
    `insert into product_term (term, product) select lower(${sku}), i from generate_series(1, ${n}) i`,
    `insert into product_term (term, product) select 'product', i from generate_series(1, ${n}) i`,
    `insert into blob (hash, type, size_bytes, width_px, height_px, frames, verdict, renewed_at) select 'b' || i, 'image/jpeg', 1000, 10, 10, 1, 'ready', i from generate_series(1, ${n}) i`,
    ...[1, 2].flatMap((k) => [
      `insert into entry (id, product, media_type, global_values)
        select i * 2 + ${k - 2}, i, 'image', '{"file":"' || ${path(k)} || '","blob":"b' || i || '","position":${k},"label":"Picture"}' from generate_series(1, ${n}) i`,
      `insert into file (path, stem, number, blob, product, entry) select ${path(k)}, ${path(k)}, 0, 'b' || i, i, i * 2 + ${k - 2} from generate_series(1, ${n}) i`,
    ]),
    `insert into entry_value (product, entry, store, field, value) select i, i * 2, 2, 'label', '"vorne"' from generate_series(1, ${n}, 10) i`,
    `insert into role (product, store, role, entry) select i, 0, r, i * 2 from generate_series(1, ${n}) i, unnest(array['image']) r`,
    `insert into change (product, sku, revision, at, actor, door, request, changes) select i, ${sku}, 1, 1700000000000 + i, 'user anna', 'adobe-rest', 'r', '[]' from generate_series(1, ${n}) i`,
    `insert into rendition (key, blob, state, type, width_px, height_px, size_bytes, at) select 'k' || i, 'b' || i, 'ready', 'image/webp', 10, 10, 100, i from generate_series(1, ${n}) i`,
    "insert into account (id, name, password_hash, resources, stores) values (1, 'anna', 'h', '\"every\"', '\"every\"')",
    "insert into token (hash, account, expires_at) select 't' || i, 'anna', 9000000000000 from generate_series(1, 50000) i",
    "insert into integration (id, name, resources, stores, consumer_hash, consumer_secret, token_hash, token_secret, revoked) select i, 'i' || i, '[]', '[]', 'c' || i, '', 'a' || i, '', 0 from generate_series(1, 100) i",
    "insert into nonce (integration, nonce, at) select 1, 'n' || i, i from generate_series(1, 200000) i",
    "insert into bulk (id, description, door, topic, actor, started_at, operation_count) select 'bulk-' || i, '', 'adobe-rest', 't', '{}', i, 100 from generate_series(1, 2000) i",
    "insert into operation (bulk, number, size_chars, status, attempts, due_at) select 'bulk-' || b, i, 10, case when b > 1500 then 'open' else 'complete' end, 0, b from generate_series(1, 2000) b, generate_series(0, 99) i",
    "insert into payload (operation, data) select id, '{}' from operation where status = 'open'",
    `insert into trash (entry, product, change, removed_at, actor, media_type, label, roles, blob) select 10000000 + i, i, i, i, 'anna', 'image', null, '[]', 'b' || i from generate_series(1, 100000) i`,
    "select setval(pg_get_serial_sequence('product', 'id'), (select max(id) from product)), setval(pg_get_serial_sequence('entry', 'id'), (select max(id) from entry))",
  ];
  // Indexes are made once all rows are there.
  const { rows: indexes } = await client.query(
    "select indexname as name, indexdef as made from pg_indexes where schemaname = 'public' and indexname not in (select conname from pg_constraint)",
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await client.query("set session_replication_role = replica; set maintenance_work_mem = '512MB'; set statement_timeout = 0");
  for (const row of rows) await client.query(row);
  for (const { made } of indexes) await client.query(made);
  await client.query('set session_replication_role = origin');
  await client.query('analyze');
  process.stdout.write(`filled in ${Math.round((performance.now() - began) / 1000)} s\n`);
}
