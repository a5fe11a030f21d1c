/** A request's body: its content type, then its JSON or XML. Source: adobe-rest sections 3, 4 and 13. */
import { parseJson } from '../json.js';
import { type Answer, refusal } from './answer.js';
import { type CutBody, cutPictures } from './cuts.js';
import { bodyFormat, type Format } from './negotiation.js';
import { findPictures, parseXml } from './xml.js';

export type Body = ReadBody | { readonly ok: false; readonly answer: Answer };
export interface ReadBody {
  readonly ok: true;
  readonly value: unknown;
  readonly cuts: CutBody['cuts'];
}

export const NOTHING: ReadBody = { ok: true, value: undefined, cuts: new Map() };

/** An empty body needs no type and is nothing; keys that would reach into a prototype are no JSON of ours. `developer`: the reason is told. */
export function parseBody(contentType: string | undefined, bytes: Buffer | undefined, developer: boolean): Body {
  if (bytes === undefined || bytes.length === 0) return NOTHING;
  const type = bodyFormat(contentType);
  if ('refused' in type) return { ok: false, answer: refusal(400, type.refused) };
  try {
    return PARSERS[type.format](bytes);
  } catch (error) {
    const reason = developer && error instanceof Error ? `Decoding error: \n${error.message.slice(0, 200)}` : 'Decoding error.';
    return { ok: false, answer: refusal(400, reason) };
  }
}

const PARSERS: Readonly<Record<Format, (bytes: Buffer) => ReadBody>> = {
  json(bytes) {
    const { rest, cuts } = cutPictures(bytes);
    return { ok: true, value: parseJson(rest.toString('utf8')), cuts };
  },
  xml(bytes) {
    const { rest, cuts } = cutPictures(bytes, findPictures);
    return { ok: true, value: parseXml(rest), cuts };
  },
};
