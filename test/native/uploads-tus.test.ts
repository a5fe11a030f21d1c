/** Uploads that break off and go on: the bytes come out right, and are their sender's alone. */
import { createHash } from 'node:crypto';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { dial } from '../doors/socket.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, type Native, nativeAs, nativeOf } from './calling.js';
import { arriving, arrivingBytes, keptBlobs, keptPieces } from './forms.js';

const LIMIT_BYTES = 1024 * 1024;
const TUS = '/uploads/tus';
let service: TestService;
let root: Native;
beforeAll(async () => {
  service = await startService({ env: { VITRINE_MAX_UPLOAD_BYTES: String(LIMIT_BYTES) } });
  root = nativeOf(service);
});
afterAll(() => service.stop());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const metadata = (name: string) => `filename ${Buffer.from(name).toString('base64')}`;
const tus = (more: Readonly<Record<string, string>> = {}) => ({ 'tus-resumable': '1.0.0', 'content-type': undefined, ...more });
const PIECE = { 'content-type': 'application/offset+octet-stream' };

async function begin(call: Native, sizeBytes: number, name = 'shirt.png'): Promise<string> {
  const made = await call('POST', TUS, undefined, tus({ 'upload-length': String(sizeBytes), 'upload-metadata': metadata(name) }));
  expect(made.status, made.text).toBe(201);
  expect(made.headers.location?.startsWith(`${service.url}/api/v1${TUS}/`)).toBe(true);
  return new URL(made.headers.location ?? '').pathname.replace('/api/v1', '');
}
const piece = (call: Native, path: string, bytes: Uint8Array, offset: number) =>
  call('PATCH', path, Buffer.from(bytes), tus({ ...PIECE, 'upload-offset': String(offset) }));
const offsetOf = async (call: Native, path: string) => Number((await call('HEAD', path, undefined, tus())).headers['upload-offset']);
/** The picture that a handle names. */
const opened = async (handle: string | undefined) => service.app.uploads.open(handle ?? '', { kind: 'user', id: 1 });

describe('a file in pieces', () => {
  it('by a public client comes out whole', async () => {
    const bytes = await picture('image:jpeg:40');
    let handle: string | undefined;
    await new Promise<void>((resolve, reject) => {
      new Upload(bytes, {
        endpoint: `${service.url}/api/v1${TUS}`,
        headers: { authorization: `Bearer ${service.token}` },
        chunkSize: 100,
        metadata: { filename: 'shirt.jpg' },
        retryDelays: null,
        onAfterResponse(_, response) {
          handle = response.getHeader('Vitrine-Upload') ?? handle;
        },
        onSuccess: () => resolve(),
        onError: reject,
      }).start();
    });
    expect(await opened(handle)).toMatchObject({ ok: true, value: { path: '/s/h/shirt.jpg', blob: { hash: sha256(bytes), type: 'image/jpeg' } } });
    expect(await keptBlobs(service)).toContain(sha256(bytes));
    expect([await arriving(service), await keptPieces(service)]).toEqual([[], []]);
  });

  it('cut at every tenth byte and gone on with is one file of the right bytes', async () => {
    const bytes = await picture('image:png:41');
    const path = await begin(root, bytes.length);
    let cuts = 0;
    for (let at = 0; at < bytes.length; at = await offsetOf(root, path)) {
      const rest = bytes.subarray(at);
      if (rest.length <= 10) {
        const last = await piece(root, path, rest, at);
        expect([last.status, last.headers['vitrine-upload'] === undefined]).toEqual([204, false]);
        break;
      }
      const socket = await dial(service.url);
      socket.write(
        `PATCH /api/v1${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${service.token}\r\ntus-resumable: 1.0.0\r\ncontent-type: ${PIECE['content-type']}\r\nupload-offset: ${at}\r\ncontent-length: ${rest.length}\r\n\r\n`,
      );
      socket.write(rest.subarray(0, 10));
      await expect.poll(() => arrivingBytes(service)).toBe(10);
      socket.destroy();
      await expect.poll(() => offsetOf(root, path)).toBe(at + 10);
      cuts++;
    }
    expect(cuts).toBeGreaterThan(5);
    const told = await root('HEAD', path, undefined, tus());
    expect(await opened(told.headers['vitrine-upload'])).toMatchObject({ ok: true, value: { blob: { hash: sha256(bytes) } } });
    expect(await keptBlobs(service)).toContain(sha256(bytes));
  });

  it('tells its handle again to who asks again, and lets nobody write on', async () => {
    const bytes = await picture('image:png:42');
    const path = await begin(root, bytes.length);
    const last = await piece(root, path, bytes, 0);
    const handle = last.headers['vitrine-upload'];
    const head = await root('HEAD', path, undefined, tus());
    expect(head).toMatchObject({
      status: 200,
      headers: { 'upload-offset': String(bytes.length), 'upload-length': String(bytes.length), 'vitrine-upload': handle },
    });
    expectProblem(await piece(root, path, bytes, 0), 409, 'upload-protocol');
    expect((await piece(root, path, Buffer.alloc(0), bytes.length)).headers['vitrine-upload']).toBe(handle);
    expect((await piece(root, path, Buffer.from('more'), bytes.length)).status).toBe(413);
  });

  it('may come with the call that begins it', async () => {
    const bytes = await picture('image:png:43');
    const made = await root('POST', TUS, bytes, tus({ ...PIECE, 'upload-length': String(bytes.length) }));
    expect([made.status, await opened(made.headers['vitrine-upload'])]).toMatchObject([201, { ok: true, value: { path: '/i/m/image.png' } }]);
  });

  it('is kept by a later question where the process ended before it was', async () => {
    const bytes = await picture('image:png:44');
    const path = await begin(root, bytes.length);
    const id = path.split('/').at(-1) ?? '';
    await service.app.resumables.append(
      id,
      (async function* () {
        yield bytes;
      })(),
      0,
    );
    const head = await root('HEAD', path, undefined, tus());
    expect(await opened(head.headers['vitrine-upload'])).toMatchObject({ ok: true, value: { blob: { hash: sha256(bytes) } } });
  });
});

