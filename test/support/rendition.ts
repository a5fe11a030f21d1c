/** Queries for pictures, of all that the language has. */
import fc from 'fast-check';
import type { Rendition } from '../../src/core/rendition.js';
import { parseRendition } from '../../src/core/rendition-query.js';

/** What a query's text asks for; one that is refused is a mistake of the test. */
export function rendition(text: string): Rendition {
  const read = parseRendition(Object.fromEntries(new URLSearchParams(text)));
  if (!read.ok) throw new Error(`${text}: ${JSON.stringify(read.fault)}`);
  return read.value;
}

const aSize = fc.oneof(
  fc.integer({ min: 1, max: 8192 }).map(String),
  fc.integer({ min: 1, max: 1000 }).map((n) => `${n}p`),
  fc.constantFrom('0.5', '0.001', '33.3333p'),
);
const aSide = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.integer({ min: 0, max: 60 }).map((n) => `${n}p`),
);
const sides = fc.array(aSide, { minLength: 1, maxLength: 4 }).map((parts) => parts.join());
const anArea = fc.oneof(
  fc.tuple(aSize, aSize).map((two) => two.join()),
  fc.constantFrom('16:9', '1:1', '2:3', '1.91:1', '1:999'),
);
const aPlace = (axis: string) =>
  fc.oneof(
    fc.constant(''),
    aSide.map((side) => `,${axis}${side}`),
    fc.integer({ min: 0, max: 100 }).map((n) => `,offset-${axis}${n}`),
  );
const aRegion = fc.tuple(anArea, aPlace('x'), aPlace('y')).map((parts) => parts.join(''));
const aChange = fc.integer({ min: -100, max: 100 }).map(String);

/** A query that the language takes; what it asks need not suit every picture. */
export const aQuery = fc.record(
  {
    precrop: aRegion.map((region) => `${region},safe`),
    trim: sides,
    crop: fc.oneof(
      aRegion,
      aRegion.map((region) => `${region},safe`),
      fc.constant('4:3,smart'),
    ),
    orient: fc.constantFrom('r', 'l', 'h', 'v', 'hv', '1', '5', '7'),
    width: aSize,
    height: aSize,
    dpr: fc.constantFrom('1', '2', '0.5', '1.5', '10'),
    fit: fc.constantFrom('bounds', 'cover', 'crop'),
    enable: fc.constant('upscale'),
    disable: fc.constant('upscale'),
    pad: sides,
    canvas: aRegion,
    'bg-color': fc.constantFrom('fff', '102030', '1,2,3', '1,2,3,0.25'),
    brightness: aChange,
    contrast: aChange,
    saturation: aChange,
    sharpen: fc.constantFrom('a1', 'a5,r2,t1', 'r3', 'a0'),
    blur: fc.constantFrom('0', '1', '2.5', '3p', '1000'),
    format: fc.constantFrom('auto', 'avif', 'jpeg', 'pjpg', 'png8', 'webpll', 'gif'),
    auto: fc.constantFrom('webp', 'avif', 'webp,avif'),
    optimize: fc.constantFrom('low', 'medium', 'high'),
    quality: fc.constantFrom('1', '80', '80,60'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, string>>;
