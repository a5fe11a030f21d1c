/** PostgreSQL restarted, killed and cut off under load: no write is lost, none happens twice, and nobody is told of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type StoreCode, skuKey } from '../../src/core/ids.js';
import { openPostgresAt } from '../contract/adapters.js';
import { addOne, author, Writer } from '../contract/writing.js';
import { addEntry, addProduct, clientOf } from '../doors/client.js';
import { startCuttingProxy } from '../support/cutting-proxy.js';
import { makeDatabase, NO_POSTGRES, startOwnServer } from '../support/postgres.js';
import { startService } from '../support/running.js';

/** Adds one to what is there: a lost write shows, and so does a doubled one. */
const add = (writer: Writer, sku: string) =>
  writer.save(sku, ({ attributes }) => ({ commands: [], attributes: { scope: 'global', values: { count: Number(attributes.global.count ?? 0) + 1 } } }));

async function throughProxy(
  work: (opened: Awaited<ReturnType<typeof openPostgresAt>> & { proxy: Awaited<ReturnType<typeof startCuttingProxy>> }) => Promise<void>,
) {
  const { url, drop } = await makeDatabase('fresh');
  const proxy = await startCuttingProxy(url);
  const opened = await openPostgresAt(proxy.url);
  try {
    await work({ ...opened, proxy });
  } finally {
    await opened.close();
    await proxy.close();
    await drop();
  }
}

describe.skipIf(NO_POSTGRES !== undefined)(`PostgreSQL goes away${NO_POSTGRES === undefined ? '' : ` (${NO_POSTGRES})`}`, { timeout: 60_000 }, () => {
  test.each(['before', 'after'] as const)('a connection cut %s the commit: the write happens once', (cut) =>
    throughProxy(async ({ proxy, galleries, database }) => {
      const writer = new Writer(galleries);
      proxy.plan(cut, cut);
      expect(await add(writer, 'shirt')).toMatchObject({ product: { revision: 1 } });
      proxy.plan(cut);
      expect(await add(writer, 'shirt')).toMatchObject({ product: { revision: 2 } });
      expect((await writer.load('shirt')).attributes.global.count).toBe(2);
      proxy.plan(cut);
      expect(await galleries.removeProduct(skuKey('shirt'), author())).toBe(true);
      expect(await galleries.removeProduct(skuKey('shirt'), author())).toBe(false);
      const lines = await database.read.selectFrom('change').select('revision').orderBy('cursor').execute();
      expect(lines).toEqual([{ revision: 1 }, { revision: 2 }, { revision: 3 }]);
      expect(proxy.cuts()).toBeGreaterThanOrEqual(cut === 'before' ? 4 : 3);
    }),
  );

  test.each(['before', 'after'] as const)('a bulk that is accepted while the connection is cut %s the commit is there once', (cut) =>
    throughProxy(async ({ proxy, bulks }) => {
      const actor = { kind: 'user', id: 1, name: 'tester' } as const;
      proxy.plan(cut);
      await bulks.accept({ id: 'b', description: '', door: 'd', topic: 't', store: undefined, actor, startedAt: 1, operationCount: 2 }, ['{}', '{}']);
      expect(await bulks.operations('b')).toHaveLength(2);
      expect(await bulks.remaining()).toBe(2);
      expect(proxy.cuts()).toBe(1);
    }),
  );

  test.each(['before', 'after'] as const)('a call under a key whose connection is cut %s the commit is done once, and told or to be sent again', (cut) =>
    throughProxy(async ({ proxy, catalog }) => {
      const service = await startService({ env: { VITRINE_DATABASE_URL: proxy.url, VITRINE_DATABASE_POOL: '6', VITRINE_WORK: 'off' } });
      try {
        await addProduct(clientOf(service), 'A');
        const id = await addEntry(clientOf(service), 'A', { label: 'Front' });
        const headers = { authorization: `Bearer ${service.token}`, 'content-type': 'application/json', 'idempotency-key': '0123456789abcdef' };
        const body = JSON.stringify({ operations: [{ op: 'set', entry: id, label: 'Back' }] });
        const send = async () => {
          const reply = await fetch(`${service.url}/api/v1/products/A/gallery`, { method: 'PATCH', headers, body });
          const { type = '', change } = (await reply.json()) as { type?: string; change?: number };
          return { said: `${reply.status} ${type}`, change, isReplay: reply.headers.get('idempotency-replayed') === 'true' };
        };
        proxy.plan(cut);
        const first = await send();
        expect(first.said).toBe(cut === 'before' ? '503 storage-unavailable' : '200 ');
        expect(proxy.cuts()).toBe(1);
        const second = await send();
        expect(second).toEqual({ said: '200 ', change: first.change ?? expect.any(Number), isReplay: cut === 'after' });
      } finally {
        await service.stop();
      }
      // A transaction that nobody can look for afterwards is told as an outage.
      proxy.plan(cut);
      const adding = catalog.addStore({ code: 'german' as StoreCode, name: 'German', website: undefined, locale: 'de_DE' });
      await expect(adding).rejects.toMatchObject({ name: 'Outage', reason: 'unavailable' });
      expect((await catalog.shop()).stores.map(({ code }) => code).includes('german' as StoreCode)).toBe(cut === 'after');
    }),
  );

  test('writers of one product whose commits are cut again and again all count', () =>
    throughProxy(async ({ proxy, galleries }) => {
      const writer = new Writer(galleries);
      proxy.plan(...Array.from({ length: 60 }, (_, at) => (['before', 'pass', 'pass', 'after', 'pass', 'pass'] as const)[at % 6] ?? 'pass'));
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let round = 0; round < 10; round++) await add(writer, 'shared');
        }),
      );
      const { product, attributes } = await writer.load('shared');
      expect([attributes.global.count, product.revision]).toEqual([40, 40]);
      expect(proxy.cuts()).toBeGreaterThan(15);
    }));

  test('the server is stopped and killed under load, and nothing acknowledged is lost or doubled', async () => {
    const server = await startOwnServer();
    const opened = await openPostgresAt(server.url);
    const writer = new Writer(opened.galleries);
    let isOver = false;
    const written = new Map<string, number>();
    const write = async (name: string) => {
      for (let round = 1; !isOver; round++) {
        for (const sku of [name, 'shared']) {
          await add(writer, sku);
          written.set(sku, (written.get(sku) ?? 0) + 1);
        }
        if (round % 5 === 0) await addOne(writer, `${name} ${Math.ceil(round / 100)}`, { name: '/a/a/a.jpg', bytes: `${name} ${round}` });
      }
    };
    const read = async () => {
      for (; !isOver; await pause(1)) {
        await opened.accounts.versions();
        await opened.galleries.version(skuKey('shared'));
        await opened.galleries.loadGallery(skuKey('shared'), 'every');
      }
    };
    const restart = async () => {
      for (const how of ['stop', 'kill', 'stop'] as const) {
        const before = written.get('shared') ?? 0;
        server.restart(how);
        // Until writes go through again, by a good number.
        while ((written.get('shared') ?? 0) < before + 20) await pause(5);
      }
      isOver = true;
    };
    try {
      await Promise.all([write('one'), write('two'), write('three'), read(), restart()]);
      for (const [sku, count] of written) {
        const { product, attributes } = await writer.load(sku);
        expect([sku, attributes.global.count, product.revision]).toEqual([sku, count, count]);
      }
    } finally {
      isOver = true;
      await opened.close();
    }
  });
});