describe('what is no picture', () => {
  it('is refused once it is whole, and gone', async () => {
    const bytes = await picture('bytes:truncated-png');
    const path = await begin(root, bytes.length);
    const refused = expectProblem(await piece(root, path, bytes, 0), 422, 'image-unreadable');
    expect(refused.verdict).toMatchObject({ code: 'image-unreadable', field: 'structure' });
    expect((await root('HEAD', path, undefined, tus())).status).toBe(404);
    const empty = await root('POST', TUS, undefined, tus({ 'upload-length': '0' }));
    expectProblem(empty, 422, 'image-unreadable');
  });
  it('or is too long is refused before a byte of it comes', async () => {
    expectProblem(await root('POST', TUS, undefined, tus({ 'upload-length': String(LIMIT_BYTES + 1) })), 413, 'upload-protocol');
    const path = await begin(root, 10);
    expectProblem(await piece(root, path, Buffer.alloc(11), 0), 413, 'upload-protocol');
    expect(await offsetOf(root, path)).toBe(0);
  });
});

describe('whoever asks', () => {
  it('has to speak the protocol', async () => {
    expectProblem(await root('POST', TUS, undefined, { 'content-type': undefined, 'upload-length': '5' }), 412, 'upload-protocol');
    expectProblem(await root('POST', TUS, undefined, tus()), 400, 'upload-protocol');
    expectProblem(await root('POST', TUS, undefined, tus({ 'upload-length': '-5' })), 400, 'upload-protocol');
    expectProblem(await root('POST', TUS, undefined, tus({ 'upload-length': '5', 'upload-metadata': 'not base 64 !' })), 400, 'upload-protocol');
    expectProblem(await root('POST', TUS, undefined, tus({ 'upload-defer-length': '1' })), 400, 'upload-protocol');
    const path = await begin(root, 10);
    expectProblem(await root('PATCH', path, Buffer.alloc(5), tus({ 'upload-offset': '0', 'content-type': 'image/png' })), 400, 'upload-protocol');
    expectProblem(await root('PATCH', path, Buffer.alloc(5), tus(PIECE)), 403, 'upload-protocol');
    expectProblem(await piece(root, path, Buffer.alloc(5), 3), 409, 'upload-protocol');
    const options = await root('OPTIONS', TUS, undefined, { authorization: undefined, 'content-type': undefined });
    expect(options).toMatchObject({ status: 204, headers: { 'tus-version': '1.0.0', 'tus-max-size': String(LIMIT_BYTES) } });
    expect(Object.keys(options.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
  it("sees nobody else's, and no other file", async () => {
    const path = await begin(root, 10);
    const other = await nativeAs(service, 'other');
    for (const [method, headers] of [
      ['HEAD', tus()],
      ['DELETE', tus()],
      ['PATCH', tus({ ...PIECE, 'upload-offset': '0' })],
    ] as const)
      expect((await other(method, path, method === 'PATCH' ? Buffer.alloc(5) : undefined, headers)).status).toBe(404);
    for (const id of ['..%2f..%2fsecret.key', 'user-1-x', '%00', 'user-1-..%2f..%2fvitrine.sqlite'])
      expect((await root('HEAD', `${TUS}/${id}`, undefined, tus())).status).toBe(404);
    expect((await nativeOf(service, 'nobody')('HEAD', path, undefined, tus())).status).toBe(401);
    expect(await offsetOf(root, path)).toBe(0);
  });
  it('has so many unfinished at once, and no more before one is finished or given up', async () => {
    const other = await nativeAs(service, 'busy');
    const ask = (headers = {}) => other('POST', TUS, undefined, tus({ 'upload-length': '10', ...headers }));
    const replies = await Promise.all(Array.from({ length: 23 }, () => ask()));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(20);
    const refused = replies.filter(({ status }) => status !== 201);
    for (const reply of refused) expect(expectProblem(reply, 422, 'limit-passed')).toMatchObject({ what: 'uploads', limit: 20 });
    const [first] = replies.filter(({ status }) => status === 201).map(({ headers }) => new URL(headers.location ?? '').pathname.replace('/api/v1', ''));
    expect((await other('DELETE', first ?? '', undefined, tus())).status).toBe(204);
    expect([(await ask()).status, (await ask()).status]).toEqual([201, 422]);
    await begin(root, 10);
  });
  it('has so many bytes unfinished; a single file may be of any length that is taken', async () => {
    const large = await startService({ env: { VITRINE_MAX_UPLOAD_BYTES: '1500000000' } });
    const ask = (bytes: number) => nativeOf(large)('POST', TUS, undefined, tus({ 'upload-length': String(bytes) }));
    expect((await ask(1_400_000_000)).status).toBe(201);
    expect(expectProblem(await ask(600_000_001), 422, 'limit-passed')).toMatchObject({ what: 'uploads', limit: 2_000_000_000 });
    expect((await ask(600_000_000)).status).toBe(201);
    await large.stop();
  });
  it('may give it up', async () => {
    const before = await keptPieces(service);
    const path = await begin(root, 10);
    await piece(root, path, Buffer.alloc(5), 0);
    expect(await keptPieces(service)).toHaveLength(before.length + 1);
    expect((await root('DELETE', path, undefined, tus())).status).toBe(204);
    expect((await root('HEAD', path, undefined, tus())).status).toBe(404);
    expect((await root('DELETE', path, undefined, tus())).status).toBe(404);
    expect([await arriving(service), await keptPieces(service)]).toEqual([[], before]);
  });

  it('may be a page of an origin that is let in, and sees what it needs', async () => {
    const open = await startService({ env: { VITRINE_CORS_ORIGINS: 'https://admin.example' } });
    const call = nativeOf(open);
    const origin = { origin: 'https://admin.example' };
    const asked = await call('OPTIONS', TUS, undefined, {
      ...{ ...origin, authorization: undefined, 'content-type': undefined, 'access-control-request-method': 'PATCH' },
      'access-control-request-headers': 'authorization,tus-resumable,upload-offset',
    });
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, 'https://admin.example']);
    expect(asked.headers['access-control-allow-methods']).toContain('PATCH');
    expect(asked.headers['access-control-allow-methods']).toContain('HEAD');
    const made = await call('POST', TUS, undefined, tus({ ...origin, 'upload-length': '10' }));
    expect([made.status, made.headers['access-control-allow-origin']]).toEqual([201, 'https://admin.example']);
    for (const name of ['Location', 'Upload-Offset', 'Vitrine-Upload']) expect(made.headers['access-control-expose-headers']).toContain(name);
    await open.stop();
  });
});
