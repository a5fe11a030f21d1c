import { setTimeout as sleep } from 'node:timers/promises';
import { compare, type Difference, fits } from './replay-compare.js';
import { Mapping, opened } from './replay-mapping.js';
import { type Exchange, isObject, type Json } from './replay-records.js';
import { type Answer, openWire } from './replay-wire.js';

/** What the replay needs of a running service; a fresh one is started for every recording part. */
export interface ReplayService {
  readonly url: string;
  readonly token: string;
  readonly user: { readonly name: string; readonly password: string };
  stop(): Promise<void>;
}

/** A row of replay-reasons.json: what does not match, and why that is wanted. */
export interface Reason {
  readonly why: string;
  /** Where the decision is written. */
  readonly source: string;
  /** Record indices, each with the name that stands there. */
  readonly at: Readonly<Record<string, string>>;
}

export type Kind = 'exact' | 'without' | 'differs' | 'UNEXPLAINED';

export interface Outcome {
  readonly exchange: Exchange;
  readonly kind: Kind;
  readonly reason?: Reason;
  readonly differences: readonly Difference[];
  /** The members of the table that were left out to make it match. */
  readonly without: readonly string[];
  readonly keyOrder: boolean;
  /** Status, messages and shape are the recorded ones. */
  readonly fits: boolean;
  /** A reason is given for an exchange that matches, or under another name. */
  readonly stale: boolean;
}

/** The recording keeps no token; one exchange was made with a wrong one. */
const tokenFor = ({ name, request }: Exchange, service: ReplayService): string | undefined =>
  request.auth ? service.token : name === 'err: bad token' ? 'wrong' : undefined;

function judge(exchange: Exchange, recorded: Json, answer: Answer, reasons: readonly Reason[]): Outcome {
  const { differences, without, keyOrder } = compare(exchange, recorded, answer);
  const reason = reasons.find((row) => String(exchange.index) in row.at);
  const matches = differences.length === 0;
  const stale = reason !== undefined && (matches || reason.at[String(exchange.index)] !== exchange.name);
  const kind = matches ? (without.length === 0 ? 'exact' : 'without') : reason === undefined ? 'UNEXPLAINED' : 'differs';
  const found = { exchange, kind, differences, without: matches ? without : [], keyOrder, fits: fits(exchange, recorded, answer), stale } as const;
  return reason === undefined ? found : { ...found, reason };
}

const OPEN = 4;
const WAIT_MS = 10_000;

/** A status of a bulk, none of whose operations still waits. */
const isDone = (answer: Json): boolean =>
  isObject(answer) && Array.isArray(answer.operations_list) && !answer.operations_list.some((one) => isObject(one) && one.status === OPEN);

/** Where the recording shows its queue worked off, ours has to be, too. */
async function waitUntilDone(first: Answer, again: () => Promise<Answer>): Promise<Answer> {
  let answer = first;
  for (const until = Date.now() + WAIT_MS; answer.status === 200 && !isDone(answer.body) && Date.now() < until; await sleep(20)) answer = await again();
  return answer;
}

async function replayPart(exchanges: readonly Exchange[], service: ReplayService, reasons: readonly Reason[]): Promise<Outcome[]> {
  const mapping = new Mapping();
  const wire = openWire(service.url);
  const outcomes: Outcome[] = [];
  for (const exchange of exchanges) {
    const { path, body } = mapping.request(exchange);
    const token = tokenFor(exchange, service);
    const sending = {
      method: exchange.request.method,
      path,
      headers: { ...exchange.request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: body.replace('<user>', service.user.name).replace('<password>', service.user.password) }),
    };
    const sent = await wire.send(sending);
    const came = isDone(exchange.response) ? await waitUntilDone(sent, () => wire.send(sending)) : sent;
    const answer = { ...came, body: opened(came.body) };
    outcomes.push(judge(exchange, mapping.answer({ ...exchange, response: opened(exchange.response) }, answer.body), answer, reasons));
  }
  wire.close();
  return outcomes;
}

/** Replays all exchanges in their order; the parts are separate runs, so each has a service (and a numbering) of its own. */
export async function replay(exchanges: readonly Exchange[], start: (part: number) => Promise<ReplayService>, reasons: readonly Reason[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const part of new Set(exchanges.map((exchange) => exchange.part))) {
    const service = await start(part);
    try {
      outcomes.push(
        ...(await replayPart(
          exchanges.filter((exchange) => exchange.part === part),
          service,
          reasons,
        )),
      );
    } finally {
      await service.stop();
    }
  }
  return outcomes;
}

const title = ({ exchange }: Outcome): string => `#${exchange.index} ${exchange.name.replace(/[\n\t\0]/g, ' ')}`;
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 160);

/** The part of the exchanges whose status, messages and shape are the recorded ones, 0 to 1. */
export const shareThatFits = (outcomes: readonly Outcome[]): number => outcomes.filter((outcome) => outcome.fits).length / outcomes.length;

/** The counts, every reason with the exchanges it stands for, and what is not explained with its first differences. */
export function report(outcomes: readonly Outcome[], databaseRows: number): string {
  const count = (kind: Kind): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const lines = [
    `replay of ${outcomes.length} recorded exchanges in strict (${databaseRows} more records are database rows, to read):`,
    `  ${count('exact')} match exactly`,
    `  ${count('without')} match without members we do not keep`,
    `  ${count('differs')} differ, with a reason`,
    `  ${count('UNEXPLAINED')} UNEXPLAINED`,
    `  ${(100 * shareThatFits(outcomes)).toFixed(1)} % fit in status, messages and shape`,
  ];
  const members = outcomes.flatMap(({ without }) => without);
  for (const member of new Set(members)) lines.push(`  left out ${members.filter((other) => other === member).length} times: ${member}`);
  const order = outcomes.filter(({ differences, keyOrder }) => differences.length === 0 && !keyOrder);
  if (order.length > 0) lines.push(`  in another key order: ${order.map(({ exchange }) => exchange.index).join(' ')}`);
  for (const reason of new Set(outcomes.flatMap(({ kind, reason }) => (kind === 'differs' && reason !== undefined ? [reason] : [])))) {
    lines.push(`differs: ${reason.why} (${reason.source})`);
    lines.push(...outcomes.filter((outcome) => outcome.reason === reason).map((outcome) => `    ${title(outcome)}`));
  }
  for (const outcome of outcomes.filter(({ kind }) => kind === 'UNEXPLAINED')) {
    lines.push(`UNEXPLAINED ${title(outcome)}`);
    lines.push(...outcome.differences.slice(0, 6).map(({ at, recorded, ours }) => `    ${at}: recorded ${shown(recorded)}, ours ${shown(ours)}`));
  }
  return lines.join('\n');
}
