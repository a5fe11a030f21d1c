/** A line a request, and never a secret or a picture in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { compose } from '../../src/compose.js';
import { readSettings } from '../../src/settings.js';
import { send } from '../conformance/wire.js';
import { anEntry } from './client.js';
import { talk } from './socket.js';

it('passwords, tokens and pictures stay out of the log, at every level', async () => {
  const data = await mkdtemp(join(tmpdir(), 'vitrine-test-'));
  const settings = readSettings({ VITRINE_DATA: data, VITRINE_INTAKE: 'structure', VITRINE_LOG_DELIVERY: '1' });
  if ('faults' in settings) throw new Error(settings.faults.join('\n'));
  const lines: string[] = [];
  const service = await compose(settings, pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }));
  const server = service.createServer();
  try {
    await service.app.access.addUser({ name: 'admin', resources: 'every', stores: 'every' }, 'Sesame-Open-1');
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const call = async (method: string, path: string, body?: unknown, authorization?: string) => {
      const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
      return send(url, method, path, headers, body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
    };
    const token = JSON.parse(
      (await call('POST', '/rest/V1/integration/admin/token', { username: 'admin', password: 'Sesame-Open-1' })).bytes.toString(),
    ) as string;
    const bearer = `Bearer ${token}`;
    await call('POST', '/rest/V1/integration/admin/token', { username: 'admin', password: 'Sesame-Shut-2' });
    await call('POST', '/rest/all/V1/products', { product: { sku: 'A', name: 'A' } }, bearer);
    const entry = await anEntry();
    expect((await call('POST', '/rest/all/V1/products/A/media', entry, bearer)).status).toBe(200);
    await call('POST', '/rest/all/V1/products/A/media', '{"entry":', bearer);
    await call('GET', `/rest/all/V1/products/A?access_token=${token}&password=Sesame-Open-1`, undefined, bearer);
    await call('GET', '/media/catalog/product/a/_/a.png', undefined, bearer);
    await call('GET', '/nothing', undefined, bearer);
    const signedIn = await call('POST', '/api/v1/session', { username: 'admin', password: 'Sesame-Open-1' });
    const cookie = signedIn.headers['set-cookie']?.split(';')[0] ?? '';
    for (const method of ['GET', 'DELETE']) await send(url, method, '/api/v1/session', { cookie }, undefined);
    await talk(url, [`GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\nAuthorization: ${bearer}\r\n\r\n`], 50);

    // What is left in the lines' buffer is written when the server closes.
    await server.close();
    const log = lines.join('');
    const content = entry.entry.content as { base64_encoded_data: string };
    expect(cookie).toMatch(/^vitrine_session=.{32}$/);
    for (const secret of [token, cookie.slice('vitrine_session='.length), 'Sesame', content.base64_encoded_data.slice(0, 40), 'argon2id'])
      expect(log).not.toContain(secret);
    const requests = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ method }) => method !== undefined);
    expect(requests).toContainEqual(
      expect.objectContaining({ method: 'POST', route: '/rest/all/V1/products/A/media', status: 200, principal: 'admin', ms: expect.any(Number) }),
    );
    expect(requests).toContainEqual(expect.objectContaining({ route: '/rest/V1/integration/admin/token', status: 401, principal: null }));
    expect(requests.map(({ route, status }) => [route, status])).toContainEqual(['/media/catalog/product/a/_/a.png', 200]);
  } finally {
    await server.close();
    await service.close();
    await rm(data, { recursive: true, force: true });
  }
});
