/**
 * What stays with a picture on its way out: who has the rights to it, and whether a machine made it. Everything else
 * that cameras and programs write (places, serial numbers, comments, thumbnails) goes.
 */
import type { Sharp } from 'sharp';

export interface KeptMetadata {
  readonly copyright?: string;
  /** One of IPTC's `digitalsourcetype` codes, as an address. */
  readonly digitalSourceType?: string;
  readonly hasProfile: boolean;
}
/** The blocks of a picture's header, as the driver gives them; absent: the picture has none. */
interface Blocks {
  readonly exif?: Buffer | undefined;
  readonly iptc?: Buffer | undefined;
  readonly xmp?: Buffer | undefined;
  readonly icc?: Buffer | undefined;
}

const LIMIT_CHARS = 500;
const COPYRIGHT_TAG = 0x8298;
const ASCII = 2;
/** Before the copyright notice in IPTC's own block: record 2, dataset 116. */
const IPTC_COPYRIGHT = Buffer.from([0x1c, 2, 116]);
/** As an attribute, an element, or the first item of a list. */
const SOURCE_TYPE =
  /DigitalSourceType[^<>"']{0,40}["'>]\s*(?:<rdf:(?:Bag|Seq|Alt)>\s*<rdf:li[^<>"']{0,40}["'>]\s*)?(https?:\/\/cv\.iptc\.org\/newscodes\/digitalsourcetype\/[A-Za-z]{1,60})\s*["'<]/;
const XMP_LIMIT_BYTES = 256 * 1024;
/** All languages together. */
const RIGHTS_LIMIT_CHARS = 16 * 1024;

/** Reads what is to stay; a block that is broken is as if it were not there. */
export function readKept({ exif, iptc, xmp, icc }: Blocks): KeptMetadata {
  const text = xmp?.subarray(0, XMP_LIMIT_BYTES).toString('utf8') ?? '';
  // XMP is the only one of the three that holds every letter.
  const copyright = tidy(xmpRights(text) ?? exifCopyright(exif) ?? iptcCopyright(iptc));
  const digitalSourceType = SOURCE_TYPE.exec(text)?.[1];
  return {
    ...(copyright === undefined ? {} : { copyright }),
    ...(digitalSourceType === undefined ? {} : { digitalSourceType }),
    hasProfile: icc !== undefined,
  };
}

/** The picture with what stays, its colours described where the original's were. `isOurs`: they are already as the profile that it still has says, which is ours. */
export function withKept(picture: Sharp, { copyright, digitalSourceType, hasProfile }: KeptMetadata, isOurs: boolean): Sharp {
  // To describe them anew converts them once more, which takes half as long as encoding.
  const described = !hasProfile ? picture : isOurs ? picture.keepIccProfile() : picture.withIccProfile('srgb');
  const named = copyright === undefined ? described : described.withExif({ IFD0: { Copyright: copyright } });
  return copyright === undefined && digitalSourceType === undefined ? named : named.withXmp(xmpOf(copyright, digitalSourceType));
}

function xmpOf(copyright: string | undefined, digitalSourceType: string | undefined): string {
  const rights = copyright === undefined ? '' : `<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(copyright)}</rdf:li></rdf:Alt></dc:rights>`;
  const source = digitalSourceType === undefined ? '' : `<Iptc4xmpExt:DigitalSourceType>${digitalSourceType}</Iptc4xmpExt:DigitalSourceType>`;
  return (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">' +
    `${rights}${source}</rdf:Description></rdf:RDF></x:xmpmeta>`
  );
}

/** The rights in the language for everybody, else in the first one. Source: XMP part 1, 8.2.2.4. */
function xmpRights(xmp: string): string | undefined {
  const [, rights = ''] = xmp.split(/<dc:rights[\s>]/, 2);
  const [block = ''] = rights.slice(0, RIGHTS_LIMIT_CHARS).split('</dc:rights');
  const plain = block.replace(/<!\[CDATA\[(.*?)\]\]>/gs, (_, text: string) => escapeXml(text));
  const items = [...plain.matchAll(/<rdf:li([^<>]*)>([^<]*)/g)]
    .map(([, attributes = '', text = '']) => ({ attributes, text }))
    .filter(({ text }) => text.trim() !== '');
  const item = items.find(({ attributes }) => attributes.includes('x-default')) ?? items[0];
  return item === undefined ? undefined : unescapeXml(item.text);
}

/** The tag in the first directory. Source: EXIF 2.32, 4.6.2 and TIFF 6.0, section 2. */
function exifCopyright(exif: Buffer | undefined): string | undefined {
  const tiff = exif?.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  if (tiff === undefined) return undefined;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const read = (at: number, width: 2 | 4): number => (at + width > tiff.length ? 0 : isLittle ? tiff.readUIntLE(at, width) : tiff.readUIntBE(at, width));
  const directory = read(4, 4);
  for (let entry = directory + 2; entry < directory + 2 + 12 * read(directory, 2) && entry + 12 <= tiff.length; entry += 12) {
    if (read(entry, 2) !== COPYRIGHT_TAG || read(entry + 2, 2) !== ASCII) continue;
    const length = read(entry + 4, 4);
    const at = length <= 4 ? entry + 8 : read(entry + 8, 4);
    return tiff.toString('utf8', at, Math.min(at + length, tiff.length));
  }
  return undefined;
}

/** Source: IPTC-IIM 4.2, 2:116. */
function iptcCopyright(iptc: Buffer | undefined): string | undefined {
  const at = iptc?.indexOf(IPTC_COPYRIGHT) ?? -1;
  if (iptc === undefined || at < 0 || at + 5 > iptc.length) return undefined;
  return iptc.toString('utf8', at + 5, Math.min(at + 5 + iptc.readUInt16BE(at + 3), iptc.length));
}

/** In one line and of a bounded length, without what is no character; undefined where nothing is left. EXIF parts photographer and editor by NUL. */
function tidy(text: string | undefined): string | undefined {
  const clean = text
    ?.trim()
    .slice(0, LIMIT_CHARS)
    .replace(/[\p{Cc}\p{Cs}\ufffd-\uffff]+/gu, ' ')
    .trim();
  return clean === '' ? undefined : clean;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const CHARACTERS = new Map(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]));
const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
const unescapeXml = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|[a-z]{2,4});/gi, (entity, decimal?: string, hex?: string) => {
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (Number.isNaN(code)) return CHARACTERS.get(entity) ?? entity;
    return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  });
