/** Pictures out: the originals, bit for bit. The content type comes from the bytes, never from the name. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import { type Door, rawPath } from '../door.js';
import { isNotModified, parseRange } from './conditions.js';

const PREFIXES = ['/media/catalog/product', '/pub/media/catalog/product'] as const;

export const delivery: Door = {
  name: 'delivery',
  register(server, app) {
    for (const prefix of PREFIXES) {
      server.route({
        method: ['GET', 'HEAD'],
        url: `${prefix}/*`,
        handler: (request, reply) => sendOriginal(app, request, reply, rawPath(request).slice(prefix.length)),
      });
    }
  },
};

async function sendOriginal(app: App, request: FastifyRequest, reply: FastifyReply, encodedPath: string): Promise<FastifyReply> {
  const path = decoded(encodedPath);
  const original = path === undefined ? undefined : await app.originals.find(path);
  reply.header('x-content-type-options', 'nosniff');
  if (original === undefined) return reply.code(404).header('cache-control', 'no-store').send();
  const { sizeBytes } = original;
  const etag = `"${original.blob}"`;
  reply.header('etag', etag).header('accept-ranges', 'bytes').header('cache-control', 'public, max-age=300');
  if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send();
  const asked = request.method === 'GET' ? request.headers.range : undefined;
  const range = parseRange(asked, request.headers['if-range']?.toString(), etag, sizeBytes);
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${sizeBytes}`).send();
  const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end}/${sizeBytes}`);
  reply.type(original.type).header('content-length', end - start + 1);
  if (request.method === 'HEAD') return reply.send();
  const bytes = await original.open({ start, end });
  return bytes === undefined ? gone(reply) : reply.send(Readable.from(bytes, { objectMode: false }));
}

/** undefined: no path at all. A NUL would end the text early where it is looked up. */
/** A row without its bytes is an outage, not an answer: nothing of the place is told. */
function gone(reply: FastifyReply): FastifyReply {
  for (const name of ['content-length', 'content-type', 'content-range', 'etag', 'accept-ranges']) reply.removeHeader(name);
  return reply.code(404).header('cache-control', 'no-store').send();
}

function decoded(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
