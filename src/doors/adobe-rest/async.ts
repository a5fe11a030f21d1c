/** Calls that are queued: one, or a list of them; taken in whole or refused whole, performed later. Source: adobe-rest section 8, recorded answers. */
import { createHash } from 'node:crypto';
import { may } from '../../app/access.js';
import type { App } from '../../app/app.js';
import { writableStores } from '../../app/rights.js';
import { scopeOf, storeOf } from '../../app/stores.js';
import type { ToldWrite } from '../../app/watching.js';
import type { DueOperation, Performed } from '../../app/work.js';
import type { DoorOptions } from '../door.js';
import type { Address, Match } from './address.js';
import { type Answer, cannotBeProcessed, noRoute, notAuthorized, type Parameters, refusal, success } from './answer.js';
import { type BoundArguments, bindArguments, snakeCase } from './binder.js';
import type { ReadBody } from './body.js';
import { changesOfAll } from './preferences.js';
import { jsonOf } from './rendered.js';
import type { Call, Route, Surroundings } from './route.js';
import { ROUTES } from './routes.js';

/** What may wait in the queue: every call that writes and needs a caller. */
export const QUEUED: readonly (Route & { readonly resource: Exclude<Route['resource'], 'anonymous'> })[] = ROUTES.flatMap((route) =>
  route.method === 'GET' || route.resource === 'anonymous' ? [] : [{ ...route, resource: route.resource }],
);

/** `async.magento.catalog.api.productrepositoryinterface.save.put` */
const topicOf = ({ operation, method }: Pick<Route, 'operation' | 'method'>): string =>
  `async.${operation.interface.replaceAll('\\', '.')}.${operation.method}.${method}`.toLowerCase();

const BY_TOPIC = new Map(QUEUED.map((route) => [topicOf(route), route]));

/** What the original calls the one who does it, in its words of success. Source: recorded answers. */
const DOERS: Readonly<Record<string, string>> = {
  'Magento\\Catalog\\Api\\ProductRepositoryInterface': 'Magento\\Catalog\\Model\\ProductRepository\\Interceptor',
  'Magento\\Catalog\\Api\\ProductAttributeMediaGalleryManagementInterface': 'Magento\\Catalog\\Model\\Product\\Gallery\\GalleryManagement',
};
const successOf = ({ operation }: Route): string => `Service execution success ${DOERS[operation.interface] ?? operation.interface}::${operation.method}`;

/** Every item is bound before anything is queued: the first that cannot be refuses the whole call. */
export async function acceptCalls(match: Match, body: ReadBody, address: Address, around: Surroundings): Promise<Answer> {
  const { app, principal, by } = around;
  const { route } = match;
  const bound = boundItems(match, body, address, around, app.limits.operations);
  if ('answer' in bound) return bound.answer;
  const data = bound.items.map(({ item }) => withPictures(item, body.cuts));
  const topic = topicOf(route);
  const actor = { kind: principal.kind, id: principal.id, name: principal.name };
  const bulk = await app.work.accept({ description: `Topic ${topic}`, door: by.door, topic, store: address.store, actor }, data);
  const request_items = data.map((text, id) => ({ id, data_hash: createHash('sha256').update(text).digest('hex'), status: 'accepted' }));
  return { status: 202, body: { bulk_uuid: bulk.id, request_items, errors: false } };
}

/** A call that is tried holds the lock on what everybody writes. */
const TRIED_AT_ONCE = 500;

/** What each item would come to, after those before it; nothing is queued. */
export async function previewCalls(match: Match, body: ReadBody, address: Address, around: Surroundings): Promise<Answer> {
  const bound = boundItems(match, body, address, around, Math.min(around.app.limits.operations, TRIED_AT_ONCE));
  if ('answer' in bound) return bound.answer;
  const request_items: object[] = [];
  for (const [id, { args }] of bound.items.entries()) {
    const told: ToldWrite[] = [];
    const app = { ...around.app, galleries: around.app.watched((write) => told.push(write)) };
    const answer = await match.route.handle({ ...around, app, args, cuts: body.cuts, fields: undefined });
    const verdict = answer.status === 200 ? { status: 'accepted' } : { status: 'rejected', error_message: failed(answer).message };
    request_items.push({ id, ...verdict, ...changesOfAll(told) });
  }
  return success({ bulk_uuid: null, request_items, errors: request_items.some((one) => 'error_message' in one) });
}

