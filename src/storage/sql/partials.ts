/** What is known of files that come in pieces, in SQL. A row's length is what fences: of two pieces at one place one is taken. */
import { sql } from 'kysely';
import type { PartialFile, Partials } from '../../app/ports-incoming.js';
import { ok } from '../../core/fault.js';
import type { SqlDatabase } from './database.js';
import { isAmong } from './expressions.js';
import { holdLock } from './locks.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';

export function createPartials({ reader, lightTransaction: write }: SqlDatabase): Partials {
  return {
    begin: ({ id, sizeBytes: size_bytes, metadata, createdAt: created_at }, holder, allow) =>
      write(async (session) => {
        await holdLock(session, 'uploads', holder);
        const allowed = allow((await unfinished(session, { holder })).map((row) => Number(row.size_bytes)));
        if (allowed.ok) await insertPartial(session, { id, holder, size_bytes, metadata: JSON.stringify(metadata), created_at });
        return allowed.ok ? ok(undefined) : allowed;
      }),
    async find(id) {
      const [row] = await partialLike(reader, { id });
      return row && partialOf(row);
    },
    grow: (id, { name, at, sizeBytes: size_bytes }, most) =>
      write(async (session) => {
        const grown = await lengthen(session, { id, at, end: at + size_bytes, most });
        if (grown.length > 0) {
          await insertPiece(session, { partial: id, at, name });
          return 'grown';
        }
        return (await endingAt(session, { id, at })).length > 0 ? 'full' : 'overtaken';
      }),
    pieces: async (id) => (await piecesOf(reader, { id })).map(({ name }) => name),
    settle: (id, handle) =>
      write(async (session) => {
        await putHandle(session, { id, handle });
        return names(await deletePieces(session, { ids: JSON.stringify([id]) }));
      }),
    remove: (id) =>
      write(async (session) => {
        // Its row first: who is just lengthening it is waited for, and his piece is seen then.
        await deletePartial(session, { id });
        return names(await deletePieces(session, { ids: JSON.stringify([id]) }));
      }),
    forget: (createdBefore, limit) =>
      write(async (session) => {
        const ids = (await deleteOld(session, { createdBefore, limit })).map(({ id }) => id);
        return { count: ids.length, pieces: names(await deletePieces(session, { ids: JSON.stringify(ids) })) };
      }),
  };
}

const names = (rows: readonly { readonly name: string }[]): readonly string[] => rows.map(({ name }) => name);
const partialOf = ({ id, size_bytes, received_bytes, metadata, created_at, handle }: Schema['partial']): PartialFile => ({
  ...{ id, sizeBytes: Number(size_bytes), receivedBytes: Number(received_bytes), createdAt: Number(created_at) },
  metadata: JSON.parse(metadata) as PartialFile['metadata'],
  ...(handle === null ? {} : { handle }),
});

const unfinished = prepared((db, { holder }: { holder: string }) =>
  db.selectFrom('partial').select('size_bytes').where('holder', '=', holder).where('handle', 'is', null),
);
const insertPartial = prepared((db, row: Pick<Schema['partial'], 'id' | 'holder' | 'size_bytes' | 'metadata' | 'created_at'>) => {
  const { id, holder, size_bytes, metadata, created_at } = row;
  return db.insertInto('partial').values({ id, holder, size_bytes, received_bytes: 0, pieces: 0, metadata, created_at, handle: null });
});
const partialLike = prepared((db, { id }: { id: string }) => db.selectFrom('partial').selectAll().where('id', '=', id));
const lengthen = prepared((db, { id, at, end, most }: { id: string; at: number; end: number; most: number }) =>
  db
    .updateTable('partial')
    .set((e) => ({ received_bytes: end, pieces: e('pieces', '+', 1) }))
    .where('id', '=', id)
    .where('received_bytes', '=', at)
    .where('pieces', '<', most)
    .where('handle', 'is', null)
    .returning('id'),
);
const endingAt = prepared((db, { id, at }: { id: string; at: number }) =>
  db.selectFrom('partial').select('id').where('id', '=', id).where('received_bytes', '=', at).where('handle', 'is', null),
);
const insertPiece = prepared((db, { partial, at, name }: Schema['piece']) => db.insertInto('piece').values({ partial, at, name }));
const piecesOf = prepared((db, { id }: { id: string }) => db.selectFrom('piece').select('name').where('partial', '=', id).orderBy('at'));
const putHandle = prepared((db, { id, handle }: { id: string; handle: string }) =>
  db.updateTable('partial').set({ handle }).where('id', '=', id).where('handle', 'is', null),
);
const deletePartial = prepared((db, { id }: { id: string }) => db.deleteFrom('partial').where('id', '=', id));
/** `ids`: a JSON list. */
const deletePieces = prepared((db, { ids }: { ids: string }) =>
  db
    .deleteFrom('piece')
    .where(isAmong(sql.ref('partial'), ids))
    .returning('name'),
);
const deleteOld = prepared((db, { createdBefore, limit }: { createdBefore: number; limit: number }) =>
  db
    .deleteFrom('partial')
    .where('id', 'in', (e) => e.selectFrom('partial').select('id').where('created_at', '<', createdBefore).orderBy('created_at').limit(limit))
    .returning('id'),
);
