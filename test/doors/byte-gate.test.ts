/** How many bytes of bodies are on their way in at once, and that the room always comes back. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.js';
import { createByteGate, type Door } from '../../src/doors/door.js';
import { createServer } from '../../src/doors/server.js';
import { createMetrics } from '../../src/metrics/registry.js';
import { readSettings } from '../../src/settings.js';
import { picture } from '../conformance/pictures.js';
import { aChunk } from '../imaging/pictures.js';
import { startService, type TestService } from '../support/running.js';
import { addProduct, type Client, clientOf, galleryOf } from './client.js';
import { dial } from './socket.js';

const KB = 1024;
const MB = 1024 * KB;

describe('the gate', () => {
  /** Asks in turn; who is in, by number, and how each leaves. */
  function visitors(limit: number, ...sizes: number[]) {
    const gate = createByteGate(limit);
    const inside: number[] = [];
    const leave = sizes.map((bytes, i) => gate(bytes, () => inside.push(i)));
    return { gate, inside, leave };
  }

  it('lets in what fits, in the order of asking, and nobody past the first who waits', () => {
    const { inside, leave } = visitors(MB, 600 * KB, 300 * KB, 500 * KB, 100 * KB);
    expect(inside).toEqual([0, 1]);
    leave[1]?.();
    expect(inside).toEqual([0, 1]);
    leave[0]?.();
    expect(inside).toEqual([0, 1, 2, 3]);
  });

  it('never lets small bodies wait, and counts them for nothing', () => {
    const { inside, leave } = visitors(MB, MB, 64 * KB, 0, 64 * KB + 1);
    expect(inside).toEqual([0, 1, 2]);
    expect(leave[1]).toBeUndefined();
  });

  it('lets one alone in, of whatever size', () => {
    const { inside, leave } = visitors(MB, 100 * MB, 100 * MB);
    expect(inside).toEqual([0]);
    leave[0]?.();
    expect(inside).toEqual([0, 1]);
  });

  it('gives room back once, however often it is told', () => {
    const { gate, inside, leave } = visitors(MB, MB, MB, MB);
    for (let i = 0; i < 3; i++) leave[0]?.();
    expect(inside).toEqual([0, 1]);
    gate(MB, () => inside.push(3));
    expect(inside).toEqual([0, 1]);
  });

  it('forgets who leaves while waiting, and calls the next at once', () => {
    const { inside, leave } = visitors(MB, 600 * KB, 900 * KB, 100 * KB);
    expect(inside).toEqual([0]);
    leave[1]?.();
    expect(inside).toEqual([0, 2]);
    leave[0]?.();
    leave[2]?.();
    expect(inside).toEqual([0, 2]);
  });

  it('holds its bound, and lets everybody in at last, whoever comes and goes', () => {
    const sizes = fc.array(fc.integer({ min: 65 * KB, max: 2 * MB }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(29), { maxLength: 60 }), (asked, leaving) => {
        const { inside, leave } = visitors(MB, ...asked);
        const gone = new Set<number>();
        const check = () => {
          const now = inside.filter((i) => !gone.has(i)).map((i) => asked[i] ?? 0);
          expect(now.length <= 1 || now.reduce((a, b) => a + b) <= MB).toBe(true);
          expect(inside).toEqual([...inside].sort((a, b) => a - b));
        };
        for (const i of [...leaving, ...asked.keys()]) {
          leave[i]?.();
          gone.add(i);
          check();
        }
        expect(new Set([...inside, ...gone]).size).toBeGreaterThanOrEqual(asked.length);
      }),
      { numRuns: 200 },
    );
  });
});

/** Its answer says that there was room; who asks has to be gone first where `isSlow`. */
function aDoor(isSlow: { now: boolean }, onGone: () => void): Door {
  return {
    name: 'test',
    register(server) {
      server.addHook('onRequest', async ({ raw: { socket } }) => {
        if (!isSlow.now) return;
        await once(socket, 'close');
        onGone();
      });
      server.post('/', async () => 'room');
    },
  };
}

