/** What callers may want beside a call that writes: that it is done once for its key, only tried, or that it tells what it changes. */
import type { FastifyRequest } from 'fastify';
import type { App } from '../../app/app.js';
import type { KeptAnswer } from '../../app/idempotency.js';
import type { Principal } from '../../app/ports.js';
import type { ToldWrite } from '../../app/watching.js';
import { changesOut } from '../change-words.js';
import type { Compat } from '../door.js';
import { isPreview, keyIn, once, PREVIEWED, REPLAYED } from '../idempotency.js';
import type { Answer } from './answer.js';
import { faultAnswer } from './faults.js';
import { Rendered } from './rendered.js';

type Serve = (app: App) => Promise<Answer>;

/** `shown`: an answer as it goes out. */
export async function serveAsAsked(
  { app, request, ...by }: { app: App; request: FastifyRequest; door: string; principal: Principal },
  compat: Compat,
  serve: Serve,
  shown: (answer: Answer) => Pick<KeptAnswer, 'headers' | 'body'>,
): Promise<Answer> {
  const { headers } = request;
  const key = keyIn(headers['idempotency-key']);
  if (!key.ok) return faultAnswer(key.fault, compat);
  if (isPreview(headers)) return withHeaders(await app.idempotency.rehearse(telling(serve)), PREVIEWED);
  const doing = headers['vitrine-explain'] === '1' ? telling(serve) : serve;
  if (key.value === undefined) return doing(app);
  const done = await once(app, request, { ...by, key: key.value }, doing, shown);
  if (!done.ok) return faultAnswer(done.fault, compat);
  if ('fresh' in done.value) return done.value.fresh;
  const { kept } = done.value;
  return withHeaders({ ...kept, body: new Rendered(kept.body) }, REPLAYED);
}

const withHeaders = (answer: Answer, headers: Answer['headers']): Answer => ({ ...answer, headers: { ...answer.headers, ...headers } });

function telling(serve: Serve): Serve {
  return async (app) => {
    const told: ToldWrite[] = [];
    const answer = await serve({ ...app, galleries: app.watched((write) => told.push(write)) });
    return withHeaders(answer, { 'vitrine-changes': changesHeader(told) });
  };
}

/** Several writes' changes as one list. */
export function changesOfAll(told: readonly ToldWrite[]) {
  const all = told.map(({ changes, after }) => changesOut(changes, after));
  return { changes: all.flatMap(({ changes }) => changes), warnings: all.flatMap(({ warnings }) => warnings) };
}

/** What proxies and clients let through. */
const HEADER_BYTES = 8192;

/** JSON in ASCII. Where not all of it has room it ends before what has none, and says so. */
function changesHeader(told: readonly ToldWrite[]): string {
  const { changes, warnings } = changesOfAll(told);
  let left = HEADER_BYTES - '{"changes":[],"warnings":[],"truncated":true}'.length;
  const fitting = (items: readonly unknown[]): string[] => {
    const texts = items.map(asciiJson);
    const end = texts.findIndex((text) => {
      left -= text.length + 1;
      return left < 0;
    });
    return end < 0 ? texts : texts.slice(0, end);
  };
  const [first, second] = [fitting(changes), left < 0 ? [] : fitting(warnings)];
  const isCut = first.length + second.length < changes.length + warnings.length;
  return `{"changes":[${first.join()}],"warnings":[${second.join()}]${isCut ? ',"truncated":true' : ''}}`;
}

const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
