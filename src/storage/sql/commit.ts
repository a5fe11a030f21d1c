/** One decided write as rows: a value a row, one revision, one line of history. */
import { type Kysely, sql } from 'kysely';
import type { Author, Commit, ProductHead } from '../../app/ports.js';
import type { Change } from '../../core/changes.js';
import { type EntryValues, INITIAL_VALUES } from '../../core/fields.js';
import { findEntry, type Gallery, pictures } from '../../core/gallery.js';
import { type EntryId, type ProductId, type StoreCode, skuKey } from '../../core/ids.js';
import { parsePath } from '../../core/naming.js';
import type { Scope } from '../../core/scope.js';
import { formatWebsites } from './load.js';
import type { Schema } from './schema.js';

type Db = Kysely<Schema>;

/** Applies a commit to the product as stored (undefined: a new one); the head with its new revision. */
export async function apply(db: Db, stored: ProductHead | undefined, commit: Commit): Promise<ProductHead> {
  const product = stored === undefined ? await insertProduct(db, commit) : await updateProduct(db, commit);
  for (const { hash, type, sizeBytes, widthPx, heightPx, frames, verdict } of commit.blobs) {
    await db
      .insertInto('blob')
      .values({
        hash,
        type,
        size_bytes: sizeBytes,
        width_px: widthPx,
        height_px: heightPx,
        frames,
        verdict,
        reason: null,
        renewed_at: commit.by.at,
      })
      .onConflict((c) => c.column('hash').doUpdateSet({ renewed_at: commit.by.at }))
      .execute();
  }
  await freeFiles(db, commit);
  const globals = new Set<EntryId>();
  for (const change of commit.changes) {
    if (change.kind === 'attribute-changed')
      await putCell(db, 'product_value', { product: product.id, attribute: change.attribute }, change.scope, change.after);
    else if (change.kind === 'value-changed' && change.scope === 'global') globals.add(change.entry);
    else await applyChange(db, product.id, change);
  }
  for (const id of globals) await updateGlobals(db, commit.after, id);
  await claimFiles(db, product.id, commit);
  await logChange(db, product, commit.by, stored === undefined ? [{ kind: 'product-added', product }, ...commit.changes] : commit.changes);
  return product;
}

async function insertProduct(db: Db, { product, by }: Commit): Promise<ProductHead> {
  await db
    .insertInto('product')
    .values({
      id: product.id,
      sku: product.sku,
      sku_key: skuKey(product.sku),
      type: product.type,
      attribute_set: product.set,
      websites: formatWebsites(product.websites),
      created_at: by.at,
      updated_at: by.at,
      revision: 1,
    })
    .execute();
  return { ...product, createdAt: by.at, updatedAt: by.at, revision: 1 };
}

async function updateProduct(db: Db, { product, by }: Commit): Promise<ProductHead> {
  await db
    .updateTable('product')
    .set({ revision: product.revision + 1, updated_at: by.at, type: product.type, attribute_set: product.set, websites: formatWebsites(product.websites) })
    .where('id', '=', product.id)
    .execute();
  return { ...product, updatedAt: by.at, revision: product.revision + 1 };
}

async function applyChange(db: Db, product: ProductId, change: Change): Promise<void> {
  if (change.kind === 'entry-added') {
    const { id, mediaType, values } = change.entry;
    await db
      .insertInto('entry')
      .values({ id, product, media_type: mediaType, global_values: formatValues(values.global) })
      .execute();
    for (const [store, layer] of Object.entries(values.stores))
      for (const [field, value] of Object.entries(layer)) await putCell(db, 'entry_value', { entry: id, field }, { store: store as StoreCode }, value);
  } else if (change.kind === 'entry-removed') await db.deleteFrom('entry').where('id', '=', change.entry.id).execute();
  else if (change.kind === 'role-changed') await putRole(db, product, change);
  else await putCell(db, 'entry_value', { entry: change.entry, field: change.field }, change.scope, change.after);
}

async function updateGlobals(db: Db, after: Gallery, id: EntryId): Promise<void> {
  const entry = findEntry(after, id);
  if (entry !== undefined)
    await db
      .updateTable('entry')
      .set({ global_values: formatValues(entry.values.global) })
      .where('id', '=', id)
      .execute();
}

async function putRole(db: Db, product: ProductId, { role, scope, after }: Extract<Change, { kind: 'role-changed' }>): Promise<void> {
  if (after === undefined) {
    await db.deleteFrom('role').where('product', '=', product).where('store', '=', storeId(scope)).where('role', '=', role).execute();
    return;
  }
  const entry = after === 'none' ? null : after;
  await db
    .insertInto('role')
    .values({ product, store: storeId(scope), role, entry })
    .onConflict((c) => c.columns(['product', 'store', 'role']).doUpdateSet({ entry }))
    .execute();
}

/** Sets or takes away one scoped value; `key` names the rest of the row's key. */
async function putCell(
  db: Db,
  table: 'entry_value' | 'product_value',
  key: Readonly<Record<string, string | number>>,
  scope: Scope,
  after: unknown,
): Promise<void> {
  const id = sql.table(table);
  const columns = Object.keys(key);
  if (after === undefined) {
    const where = columns.map((column) => sql`${sql.ref(column)} = ${key[column]}`);
    await sql`delete from ${id} where ${sql.join(where, sql` and `)} and store = ${storeId(scope)}`.execute(db);
    return;
  }
  await sql`insert into ${id} (${sql.join([...columns, 'store', 'value'].map((c) => sql.ref(c)))})
    values (${sql.join([...columns.map((c) => key[c]), storeId(scope), JSON.stringify(after)])})
    on conflict (${sql.join([...columns, 'store'].map((c) => sql.ref(c)))}) do update set value = excluded.value`.execute(db);
}

const storeId = (scope: Scope) => (scope === 'global' ? sql<number>`0` : sql<number>`(select id from store where code = ${scope.store})`);

/** Paths that the gallery gives up; before new ones are claimed, so that a name can change hands within one write. */
async function freeFiles(db: Db, { before, after }: Commit): Promise<void> {
  const [old, now] = [pictures(before), pictures(after)];
  for (const path of old.keys()) if (!now.has(path)) await db.deleteFrom('file').where('path', '=', path).execute();
}

async function claimFiles(db: Db, product: ProductId, { before, after }: Commit): Promise<void> {
  const old = pictures(before);
  for (const [path, blob] of pictures(after)) {
    if (!old.has(path))
      await db
        .insertInto('file')
        .values({ path, ...parsePath(path), blob, product })
        .execute();
    else if (old.get(path) !== blob) await db.updateTable('file').set({ blob }).where('path', '=', path).execute();
  }
}

export async function logChange(db: Db, product: { id: number; sku: string; revision: number }, by: Author, changes: readonly object[]): Promise<void> {
  await db
    .insertInto('change')
    .values({
      product: product.id,
      sku: product.sku,
      revision: product.revision,
      at: by.at,
      actor: by.actor,
      door: by.door,
      request: by.request,
      changes: JSON.stringify(changes),
    })
    .execute();
}

/** Without what every entry has that was never given a value. */
function formatValues(values: EntryValues): string {
  const initial: Readonly<Record<string, unknown>> = INITIAL_VALUES;
  return JSON.stringify(Object.fromEntries(Object.entries(values).filter(([field, value]) => initial[field] !== value)));
}
