/** What a caller says beside a call: that it is the same as before (a key), or that it is only to be tried. */

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { App } from '../app/app.js';
import type { Done, KeptAnswer } from '../app/idempotency.js';
import type { Principal } from '../app/ports.js';
import { ok, type Result, refuse } from '../core/fault.js';

/** The key of a call; undefined: it has none. `sent`: a header, or what a body holds in its place. */
export function keyIn(sent: unknown): Result<string | undefined> {
  if (sent === undefined) return ok(undefined);
  return typeof sent === 'string' && /^[\x21-\x7e]{1,255}$/.test(sent) ? ok(sent) : refuse({ code: 'idempotency-key-unusable' });
}

/** Whether a call is only to be tried. Source: RFC 7240. */
export const isPreview = ({ prefer }: IncomingHttpHeaders): boolean => /(^|,)\s*handling\s*=\s*"?preview"?\s*(;|,|$)/i.test([prefer].flat().join());

/** Told with an answer that was given before, and with one of a call that was only tried. */
export const REPLAYED = { 'idempotency-replayed': 'true' };
export const PREVIEWED = { 'preference-applied': 'handling=preview' };

/** Does a whole request once. `shown`: an answer as it goes out. */
export function once<A extends { readonly status: number }>(
  app: App,
  request: FastifyRequest,
  by: { readonly door: string; readonly principal: Principal; readonly key: string },
  perform: (inside: App) => Promise<A>,
  shown: (answer: A) => Pick<KeptAnswer, 'headers' | 'body'>,
): Promise<Result<Done<A>>> {
  return app.idempotency.once({ ...by, request: textOfRequest(request) }, perform, (answer) =>
    answer.status >= 400 ? undefined : { status: answer.status, ...shown(answer) },
  );
}

/** Where and what. A body that comes in pieces is not looked at. */
function textOfRequest({ method, originalUrl, body }: FastifyRequest): string {
  const digest = body instanceof Uint8Array ? createHash('sha256').update(body).digest('hex') : null;
  return JSON.stringify([method, originalUrl, digest]);
}
