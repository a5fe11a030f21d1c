/** Bytes that a client sends past the service, to S3: checked like all others before anything can name them. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { addProduct, clientOf } from '../doors/client.js';
import { startService, type TestService } from '../support/running.js';
import { freshS3Url } from '../support/s3.js';
import { expectProblem, galleryIn, type Native, nativeAs, nativeOf, patch } from './calling.js';
import { upload } from './forms.js';

const LIMIT_BYTES = 100_000;
let service: TestService;
let root: Native;
beforeAll(async () => {
  service = await startService({ env: { VITRINE_BLOBS_URL: await freshS3Url(), VITRINE_MAX_UPLOAD_BYTES: String(LIMIT_BYTES) } });
  root = nativeOf(service);
});
afterAll(() => service.stop());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
interface Address {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly direct: string;
}
async function begin(bytes: Uint8Array, type = 'image/png'): Promise<Address> {
  const { status, text, body } = await root('POST', '/uploads/direct', { size_bytes: bytes.length, type });
  expect(status, text).toBe(200);
  return body as Address;
}
const send = ({ url, method, headers }: Address, bytes: Uint8Array) => fetch(url, { method, headers, body: Buffer.from(bytes) });
const finish = (call: Native, direct: string, name = 'shirt.png') => call('POST', '/uploads/direct/finish', { direct, name });

describe('bytes past the service', () => {
  it('are kept, and named by a handle', async () => {
    const bytes = await picture('image:png:51');
    const address = await begin(bytes);
    expect((await send(address, bytes)).status).toBe(200);
    const finished = await finish(root, address.direct);
    expect(finished.body).toMatchObject({ name: 'shirt.png', type: 'image/png', sha256: sha256(bytes), size_bytes: bytes.length });
    await addProduct(clientOf(service), 'A');
    await patch(root, 'A', [{ op: 'add', picture: { upload: (finished.body as { upload: string }).upload } }]);
    const [{ url } = { url: '' }] = Object.values((await galleryIn(root, 'A')).pictures);
    expect(sha256(new Uint8Array(await (await fetch(url)).arrayBuffer()))).toBe(sha256(bytes));
  });
  it('that are no picture, or did not come, are refused', async () => {
    const words = await picture('bytes:text');
    const address = await begin(words);
    await send(address, words);
    expectProblem(await finish(root, address.direct), 422, 'image-unreadable');
    expectProblem(await finish(root, (await begin(words)).direct), 422, 'upload-refused');
    expectProblem(await root('POST', '/uploads/direct', { size_bytes: LIMIT_BYTES + 1, type: 'image/png' }), 422, 'limit-passed');
    expectProblem(await root('POST', '/uploads/direct', { size_bytes: 10, type: 'text/html' }), 400, 'invalid-request');
  });
  it('are finished by who began them', async () => {
    const bytes = await picture('image:png:52');
    const address = await begin(bytes);
    await send(address, bytes);
    expectProblem(await finish(await nativeAs(service, 'other'), address.direct), 422, 'upload-refused');
    expectProblem(await finish(root, `x${address.direct}`), 422, 'upload-refused');
    expect((await finish(root, address.direct)).status).toBe(201);
  });
});

it('a form goes to S3, too', async () => {
  const bytes = await picture('image:png:53');
  const [one] = await upload(root, { name: 'a.png', bytes });
  expect(one).toMatchObject({ sha256: sha256(bytes) });
  await addProduct(clientOf(service), 'B');
  await patch(root, 'B', [{ op: 'add', picture: { upload: one?.upload } }]);
});
