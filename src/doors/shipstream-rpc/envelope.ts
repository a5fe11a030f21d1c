/** From a body's bytes to calls, and from what came of them to the text that goes out. */
import { Buffer } from 'node:buffer';
import { type CutBody, cutPictures, findTexts } from '../cuts.js';
import { parseJson } from '../json.js';
import { type Dialect, isScalar, type RpcRequest } from './dialect.js';
import { INVALID_REQUEST, type Outcome, PARSE_ERROR, type WireFault } from './faults.js';

const BATCH_CALLS = 100;

/** Work on one call: the JSON of its result, or its fault. */
export type Perform = (request: RpcRequest) => Promise<Outcome<string | AsyncIterable<string>>>;

/** The text of the answer, whole or in parts; empty: nobody waits for one. */
export async function answer(dialect: Dialect, sent: ReadBody, perform: Perform): Promise<string | AsyncIterable<string>> {
  if ('fault' in sent) return dialect.fault(undefined, sent.isEmpty ? dialect.nothing : sent.fault);
  if (!Array.isArray(sent.value)) return answerOne(dialect, sent.value, perform);
  if (!dialect.takesBatches) return dialect.fault(undefined, dialect.nothing);
  if (sent.value.length === 0) return dialect.fault(undefined, INVALID_REQUEST);
  if (sent.value.length > BATCH_CALLS)
    return dialect.fault(undefined, { ...INVALID_REQUEST, message: `Invalid Request: at most ${BATCH_CALLS} calls at once` });
  const answers: string[] = [];
  // One after the other: a batch may say what is to be read after what was written.
  for (const one of sent.value) answers.push(await joined(await answerOne(dialect, one, perform)));
  const told = answers.filter((text) => text !== '');
  return told.length === 0 ? '' : `[${told.join(',')}]`;
}

async function answerOne(dialect: Dialect, sent: unknown, perform: Perform): Promise<string | AsyncIterable<string>> {
  const request = requestOf(sent);
  if (request === undefined) return dialect.fault(undefined, INVALID_REQUEST);
  if (!dialect.isCall(request)) return dialect.fault({ ...request, id: isScalar(request.id) ? (request.id ?? null) : null }, INVALID_REQUEST);
  const outcome = await perform(request);
  if (!outcome.ok) return dialect.fault(request, outcome.fault);
  return typeof outcome.value === 'string' ? dialect.success(request, outcome.value) : around(dialect, request, outcome.value);
}

/** No JSON holds it. */
const HERE = '\0';

async function* around(dialect: Dialect, request: RpcRequest, parts: AsyncIterable<string>): AsyncGenerator<string> {
  const [before = '', after = ''] = dialect.success(request, HERE).split(HERE);
  if (before === '') return;
  yield before;
  yield* parts;
  yield after;
}

export async function joined(parts: string | AsyncIterable<string>): Promise<string> {
  if (typeof parts === 'string') return parts;
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

function requestOf(sent: unknown): RpcRequest | undefined {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined;
  const { id, jsonrpc, method, params, meta } = sent as Record<string, unknown>;
  return { id, jsonrpc, method, params, meta };
}

const DEPTH = 64;
const KEYS = ['"content"'] as const;

/** A body as JSON, with the pictures that were cut out of it by the marks that stand for them; or why it is none. */
export type ReadBody =
  | { readonly value: unknown; readonly cuts: CutBody['cuts'] }
  | { readonly fault: WireFault; readonly isEmpty: boolean; readonly cuts: CutBody['cuts'] };

/** What is nested so deep is no call. */
export function readBody(body: Buffer = Buffer.alloc(0)): ReadBody {
  const { rest, cuts } = cutPictures(body, (json) => findTexts(json, KEYS));
  try {
    const value = parseJson(rest.toString('utf8'));
    return isDeeper(value, DEPTH) ? { fault: INVALID_REQUEST, isEmpty: false, cuts } : { value, cuts };
  } catch {
    return { fault: PARSE_ERROR, isEmpty: body.length === 0, cuts };
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((one) => isDeeper(one, depth - 1));
}
