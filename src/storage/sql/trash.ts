/** Removed entries and replaced bytes in SQL. */
import type { Commit } from '../../app/ports.js';
import type { Trash, Trashed, TrashPage } from '../../app/ports-trash.js';
import type { BlobHash, EntryId, ProductId, RoleCode, Sku } from '../../core/ids.js';
import { discardsOf } from '../../core/trash.js';
import type { SqlDatabase } from './database.js';
import { prepared, type Session } from './prepared.js';
import type { Schema } from './schema.js';

/** What a commit throws away, and what it brings back; `change`: the number of its line of history. */
export async function putTrash(session: Session, product: number, { changes, before, by }: Commit, change: number): Promise<void> {
  const { removed, added, blobs } = discardsOf(changes, before);
  for (const entry of added) await deleteTrashed(session, { product, entry });
  for (const { entry, mediaType, label, roles, blob } of removed) {
    const known = { media_type: mediaType, label, roles: JSON.stringify(roles), blob };
    await insertTrashed(session, { entry, product, change, removed_at: by.at, actor: by.actor, ...known });
  }
  for (const { entry, blob } of blobs) await insertBlob(session, { entry, blob, at: by.at });
}

const deleteTrashed = prepared((db, { product, entry }: { product: number; entry: number }) =>
  db.deleteFrom('trash').where('product', '=', product).where('entry', '=', entry),
);
const insertTrashed = prepared((db, t: Schema['trash']) => {
  const { entry, product, change, removed_at, actor, media_type, label, roles, blob } = t;
  return db.insertInto('trash').values({ entry, product, change, removed_at, actor, media_type, label, roles, blob });
});
const insertBlob = prepared((db, { blob, entry, at }: Schema['trash_blob']) =>
  db
    .insertInto('trash_blob')
    .values({ blob, entry, at })
    .onConflict((c) => c.columns(['blob', 'entry']).doUpdateSet((e) => ({ at: e.ref('excluded.at') }))),
);

export function createTrash(database: SqlDatabase): Trash {
  const { read, write } = database;
  const trashed = () => read.selectFrom('trash').innerJoin('product', 'product.id', 'trash.product').selectAll('trash').select('product.sku');
  return {
    async list({ product, after, limit }: TrashPage) {
      const rows = await trashed()
        .$if(product !== undefined, (q) => q.where('trash.product', '=', product as number))
        .$if(after !== undefined, (q) =>
          q.where(({ or, and, eb }) => {
            const { change, entry } = after as NonNullable<typeof after>;
            return or([eb('trash.change', '<', change), and([eb('trash.change', '=', change), eb('trash.entry', '<', entry)])]);
          }),
        )
        .orderBy('trash.change', 'desc')
        .orderBy('trash.entry', 'desc')
        .limit(limit)
        .execute();
      return rows.map(parse);
    },
    async find(entry) {
      const row = await trashed().where('trash.entry', '=', entry).executeTakeFirst();
      return row && parse(row);
    },
    async holding(product, blobs) {
      if (blobs.length === 0) return new Map();
      const rows = await read
        .selectFrom('trash')
        .select(['blob', 'entry'])
        .where('product', '=', product)
        .where('blob', 'in', [...blobs])
        .orderBy('change')
        .orderBy('entry')
        .execute();
      return new Map(rows.map(({ blob, entry }) => [blob as BlobHash, Number(entry) as EntryId]));
    },
    forget: (before, limit) =>
      write.transaction().execute(async (db) => {
        const old = db.selectFrom('trash').select('entry').where('removed_at', '<', before).limit(limit);
        const gone = await db.deleteFrom('trash').where('entry', 'in', old).executeTakeFirst();
        const unnamed = db.selectFrom('trash_blob').select('at').where('at', '<', before).orderBy('at').limit(limit);
        const freed = await db.deleteFrom('trash_blob').where('at', 'in', unnamed).executeTakeFirst();
        return Number(gone.numDeletedRows) + Number(freed.numDeletedRows);
      }),
  };
}

const parse = (row: Schema['trash'] & { readonly sku: string }): Trashed => ({
  entry: Number(row.entry) as EntryId,
  product: Number(row.product) as ProductId,
  sku: row.sku as Sku,
  change: Number(row.change),
  removedAt: Number(row.removed_at),
  actor: row.actor,
  mediaType: row.media_type as Trashed['mediaType'],
  label: row.label,
  roles: JSON.parse(row.roles) as RoleCode[],
  blob: row.blob as BlobHash,
});
