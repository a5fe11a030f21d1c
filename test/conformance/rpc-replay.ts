/** Replays the exchanges recorded from the ancestor of the JSON-RPC door, in its dialect. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startService, type TestService } from '../support/running.js';
import { send } from './wire.js';

/** One recorded exchange; `index` is its place in the file and the key of rpc-replay-reasons.json. */
export interface RpcExchange {
  readonly index: number;
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | null };
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The text of the body; where the recording keeps a part of it only, that part. */
  readonly response: unknown;
}
/** A row of rpc-replay-reasons.json: what does not match, and why that is wanted. */
export interface RpcReason {
  readonly why: string;
  /** Where it is decided. */
  readonly source: string;
  /** Indices, each with the name that stands there. */
  readonly at: Readonly<Record<string, string>>;
}
export interface RpcOutcome {
  readonly exchange: RpcExchange;
  readonly differences: readonly string[];
}

/** Shared by the team and no part of the repository. */
export const rpcTranscriptsPath = resolve(process.cwd(), '../shared/spec/openmage-transcripts.json');

/** The exchanges in recorded order, what their placeholders stand for, and how many records are database rows; null where the file is missing. */
export function readRpcTranscripts(): { exchanges: RpcExchange[]; pictures: Record<string, string>; databaseRows: number } | null {
  if (!existsSync(rpcTranscriptsPath)) return null;
  const [about, ...records] = JSON.parse(readFileSync(rpcTranscriptsPath, 'utf8')) as [{ response: Record<string, string> }, ...RpcExchange[]];
  const all = records.map((record, at) => ({ ...record, index: at + 1 }));
  const exchanges = all.filter(({ request }) => request !== null);
  return { exchanges, pictures: about.response, databaseRows: all.length - exchanges.length };
}

const USERS = {
  apiuser: {
    password: 'apikey12345',
    resources: undefined,
    sessions: ['a106dbe734ad612fadb1b65396a88f14', 'cbbf44d8dfea30cf3c963bbbb48d9e8f', '55ce40fb6f0d5baba32845fa8099efa6', 'c8b866146934b8070334792ad1a5ee03'],
  },
  reader: {
    password: 'readerkey12345',
    resources: ['Magento_Catalog::catalog'],
    sessions: ['3969bec2f70fc5665f5221edb51ed952', '7ae6671e5c6783d7733334063d023c42'],
  },
  other: { password: 'otherkey12345', resources: ['Magento_Backend::store'], sessions: ['3c6ce329fa5e64b3c328646d3a07d0b4'] },
} as const;

/** The recorded shop: two store views, seven products of fixed numbers, some with images. */
async function startRecordedShop(picture: string): Promise<TestService> {
  const service = await startService({ stores: ['german'], env: { VITRINE_RPC_DIALECT: 'openmage', VITRINE_BASE_URL: 'http://peer.example/' } });
  for (const [name, { password, resources }] of Object.entries(USERS)) await service.addUser(name, password, resources && [...resources]);
  const roles = ['image', 'small_image', 'thumbnail'] as never[];
  for (const name of ['Three roles', 'six', 'seven', 'eight']) await service.app.catalog.addSet({ name, roles, hasGallery: true });
  await service.app.catalog.addSet({ name: 'nine', roles, hasGallery: false });
  const session = await service.app.sessions.open('apiuser', USERS.apiuser.password);
  if (!session.ok) throw new Error('nobody can log in');
  const call = async (path: string, args: unknown) => {
    const { error } = (await rpc(service, { id: 1, method: 'call', params: [session.value, path, args] })) as { error?: unknown };
    if (error !== undefined) throw new Error(`${path}: ${JSON.stringify(error)}`);
  };
  for (const sku of ['product2', 'product100', 'empty', '1', '90210', '002']) await call('product.create', [sku, { set: THREE_ROLES }]);
  await call('product.create', ['nomedia', { set: 9 }]);
  const add = (sku: string, name: string, position: number) =>
    call('product_media.create', [
      sku,
      { file: { content: picture, mime: 'image/jpeg', name }, position, exclude: 0, types: position === 1 ? ['image', 'small_image', 'thumbnail'] : [] },
      null,
      'sku',
    ]);
  for (const sku of ['1', '90210', '002']) await add(sku, `t_${sku}_0`, 1);
  for (const number of [1, 2, 3, 4]) {
    await call('product.create', [`bulk-0000${number}`, { set: THREE_ROLES }]);
    for (const position of [1, 2, 3, 4]) await add(`bulk-0000${number}`, `t_bulk_0000${number}_${position - 1}`, position);
  }
  return service;
}
/** Number 4 is ours with a fourth role; this one has the recorded three. */
const THREE_ROLES = 5;

async function rpc(service: TestService, body: unknown): Promise<unknown> {
  const { bytes } = await send(service.url, 'POST', '/api/jsonrpc', {}, Buffer.from(JSON.stringify(body)));
  return JSON.parse(bytes.toString());
}

const SESSION = /^[0-9a-f]{32}$/;

/** The last part was recorded in a shop of its own. */
const SECOND_SHOP_FROM = 395;

export async function replayRpc({ exchanges, pictures }: NonNullable<ReturnType<typeof readRpcTranscripts>>): Promise<RpcOutcome[]> {
  const isFirst = ({ index }: RpcExchange) => index < SECOND_SHOP_FROM;
  return [
    ...(await replayPart(exchanges.filter(isFirst), pictures)),
    ...(await replayPart(
      exchanges.filter((one) => !isFirst(one)),
      pictures,
    )),
  ];
}

