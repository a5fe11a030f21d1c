/** A request's body: its content type, then its JSON. Source: adobe-rest sections 3, 4 and 13. */
import sjson from 'secure-json-parse';
import { type Answer, refusal } from './answer.js';
import { type CutBody, cutPictures } from './cuts.js';

export type Body = { readonly ok: true; readonly value: unknown; readonly cuts: CutBody['cuts'] } | { readonly ok: false; readonly answer: Answer };

export const NOTHING = { ok: true, value: undefined, cuts: new Map<string, Uint8Array>() } as const satisfies Body;

/** An empty body needs no type and is nothing; keys that would reach into a prototype are no JSON of ours. */
export function parseBody(contentType: string | undefined, bytes: Buffer | undefined): Body {
  if (bytes === undefined || bytes.length === 0) return NOTHING;
  const refused = refusedType(contentType ?? '');
  if (refused !== undefined) return { ok: false, answer: refusal(400, refused) };
  try {
    const { json, cuts } = cutPictures(bytes);
    return { ok: true, value: parseJson(json.toString('utf8')), cuts };
  } catch {
    return { ok: false, answer: refusal(400, 'Decoding error.') };
  }
}

/** A text without the word, plain or escaped, is safe to parse as it is: looking for it in megabytes costs more than parsing them. */
function parseJson(text: string): unknown {
  const isSuspect = text.includes('__proto__') || text.includes('\\u');
  return isSuspect ? sjson.parse(text, undefined, { protoAction: 'error', constructorAction: 'ignore' }) : JSON.parse(text);
}

/** What is wrong with a content type; undefined: nothing. */
export function refusedType(contentType: string): string | undefined {
  const [media = '', ...parameters] = contentType.split(';').map((part) => part.trim());
  if (media === '') return 'Content-Type header is empty.';
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(media)) return 'Content-Type header is invalid.';
  const charset = parameters
    .find((parameter) => /^charset=/i.test(parameter))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') return 'UTF-8 is the only supported charset.';
  return media.toLowerCase() === 'application/json' ? undefined : `Server cannot understand Content-Type HTTP header media type ${media}`;
}

/** Whether the caller takes JSON; XML comes with the rest of the door. */
export function acceptsJson(accept: string | undefined): boolean {
  const types = (accept ?? '').split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  return accept === undefined || accept.trim() === '' || types.some((type) => type === '*/*' || type === 'application/*' || type === 'application/json');
}

export const notAcceptable = (accept: string): Answer => ({
  status: 406,
  body: {
    messages: {
      error: [
        {
          code: 406,
          message: `Server cannot match any of the given Accept HTTP header media type(s) from the request: "${accept.slice(0, 200)}" with media types from the config of response renderer.`,
        },
      ],
    },
  },
});
