/** Calls with a key on a server that is killed at any moment of them: done once, and answered alike ever after. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AS_USER, aJpeg, anUpload, aProduct, callsTo, eventually, freshPlace, inDatabase, mediaOf, type Running, serve, signIn } from './vitrine.js';

const ENV = { ...AS_USER, VITRINE_INTAKE: 'structure' };
const TIMEOUT_MS = 120_000;

const keptIn = (data: string) => inDatabase<{ n: number }>(join(data, 'vitrine.sqlite'), 'select count(*) as n from idempotency')[0]?.n ?? 0;

async function upload({ url }: Pick<Running, 'url'>, token: string, key: string, bytes: Uint8Array) {
  const response = await fetch(`${url}/rest/all/V1/products/A/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(anUpload(bytes)),
  });
  return { status: response.status, text: await response.text(), isReplay: response.headers.get('idempotency-replayed') === 'true' };
}

test(
  'killed in the middle of an upload, again and again, a server adds one entry a key, and says its number',
  async () => {
    const { data } = await freshPlace();
    let server = await serve(data, ENV);
    const { body: token } = await signIn(server.url);
    const call = () => callsTo(server.url, token);
    expect((await call()('POST', '/all/V1/products', aProduct('A'))).status).toBe(200);
    const bytes = await aJpeg(1);
    const killed: number[] = [];
    // From before the first byte is read to after the answer: whatever comes first, the row or the end.
    for (const [at, waitMs] of [0, 4, 12, undefined].entries()) {
      const cut = upload(server, token, `key-${at}`, bytes).catch(() => undefined);
      if (waitMs === undefined) await eventually('the commit', () => (keptIn(data) > at ? true : undefined));
      else await pause(waitMs);
      await server.stop('SIGKILL');
      await cut;
      const isKept = keptIn(data) > at;
      killed.push(isKept ? 1 : 0);
      server = await serve(data, ENV);
      const replies = await Promise.all(Array.from({ length: 5 }, () => upload(server, token, `key-${at}`, bytes)));
      const entries = await mediaOf(call(), 'A');
      expect(entries).toHaveLength(at + 1);
      expect(replies.map(({ status, text }) => [status, text])).toEqual(replies.map(() => [200, String(entries.at(-1)?.id)]));
      expect(replies.filter(({ isReplay }) => !isReplay)).toHaveLength(isKept ? 0 : 1);
    }
    expect(killed.at(-1)).toBe(1);
    await server.stop();
  },
  TIMEOUT_MS,
);

test(
  'of the same call at two servers of one folder at once one is done',
  async () => {
    const { data } = await freshPlace();
    const servers = await Promise.all([serve(data, ENV), serve(data, ENV)]);
    const [one] = servers as [Running, Running];
    const { body: token } = await signIn(one.url);
    const call = callsTo(one.url, token);
    expect((await call('POST', '/all/V1/products', aProduct('A'))).status).toBe(200);
    const bytes = await aJpeg(2);
    const replies = await Promise.all(Array.from({ length: 10 }, (_, at) => upload(servers[at % 2] ?? one, token, 'both', bytes)));
    const entries = await mediaOf(call, 'A');
    expect(entries).toHaveLength(1);
    expect(replies.map(({ status, text }) => [status, text])).toEqual(replies.map(() => [200, String(entries[0]?.id)]));
    expect(replies.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    for (const { stop } of servers) await stop();
  },
  TIMEOUT_MS,
);
