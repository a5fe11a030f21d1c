import { sql } from 'kysely';
import { test } from 'vitest';
import { pageOf } from '/work/main/src/storage/sql/history.js';
import { SQL_DATABASES } from '/work/main/test/contract/adapters.js';
import { addOne, Writer } from '/work/main/test/contract/writing.js';
for (const a of SQL_DATABASES) test(a.name, async () => {
  const o = await a.open();
  const { read, write } = o.database as any;
  await addOne(new Writer(o.galleries), 'shirt', { name: '/a/a.jpg' });
  const rows = Array.from({ length: 500 }, (_, i) => ({ product: 1 + (i % 50), sku: 's', revision: 2 + i, at: 1, actor: 'a', door: 'd', request: 'r', changes: '[{"kind":"x","v":"' + 'y'.repeat(3000) + '"}]' }));
  for (let i = 0; i < 100; i++) await write.insertInto("change").values(rows).execute();
  const q = pageOf(read, (s) => s.where('product', '=', 1).where('cursor', '<', 9e15).where('revision', '<=', 9e15).limit(101)).compile();
  const plan = await read.executeQuery({ ...q, sql: (a.name === 'sqlite' ? 'explain query plan ' : 'explain analyze ') + q.sql });
  console.log(a.name, JSON.stringify(plan.rows.map((r: any) => r.detail ?? r['QUERY PLAN']), null, 1));
  for (let k = 0; k < 3; k++) { const t = performance.now(); for (let i = 0; i < 50; i++) await read.executeQuery(q); console.log(a.name, (performance.now() - t) / 50, 'ms'); }
  const plain = read.selectFrom('change').selectAll().where('product', '=', 1).where('cursor','<',9e15).where('revision','<=',9e15).orderBy('cursor','desc').limit(101).compile();
  for (let k = 0; k < 2; k++) { const t = performance.now(); for (let i = 0; i < 50; i++) await read.executeQuery(plain); console.log(a.name, 'plain', (performance.now() - t) / 50, 'ms'); }
  await o.close?.();
}, 120000);
