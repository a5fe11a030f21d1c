/** Clients that upload by every way there is, and send again what was not answered, at whichever node stands, under the same key. */
import { createHash, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { FORM, formOf } from '../test/native/forms.js';
import { PASSWORD, type TornNode, USER } from './torture-nodes.js';

export const WAYS = ['adobe base64', 'native multipart', 'native base64', 'handle', 'adobe async'] as const;
export type Way = (typeof WAYS)[number];

/** An upload that somebody was told is done. `entry` undefined: it was accepted, to be done later. */
export interface Acknowledged {
  readonly way: Way;
  readonly sku: string;
  readonly hash: string;
  readonly entry: number | undefined;
  /** Answers that were told before the one that counts: none came. */
  readonly unanswered: number;
  /** It had been done before the node was killed, and nobody had been told. */
  readonly isReplay: boolean;
}
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
interface Reply {
  readonly status: number;
  readonly text: string;
  readonly isReplay: boolean;
}

/** Of so many bytes about: two parts of a body come one after the other. */
const HALVES_APART_MS = 8;
const GIVE_UP_MS = 120_000;

export interface Clients {
  addProduct(sku: string): Promise<void>;
  /** Returns once it is acknowledged. `onSent`: a whole or half of it is on its way to a node. */
  upload(way: Way, sku: string, bytes: Buffer, onUnanswered: (node: TornNode, hash: string) => Promise<void>): Promise<Acknowledged>;
  get(path: string): Promise<Reply>;
  download(path: string): Promise<string>;
}

export function createClients(nodes: readonly TornNode[]): Clients {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let token: Promise<string> | undefined;
  const json = (method: string, path: string, body: unknown, headers = {}): Sent => ({
    ...{ method, path, headers: { 'content-type': 'application/json', ...headers } },
    body: Buffer.from(JSON.stringify(body)),
  });

  async function sendTo(url: string, { method, path, headers, body }: Sent): Promise<Reply & { readonly bytes: Buffer }> {
    return new Promise((resolve, reject) => {
      const length = method === 'GET' ? {} : { 'content-length': body.length };
      const sent = request(`${url}${path}`, { method, agent, headers: { ...headers, ...length } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const [bytes, isReplay] = [Buffer.concat(parts), answer.headers['idempotency-replayed'] === 'true'];
          resolve({ status: answer.statusCode ?? 0, text: bytes.toString(), isReplay, bytes });
        });
      });
      sent.on('error', reject);
      if (body.length < 1000) return void sent.end(body);
      sent.write(body.subarray(0, body.length / 2));
      setTimeout(() => sent.end(body.subarray(body.length / 2)), Math.random() * HALVES_APART_MS);
    });
  }
  /** Until one answers, and has no fault of its own. */
  async function ask(
    sent: Sent,
    onUnanswered: (node: TornNode) => Promise<void> = async () => undefined,
  ): Promise<Reply & { bytes: Buffer; unanswered: number }> {
    let unanswered = 0;
    for (const end = Date.now() + GIVE_UP_MS; Date.now() < end; await pause(5)) {
      const node = nodes[Math.floor(Math.random() * nodes.length)];
      const url = node?.url();
      if (node === undefined || url === undefined) continue;
      try {
        const reply = await sendTo(url, sent);
        if (reply.status < 500) return { ...reply, unanswered };
      } catch {
        unanswered++;
        await onUnanswered(node);
      }
    }
    throw new Error(`${sent.method} ${sent.path}: nobody answered`);
  }
  const signIn = async () => {
    const { text } = await ask(json('POST', '/rest/all/V1/integration/admin/token', { username: USER, password: PASSWORD }));
    return JSON.parse(text) as string;
  };
  async function asked(sent: Sent, ...more: Parameters<typeof ask> extends [Sent, ...infer Rest] ? Rest : never) {
    token ??= signIn();
    const reply = await ask({ ...sent, headers: { ...sent.headers, authorization: `Bearer ${await token}` } }, ...more);
    if (reply.status >= 300) throw new Error(`${sent.method} ${sent.path}: ${reply.status} ${reply.text}`);
    return reply;
  }

  return {
    async addProduct(sku) {
      await asked(json('POST', '/rest/all/V1/products', { product: { sku, name: sku, attribute_set_id: 4, price: 1, type_id: 'simple' } }));
    },
    async upload(way, sku, bytes, onUnanswered) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      const noted = (node: TornNode) => onUnanswered(node, hash);
      const keyed = (sent: Sent) => asked({ ...sent, headers: { ...sent.headers, 'idempotency-key': randomUUID() } }, noted);
      const add = (picture: object) => json('PATCH', `/api/v1/products/${sku}/gallery`, { operations: [{ op: 'add', picture, on_duplicate: 'allow' }] });
      const done = ({ unanswered, isReplay }: { unanswered: number; isReplay: boolean }, entry?: number): Acknowledged => {
        if (way !== 'adobe async' && !Number.isSafeInteger(entry)) throw new Error(`${way}: an answer without an entry`);
        return { way, sku, hash, entry, unanswered, isReplay };
      };
      const base64 = bytes.toString('base64');
      const form: Pick<Sent, 'headers' | 'body'> = { headers: FORM, body: formOf({ name: 'front.jpg', bytes }) };
      const content = { base64_encoded_data: base64, type: 'image/jpeg', name: 'front.jpg' };
      const entry = { entry: { media_type: 'image', label: null, position: 1, disabled: false, types: [], content } };
      switch (way) {
        case 'adobe base64': {
          const reply = await keyed(json('POST', `/rest/all/V1/products/${sku}/media`, entry));
          return done(reply, Number(JSON.parse(reply.text)));
        }
        case 'adobe async':
          return done(await keyed(json('POST', `/rest/all/async/V1/products/${sku}/media`, entry)));
        case 'native multipart': {
          const reply = await keyed({ method: 'POST', path: `/api/v1/products/${sku}/entries?on_duplicate=allow`, ...form });
          return done(reply, (JSON.parse(reply.text) as { results: { entry: number }[] }).results[0]?.entry);
        }
        case 'native base64': {
          const reply = await keyed(add({ base64, name: 'front.jpg' }));
          return done(reply, (JSON.parse(reply.text) as { added: { entry: number }[] }).added[0]?.entry);
        }
        case 'handle': {
          const { text } = await asked({ method: 'POST', path: '/api/v1/uploads', ...form }, noted);
          const { upload } = (JSON.parse(text) as { uploads: { upload: string }[] }).uploads[0] ?? { upload: '' };
          const reply = await keyed(add({ upload }));
          return done(reply, (JSON.parse(reply.text) as { added: { entry: number }[] }).added[0]?.entry);
        }
      }
    },
    get: (path) => asked({ method: 'GET', path, headers: {}, body: Buffer.alloc(0) }),
    async download(path) {
      const { bytes, status } = await ask({ method: 'GET', path, headers: {}, body: Buffer.alloc(0) });
      return status === 200 ? createHash('sha256').update(bytes).digest('hex') : `status ${status}`;
    },
  };
}

let base: Promise<Buffer> | undefined;
/** Another number is other bytes of the same noise. */
export async function aPicture(number: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  base ??= sharp({ create: { width: 160, height: 160, channels: 3, background: 'grey', noise } })
    .jpeg()
    .toBuffer();
  const [jpeg, note] = [await base, Buffer.from(String(number).padStart(8, '0'))];
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, note.length + 2]), note, jpeg.subarray(2)]);
}
