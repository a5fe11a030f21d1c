/** One picture as an answer: conditions, ranges, and how long it may be kept. Source: RFC 9110, RFC 9111. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ImageType } from '../../core/naming.js';
import { isNotModified, parseRange } from './conditions.js';

export interface OutgoingPicture {
  readonly type: ImageType;
  readonly sizeBytes: number;
  /** The whole, where it stands in memory; else `open` reads it, undefined: it is gone. */
  readonly bytes: Uint8Array | undefined;
  open(range: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** What tells its content from any other, for validators. */
  readonly tag: string;
  /** For a web server in front, which reads it there itself. */
  readonly place: string | undefined;
  /** Sizes and formats of original and rendition. */
  readonly info: string;
}
/** How long an answer may be kept: for ever, some minutes, or until what is really wished is ready. */
export type Keeping = 'immutable' | 'short' | 'for-now';

const CACHE_CONTROL: Readonly<Record<Keeping, string>> = {
  immutable: 'public, max-age=31536000, immutable',
  short: 'public, max-age=300',
  'for-now': 'public, max-age=10',
};

/** Handing one this long to the system takes a while. One goes in each turn of the loop, so that many do not hold up everybody else. */
export const LONG_BYTES = 128 * 1024;
let lastTurn: Promise<void> = Promise.resolve();
function turn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return lastTurn;
}

export const keepFor = (reply: FastifyReply, keeping: Keeping): FastifyReply => reply.header('cache-control', CACHE_CONTROL[keeping]);

/** The headers that 304 repeats; true: it was sent, for the caller has it. */
export function sendNotModified(request: FastifyRequest, reply: FastifyReply, tag: string, keeping: Keeping): boolean {
  const etag = `"${tag}"`;
  keepFor(reply, keeping).header('etag', etag);
  if (!isNotModified(request.headers['if-none-match'], etag)) return false;
  void reply.code(304).send();
  return true;
}

export async function sendPicture(request: FastifyRequest, reply: FastifyReply, picture: OutgoingPicture, keeping: Keeping): Promise<FastifyReply> {
  if (sendNotModified(request, reply, picture.tag, keeping)) return reply;
  const { sizeBytes, place, bytes } = picture;
  reply.header('accept-ranges', 'bytes').header('fastly-io-info', picture.info).type(picture.type);
  if (place !== undefined && request.method === 'GET') return reply.header('x-accel-redirect', place).send();
  const asked = request.method === 'GET' ? request.headers.range : undefined;
  const range = parseRange(asked, request.headers['if-range']?.toString(), `"${picture.tag}"`, sizeBytes);
  if (range === 'unsatisfiable') return sendUnsatisfiable(reply, sizeBytes);
  const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end}/${sizeBytes}`);
  reply.header('content-length', end - start + 1);
  if (request.method === 'HEAD') return reply.send();
  if (bytes !== undefined) {
    if (bytes.length > LONG_BYTES) await turn();
    return reply.send(range === undefined ? bytes : bytes.subarray(start, end + 1));
  }
  const parts = await picture.open({ start, end });
  return parts === undefined ? sendNothing(reply) : reply.send(Readable.from(parts, { objectMode: false }));
}

/** Of a fault in what was asked nothing may be kept under the picture's address. */
function sendUnsatisfiable(reply: FastifyReply, sizeBytes: number): FastifyReply {
  for (const name of ['content-type', 'etag', 'fastly-io-info', 'surrogate-key']) reply.removeHeader(name);
  return reply.code(416).header('cache-control', 'no-store').header('content-range', `bytes */${sizeBytes}`).send();
}

/** A row without its bytes is an outage, not an answer: nothing of the place is told. */
export function sendNothing(reply: FastifyReply): FastifyReply {
  for (const name of Object.keys(reply.getHeaders())) if (name !== 'x-content-type-options') reply.removeHeader(name);
  return reply.code(404).header('cache-control', 'no-store').send();
}
