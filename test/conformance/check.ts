/** Holds one answer against what a step expects of it, and keeps what later steps need. */
import { differences } from './match.js';
import type { Answered, Asked, Compat, Json, JsonObject, Step } from './row.js';
import type { Reply } from './wire.js';
import { at, fill, type Words } from './words.js';

/** A row on its way: what is known, and how to ask. */
export interface Story {
  readonly compat: Compat;
  readonly words: Words;
  /** The product that `then` speaks of. */
  readonly product: string;
  ask(asked: Asked): Promise<Reply>;
}

export async function checkReply(story: Story, step: Step, reply: Reply, label: string): Promise<void> {
  const wrong = replyDifferences(story, step.response, reply);
  if (wrong.length > 0) throw new Error(`${label}\n${wrong.join('\n')}\nanswer: ${reply.status} ${reply.bytes.toString().slice(0, 400)}`);
  for (const [name, path] of Object.entries(step.save ?? {})) story.words.set(name, saved(name, at(jsonOf(reply) ?? null, path)));
}

function replyDifferences(story: Story, expected: Answered, reply: Reply): string[] {
  const json = jsonOf(reply);
  return [
    ...statusDifferences(expected.status, reply.status),
    ...(expected.body === undefined ? [] : differences(json, expected.body, true, story)),
    ...(expected.bodyPartial === undefined ? [] : differences(json, expected.bodyPartial, false, story)),
    ...(expected.attributes === undefined
      ? []
      : differences(attributesOf(json, expected.attributes), { ...expected.attributes }, false, story, 'custom_attributes')),
    ...(expected.headers === undefined ? [] : differences({ ...reply.headers }, { ...expected.headers }, false, story, 'headers')),
    ...Object.entries(expected.keys ?? {}).flatMap(([path, keys]) => keysDifferences(at(json ?? null, path), keys, path)),
    ...(expected.bytes === undefined ? [] : bytesDifferences(reply, String(fill(expected.bytes, story.words)))),
    ...(expected.text === undefined ? [] : differences(reply.bytes.toString(), expected.text, true, story, 'text')),
  ];
}

function statusDifferences(expected: number | string, came: number): string[] {
  const fits = typeof expected === 'number' ? came === expected : String(came).startsWith(expected.slice(0, 1));
  return fits ? [] : [`status ${came} where ${expected} was expected`];
}

function keysDifferences(value: Json | undefined, keys: readonly string[], path: string): string[] {
  const came = Object.keys((value ?? {}) as JsonObject).join(' ');
  return came === keys.join(' ') ? [] : [`${path}: has ${came} where ${keys.join(' ')} was expected`];
}

export function bytesDifferences(reply: Reply, base64: string): string[] {
  return reply.bytes.equals(Buffer.from(base64, 'base64')) ? [] : [`other bytes: ${reply.bytes.length} of them, status ${reply.status}`];
}

/** Only the codes asked for; null where the product has none. */
function attributesOf(json: Json | undefined, wanted: Readonly<Record<string, Json>>): JsonObject {
  const list = (at(json ?? null, '$.custom_attributes') ?? []) as { attribute_code: string; value: Json }[];
  return Object.fromEntries(Object.keys(wanted).map((code) => [code, list.find((one) => one.attribute_code === code)?.value ?? null]));
}

/** An id is a number inside a row, however the wire wrote it. */
function saved(name: string, value: Json | undefined): Json {
  if (value === undefined) throw new Error(`nothing to save as ${name}`);
  return name.startsWith('id:') ? Number(value) : value;
}

export function jsonOf(reply: Reply): Json | undefined {
  try {
    return JSON.parse(reply.bytes.toString()) as Json;
  } catch {
    return undefined;
  }
}
