/** The item list of an AVIF file (its `meta` box). Source: ISO/IEC 14496-12, section 8.11; ISO/IEC 23008-12, sections 6 and 9. */
import { readSequenceSize } from './av1-sequence.js';
import { readBoxes } from './boxes.js';
import { turned } from './orientation.js';
import type { Measure, PictureSize } from './picture.js';
import { Reader } from './reader.js';
import { demand, unreadable } from './refusal.js';

type Parts = ReadonlyMap<string, Reader>;
/** The bytes that an item's construction method points into: the file, the list's own `idat`; another item is not followed. */
type Spaces = readonly (Reader | undefined)[];
/** Bytes that each number of a location takes. */
interface Widths {
  readonly offset: number;
  readonly length: number;
  readonly base: number;
  readonly index: number;
}

/** What a decoder may have to decode for one picture (tiles, alpha, gain map) in pictures of its size; nothing real comes near. */
const MOST_PICTURES = 4;

/**
 * The size of the primary picture as it is shown, after the turn that the list asks for, once an AV1 picture is listed and the bytes of every item lie inside the file.
 * No coded picture may be larger than a picture may be, by the list's word or by its own, nor all of them together much
 * larger: a few bytes can be a thousand tiles.
 */
export function readPrimarySize(meta: Reader, measure: Measure): PictureSize {
  meta.skip(4);
  const parts = partsOf(meta);
  const primary = readPrimary(need(parts, 'pitm'));
  const coded = readAv1Items(need(parts, 'iinf'));
  demand(coded.size > 0, 'AVIF: no AV1 picture');
  const wanted = new Set([primary, ...coded]);
  const streams = readLocations(need(parts, 'iloc'), wanted, [new Reader(meta.bytes), parts.get('idat')]);
  demand(streams.has(primary), 'AVIF: no picture data');
  const properties = partsOf(need(parts, 'iprp'));
  const associations = readAssociations(need(properties, 'ipma'), wanted);
  const list = need(properties, 'ipco');
  const turns = isTurned(new Reader(list.bytes, list.at, list.end), associations.get(primary) ?? new Set());
  const sizes = readSizes(list, associations);
  const size = measure(sizes.get(primary) ?? unreadable('AVIF: no size'));
  let pixels = 0;
  for (const item of coded) {
    const stream = streams.get(item);
    for (const one of [sizes.get(item), stream && readSequenceSize(stream)]) if (one !== undefined) measure(one);
    const { widthPx, heightPx } = sizes.get(item) ?? size;
    pixels += widthPx * heightPx;
  }
  measure({ widthPx: Math.ceil(pixels / MOST_PICTURES), heightPx: 1, frames: 1 });
  return turns ? turned(size) : size;
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

function readAv1Items(iinf: Reader): ReadonlySet<number> {
  const items = new Set<number>();
  iinf.skip(readVersion(iinf) === 0 ? 2 : 4);
  for (const { type, body } of readBoxes(iinf)) {
    const item = type === 'infe' ? readItem(body) : undefined;
    if (item?.type === 'av01') items.add(item.id);
  }
  return items;
}

/** Undefined for the old forms of an item, which have no type. */
function readItem(infe: Reader): { id: number; type: string } | undefined {
  const version = readVersion(infe);
  if (version < 2) return undefined;
  const id = infe.be(version === 2 ? 2 : 4);
  infe.skip(2);
  return { id, type: infe.tag() };
}

/** The first stretch of the bytes of each wanted item; undefined: in another item. One without bytes is left out. Every other item is held to the file, too. */
function readLocations(iloc: Reader, wanted: ReadonlySet<number>, spaces: Spaces): ReadonlyMap<number, Reader | undefined> {
  const version = readVersion(iloc);
  const idWidth = version < 2 ? 2 : 4;
  const widths = readWidths(iloc, version);
  const found = new Map<number, Reader | undefined>();
  for (let items = iloc.be(idWidth); items > 0; items--) {
    const id = iloc.be(idWidth);
    const method = version === 0 ? 0 : iloc.be(2) & 15;
    demand(method <= 2 && iloc.be(2) === 0, 'AVIF: picture data outside the file');
    const extents = readExtents(iloc, widths, method === 2 ? undefined : (spaces[method] ?? new Reader(iloc.bytes, 0, 0)));
    if (extents.length > 0 && wanted.has(id)) found.set(id, extents[0]);
  }
  return found;
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

/** The stretches that an item is made of. A length of 0 means: all that is there. */
function readExtents(iloc: Reader, widths: Widths, space: Reader | undefined): (Reader | undefined)[] {
  const base = iloc.be(widths.base);
  const extents = iloc.be(2);
  // Extents of no width would be a loop that reads nothing.
  demand(extents <= 1 || widths.offset + widths.length > 0, 'AVIF: damaged locations');
  let first: Reader | undefined;
  for (let i = 0; i < extents; i++) {
    iloc.skip(widths.index);
    const start = base + iloc.be(widths.offset);
    const length = iloc.be(widths.length);
    demand(space === undefined || (start < space.left && start + length <= space.left), 'AVIF: picture data is missing');
    if (space !== undefined && i === 0) first = new Reader(space.bytes, space.at + start, length === 0 ? space.end : space.at + start + length);
  }
  return extents > 0 ? [first] : [];
}

/** The numbers, from 1, of the properties that belong to each wanted item. */
function readAssociations(ipma: Reader, wanted: ReadonlySet<number>): ReadonlyMap<number, ReadonlySet<number>> {
  const version = ipma.u8();
  const isWide = (ipma.be(3) & 1) === 1;
  const found = new Map<number, Set<number>>();
  for (let entries = ipma.be(4); entries > 0; entries--) {
    const item = ipma.be(version === 0 ? 2 : 4);
    const numbers = found.get(item) ?? new Set();
    for (let left = ipma.u8(); left > 0; left--) numbers.add(isWide ? ipma.be(2) & 0x7fff : ipma.u8() & 0x7f);
    if (wanted.has(item)) found.set(item, numbers);
  }
  return found;
}

/** Whether the first turn among the properties of those numbers is a quarter one. Mirrored pictures are as large as others. */
function isTurned(ipco: Reader, numbers: ReadonlySet<number>): boolean {
  let number = 0;
  for (const { type, body } of readBoxes(ipco)) if (numbers.has(++number) && type === 'irot') return (body.u8() & 1) === 1;
  return false;
}

/** The first size among the properties of each item that has one. */
function readSizes(ipco: Reader, associations: ReadonlyMap<number, ReadonlySet<number>>): ReadonlyMap<number, PictureSize> {
  const sizes = new Map<number, PictureSize>();
  let number = 0;
  for (const { type, body } of readBoxes(ipco)) {
    number++;
    if (type !== 'ispe') continue;
    body.skip(4);
    sizes.set(number, { widthPx: body.be(4), heightPx: body.be(4), frames: 1 });
  }
  return new Map(
    [...associations].flatMap(([item, numbers]) => {
      const first = Math.min(...[...numbers].filter((one) => sizes.has(one)));
      const size = sizes.get(first);
      return size === undefined ? [] : [[item, size] as const];
    }),
  );
}
