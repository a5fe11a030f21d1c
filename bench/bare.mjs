/** Bytes from memory over node:http and nothing else: what delivery could cost at the least. About twice the CPU of nginx. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const pictures = { '/12k': randomBytes(12_000), '/100k': randomBytes(100_000) };
createServer((request, reply) => {
  const bytes = pictures[request.url];
  if (bytes === undefined) return reply.writeHead(200).end();
  if (request.headers['if-none-match'] === '"x"') return reply.writeHead(304, { etag: '"x"' }).end();
  reply.writeHead(200, { 'content-type': 'image/webp', 'content-length': bytes.length, etag: '"x"' }).end(bytes);
}).listen(Number(process.env.PORT), '127.0.0.1');
