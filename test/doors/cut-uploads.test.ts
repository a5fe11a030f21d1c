/** An upload whose connection is cut before the answer, and then five times the same at once: one entry and one number, on every door. */
import { Buffer } from 'node:buffer';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { send } from '../conformance/wire.js';
import { startService, type TestService } from '../support/running.js';
import { addProduct, anEntry, type Client, clientOf, galleryOf } from './client.js';
import { logIn, someData } from './rpc-client.js';
import { dial } from './socket.js';

let service: TestService;
let adobe: Client;
beforeAll(async () => {
  service = await startService();
  adobe = clientOf(service);
});
afterAll(() => service.stop());

interface Upload {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const headersOf = (key: string) => ({ authorization: `Bearer ${service.token}`, 'content-type': 'application/json', 'idempotency-key': key });

/** All of it is sent, and nobody hears the answer. */
async function sendAndCut({ method, path, body }: Upload, key: string): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(body));
  const head = Object.entries({ host: 'x', ...headersOf(key), 'content-length': bytes.length }).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = await dial(service.url);
  await new Promise<void>((resolve) =>
    socket.write(Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`), bytes]), () => resolve()),
  );
  socket.destroy();
}

async function answersOf({ method, path, body }: Upload, key: string): Promise<readonly string[]> {
  const replies = Array.from({ length: 5 }, () => send(service.url, method, path, headersOf(key), Buffer.from(JSON.stringify(body))));
  return (await Promise.all(replies)).map(({ bytes }) => bytes.toString('utf8'));
}

async function oneEntry(sku: string, upload: Upload): Promise<{ readonly answers: readonly string[]; readonly id: number; readonly file: string }> {
  for (const waitMs of [0, 30]) {
    await sendAndCut(upload, sku);
    await pause(waitMs);
  }
  const answers = await answersOf(upload, sku);
  const gallery = await galleryOf(adobe, sku);
  expect(gallery, answers.join('\n')).toHaveLength(1);
  expect(new Set(answers).size).toBe(1);
  return { answers, ...(gallery[0] as { id: number; file: string }) };
}

it('Adobe REST', async () => {
  await addProduct(adobe, 'rest');
  const { answers, id } = await oneEntry('rest', { method: 'POST', path: '/rest/all/V1/products/rest/media', body: await anEntry() });
  expect(answers[0]).toBe(String(id));
});

it('JSON-RPC', async () => {
  await addProduct(adobe, 'rpc');
  const body = { jsonrpc: '2.0', id: 1, method: 'call', params: [await logIn(service), 'product_media.create', ['rpc', await someData()]] };
  const { answers, file } = await oneEntry('rpc', { method: 'POST', path: '/api/jsonrpc', body });
  expect(JSON.parse(answers[0] ?? '')).toEqual(expect.objectContaining({ result: file }));
});

it('native', async () => {
  await addProduct(adobe, 'native');
  const { content } = (await anEntry()).entry as { content: { base64_encoded_data: string; name: string } };
  const operations = [{ op: 'add', picture: { base64: content.base64_encoded_data, name: content.name }, on_duplicate: 'allow' }];
  const { answers, id } = await oneEntry('native', { method: 'PATCH', path: '/api/v1/products/native/gallery', body: { operations } });
  expect(JSON.parse(answers[0] ?? '')).toEqual(
    expect.objectContaining({ changes: expect.arrayContaining([expect.objectContaining({ kind: 'entry-added', entry: id })]) }),
  );
});
