/** Sessions and HTTP Basic of the JSON-RPC door, in one process and over several. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose, type Service } from '../../src/compose.js';
import { readSettings } from '../../src/settings.js';
import { rowsIn } from '../support/rows.js';
import { startService, type TestService } from '../support/running.js';
import { basic, callsIn, logIn, rpc } from './rpc-client.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const EXPIRED = -32005;
const DENIED = -32002;
const codeOf = async (reply: ReturnType<typeof rpc>) => (await reply).error?.code;
const types = (at: { url: string; data: string }, session: string | null, headers = {}) => callsIn(at, session, headers)('product_media.types', 4);

/** Another process on the same data folder. */
async function another(): Promise<{ url: string; data: string; stop: () => Promise<void> }> {
  const settings = readSettings({ VITRINE_DATA: service.data, VITRINE_DATABASE_URL: service.database, VITRINE_INTAKE: 'structure' });
  if ('faults' in settings) throw new Error(settings.faults.join());
  const composed: Service = await compose(settings, pino({ level: 'silent' }));
  const server = composed.createServer();
  await server.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(server.server.address() as { port: number }).port}`;
  return {
    url,
    data: service.data,
    async stop() {
      await server.close();
      await composed.close();
    },
  };
}

const tokens = async () =>
  (await rowsIn<{ hash: string; expires_at: number }, 'tokens'>(service.database, { tokens: 'select hash, expires_at from token order by hash' })).tokens;

describe('a session', () => {
  it('is one in every process on the store, also in one that starts later; ending it ends it everywhere', async () => {
    const session = await logIn(service);
    const other = await another();
    expect((await types(other, session)).error).toBeUndefined();
    const mine = await logIn(other);
    expect((await types(service, mine)).error).toBeUndefined();
    expect((await rpc(other, { id: 1, method: 'endSession', params: [session] })).result).toBe(true);
    expect([await codeOf(types(service, session)), await codeOf(types(other, session))]).toEqual([EXPIRED, EXPIRED]);
    expect((await types(service, mine)).error).toBeUndefined();
    await other.stop();
  });

  it('is kept as a hash alone', async () => {
    const session = await logIn(service);
    expect(JSON.stringify(await tokens())).not.toContain(session);
  });

  it('goes with the password, and with the user', async () => {
    await service.addUser('leaving', 'Leaving-1');
    const session = await logIn(service, 'leaving', 'Leaving-1');
    expect((await types(service, session)).error).toBeUndefined();
    await service.app.access.setPassword('leaving', 'Leaving-2');
    expect(await codeOf(types(service, session))).toBe(EXPIRED);
    const again = await logIn(service, 'leaving', 'Leaving-2');
    await service.app.accounts.remove('leaving');
    expect(await codeOf(types(service, again))).toBe(EXPIRED);
  });
});

describe('HTTP Basic', () => {
  it('writes no session', async () => {
    const before = await tokens();
    expect((await types(service, null, basic())).error).toBeUndefined();
    expect(await tokens()).toEqual(before);
  });

  it('counts no longer once the password has changed', async () => {
    await service.addUser('basic', 'Basic-1');
    expect((await types(service, null, basic('basic', 'Basic-1'))).error).toBeUndefined();
    await service.app.access.setPassword('basic', 'Basic-2');
    expect(await codeOf(types(service, null, basic('basic', 'Basic-1')))).toBe(DENIED);
    expect((await types(service, null, basic('basic', 'Basic-2'))).error).toBeUndefined();
  });

  it('many at once with one right password do not lock it', async () => {
    await service.addUser('busy', 'Busy-1');
    const replies = await Promise.all(Array.from({ length: 40 }, () => types(service, null, basic('busy', 'Busy-1'))));
    expect(replies.map(({ error }) => error)).toEqual(replies.map(() => undefined));
  });

  it('locks a name after six wrong passwords, for a login too', async () => {
    await service.addUser('locked', 'Locked-1');
    for (let n = 0; n < 6; n++) expect(await codeOf(types(service, null, basic('locked', `wrong ${n}`)))).toBe(DENIED);
    expect(await codeOf(types(service, null, basic('locked', 'Locked-1')))).toBe(DENIED);
    expect(await codeOf(rpc(service, { id: 1, method: 'login', params: ['locked', 'Locked-1'] }))).toBe(DENIED);
  });

  it.each(['', ':', 'nobody:', ':Test-Root-1', 'test-root', 'test-root:', 'test-root:Test-Root-1:', 'TEST-ROOT:Test-Root-1'])('nobody: %s', async (text) => {
    const headers = { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
    expect([DENIED, EXPIRED]).toContain(await codeOf(types(service, null, headers)));
  });
});
