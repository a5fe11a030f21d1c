/** Whose turn it is with work that one process does, in SQL: a lease as operations have it. */
import { randomUUID } from 'node:crypto';
import type { Duties } from '../../app/ports-duties.js';
import type { SqlDatabase } from './database.js';
import { isBegun } from './move.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';

export function createDuties({ reader, read, lightTransaction: write }: SqlDatabase): Duties {
  return {
    async take(name, { now, leaseMs, everyMs }) {
      // Looked at without the lock first: everybody looks often.
      const [duty] = await dutyLike(reader, { name });
      if (duty === undefined) await write((session) => insertDuty(session, { name, due_at: now + everyMs }));
      if (duty === undefined || Number(duty.due_at) > now || (await isBegun(read))) return undefined;
      const lease = randomUUID();
      const taken = await write((session) => takeDue(session, { name, lease, now, due_at: now + leaseMs }));
      return taken.length > 0 ? lease : undefined;
    },
    renew: async (name, lease, until) => (await write((session) => putDuty(session, { name, held: lease, lease, due_at: until }))).length > 0,
    end: async (name, lease, dueAt) => void (await write((session) => putDuty(session, { name, held: lease, lease: null, due_at: dueAt }))),
  };
}

const dutyLike = prepared((db, { name }: { name: string }) => db.selectFrom('duty').select('due_at').where('name', '=', name));
const insertDuty = prepared((db, { name, due_at }: Pick<Schema['duty'], 'name' | 'due_at'>) =>
  db
    .insertInto('duty')
    .values({ name, lease: null, due_at })
    .onConflict((c) => c.column('name').doNothing()),
);
const takeDue = prepared((db, { name, lease, now, due_at }: Schema['duty'] & { now: number }) =>
  db.updateTable('duty').set({ lease, due_at }).where('name', '=', name).where('due_at', '<=', now).returning('name'),
);
const putDuty = prepared((db, { name, held, lease, due_at }: Schema['duty'] & { held: string }) =>
  db.updateTable('duty').set({ lease, due_at }).where('name', '=', name).where('lease', '=', held).returning('name'),
);
