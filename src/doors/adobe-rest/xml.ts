/**
 * XML in both directions. Every value comes in as text; what is a list, a number or a boolean the declared shapes tell.
 * Source: adobe-rest section 4, recorded answers.
 */
import type { Buffer } from 'node:buffer';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Beside its pictures, which are cut out before; the parser needs forty times as much memory for a text. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ELEMENTS = 100_000;
const MAX_DEPTH = 64;
/** What no XML may hold, half a surrogate pair among it. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const BLANK = /^[ \t\r\n]*$/;

/**
 * The content of the root element, whatever that is called: elements become keys, repeated ones a list, an empty one
 * null, a blank one `""`; `<types><item>image</item></types>` stays `{types: {item: 'image'}}`. Text is not trimmed,
 * attributes and comments are passed over. Throws at what is not well-formed, not UTF-8, too large or too deep, at text between
 * elements, and at any declaration or instruction: no entity can be made.
 */
export function parseXml(bytes: Buffer): unknown {
  if (bytes.length > MAX_BYTES) throw new Error('too much XML');
  const text = withoutDeclaration(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (FORBIDDEN.test(text)) throw new Error('a character that XML does not know');
  for (const _ of outsideSections(text, '<[!?]')) throw new Error('a declaration');
  // Within an element of ours: what stands beside an empty root the library passes over.
  const whole = `<_>${text}</_>`;
  if (XMLValidator.validate(whole) !== true) throw new Error('not well-formed');
  const [outer] = createParser().parse(whole) as Node[];
  const document = contentOf(outer?._ as Node[]);
  const [root, ...others] = typeof document === 'object' && document !== null ? Object.values(document) : [];
  if (root === undefined || others.length > 0 || Array.isArray(root)) throw new Error('not one root');
  return root;
}

/** Of `<?xml version="1.0" encoding="utf-8"?>` only another encoding matters. */
function withoutDeclaration(text: string): string {
  const declaration = /^<\?xml\s[^<>]{0,200}\?>/.exec(text)?.[0] ?? '';
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1] ?? 'utf-8';
  if (encoding.toLowerCase() !== 'utf-8') throw new Error('another encoding');
  return text.slice(declaration.length);
}

/** As the parser keeps order: each node has one key, its name, or `#text`. */
type Node = Readonly<Record<string, string | readonly Node[]>>;

/** One for each body: it counts the elements. */
function createParser(): XMLParser {
  let elements = 0;
  return new XMLParser({
    preserveOrder: true,
    parseTagValue: false,
    trimValues: false,
    jPath: false,
    // The parser counts from the second on; the outermost is ours.
    maxNestedTags: MAX_DEPTH,
    onDangerousProperty: (name) => name,
    updateTag: (name) => {
      if (++elements > MAX_ELEMENTS + 1) throw new Error('too many elements');
      return name;
    },
    entityDecoder: { decode: decodeReferences, reset: () => {}, setXmlVersion: () => {}, setExternalEntities: () => {}, addInputEntities: () => {} },
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7});|#x([0-9A-Fa-f]{1,6});|(lt|gt|amp|quot|apos);)?/g, (reference, decimal?: string, hex?: string, name?: string) => {
    if (reference === '&') throw new Error('an unknown entity');
    const char = name === undefined ? String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)) : ENTITIES[name];
    if (char === undefined || FORBIDDEN.test(char)) throw new Error('a character that XML does not know');
    return char;
  });
}

function contentOf(nodes: readonly Node[]): unknown {
  if (nodes.length === 0) return null;
  let text = '';
  const children = new Map<string, unknown[]>();
  for (const node of nodes)
    for (const [name, one] of Object.entries(node)) {
      const same = children.get(name);
      if (typeof one === 'string') text += one;
      else if (same === undefined) children.set(name, [contentOf(one)]);
      else same.push(contentOf(one));
    }
  if (children.size === 0) return BLANK.test(text) ? '' : text;
  if (!BLANK.test(text)) throw new Error('text between elements');
  return Object.fromEntries([...children].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

const [SECTION_END, COMMENT_END] = [']]>', '-->'];

/** Where `what` stands outside comments and CDATA sections: where the text behind it starts, and where it ends; -1: nowhere. */
function* outsideSections(text: string, what: string): Generator<{ readonly start: number; readonly end: number }> {
  const pattern = new RegExp(`(<!--|<!\\[CDATA\\[)|(?:${what})`, 'g');
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const start = pattern.lastIndex;
    const [whole, section] = found;
    const end = text.indexOf(section === '<!--' ? COMMENT_END : whole.endsWith('[CDATA[') ? SECTION_END : '<', start);
    if (section === undefined) yield { start, end };
    if (end < 0) return;
    pattern.lastIndex = end;
  }
}

const PICTURE = String.raw`<(?:base64_encoded_data|base64EncodedData)>(?:<!\[CDATA\[)?`;

/** Where the texts of pictures stand in a body, in order, for cutting them out: whole ones. What has anything beside it or references in it is left to the parser. */
export function findPictures(body: Buffer): { readonly start: number; readonly end: number }[] {
  const text = body.toString('latin1');
  return [...outsideSections(text, PICTURE)].filter(
    ({ start, end }) => end > start && (text.startsWith('</', end) || text.startsWith(']]></', end)) && !body.subarray(start, end).includes('&'),
  );
}

/** As the original prints it: indented by two, empty values as `<types/>`, a list as `<item>`s. The library's builder would write quotes as references. */
export function renderXml(body: unknown): string {
  return `<?xml version="1.0"?>\n${renderElement('response', body, '')}\n`;
}

function renderElement(name: string, value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) {
    const text = escapeText(String(value ?? ''));
    return text === '' ? `${indent}<${name}/>` : `${indent}<${name}>${text}</${name}>`;
  }
  const children = Array.isArray(value) ? value.map((one) => ['item', one] as const) : Object.entries(value).filter(([, one]) => one !== undefined);
  if (children.length === 0) return `${indent}<${name}/>`;
  const lines = children.map(([key, one]) => renderElement(elementName(key), one, `${indent}  `));
  return [`${indent}<${name}>`, ...lines, `${indent}</${name}>`].join('\n');
}

/** A key as the name of an element: blanks and colons as `_`, other signs dropped, none but a letter or `_` in front. */
function elementName(key: string): string {
  if (/^[A-Za-z_][\w.-]*$/.test(key)) return key;
  const name = key.replace(/[ :]/g, '_').replace(/[^\w.-]/g, '');
  return /^[A-Za-z_]/.test(name) ? name : `item_${name}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '\r': '&#13;' };
const ALL_FORBIDDEN = new RegExp(FORBIDDEN, 'gu');
const escapeText = (text: string): string => text.replace(/[<>&\r]/g, (char) => ESCAPES[char] as string).replace(ALL_FORBIDDEN, '\ufffd');
