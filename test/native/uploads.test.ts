/** Files that are uploaded before anything names them: each kept or judged by itself, whatever comes with it. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../conformance/pictures.js';
import { dial, statusesOf, talk } from '../doors/socket.js';
import { startService, type TestService } from '../support/running.js';
import { expectProblem, type Native, nativeAs, nativeOf } from './calling.js';
import { arriving, END, FORM, type FormFile, formOf, keptBlobs, partOf, upload } from './forms.js';

const LIMIT_BYTES = 2 * 1024 * 1024;
let service: TestService;
let root: Native;
beforeAll(async () => {
  service = await startService({ stores: ['german'], env: { VITRINE_MAX_UPLOAD_BYTES: String(LIMIT_BYTES), VITRINE_MAX_IMAGE_BYTES: '1048576' } });
  root = nativeOf(service);
});
afterAll(() => service.stop());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const aFile = async (number: number, name = `p${number}.png`): Promise<FormFile> => ({ name, bytes: await picture(`image:png:${number}`) });
const verdictsOf = (uploads: readonly { verdict?: { code: string } }[]) => uploads.map(({ verdict }) => verdict?.code);
/** A PNG of some size: a chunk that nobody reads stands in it. */
async function aLong(bytes: number): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const small = await picture('image:png:3');
  const body = Buffer.concat([Buffer.from('teSt'), Buffer.alloc(bytes)]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(bytes);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([small.subarray(0, 33), length, body, sum, small.subarray(33)]);
}

describe('files of a form', () => {
  it('are kept, and told with their facts', async () => {
    const file = await aFile(1, 'Shirt front.png');
    const [one] = await upload(root, file);
    expect(one).toEqual({
      name: 'Shirt front.png',
      upload: expect.stringMatching(/^[\w-]{100,}$/),
      ...{ type: 'image/png', width: 17, height: 12, size_bytes: file.bytes.length, sha256: sha256(file.bytes) },
    });
    expect(await keptBlobs(service)).toContain(sha256(file.bytes));
    expect(await arriving(service)).toEqual([]);
  });

  it('get a verdict each, and a bad one stops no other', async () => {
    const bad: readonly [FormFile, string][] = [
      [{ name: 'a.png', bytes: Buffer.alloc(0) }, 'image-unreadable'],
      [{ name: 'b.png', bytes: await picture('bytes:truncated-png') }, 'image-unreadable'],
      [{ name: 'c.svg', bytes: await picture('bytes:svg') }, 'image-unreadable'],
      [{ name: 'd.png', bytes: Buffer.concat([await picture('image:png:1'), Buffer.from('<?php system($_GET[0]); ?>')]) }, 'image-ambiguous'],
      [{ name: 'e.bmp', bytes: await picture('bytes:bmp') }, 'image-type-refused'],
      [{ name: 'f.png', bytes: await picture('bytes:huge-png') }, 'limit-passed'],
      [{ name: 'g.png', bytes: await aLong(LIMIT_BYTES) }, 'limit-passed'],
      [{ name: 'h.exe', bytes: await picture('image:png:1') }, 'name-unusable'],
    ];
    const good = await Promise.all(Array.from({ length: 60 - bad.length }, (_, at) => aFile(at + 20)));
    const mixed = [...good.slice(0, 10), ...bad.map(([file]) => file), ...good.slice(10)];
    const uploads = await upload(root, ...mixed);
    expect(uploads.map(({ name }) => name)).toEqual(mixed.map(({ name }) => name));
    expect(verdictsOf(uploads)).toEqual(mixed.map((file) => bad.find(([one]) => one === file)?.[1]));
    expect(uploads.find(({ name }) => name === 'g.png')?.verdict).toEqual({
      ...{ code: 'limit-passed', field: 'bytes', limit: LIMIT_BYTES, found: null, advice: expect.any(String) },
    });
    expect(await arriving(service)).toEqual([]);
  });

  it('may be longer than what comes inside of JSON', async () => {
    const bytes = await aLong(1_500_000);
    expect((await upload(root, { name: 'long.png', bytes }))[0]).toMatchObject({ sha256: sha256(bytes), size_bytes: bytes.length });
  });

  it('are what their bytes are, whatever is claimed of their type', async () => {
    const bytes = await picture('image:jpeg:1');
    for (const type of ['image/png', 'application/octet-stream', 'text/html', '', 'nonsense'])
      expect((await upload(root, { name: 'a.jpg', bytes, type }))[0]).toMatchObject({ type: 'image/jpeg' });
  });

  it('are kept once, however many send them at once', async () => {
    const file = await aFile(150);
    const all = await Promise.all(Array.from({ length: 5 }, () => upload(root, file, file)));
    expect(new Set(all.flat().map((one) => one.sha256))).toEqual(new Set([sha256(file.bytes)]));
    expect((await keptBlobs(service)).filter((name) => name === sha256(file.bytes))).toHaveLength(1);
    expect(await arriving(service)).toEqual([]);
  });
});

