/**
 * Whether a picture's bytes are something else too: code that a careless server would run, a page that a careless
 * browser would show, an archive. Behind a picture's end a gain map, a preview or a motion photo is fine, and so is
 * what nothing reads. Compressed parts are not unpacked: what stands in them nobody runs by mistake.
 */

const TEXT = '[\\t\\n\\r -~]';
const TAGS = 'html|head|body|meta|link|style|iframe|object|embed|applet|form|img';
/** A drawing alone is fine: provenance data holds icons. */
const DRAWING_THAT_ACTS = `svg[\\s/]${TEXT}{0,40}?\\bon[a-z]{4,}\\s*=`;
/** Over bytes as latin1; each so long that coded pictures never hold it by chance. */
const MARKS: readonly (readonly [found: string, pattern: RegExp])[] = [
  ['PHP', /<\?php\s/i],
  ['server code', new RegExp(`<(?:\\?[=\\s]|%[=@!\\s])${TEXT}{10}`)],
  ['a script', /<script[\s/>]/i],
  ['HTML', new RegExp(`<(?:!doctype\\s+html|(?:${TAGS})[\\s/>]${TEXT}{8}|${DRAWING_THAT_ACTS})`, 'i')],
];
/** What may follow the `<` of a mark. */
const NEXT: ReadonlySet<number | undefined> = new Set(Buffer.from('?%!sShHbBmMlLiIoOeEaAfF'));
/** Longer than any mark. */
const MARK_BYTES = 64;
/** So many are looked at one by one; where there are more, one search over all is faster. */
const MANY = 100_000;

const [ZIP_MEMBER, ZIP_END, ZIP_NEWEST] = [0x0403, 0x0605, 63];
/** The ways of packing that anything unpacks: stored, deflate, bzip2, LZMA, zstd, xz … */
const ZIP_PACKINGS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 19, 93, 95, 98]);

/** A script engine takes the first bytes for a name where such an opening follows, in the place of a size or a length. */
const OPENS_SCRIPT = /^.{4,12}?(?:\/\*|=`)/s;
const CLOSES_SCRIPT = new RegExp(`\\*/${TEXT}{11}|\`${TEXT}{16}`);
const HEAD_BYTES = 16;
/** Text behind the end that begins or ends as code does, or calls something; cameras leave notes and JSON there. */
const CODE = new RegExp(`^[\\s\\0]*(?=${TEXT}{8})(?:#!/|${TEXT}*?(?:\\*/|[\\w$)\\]]\\())`);
const BEHIND_BYTES = 4096;

/** What else the bytes are, in a few words; undefined: a picture and nothing else. `endAt`: where the picture's own bytes end. */
export function findAmbiguity(bytes: Buffer, endAt: number): string | undefined {
  const found = findMark(bytes) ?? (hasZip(bytes) ? 'a ZIP archive' : undefined);
  if (found !== undefined) return found;
  const isScript = OPENS_SCRIPT.test(bytes.toString('latin1', 0, HEAD_BYTES)) && CLOSES_SCRIPT.test(bytes.toString('latin1', HEAD_BYTES, bytes.length));
  return isScript || CODE.test(bytes.toString('latin1', endAt, Math.min(endAt + BEHIND_BYTES, bytes.length))) ? 'a script' : undefined;
}

function findMark(bytes: Buffer): string | undefined {
  let seen = 0;
  for (let at = bytes.indexOf(0x3c); at >= 0; at = bytes.indexOf(0x3c, at + 1)) {
    if (++seen > MANY) return markIn(bytes.toString('latin1', at, bytes.length));
    if (!NEXT.has(bytes[at + 1])) continue;
    const found = markIn(bytes.toString('latin1', at, Math.min(at + MARK_BYTES, bytes.length)));
    if (found !== undefined) return found;
  }
  return undefined;
}

const markIn = (text: string): string | undefined => MARKS.find(([, pattern]) => pattern.test(text))?.[0];

/** A member's head with its version and its packing, or the end of a directory on disk 0 of 0. */
function hasZip(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(0x50); at >= 0 && at + 10 <= bytes.length; at = bytes.indexOf(0x50, at + 1)) {
    if (bytes[at + 1] !== 0x4b) continue;
    const kind = bytes.readUInt16LE(at + 2);
    if (kind === ZIP_END && bytes.readUInt32LE(at + 4) === 0) return true;
    if (kind === ZIP_MEMBER && bytes.readUInt16LE(at + 4) <= ZIP_NEWEST && ZIP_PACKINGS.has(bytes.readUInt16LE(at + 8))) return true;
  }
  return false;
}
