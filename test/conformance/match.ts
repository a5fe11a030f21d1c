/** Compares what came with what a row expects; the answer is a list of differences, none where it fits. */
import type { Compat, Json } from './row.js';
import { at, fill, fillString, type Words } from './words.js';

export interface Expecting {
  readonly words: Words;
  readonly compat: Compat;
}

/** `whole`: no member more than expected. Matchers such as `{{any}}` stand for values that no row can know. */
export function differences(came: Json | undefined, expected: Json, whole: boolean, about: Expecting, path = '$'): string[] {
  const matcher = typeof expected === 'string' ? matcherOf(expected, about) : undefined;
  if (matcher !== undefined) return matcher(came) ? [] : [`${path}: ${show(came)} is not ${String(expected)}`];
  if (Array.isArray(expected)) return listDifferences(came, expected, whole, about, path);
  if (expected !== null && typeof expected === 'object') return objectDifferences(came, expected, whole, about, path);
  const filled = fill(expected, about.words);
  if (filled !== null && typeof filled === 'object') return differences(came, filled, whole, about, path);
  return came === filled ? [] : [`${path}: ${show(came)} where ${show(filled)} was expected`];
}

function listDifferences(came: Json | undefined, expected: readonly Json[], whole: boolean, about: Expecting, path: string): string[] {
  if (!Array.isArray(came)) return [`${path}: ${show(came)} is no list`];
  if (came.length !== expected.length) return [`${path}: ${came.length} items where ${expected.length} were expected: ${show(came)}`];
  return expected.flatMap((item, index) => differences(came[index], item, whole, about, `${path}[${index}]`));
}

function objectDifferences(came: Json | undefined, expected: Readonly<Record<string, Json>>, whole: boolean, about: Expecting, path: string): string[] {
  if (came === null || came === undefined || typeof came !== 'object' || Array.isArray(came)) return [`${path}: ${show(came)} is no object`];
  const extra = whole ? Object.keys(came).filter((key) => !Object.hasOwn(expected, key)) : [];
  return [
    ...extra.map((key) => `${path}.${key}: not expected, but ${show(came[key])}`),
    ...Object.entries(expected).flatMap(([key, item]) => differences(came[key], item, whole, about, `${path}.${key}`)),
  ];
}

type Matcher = (came: Json | undefined) => boolean;

const PLAIN: Readonly<Record<string, Matcher>> = {
  '{{any}}': (came) => came !== undefined,
  '{{absent}}': (came) => came === undefined,
  '{{int}}': Number.isInteger,
  '{{text}}': (came) => typeof came === 'string' && came !== '',
  '{{uuid}}': (came) => typeof came === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(came),
  '{{sha256}}': (came) => typeof came === 'string' && /^[\da-f]{64}$/.test(came),
  '{{moment}}': (came) => typeof came === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(came),
};

function matcherOf(expected: string, { compat, words }: Expecting): Matcher | undefined {
  if (expected === '{{newId}}') return compat === 'strict' ? (came) => typeof came === 'string' && /^\d+$/.test(came) : Number.isInteger;
  if (expected === '{{cause}}') return compat === 'strict' ? (came) => came === undefined : (came) => typeof at(came ?? null, '$.reason') === 'string';
  const [, kind, argument = ''] = /^\{\{(path|includes):(.*)\}\}$/s.exec(expected) ?? [];
  if (kind === 'includes') return (came) => (typeof came === 'string' ? came : JSON.stringify(came ?? '')).includes(fillString(argument, words));
  if (kind === 'path') return (came) => typeof came === 'string' && isPath(came, String(fill(argument.replaceAll('<row>', '{{row}}'), words)));
  return PLAIN[expected];
}

/** The path itself, or the same with the number that keeps paths apart. */
function isPath(came: string, path: string): boolean {
  const dot = path.lastIndexOf('.');
  const number = came.slice(dot, came.length - (path.length - dot));
  return came === path || (came.startsWith(path.slice(0, dot)) && came.endsWith(path.slice(dot)) && /^_[1-9]\d*$/.test(number));
}

const show = (value: Json | undefined): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};
