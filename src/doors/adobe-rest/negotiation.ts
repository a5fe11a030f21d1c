/** In which format a body is read and an answer written. Source: adobe-rest sections 3, 4 and 13. */
import type { Answer } from './answer.js';

export type Format = 'json' | 'xml';

/** In the order in which they are tried: of `*` and `application/*` JSON is the first that fits. */
const RENDERED: readonly (readonly [type: string, format: Format])[] = [
  ['application/json', 'json'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/xhtml+xml', 'xml'],
];

/** The format of the answer by the Accept header; absent or blank: JSON. Undefined: nothing fits, a 406. */
export function chooseFormat(accept: string | undefined): Format | undefined {
  if (accept === undefined || accept.trim() === '') return 'json';
  const wanted = accept
    .split(',')
    .map(readRange)
    .filter(({ quality }) => quality > 0);
  // Sorting is stable: of equal ones the first named wins.
  for (const { range } of wanted.sort((a, b) => b.quality - a.quality)) {
    const found = RENDERED.find(([type]) => range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1))));
    if (found !== undefined) return found[1];
  }
  return undefined;
}

/** A quality that is none counts as the best, as an absent one does. */
function readRange(text: string): { range: string; quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length) ?? '1';
  return { range, quality: /^\d?(\.\d{0,9})?$/.test(quality) && quality !== '' ? Math.min(Number(quality), 1) : 1 };
}

/** To an Accept header that nothing fits; always JSON. The original's own envelope for this one refusal. */
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

const PARSED: ReadonlyMap<string, Format> = new Map([...RENDERED]);

/** The format that a body's Content-Type names, or what is wrong with the header, as the original says it. Absent and empty are the same. */
export function bodyFormat(contentType: string | undefined): { readonly format: Format } | { readonly refused: string } {
  const [media = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (media === '') return { refused: 'Content-Type header is empty.' };
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(media)) return { refused: 'Content-Type header is invalid.' };
  const charset = parameters
    .find((parameter) => /^charset=/i.test(parameter))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') return { refused: 'UTF-8 is the only supported charset.' };
  const format = PARSED.get(media.toLowerCase());
  return format === undefined ? { refused: `Server cannot understand Content-Type HTTP header media type ${media}` } : { format };
}
