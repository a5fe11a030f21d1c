/** Who is asking: the session that a call names, or HTTP Basic where it names none. */
import { Buffer } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import type { Principal, Shop } from '../../app/ports.js';
import { globalFault, type Outcome } from './faults.js';

export interface Caller {
  readonly principal: Principal;
  readonly shop: Shop;
}

/** A session that is given wins; `""` is one too, and nobody's. */
export async function callerOf(app: App, request: FastifyRequest, session: unknown): Promise<Outcome<Caller>> {
  const isNone = session === undefined || session === null;
  const basic = isNone ? credentialsOf(request.headers.authorization) : undefined;
  const found = basic === undefined ? await findSession(app, session) : await app.sessions.verify(basic.name, basic.password);
  if (found === undefined) return globalFault(basic === undefined ? 5 : 2);
  request.principal = found.principal;
  return { ok: true, value: { principal: found.principal, shop: await app.stores.shop(found.shopVersion) } };
}

const findSession = async (app: App, session: unknown) => (typeof session === 'string' ? app.sessions.find(session) : undefined);

/** undefined: the header is none of HTTP Basic. */
function credentialsOf(header: string | undefined): { readonly name: string; readonly password: string } | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { name: colon < 0 ? text : text.slice(0, colon), password: colon < 0 ? '' : text.slice(colon + 1) };
}
