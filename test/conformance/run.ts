/** Runs one row against one service. */
import { checkReply, type Story } from './check.js';
import { prove } from './proof.js';
import { type Asked, type Compat, FIXTURES, type GivenUser, type Json, type Row, type Step } from './row.js';
import { type Reply, send } from './wire.js';
import { drawPictures, fill, fillString, type Words } from './words.js';

export interface Service {
  readonly url: string;
  readonly token: string;
  addUser(name: string, password: string, resources?: string[]): Promise<void>;
}

export async function runRow(row: Row, compat: Compat, service: Service): Promise<void> {
  const fixtures = row.given.flatMap((one) => (typeof one === 'string' ? (FIXTURES[one] ?? []) : []));
  const words: Words = new Map<string, Json>([['row', row.id]]);
  await drawPictures([row, fixtures], words);
  const tokens = new Map<string, string>();
  const story: Story = { compat, words, product: row.given.find((one) => typeof one === 'string') ?? 'P', ask: (asked) => ask(service, tokens, words, asked) };
  for (const one of row.given) {
    if (typeof one === 'string') for (const step of FIXTURES[one] ?? []) await runStep(story, step, `given ${one}`);
    else if ('user' in one) tokens.set(one.user, await signUp(service, `${row.id}-${one.user}`, one));
    else await runStep(story, one, 'given');
  }
  for (const [index, step] of row.steps.entries()) await runStep(story, step, `step ${index + 1}`);
  await prove(story, row);
}

async function runStep(story: Story, step: Step, where: string): Promise<void> {
  const rounds: [string, Json][] = step.each === undefined ? [['it', null]] : step.each.map((it) => ['it', it]);
  for (const [name, it] of rounds) {
    story.words.set(name, it);
    for (const [index, item] of (Array.isArray(it) ? it : []).entries()) story.words.set(`it.${index}`, item);
    const label = `${where}, ${step.request.method} ${step.request.path}${step.each === undefined ? '' : `, ${JSON.stringify(it)}`}`;
    if (step.together === undefined) await checkReply(story, step, await story.ask(step.request), label);
    else await runTogether(story, step, step.together, label);
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

function ask(service: Service, tokens: ReadonlyMap<string, string>, words: Words, asked: Asked): Promise<Reply> {
  const text =
    asked.rawBody === undefined ? (asked.body === undefined ? undefined : JSON.stringify(fill(asked.body, words))) : fillString(asked.rawBody, words);
  const token = asked.auth === false ? undefined : asked.auth === undefined ? service.token : tokens.get(asked.auth);
  const usual: Record<string, string | null> = {
    accept: 'application/json',
    'content-type': text === undefined ? null : 'application/json',
    authorization: token === undefined ? null : `Bearer ${token}`,
  };
  const headers = Object.entries({ ...usual, ...asked.headers }).flatMap(([name, value]) => (value === null ? [] : [[name, fillString(value, words)]]));
  const path = fillString(asked.path, words);
  return send(service.url, asked.method, path, Object.fromEntries(headers) as Record<string, string>, text === undefined ? undefined : Buffer.from(text));
}