async function replayPart(exchanges: readonly RpcExchange[], pictures: Readonly<Record<string, string>>): Promise<RpcOutcome[]> {
  const service = await startRecordedShop(pictures['tiny.jpg'] ?? '');
  const sessions = new Map<string, string>();
  for (const [name, { password, sessions: recorded }] of Object.entries(USERS)) {
    for (const one of recorded) {
      const opened = await service.app.sessions.open(name, password);
      if (opened.ok) sessions.set(one, opened.value);
    }
  }
  const outcomes: RpcOutcome[] = [];
  try {
    for (const exchange of exchanges) outcomes.push({ exchange, differences: await replayOne(service, exchange, pictures, sessions) });
  } finally {
    await service.stop();
  }
  return outcomes;
}

async function replayOne(
  service: TestService,
  exchange: RpcExchange,
  pictures: Readonly<Record<string, string>>,
  sessions: Map<string, string>,
): Promise<string[]> {
  const { request, response } = exchange;
  const body = request.body
    ?.replaceAll(/\{\{([\w.]+)\}\}/g, (whole, name: string) => pictures[name] ?? whole)
    .replaceAll(/"product_media\.types",(\[?)("?)4\2/g, (_, list: string, quote: string) => `"product_media.types",${list}${quote}${THREE_ROLES}${quote}`)
    .replaceAll(/[0-9a-f]{32}/g, (session) => sessions.get(session) ?? session);
  const reply = await send(service.url, request.method, request.path, { ...request.headers }, body === undefined ? undefined : Buffer.from(body));
  const [recorded, ours] = [parsed(response), parsed(reply.bytes.toString())];
  const [theirSession, ourSession] = [recorded, ours].map((one) => (one as { result?: unknown } | null)?.result);
  if (typeof theirSession === 'string' && SESSION.test(theirSession) && typeof ourSession === 'string' && SESSION.test(ourSession)) {
    sessions.set(theirSession, ourSession);
    return [];
  }
  return [
    ...(reply.status === exchange.status ? [] : [`status: recorded ${exchange.status}, ours ${reply.status}`]),
    ...typeDifferences(exchange.headers['content-type'], reply.headers['content-type']),
    ...differences(byFile(recorded), byFile(ours), '$'),
  ];
}

/** Behind 4096 bytes the ancestor forgets the character set. */
function typeDifferences(recorded: string | undefined, ours: string | undefined): string[] {
  return recorded === undefined || ours === recorded || (recorded === 'application/json' && ours?.startsWith(recorded))
    ? []
    : [`content type: recorded ${recorded}, ours ${ours}`];
}

function parsed(response: unknown): unknown {
  if (typeof response !== 'string') return response;
  try {
    return JSON.parse(response);
  } catch {
    return response;
  }
}

/** By file, with their order beside them; images of one position stand in no promised one. */
function byFile(answer: unknown): unknown {
  if (!isObject(answer)) return answer;
  const list = answer.result;
  if (!Array.isArray(list) || !list.every((one) => isObject(one) && 'position' in one)) return answer;
  const sorted = list.map((one, at) => [one, at] as const).sort(([a, m], [b, n]) => (a.position === b.position ? a.file.localeCompare(b.file) : m - n));
  return { ...answer, result: { order: sorted.map(([{ file }]) => file), items: Object.fromEntries(list.map((one) => [one.file, one])) } };
}

function differences(recorded: unknown, ours: unknown, at: string): string[] {
  if (Array.isArray(recorded) && Array.isArray(ours) && recorded.length === ours.length)
    return recorded.flatMap((one, n) => differences(one, ours[n], `${at}[${n}]`));
  if (isObject(recorded) && isObject(ours)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(ours)]);
    return [...names].flatMap((name) => differences(recorded[name], ours[name], `${at}.${name}`));
  }
  return JSON.stringify(recorded) === JSON.stringify(ours) ? [] : [`${at}: recorded ${shown(recorded)}, ours ${shown(ours)}`];
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 200);

/** The counts, every reason with how many it stands for, and what is not explained with its first differences. */
export function reportRpc(outcomes: readonly RpcOutcome[], reasons: readonly RpcReason[], databaseRows: number): string {
  const differing = outcomes.filter(({ differences: found }) => found.length > 0);
  const explained = (outcome: RpcOutcome) => reasons.some(({ at }) => String(outcome.exchange.index) in at);
  const lines = [
    `replay of ${outcomes.length} recorded JSON-RPC exchanges in the openmage dialect (${databaseRows} more records are database rows, to read):`,
    `  ${outcomes.length - differing.length} match`,
    `  ${differing.filter(explained).length} differ, with a reason`,
    `  ${differing.filter((one) => !explained(one)).length} UNEXPLAINED`,
    ...reasons.map(({ why, source, at }) => `    ${Object.keys(at).length}: ${why} (${source})`),
  ];
  for (const { exchange, differences: found } of differing.filter((one) => !explained(one)))
    lines.push(`UNEXPLAINED #${exchange.index} ${exchange.name}`, ...found.slice(0, 4).map((one) => `    ${one}`));
  return lines.join('\n');
}