it('keeps no room for a caller who went while it was found out who he is', async () => {
  const settings = readSettings({ VITRINE_DATA: 'unused', VITRINE_BYTES_IN_FLIGHT: String(MB) });
  if ('faults' in settings) throw new Error(settings.faults.join('\n'));
  let gone = 0;
  const isSlow = { now: true };
  const door = aDoor(isSlow, () => gone++);
  // All that a server itself asks of the use cases.
  const app = { metrics: createMetrics(), seeAnew: () => undefined } as unknown as App;
  const server = createServer(app, [door], { ...settings, developer: false }, pino({ level: 'silent' }));
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  try {
    for (let caller = 0; caller < 3; caller++) {
      const socket = await dial(url);
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${MB}\r\n\r\n`);
      await pause(20);
      socket.destroy();
    }
    while (gone < 3) await pause(5);
    isSlow.now = false;
    const reply = await fetch(url, { method: 'POST', body: 'x'.repeat(MB), signal: AbortSignal.timeout(5000) });
    expect(await reply.text()).toBe('room');
  } finally {
    server.server.closeAllConnections();
    await server.close();
  }
});

describe('a service with room for one megabyte', () => {
  let service: TestService;
  let call: Client;
  beforeAll(async () => {
    service = await startService({ env: { VITRINE_BYTES_IN_FLIGHT: String(MB) } });
    call = clientOf(service);
    await addProduct(call, 'A');
  });
  afterAll(() => service.stop());

  /** A picture with so many bytes of its own. */
  async function bodyOf(sizeBytes: number, seed: number): Promise<string> {
    const png = await picture(`image:png:${seed}`);
    const bytes = Buffer.concat([png.subarray(0, 33), aChunk('viTr', Buffer.alloc(sizeBytes)), png.subarray(33)]);
    return JSON.stringify({ entry: { media_type: 'image', content: { base64_encoded_data: bytes.toString('base64'), type: 'image/png', name: 'big.png' } } });
  }
  const head = (length: number | string) =>
    [
      'POST /rest/all/V1/products/A/media HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${service.token}`,
      'Content-Type: application/json',
      typeof length === 'number' ? `Content-Length: ${length}` : 'Transfer-Encoding: chunked',
      '',
      '',
    ].join('\r\n');

  it('serves ten uploads of five megabytes at once', async () => {
    const bodies = await Promise.all(Array.from({ length: 10 }, (_, i) => bodyOf(5 * MB, i)));
    const replies = await Promise.all(bodies.map((body) => call('POST', '/rest/all/V1/products/A/media', body)));
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(10);
    expect(await galleryOf(call, 'A')).toHaveLength(10);
  });

  it('answers small requests while big ones stand in line', async () => {
    const slow = await dial(service.url);
    slow.write(`${head(2 * MB)}{`);
    await pause(20);
    const waiting = call('POST', '/rest/all/V1/products/A/media', await bodyOf(200 * KB, 20));
    expect(await galleryOf(call, 'A')).toHaveLength(10);
    slow.destroy();
    expect((await waiting).status).toBe(200);
  });

  it.each([
    ['before its body', (body: string) => [head(body.length)]],
    ['in the middle of it', (body: string) => [head(body.length), body.slice(0, body.length / 2)]],
    ['after it, without waiting for the answer', (body: string) => [head(body.length), body]],
    ['in the middle of a chunk', () => [head('chunked'), '80000\r\n', 'x'.repeat(1000)]],
    ['behind another request on the same connection', (body: string) => [head(body.length), body, head(body.length), body]],
  ])('gives the room back of a caller who goes %s', async (_, parts) => {
    const body = await bodyOf(700 * KB, 21);
    for (let round = 0; round < 4; round++) {
      const holds = await dial(service.url);
      for (const part of parts(body)) holds.write(part);
      const waits = await dial(service.url);
      for (const part of parts(body)) waits.write(part);
      await pause(round * 3);
      waits.destroy();
      holds.destroy();
      await Promise.all([holds, waits].map(async (socket) => socket.closed || once(socket, 'close')));
    }
    const reply = await Promise.race([call('POST', '/rest/all/V1/products/A/media', await bodyOf(700 * KB, 22)), pause(4000)]);
    expect(reply?.status).toBe(200);
  });
});
