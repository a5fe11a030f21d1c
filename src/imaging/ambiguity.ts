/**
 * Whether a picture's bytes are something else too: code that a careless server would run, a page that a careless
 * browser would show, an archive. Behind a picture's end a gain map, a preview or a motion photo is fine, and so is
 * what nothing reads. Compressed parts are not unpacked: what stands in them nobody runs by mistake.
 */
import { hasZip } from './archive.js';
import { isServerCode } from './server-code.js';

const TEXT = '[\\t\\n\\r -~]';
/** Tags that make a page, or that load or send something without being asked. */
const TAGS = 'html|head|body|meta|link|style|iframe|frame|frameset|object|embed|applet|form|base|img|video|audio|portal';
/** A tag with contents or with attributes; words in angle brackets are none. */
const PAGE = `(?:${TAGS})(?:[\\s/]{0,9}>${TEXT}{6}|[\\s/][^<>]{0,40}?=${TEXT}{6})`;
/** Any tag with a handler or an address that is a script. A drawing alone is fine: provenance data holds icons. */
const ACTS = `[a-z][\\w:.-]{0,30}(?=[\\s/])(?:[^]{0,64}?|[\\t\\n\\r -;=-~]{0,200}?)(?:[\\s"'/]on[a-z]{3,30}\\s{0,9}=${TEXT}{6}|=["'\\s]{0,9}(?:java|vb)script:)`;
/** Over bytes as latin1, from a `<` on; each so long that coded pictures never hold it by chance. */
const MARKS: readonly (readonly [found: string, pattern: RegExp])[] = [
  ['PHP', new RegExp(`^<\\?php[ \\t\\r\\n]${TEXT}{2}`, 'i')],
  ['server code', /^<(?:jsp:|!--#)[a-z]{3}/i],
  ['a script', /^<(?:[a-z][\w.-]{0,30}:)?script[\s/>]/i],
  ['HTML', new RegExp(`^<(?:!doctype\\s{1,9}html|${PAGE}|${ACTS})`, 'i')],
];
/** What may follow the `<` of a mark, and what the letter of a tag's name. */
const OPENS = tableOf(/[?%!a-z]/i);
const GOES_ON = tableOf(/[\w:.\s/-]/);
/** More openings than XML holds, let alone coded data (one in 4,000 bytes): whoever sends them is after our time. */
const [MARKS_LOOKED_AT, BYTES_A_MARK] = [1000, 16];
/** Longer than any mark. */
const MARK_BYTES = 288;

/** A script engine takes the first bytes for a name where such an opening follows, in the place of a size or a length. */
const OPENS_SCRIPT = /^.{4,12}?(?:\/\*|=`)/s;
const CLOSES_SCRIPT = new RegExp(`\\*/${TEXT}{11}|\`${TEXT}{16}`);
const HEAD_BYTES = 16;
const BEHIND_BYTES = 4096;
const BEHIND = new RegExp(`^[\\s\\0]*(?=${TEXT}{8})(${TEXT}*)`);
/** What stands in quotes is read by nobody: cameras leave JSON. What is open at the end of a line ends there. */
const QUOTED = /"(?:[^"\\\n]|\\[\s\S]?)*(?:"|$)/gm;
/** The end of a comment, a call of nothing or with words or with a call, a call as a statement; notes have words in brackets. */
const CODE = /^#!\/|\*\/|[\w$)\]]\(["'`)]|\)\(|(?:^|[;{}=,])\s*[a-z_$][\w$.]*\([^()]*\)\s*(?:[;/.,]|$)/;

/** What else the bytes are, in a few words; undefined: a picture and nothing else. `endAt`: where the picture's own bytes end. */
export function findAmbiguity(bytes: Buffer, endAt: number): string | undefined {
  const found = findMark(bytes) ?? (hasZip(bytes) ? 'a ZIP archive' : undefined);
  if (found !== undefined) return found;
  const isScript = OPENS_SCRIPT.test(bytes.toString('latin1', 0, HEAD_BYTES)) && CLOSES_SCRIPT.test(bytes.toString('latin1', HEAD_BYTES, bytes.length));
  return isScript || isCode(bytes.toString('latin1', endAt, Math.min(endAt + BEHIND_BYTES, bytes.length))) ? 'a script' : undefined;
}

function findMark(bytes: Buffer): string | undefined {
  let left = MARKS_LOOKED_AT + bytes.length / BYTES_A_MARK;
  for (let at = bytes.indexOf(0x3c); at >= 0; at = bytes.indexOf(0x3c, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (OPENS[next] === 0 || (next > 0x40 && GOES_ON[bytes[at + 2] ?? 0] === 0)) continue;
    if (--left < 0) return 'markup';
    const found = markAt(bytes, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function markAt(bytes: Buffer, at: number): string | undefined {
  const text = bytes.toString('latin1', at, Math.min(at + MARK_BYTES, bytes.length));
  const found = MARKS.find(([, pattern]) => pattern.test(text))?.[0];
  if (found !== undefined) return found;
  return (text[1] === '?' || text[1] === '%') && isServerCode(bytes, at) ? 'server code' : undefined;
}

function isCode(behind: string): boolean {
  const text = BEHIND.exec(behind)?.[1];
  return text !== undefined && CODE.test(text.replace(QUOTED, '""'));
}

function tableOf(bytes: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (bytes.test(String.fromCharCode(byte)) ? 1 : 0));
}
