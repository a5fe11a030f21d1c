/** Runs one row against one service. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestService } from '../support/running.js';
import { checkReply, type Story } from './check.js';
import { prove } from './proof.js';
import { type Asked, type Compat, FIXTURES, type GivenIntegration, type GivenUser, type Json, type Row, type Step } from './row.js';
import { type Keys, type Signing, signedHeader } from './sign.js';
import { type Reply, send } from './wire.js';
import { drawPictures, fill, fillString, type Words } from './words.js';

export type Service = Pick<TestService, 'url' | 'token' | 'app' | 'addUser'>;

/** Those of the row's own users and integrations, by name. */
interface Callers {
  readonly tokens: Map<string, string>;
  readonly keys: Map<string, Keys>;
}

const WAIT_MS = 15_000;

export async function runRow(row: Row, compat: Compat, service: Service): Promise<void> {
  const fixtures = row.given.flatMap((one) => (typeof one === 'string' ? (FIXTURES[one] ?? []) : []));
  const words: Words = new Map<string, Json>([['row', row.id]]);
  await drawPictures([row, fixtures], words);
  const callers: Callers = { tokens: new Map(), keys: new Map() };
  const story: Story = { compat, words, product: row.given.find((one) => typeof one === 'string') ?? 'P', ask: (asked) => ask(service, callers, words, asked) };
  for (const one of row.given) {
    if (typeof one === 'string') for (const step of FIXTURES[one] ?? []) await runStep(story, step, `given ${one}`);
    else if ('user' in one) callers.tokens.set(one.user, await signUp(service, `${row.id}-${one.user}`, one));
    else if ('integration' in one) await integrate(service, callers, `${row.id}-${one.integration}`, one);
    else await runStep(story, one, 'given');
  }
  for (const [index, step] of row.steps.entries()) await runStep(story, step, `step ${index + 1}`);
  await prove(story, row);
}

async function runStep(story: Story, step: Step, where: string): Promise<void> {
  const rounds: [string, Json][] = step.each === undefined ? [['it', null]] : step.each.map((it) => ['it', fill(it, story.words)]);
  for (const [name, it] of rounds) {
    story.words.set(name, it);
    for (const [index, item] of (Array.isArray(it) ? it : []).entries()) story.words.set(`it.${index}`, item);
    const label = `${where}, ${step.request.method} ${step.request.path}${step.each === undefined ? '' : `, ${JSON.stringify(it)}`}`;
    if (step.waits) await waitFor(story, step, label);
    else if (step.together === undefined) await checkReply(story, step, await story.ask(step.request), label);
    else await runTogether(story, step, step.together, label);
  }
}

async function waitFor(story: Story, step: Step, label: string): Promise<void> {
  for (const until = Date.now() + WAIT_MS; ; await sleep(20)) {
    const reply = await story.ask(step.request);
    try {
      return await checkReply(story, step, reply, label);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

async function runTogether(story: Story, step: Step, times: number, label: string): Promise<void> {
  const replies = await Promise.all(
    Array.from({ length: times }, (_, index) => {
      const words = new Map(story.words).set('n', index + 1);
      return story.ask(fill(step.request as unknown as Json, words) as unknown as Asked);
    }),
  );
  for (const reply of replies) await checkReply(story, step, reply, label);
  const answers = new Set(replies.map(({ bytes }) => bytes.toString()));
  if (step.distinct && answers.size !== times) throw new Error(`${label}: only ${answers.size} different answers of ${times}`);
}

/** A user of the row's own, and a token for it. */
async function signUp(service: Service, name: string, { resources }: GivenUser): Promise<string> {
  const password = 'row-Passw0rd';
  await service.addUser(name, password, [...resources]);
  const body = Buffer.from(JSON.stringify({ username: name, password }));
  const reply = await send(service.url, 'POST', '/rest/V1/integration/admin/token', { 'content-type': 'application/json' }, body);
  if (reply.status !== 200) throw new Error(`no token for ${name}: ${reply.status} ${reply.bytes.toString()}`);
  return JSON.parse(reply.bytes.toString()) as string;
}

/** An integration of the row's own. Its access token alone is a token, too. */
async function integrate({ app }: Service, { tokens, keys }: Callers, name: string, { integration, resources, revoked }: GivenIntegration): Promise<void> {
  const made = await app.access.addIntegration({ name, resources, stores: 'every' });
  if (made === undefined) throw new Error(`the integration ${name} is there already`);
  keys.set(integration, made);
  tokens.set(integration, made.accessToken);
  if (revoked) await app.integrations.revoke(name);
}

function ask(service: Service, { tokens, keys }: Callers, words: Words, asked: Asked): Promise<Reply> {
  const text =
    asked.rawBody === undefined ? (asked.body === undefined ? undefined : JSON.stringify(fill(asked.body, words))) : fillString(asked.rawBody, words);
  if (typeof asked.auth === 'string' && !tokens.has(asked.auth)) throw new Error(`nobody is called ${asked.auth}`);
  const token = asked.auth === false ? undefined : asked.auth === undefined ? service.token : tokens.get(asked.auth);
  const path = fillString(asked.path, words);
  const usual: Record<string, string | null> = {
    accept: 'application/json',
    'content-type': text === undefined ? null : 'application/json',
    authorization: asked.oauth === undefined ? (token === undefined ? null : `Bearer ${token}`) : signed(service, keys, words, { ...asked, path }, asked.oauth),
  };
  const headers = Object.entries({ ...usual, ...asked.headers }).flatMap(([name, value]) => (value === null ? [] : [[name, fillString(value, words)]]));
  return send(service.url, asked.method, path, Object.fromEntries(headers) as Record<string, string>, text === undefined ? undefined : Buffer.from(text));
}

function signed({ url }: Service, keys: Callers['keys'], words: Words, { method, path, headers }: Asked, signing: Signing): string {
  const own = keys.get(signing.as);
  if (own === undefined) throw new Error(`no integration is called ${signing.as}`);
  const [verb, signedPath] = signing.of?.split(' ') ?? [method, path];
  return signedHeader(verb ?? '', headers?.host ?? new URL(url).host, signedPath ?? '', own, fill(signing as unknown as Json, words) as unknown as Signing);
}
