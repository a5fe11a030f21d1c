/** Long answers are sent shorter to whoever takes that. Source: RFC 9110, 8.4 and 12.5.3. */
import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { codedTag } from './versions.js';

/** What is shorter than this goes out as it is: in few packets, and without a wait for another thread. */
const WORTH_CHARS = 8192;
/** Of what comes out at once. */
const PIECE_BYTES = 65_536;

/** The best one first. Each for speed: who waits, waits for the answer, and the rest of the way is seldom that slow. */
const CODINGS: Readonly<Record<string, () => Transform>> = {
  br: () =>
    createBrotliCompress({
      chunkSize: PIECE_BYTES,
      params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
    }),
  gzip: () => createGzip({ chunkSize: PIECE_BYTES, level: 1 }),
};

/** Sends a body, and writes the headers that tell how. Status and all other headers have to be there. */
export function sendCoded(reply: FastifyReply, text: string): FastifyReply {
  if (text.length < WORTH_CHARS) return reply.send(text);
  reply.header('vary', [reply.getHeader('vary') ?? [], 'Accept-Encoding'].flat().join(', '));
  const coding = codingOf(reply.request.headers['accept-encoding']);
  const coder = coding === undefined ? undefined : CODINGS[coding]?.();
  if (coding === undefined || coder === undefined) return reply.send(text);
  const etag = reply.getHeader('etag');
  if (typeof etag === 'string') reply.header('etag', codedTag(etag, coding));
  coder.end(text);
  return reply.header('content-encoding', coding).send(coder);
}

/** undefined: as it is. Of several that are taken the one that is best here. */
export function codingOf(accepted = ''): string | undefined {
  const wishes = accepted
    .toLowerCase()
    .split(',')
    .map((wish) => wish.split(';').map((part) => part.trim()));
  const weights = new Map(wishes.map(([name = '', weight]) => [name, weight === undefined ? 1 : Number(/^q=([\d.]+)$/.exec(weight)?.[1] ?? 0)]));
  return Object.keys(CODINGS).find((coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0);
}
