/** SVG in small pieces: shapes as strings, and a paint box that collects the gradients and filters they refer to. */

export type Stop = readonly [at: number, colour: string, opacity?: number];
type Direction = 'across' | 'down' | 'slant';

const ENDS: Readonly<Record<Direction, string>> = {
  across: 'x1="0" y1="0" x2="1" y2="0"',
  down: 'x1="0" y1="0" x2="0" y2="1"',
  slant: 'x1="0" y1="0" x2="1" y2="1"',
};

/** The definitions of one picture. Each method answers with what goes into a `fill`, `stroke`, `filter` or `clip-path`. */
export interface Paint {
  linear(direction: Direction, ...stops: readonly Stop[]): string;
  /** Centre and radius as shares of the shape's box. */
  radial(centre: readonly [x: number, y: number, r: number], ...stops: readonly Stop[]): string;
  /** The light on something round and upright. */
  tube(colour: string): string;
  /** The light on something flat that leans back. */
  sheen(colour: string): string;
  blur(spread: number): string;
  /** Blurs a dark copy behind the shape: what lies or hangs close to a surface. */
  cast(dx: number, dy: number, spread: number): string;
  clip(shape: string): string;
  /** A small repeated piece of drawing. */
  tiles(width: number, height: number, content: string): string;
  defs(): string;
}

export function createPaint(): Paint {
  const kept: string[] = [];
  const keep = (tag: string, attributes: string, content: string): string => {
    const id = `p${kept.length}`;
    kept.push(`<${tag} id="${id}" ${attributes}>${content}</${tag}>`);
    return `url(#${id})`;
  };
  const linear: Paint['linear'] = (direction, ...stops) => keep('linearGradient', ENDS[direction], stops.map(stopTag).join(''));
  return {
    linear,
    radial: ([x, y, r], ...stops) => keep('radialGradient', `cx="${x}" cy="${y}" r="${r}"`, stops.map(stopTag).join('')),
    tube: (colour) =>
      linear(
        'across',
        [0, tone(colour, -0.45)],
        [0.1, tone(colour, -0.12)],
        [0.27, tone(colour, 0.32)],
        [0.45, colour],
        [0.8, tone(colour, -0.34)],
        [0.94, tone(colour, -0.5)],
        [1, tone(colour, -0.25)],
      ),
    sheen: (colour) => linear('slant', [0, tone(colour, 0.24)], [0.45, colour], [1, tone(colour, -0.3)]),
    blur: (spread) => keep('filter', 'x="-40%" y="-40%" width="180%" height="180%"', `<feGaussianBlur stdDeviation="${spread}"/>`),
    cast: (dx, dy, spread) =>
      keep(
        'filter',
        'x="-15%" y="-15%" width="130%" height="130%"',
        `<feDropShadow dx="${dx}" dy="${dy}" stdDeviation="${spread}" flood-color="#1a1410" flood-opacity="0.42"/>`,
      ),
    clip: (shape) => keep('clipPath', '', shape),
    tiles: (width, height, content) => keep('pattern', `width="${width}" height="${height}" patternUnits="userSpaceOnUse"`, content),
    defs: () => `<defs>${kept.join('')}</defs>`,
  };
}

const stopTag = ([at, colour, opacity = 1]: Stop): string => `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`;

/** Colours as `#rrggbb`. */
export interface Palette {
  /** The product's own colour. */
  readonly main: string;
  /** Its second material: sole, legs, strap. */
  readonly trim: string;
  /** A small touch: a logo, a lining, a stitch. */
  readonly accent: string;
  /** The paper behind it. */
  readonly backdrop: string;
}

export type View = 'front' | 'side' | 'back';

/** Draws in a field of 1000 × 1000 units. */
export type Draw = (paint: Paint, colours: Palette, view: View) => string;

/** Extra attributes, written as they go into the tag: `opacity=".5"`. */
type More = string;
export const path = (d: string, fill: string, more: More = ''): string => `<path d="${d}" fill="${fill}" ${more}/>`;
export const stroke = (d: string, colour: string, width: number, more: More = ''): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
export const rect = (x: number, y: number, width: number, height: number, fill: string, more: More = ''): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${more}/>`;
export const oval = (cx: number, cy: number, rx: number, ry: number, fill: string, more: More = ''): string =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`;
export const group = (more: More, ...content: readonly string[]): string => `<g ${more}>${content.join('')}</g>`;
/** Centred unless `more` says otherwise. */
export const words = (x: number, y: number, size: number, colour: string, text: string, more: More = ''): string =>
  `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size}" fill="${colour}" text-anchor="middle" ${more}>${escapeXml(text)}</text>`;

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** The colour (`#rrggbb`) towards white (to 1) or black (to -1). */
export function tone(colour: string, by: number): string {
  const target = by < 0 ? 0 : 255;
  const mixed = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16);
    return Math.round(channel + (target - channel) * Math.abs(by))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

/** Numbers from 0 to 1, the same ones for the same seed. */
export function createDice(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
