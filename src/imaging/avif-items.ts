/** The item list of an AVIF file (its `meta` box). Source: ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, sections 6 and 9. */
import { readBoxes } from './boxes.js';
import type { PictureSize } from './picture.js';
import type { Reader } from './reader.js';
import { demand, unreadable } from './refusal.js';

type Parts = ReadonlyMap<string, Reader>;
/** How long the bytes are that an item's construction method points into: the file, the list's own `idat`, another item (not followed). */
type Spaces = readonly number[];
/** Bytes that each number of a location takes. */
interface Widths {
  readonly offset: number;
  readonly length: number;
  readonly base: number;
  readonly index: number;
}

/** The stored size of the primary picture, once an AV1 picture is listed and the bytes of every item lie inside the file. */
export function readPrimarySize(meta: Reader): PictureSize {
  meta.skip(4);
  const parts = partsOf(meta);
  const primary = readPrimary(need(parts, 'pitm'));
  demand(hasAv1(need(parts, 'iinf')), 'AVIF: no AV1 picture');
  checkLocations(need(parts, 'iloc'), primary, [meta.bytes.length, parts.get('idat')?.left ?? 0, Number.POSITIVE_INFINITY]);
  const properties = partsOf(need(parts, 'iprp'));
  return readSize(need(properties, 'ipco'), propertiesOf(need(properties, 'ipma'), primary));
}

/** The first box of each type. */
function partsOf(reader: Reader): Parts {
  const parts = new Map<string, Reader>();
  for (const { type, body } of readBoxes(reader)) if (!parts.has(type)) parts.set(type, body);
  return parts;
}

function need(parts: Parts, type: string): Reader {
  return parts.get(type) ?? unreadable(`AVIF: no ${type} box`);
}

/** A list's version; its flags go with it. */
function readVersion(body: Reader): number {
  const version = body.u8();
  body.skip(3);
  return version;
}

function readPrimary(pitm: Reader): number {
  return readVersion(pitm) === 0 ? pitm.be(2) : pitm.be(4);
}

function hasAv1(iinf: Reader): boolean {
  iinf.skip(readVersion(iinf) === 0 ? 2 : 4);
  for (const { type, body } of readBoxes(iinf)) if (type === 'infe' && itemType(body) === 'av01') return true;
  return false;
}

/** Undefined for the old forms of an item, which have no type. */
function itemType(infe: Reader): string | undefined {
  const version = readVersion(infe);
  if (version < 2) return undefined;
  infe.skip((version === 2 ? 2 : 4) + 2);
  return infe.tag();
}

function checkLocations(iloc: Reader, primary: number, spaces: Spaces): void {
  const version = readVersion(iloc);
  const idWidth = version < 2 ? 2 : 4;
  const widths = readWidths(iloc, version);
  let isLocated = false;
  for (let items = iloc.be(idWidth); items > 0; items--) {
    const id = iloc.be(idWidth);
    const space = version === 0 ? spaces[0] : spaces[iloc.be(2) & 15];
    demand(space !== undefined && iloc.be(2) === 0, 'AVIF: picture data outside the file');
    if (checkExtents(iloc, widths, space) && id === primary) isLocated = true;
  }
  demand(isLocated, 'AVIF: no picture data');
}

function readWidths(iloc: Reader, version: number): Widths {
  const [first, second] = [iloc.u8(), iloc.u8()];
  const widths = { offset: first >> 4, length: first & 15, base: second >> 4, index: version === 0 ? 0 : second & 15 };
  demand(
    Object.values(widths).every((width) => width === 0 || width === 4 || width === 8),
    'AVIF: damaged locations',
  );
  return widths;
}

/** Whether an item has bytes at all. A length of 0 means: all that is there. */
function checkExtents(iloc: Reader, widths: Widths, space: number): boolean {
  const base = iloc.be(widths.base);
  const extents = iloc.be(2);
  // Extents of no width would be a loop that reads nothing.
  demand(extents <= 1 || widths.offset + widths.length > 0, 'AVIF: damaged locations');
  for (let i = 0; i < extents; i++) {
    iloc.skip(widths.index);
    const start = base + iloc.be(widths.offset);
    const length = iloc.be(widths.length);
    demand(start < space && start + length <= space, 'AVIF: picture data is missing');
  }
  return extents > 0;
}

/** The numbers, from 1, of the properties that belong to an item. */
function propertiesOf(ipma: Reader, item: number): ReadonlySet<number> {
  const version = ipma.u8();
  const isWide = (ipma.be(3) & 1) === 1;
  const numbers = new Set<number>();
  for (let entries = ipma.be(4); entries > 0; entries--) {
    const isOurs = ipma.be(version === 0 ? 2 : 4) === item;
    for (let left = ipma.u8(); left > 0; left--) {
      const number = isWide ? ipma.be(2) & 0x7fff : ipma.u8() & 0x7f;
      if (isOurs) numbers.add(number);
    }
  }
  return numbers;
}

function readSize(ipco: Reader, wanted: ReadonlySet<number>): PictureSize {
  let number = 0;
  for (const { type, body } of readBoxes(ipco)) {
    number++;
    if (type !== 'ispe' || !wanted.has(number)) continue;
    body.skip(4);
    return { widthPx: body.be(4), heightPx: body.be(4), frames: 1 };
  }
  return unreadable('AVIF: no size');
}
