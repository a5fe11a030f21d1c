/** Uploads in pieces over two nodes: a balancer sends each piece wherever it likes, and a node may be killed in the middle of one. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseS3Place } from '../../src/storage/blobs/s3-place.js';
import { createS3Requests } from '../../src/storage/blobs/s3-requests.js';
import { dial } from '../doors/socket.js';
import { makeDatabase, NO_POSTGRES } from '../support/postgres.js';
import { freshS3Url, S3_ENV } from '../support/s3.js';
import { AS_USER, aProduct, bytesAt, callsTo, type Env, eventually, freshPlace, mediaOf, type Running, serve, signIn } from './vitrine.js';

const MIB = 1024 * 1024;
/** So much is in a piece that is kept before its call has ended. */
const PIECE_BYTES = 8 * MIB;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const TUS = { 'tus-resumable': '1.0.0' };

/** Noise is not made smaller: some 18 MB. */
const bigPicture = () =>
  sharp(randomBytes(2500 * 2400 * 3), { raw: { width: 2500, height: 2400, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();

interface Place {
  readonly env: Env;
  /** How many objects or files stand below those of unfinished uploads. */
  pieces(): Promise<number>;
}
const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  async 'a file and a folder'() {
    const { home } = await freshPlace();
    const blobs = join(home, 'blobs');
    return {
      env: { VITRINE_DATABASE_URL: `sqlite:${join(home, 'shop.sqlite')}`, VITRINE_BLOBS_URL: `file:${blobs}` },
      pieces: async () => (await readdir(join(blobs, 'incoming'))).filter((name) => name.startsWith('piece-')).length,
    };
  },
  async 'PostgreSQL and S3'() {
    const { url, drop } = await makeDatabase('fresh');
    onTestFinished(drop);
    const blobs = await freshS3Url();
    return {
      env: { ...S3_ENV, VITRINE_DATABASE_URL: url, VITRINE_BLOBS_URL: blobs },
      async pieces() {
        let count = 0;
        for await (const { name } of createS3Requests(parseS3Place(blobs.slice('s3:'.length))).list('incoming/')) if (name.includes('piece-')) count++;
        return count;
      },
    };
  },
};

interface Node extends Running {
  head(path: string): Promise<{ readonly status: number; readonly offset: number; readonly handle: string | null }>;
  patch(path: string, bytes: Uint8Array, at: number): Promise<Response>;
}

for (const [place, open] of Object.entries(PLACES))
  describe.skipIf(place.startsWith('PostgreSQL') && NO_POSTGRES !== undefined)(`uploads in pieces over two nodes, ${place}`, { timeout: 120_000 }, () => {
    async function openNodes() {
      const [{ env, pieces }, { home }] = [await open(), await freshPlace()];
      const all = { ...AS_USER, ...env, VITRINE_INTAKE: 'structure', VITRINE_RENDITIONS_URL: `file:${home}/renditions`, VITRINE_SECRET_KEY: '07'.repeat(32) };
      let count = 0;
      let token = '';
      const start = async (): Promise<Node> => {
        const node = await serve(join(home, `node-${count++}`), all);
        token ||= (await signIn(node.url)).body;
        const ask = (method: string, path: string, more: RequestInit & { headers?: Record<string, string> } = {}) =>
          fetch(`${node.url}${path}`, { ...more, method, headers: { authorization: `Bearer ${token}`, ...TUS, ...more.headers } });
        return {
          ...node,
          async head(path) {
            const { status, headers } = await ask('HEAD', path);
            return { status, offset: Number(headers.get('upload-offset')), handle: headers.get('vitrine-upload') };
          },
          patch: (path, bytes, at) =>
            ask('PATCH', path, { body: bytes, headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(at) } }),
        };
      };
      const [one, two] = [await start(), await start()];
      const begin = async (sizeBytes: number) => {
        const headers = { authorization: `Bearer ${token}`, ...TUS, 'upload-length': String(sizeBytes), 'upload-metadata': `filename ${btoa('big.png')}` };
        const made = await fetch(`${one.url}/api/v1/uploads/tus`, { method: 'POST', headers });
        return new URL(made.headers.get('location') ?? '').pathname;
      };
      return { one, two, start, begin, pieces, token };
    }

    test('a node that is killed in the middle of a piece loses less than one, and another goes on and keeps the whole', async () => {
      const { one, two, start, begin, pieces, token } = await openNodes();
      const bytes = await bigPicture();
      const path = await begin(bytes.length);
      const socket = await dial(one.url);
      const head = [`PATCH ${path} HTTP/1.1`, 'host: a', `authorization: Bearer ${token}`, 'tus-resumable: 1.0.0', 'upload-offset: 0'];
      socket.write(`${[...head, 'content-type: application/offset+octet-stream', `content-length: ${bytes.length}`].join('\r\n')}\r\n\r\n`);
      socket.write(bytes.subarray(0, PIECE_BYTES + MIB));
      await eventually('the first piece', async () => ((await two.head(path)).offset > 0 ? true : undefined));
      await one.stop('SIGKILL');
      expect((await two.head(path)).offset).toBe(PIECE_BYTES);
      expect((await two.patch(path, bytes.subarray(0, 10), 0)).status, 'at another place than its end').toBe(409);
      const three = await start();
      expect((await three.patch(path, bytes.subarray(PIECE_BYTES, PIECE_BYTES + 1000), PIECE_BYTES)).status).toBe(204);
      const last = await two.patch(path, bytes.subarray(PIECE_BYTES + 1000), PIECE_BYTES + 1000);
      const handle = last.headers.get('vitrine-upload');
      expect([last.status, (await three.head(path)).handle, await pieces()]).toEqual([204, handle, 0]);
      const call = callsTo(three.url, token);
      await call('POST', '/all/V1/products', aProduct('vase'));
      const added = await fetch(`${three.url}/api/v1/products/vase/gallery`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ operations: [{ op: 'add', picture: { upload: handle } }] }),
      });
      expect(added.status, await added.text()).toBe(200);
      expect(sha256(await bytesAt(two.url, (await mediaOf(call, 'vase'))[0]?.file ?? ''))).toBe(sha256(bytes));
      for (const node of [two, three]) await node.stop();
    });

    test('of two pieces for one place at two nodes one is told to look again, and the bytes come out right', async () => {
      const { one, two, begin, pieces } = await openNodes();
      const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
        .png()
        .toBuffer();
      const path = await begin(bytes.length);
      let [conflicts, offset] = [0, 0];
      for (const end of [20, 50, 90]) {
        const statuses = await Promise.all([one, two].map(async (node) => (await node.patch(path, bytes.subarray(offset, end), offset)).status));
        expect(statuses.every((status) => status === 204 || status === 409)).toBe(true);
        conflicts += statuses.filter((status) => status === 409).length;
        offset = (await two.head(path)).offset;
        expect(offset).toBe(end);
      }
      expect(conflicts).toBe(3);
      expect((await one.patch(path, bytes.subarray(offset), offset)).headers.get('vitrine-upload')).toBe((await two.head(path)).handle);
      const long = await bigPicture();
      const whole = await begin(long.length);
      const replies = await Promise.all([one, two].map((node) => node.patch(whole, long, 0)));
      expect(replies.map(({ status }) => status).sort(), 'who is overtaken in the middle is told, too').toEqual([204, 409]);
      expect([(await one.head(whole)).handle, await pieces()]).toEqual([replies.find(({ ok }) => ok)?.headers.get('vitrine-upload'), 0]);
      for (const node of [one, two]) await node.stop();
    });
  });