describe('names', () => {
  const verdictOf = async (name: string) => {
    const [one] = await upload(root, { ...(await aFile(2)), name });
    return one?.verdict?.code ?? one?.name;
  };
  it('lose their folders', async () => {
    expect(await verdictOf('../../../etc/passwd.png')).toBe('passwd.png');
    expect(await verdictOf('C:\\pictures\\shirt.png')).toBe('shirt.png');
    expect(await verdictOf('/etc/shirt.png')).toBe('shirt.png');
  });
  it('are refused where no address can be made of them', async () => {
    expect(await verdictOf('a\u0000.png')).toBe('name-unusable');
    expect((await upload(root, { ...(await aFile(2)), name: `${'a'.repeat(10_000)}.png` }))[0]).toEqual({
      name: 'a'.repeat(255),
      verdict: { code: 'limit-passed', field: 'name', limit: 244, found: null, advice: 'Use a shorter name.' },
    });
    expect(await verdictOf('a<b>.png')).toBe('name-forbidden');
    expect(await verdictOf('..')).toBe('image');
  });
  it('that turn the reading direction are told as they came, and stand in no address', async () => {
    expect(await verdictOf('shirt\u202egnp.exe.png')).toBe('shirt\u202egnp.exe.png');
  });
});

describe('what is no form', () => {
  const post = (body: unknown, type?: string) => root('POST', '/uploads', body, { 'content-type': type });
  it('is refused', async () => {
    expectProblem(await post({ a: 1 }, 'application/json'), 415, 'unsupported-media-type');
    expectProblem(await post(Buffer.from('x'), 'image/png'), 415, 'unsupported-media-type');
    expectProblem(await post(Buffer.from('x'), 'application/x-www-form-urlencoded'), 415, 'unsupported-media-type');
    expectProblem(await post(Buffer.from('x'), 'multipart/form-data'), 400, 'invalid-request');
    expectProblem(await post(Buffer.from('x'), 'multipart/form-data; boundary='), 400, 'invalid-request');
    expectProblem(await post(Buffer.from('x'), FORM['content-type']), 400, 'invalid-request');
    expectProblem(await post(Buffer.alloc(0), FORM['content-type']), 400, 'invalid-request');
    expectProblem(await post(END, FORM['content-type']), 400, 'invalid-request');
    expectProblem(await post(partOf(await aFile(3)), FORM['content-type']), 400, 'invalid-request');
    expect(await arriving(service)).toEqual([]);
  });
  it('nor one of a thousand parts, or with heads a megabyte long', async () => {
    const file = await aFile(4);
    const many = expectProblem(await post(formOf(...Array.from({ length: 1000 }, () => file)), FORM['content-type']), 400, 'invalid-request');
    expect(many.errors).toEqual([{ place: '', message: 'holds more than 100 files, or too much else' }]);
    const part = partOf(file);
    const long = Buffer.concat([
      part.subarray(0, part.indexOf('\r\n') + 2),
      Buffer.from(`x-long: ${'a'.repeat(1024 * 1024)}\r\n`),
      part.subarray(part.indexOf('\r\n') + 2),
      END,
    ]);
    const answer = await post(long, FORM['content-type']);
    expect(expectProblem(answer, 400, 'invalid-request').errors).toEqual([{ place: '', message: 'holds no file' }]);
    expect(await arriving(service)).toEqual([]);
    expect(await upload(root, file)).toHaveLength(1);
  });
  it("nor is a stranger's read", async () => {
    const stranger = nativeOf(service, 'nobody');
    expectProblem(await stranger('POST', '/uploads', formOf(await aFile(5)), FORM), 401, 'not-signed-in');
    const clerk = await nativeAs(service, 'clerk', undefined, ['Magento_Sales::sales']);
    expectProblem(await clerk('POST', '/uploads', formOf(await aFile(5)), FORM), 403, 'not-authorized');
  });
});

describe('a connection that is cut', () => {
  it('leaves nothing behind, and what was whole before it stays', async () => {
    const whole = await aFile(160);
    const body = Buffer.concat([partOf(whole), partOf({ name: 'half.png', bytes: await aLong(500_000) })]);
    const head = `POST /api/v1/uploads HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${service.token}\r\ncontent-type: ${FORM['content-type']}\r\ncontent-length: ${body.length + 100_000}\r\n\r\n`;
    const socket = await dial(service.url);
    socket.write(head);
    socket.write(body);
    await expect.poll(() => arriving(service)).not.toEqual([]);
    await expect.poll(() => keptBlobs(service)).toContain(sha256(whole.bytes));
    socket.destroy();
    await expect.poll(() => arriving(service)).toEqual([]);
  });
  it('or closed on one side answers that the form is not whole', async () => {
    const body = partOf(await aFile(6));
    const head = `POST /api/v1/uploads HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer ${service.token}\r\ncontent-type: ${FORM['content-type']}\r\ncontent-length: ${body.length}\r\n\r\n`;
    expect(statusesOf(await talk(service.url, [head, body]))).toEqual([400]);
  });
});