type BoundItem = { readonly item: unknown; readonly args: Call['args'] };

function boundItems(
  { route, params }: Match,
  body: ReadBody,
  address: Address,
  { options }: Surroundings,
  max: number,
): { readonly items: readonly BoundItem[] } | { readonly answer: Answer } {
  const sent = address.processor === 'bulk' ? itemsOf(body.value) : [{ ...(isRecord(body.value) ? body.value : {}), ...params }];
  if (sent.length > max) return { answer: refusal(400, 'Maximum items of type "%type" is %max', { type: 'operations', max }) };
  const items: BoundItem[] = [];
  for (const item of sent) {
    const bound = bindItem(route, item, options);
    if (!bound.ok) return bound;
    items.push({ item, args: bound.value });
  }
  return { items };
}

/** An object in a list's place is taken for the list of its values, as there; XML's list is one, of `item`. */
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : isRecord(value) ? Object.values(value).flat() : []);
const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What would stand in the path stands in the item. */
function bindItem(route: Route, item: unknown, { compat }: DoorOptions): BoundArguments {
  const given = (isRecord(item) ? item : {}) as Readonly<Record<string, unknown>>;
  const path: Record<string, string> = {};
  for (const [, name = ''] of route.path.matchAll(/:(\w+)/g)) {
    const snake = snakeCase(name);
    const value = given[name] ?? given[snake];
    if (typeof value === 'string' || typeof value === 'number') path[snake] = String(value);
  }
  return bindArguments(route, { path, body: given }, compat);
}

/** As JSON, with the pictures where they were. */
function withPictures(item: unknown, cuts: ReadBody['cuts']): string {
  if (cuts.size === 0) return JSON.stringify(item);
  return JSON.stringify(item, (_, value: unknown) => {
    const picture = typeof value === 'string' ? cuts.get(value) : undefined;
    return picture === undefined ? value : Buffer.from(picture).toString('utf8');
  });
}

/** As the call would have been answered now: the store view, the rights and the arguments are looked at again. */
export async function performCall(app: App, options: DoorOptions, { bulk, number, data, principal }: DueOperation): Promise<Performed> {
  const route = BY_TOPIC.get(bulk.topic);
  if (route === undefined) return failed(noRoute());
  const shop = await app.stores.shop();
  const [store, scope] = [storeOf(shop, bulk.store), scopeOf(shop, bulk.store)];
  if (store === undefined || scope === undefined) return failed(cannotBeProcessed());
  if (principal === undefined || !may(principal, route.resource, store)) return failed(notAuthorized(route.resource));
  const bound = bindItem(route, JSON.parse(data), options);
  if (!bound.ok) return failed(bound.answer);
  const by = {
    actor: principal.name,
    door: bulk.door,
    request: `bulk ${bulk.id} operation ${number}`,
    at: app.clock(),
    mayWrite: writableStores(principal, shop),
  };
  const around: Surroundings = { app, options, shop, scope, principal, by, base: () => options.baseUrl };
  const answer = await route.handle({ ...around, args: bound.value, cuts: new Map(), fields: undefined });
  return answer.status === 200 ? { ok: true, message: successOf(route), result: jsonOf(answer.body) } : failed(answer);
}

/** A refusal's words with its values in their places. */
function failed({ body }: Answer): Performed {
  const { message, parameters = {} } = body as { message: string; parameters?: Parameters };
  const values: Readonly<Record<string, unknown>> = Array.isArray(parameters)
    ? Object.fromEntries(parameters.map((value: unknown, at) => [at + 1, value]))
    : (parameters as Record<string, unknown>);
  const rendered = message.replace(/%(\w+)/g, (place, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : place));
  return { ok: false, message: rendered, code: 0 };
}
