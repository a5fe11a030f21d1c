/** The single-row statements of a write. `store` is a store view's code; one that is gone fails the write. */
import { sql } from 'kysely';
import { membersOf } from './expressions.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';

const storeId = (code: string) => sql<number>`(select id from store where code = ${code})`;

type Product = Schema['product'];
export const insertProduct = prepared((db, p: Product) => {
  const { id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision } = p;
  return db.insertInto('product').values({ id, sku, sku_key, type, attribute_set, websites, created_at, updated_at, revision });
});
export const insertSku = prepared((db, { sku_key, product }: Schema['sku']) => db.insertInto('sku').values({ sku_key, product }));
export const updateProduct = prepared((db, p: Omit<Product, 'sku' | 'sku_key' | 'created_at'>) => {
  const { type, attribute_set, websites, updated_at, revision } = p;
  return db.updateTable('product').set({ type, attribute_set, websites, updated_at, revision }).where('id', '=', p.id);
});

export const deleteProduct = prepared((db, { id }: { id: number }) => db.deleteFrom('product').where('id', '=', id));
export const deleteSku = prepared((db, { sku_key }: { sku_key: string }) => db.deleteFrom('sku').where('sku_key', '=', sku_key));

export const insertEntry = prepared((db, { id, product, media_type, global_values }: Schema['entry']) =>
  db.insertInto('entry').values({ id, product, media_type, global_values }),
);
export const updateEntry = prepared((db, { product, id, global_values }: Omit<Schema['entry'], 'media_type'>) =>
  db.updateTable('entry').set({ global_values }).where('product', '=', product).where('id', '=', id),
);
export const deleteEntry = prepared((db, { product, id }: Pick<Schema['entry'], 'product' | 'id'>) =>
  db.deleteFrom('entry').where('product', '=', product).where('id', '=', id),
);

type EntryValueKey = { product: number; entry: number; field: string; store: string };
export const putEntryValue = prepared((db, { product, entry, field, store, value }: EntryValueKey & { value: string }) =>
  db
    .insertInto('entry_value')
    .values({ product, entry, field, store: storeId(store), value })
    .onConflict((c) => c.columns(['product', 'store', 'entry', 'field']).doUpdateSet((e) => ({ value: e.ref('excluded.value') }))),
);
export const deleteEntryValue = prepared((db, { product, entry, field, store }: EntryValueKey) =>
  db.deleteFrom('entry_value').where('product', '=', product).where('entry', '=', entry).where('field', '=', field).where('store', '=', storeId(store)),
);

type RoleKey = { product: number; role: string; store: string };
export const putRole = prepared((db, { product, role, store, entry }: RoleKey & { entry: number | null }) =>
  db
    .insertInto('role')
    .values({ product, role, store: storeId(store), entry })
    .onConflict((c) => c.columns(['product', 'store', 'role']).doUpdateSet((e) => ({ entry: e.ref('excluded.entry') }))),
);
export const deleteRole = prepared((db, { product, role, store }: RoleKey) =>
  db.deleteFrom('role').where('product', '=', product).where('role', '=', role).where('store', '=', storeId(store)),
);

type AttributeKey = { product: number; attribute: string; store: string };
export const putAttribute = prepared((db, { product, attribute, store, value }: AttributeKey & { value: string }) =>
  db
    .insertInto('product_value')
    .values({ product, attribute, store: storeId(store), value })
    .onConflict((c) => c.columns(['product', 'store', 'attribute']).doUpdateSet((e) => ({ value: e.ref('excluded.value') }))),
);
export const deleteAttribute = prepared((db, { product, attribute, store }: AttributeKey) =>
  db.deleteFrom('product_value').where('product', '=', product).where('attribute', '=', attribute).where('store', '=', storeId(store)),
);

/** `codes`: a JSON list. */
export const noteAttributes = prepared(
  (_, { codes }: { codes: string }) => sql`insert into attribute (code) select value from ${membersOf(codes)} as sent where true on conflict do nothing`,
);

/** Known already: only its age begins anew. */
export const putBlob = prepared((db, b: Schema['blob']) => {
  const { hash, type, size_bytes, width_px, height_px, frames, verdict, reason, pixels, renewed_at } = b;
  return db
    .insertInto('blob')
    .values({ hash, type, size_bytes, width_px, height_px, frames, verdict, reason, pixels, renewed_at })
    .onConflict((c) => c.column('hash').doUpdateSet((e) => ({ renewed_at: e.ref('excluded.renewed_at') })));
});

export const insertFile = prepared((db, { path, stem, number, blob, product, entry }: Schema['file']) =>
  db.insertInto('file').values({ path, stem, number, blob, product, entry }),
);
export const updateFile = prepared((db, { path, blob, product, entry }: Omit<Schema['file'], 'stem' | 'number'>) =>
  db.updateTable('file').set({ blob, product, entry }).where('path', '=', path),
);
export const deleteFile = prepared((db, { path }: { path: string }) => db.deleteFrom('file').where('path', '=', path));
/** `json`: the path as an override of it is written. `own_focal`: of the store view that alone has this picture. `owned`: the entry whose file it is. */
const fileWith = (saysProduct: boolean) =>
  prepared((db, { path, json }: { path: string; json: string }) =>
    db
      .selectFrom('file')
      .innerJoin('blob', 'blob.hash', 'file.blob')
      .leftJoin('entry', (join) => (saysProduct ? join.onRef('entry.product', '=', 'file.product') : join).onRef('entry.id', '=', 'file.entry'))
      .leftJoin('entry_value as own', (join) =>
        join.onRef('own.product', '=', 'entry.product').onRef('own.entry', '=', 'entry.id').on('own.field', '=', 'file').on('own.value', '=', json),
      )
      .leftJoin('entry_value as own_focal', (join) =>
        join
          .onRef('own_focal.product', '=', 'own.product')
          .onRef('own_focal.store', '=', 'own.store')
          .onRef('own_focal.entry', '=', 'own.entry')
          .on('own_focal.field', '=', 'focal'),
      )
      .where('file.path', '=', path)
      .select(['blob.hash', 'blob.type', 'blob.size_bytes', 'blob.width_px', 'blob.height_px', 'blob.frames', 'blob.verdict', 'blob.reason', 'blob.pixels'])
      .select(['file.entry as owned', 'entry.id', 'entry.product', 'entry.global_values', 'own_focal.value as own_focal']),
  );
export const findFile = fileWith(true);
/** Of a path that does not say its product, as those of an earlier release that were not told yet. */
export const findFileByEntry = fileWith(false);
export const filesAfter = prepared((db, { after, limit }: { after: string; limit: number }) =>
  db.selectFrom('file').select('path').where('path', '>', after).orderBy('path').limit(limit),
);

export const insertChange = prepared((db, c: Omit<Schema['change'], 'cursor'>) => {
  const { product, sku, revision, at, actor, door, request, changes } = c;
  return db.insertInto('change').values({ product, sku, revision, at, actor, door, request, changes }).returning('cursor');
});
