/** The admin's pages: built by Vite into `dist/admin`, served under `/admin`. What they want done they ask the native door for. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import files from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Door, DoorOptions } from '../door.js';

/** The built program lies beside it; from the sources it is where the build leaves it. */
const FOLDER = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../../dist/admin/' : './admin/', import.meta.url));
/** Stands in the built page where the nonce of its styles goes. */
const NONCE_MARK = 'VITRINE_STYLE_NONCE';
const YEAR_MS = 365 * 24 * 3600 * 1000;

export const admin: Door = {
  name: 'admin',
  register(server, _app, options) {
    const page = existsSync(`${FOLDER}index.html`) ? readFileSync(`${FOLDER}index.html`, 'utf8') : undefined;
    const answer = (_: FastifyRequest, reply: FastifyReply) => (page === undefined ? sendUnbuilt(reply) : sendPage(reply, page, options));
    if (page !== undefined)
      void server.register(files, {
        root: `${FOLDER}assets`,
        prefix: '/admin/assets/',
        decorateReply: false,
        index: false,
        preCompressed: true,
        immutable: true,
        maxAge: YEAR_MS,
        setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
      });
    // Any address below is a page of the admin's own: which, its script reads from the address.
    for (const url of ['/admin', '/admin/*']) server.route({ method: ['GET', 'HEAD'], url, handler: answer });
    // Where a person tries first.
    server.route({ method: ['GET', 'HEAD'], url: '/', handler: (_, reply) => reply.redirect('admin') });
  },
};

function sendPage(reply: FastifyReply, page: string, options: DoorOptions): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policyOf(nonce, options),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
    .send(page.replaceAll(NONCE_MARK, nonce));
}

/** No script but the built files. Mantine writes its theme into a style element, which carries the nonce. */
function policyOf(nonce: string, { baseUrl, deliveryRedirect }: DoorOptions): string {
  const origins = [baseUrl, deliveryRedirect].flatMap((one) => (URL.canParse(one) ? [new URL(one).origin] : []));
  // Signed addresses lead to where bytes are kept: that has an address of its own, which only its adapter knows.
  const pictures = ['', ...origins, ...(deliveryRedirect === 'presigned' ? ['https:', 'http:'] : [])].join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data: blob:${pictures}`,
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const sendUnbuilt = (reply: FastifyReply): FastifyReply =>
  reply
    .code(503)
    .headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .send('The admin is not built. Run `npm run build`, and start the service again.\n');
