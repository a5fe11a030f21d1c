/** Where a subject is shown: a table, a floor, a wall with pegs, a surface seen from above. */
import { createDice, group, oval, type Paint, type Palette, path, rect, stroke, tone, words } from './scene-paint.js';

/** A picture's field in units; the shorter side is 1000. */
export interface Field {
  readonly width: number;
  readonly height: number;
}

/** A room, and the place in it: centre, the line to stand on, and the largest width and height. */
export interface Room {
  readonly behind: string;
  readonly inFront: string;
  readonly place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export type DrawRoom = (paint: Paint, field: Field, colours: Palette, seed: number) => Room;

const table: DrawRoom = (paint, { width, height }, { backdrop, accent, main }, seed) => {
  const dice = createDice(seed);
  const top = height * 0.74;
  const flip = dice() < 0.5;
  const side = (share: number): number => width * (flip ? 1 - share : share);
  return {
    behind: [
      wall(paint, { width, height: top }, backdrop),
      windowLight(paint, { width, height: top }),
      picture(paint, side(0.82) - 85, height * 0.1, 170, 215, accent, main),
      planks(paint, top, width, height - top, '#b5865a', dice),
      plant(paint, side(0.16), top + 30, height * 0.5, '#5f7d58', dice),
      ...books(side(0.85), top + 42, [tone(accent, -0.1), '#e9e2d3', tone(main, -0.15)]),
    ].join(''),
    inFront: '',
    place: { x: width * 0.5, y: height * 0.85, width: width * 0.46, height: height * 0.58 },
  };
};

const floor: DrawRoom = (paint, { width, height }, { backdrop, accent, main }, seed) => {
  const dice = createDice(seed);
  const top = height * 0.7;
  return {
    behind: [
      wall(paint, { width, height: top }, backdrop),
      windowLight(paint, { width, height: top }),
      picture(paint, width * 0.2, height * 0.12, 150, 190, main, accent) + picture(paint, width * 0.2 + 170, height * 0.15, 120, 150, accent, backdrop),
      rect(0, top - 26, width, 26, tone(backdrop, 0.55)) + rect(0, top - 3, width, 5, '#000000', 'opacity=".18"'),
      planks(paint, top, width, height - top, '#c39a6c', dice),
      oval(width * 0.52, height * 0.9, width * 0.36, height * 0.075, tone(accent, 0.55)) +
        oval(width * 0.52, height * 0.9, width * 0.33, height * 0.065, 'none', `stroke="${tone(accent, 0.2)}" stroke-width="5"`),
      plant(paint, width * 0.86, height * 0.83, height * 0.62, '#4f7350', dice),
    ].join(''),
    inFront: '',
    place: { x: width * 0.52, y: height * 0.91, width: width * 0.5, height: height * 0.62 },
  };
};

const hall: DrawRoom = (paint, { width, height }, { backdrop, accent }, seed) => {
  const dice = createDice(seed);
  const rail = height * 0.13;
  const bench = height * 0.88;
  const peg = (share: number): string => oval(width * share, rail + 24, 15, 15, '#8b6238') + oval(width * share - 3, rail + 20, 11, 11, paint.sheen('#d3a673'));
  return {
    behind: [
      wall(paint, { width, height }, backdrop),
      ...Array.from(
        { length: 9 },
        (_, i) => rect((width / 9) * i, 0, 4, height, '#000000', 'opacity=".06"') + rect((width / 9) * i + 4, 0, 3, height, '#ffffff', 'opacity=".12"'),
      ),
      windowLight(paint, { width, height }),
      rect(width * 0.06, rail - 4, width * 0.88, 58, '#000000', `opacity=".25" filter="${paint.blur(9)}"`),
      planks(paint, rail - 6, width, 56, '#bf9160', dice, width * 0.06),
      ...[0.16, 0.33, 0.5, 0.67, 0.84].map(peg),
      stroke(
        `M${width * 0.84 - 14} ${rail + 30}C${width * 0.8} ${rail + 180} ${width * 0.81} ${rail + 300} ${width * 0.83} ${rail + 420}L${width * 0.88} ${rail + 410}C${width * 0.87} ${rail + 260} ${width * 0.86} ${rail + 120} ${width * 0.84} ${rail + 30}`,
        tone(accent, -0.15),
        26,
      ),
      planks(paint, bench, width, height - bench, '#a97b4e', dice),
      plant(paint, width * 0.13, bench + 22, height * 0.4, '#5b7a5a', dice),
    ].join(''),
    inFront: oval(width * 0.5, rail + 26, 15, 15, '#8b6238') + oval(width * 0.5 - 3, rail + 22, 11, 11, paint.sheen('#d3a673')),
    place: { x: width * 0.5, y: height * 0.88 - 30, width: width * 0.62, height: height * 0.72 },
  };
};

const surface: DrawRoom = (paint, { width, height }, { backdrop, accent }, seed) => {
  const dice = createDice(seed);
  const cast = `filter="${paint.cast(14, 18, 12)}"`;
  const veins = Array.from({ length: 7 }, () => {
    const [x, y] = [dice() * width, dice() * height];
    return stroke(
      `M${x} ${y}c${dice() * 160} ${dice() * 90} ${dice() * 200} ${-60 + dice() * 200} ${260 + dice() * 200} ${90 + dice() * 220}`,
      tone(backdrop, -0.22),
      2 + dice() * 5,
      'opacity=".22"',
    );
  });
  return {
    behind: [
      rect(0, 0, width, height, paint.linear('slant', [0, tone(backdrop, 0.62)], [0.6, tone(backdrop, 0.3)], [1, tone(backdrop, -0.05)])),
      ...veins,
      group(
        cast,
        rect(width * 0.08, height * 0.56, 300, 380, '#fbf8f1', `transform="rotate(${-14 + dice() * 8} ${width * 0.2} ${height * 0.75})"`),
        oval(width * 0.86, height * 0.17, 150, 150, '#f5f1e8'),
        twig(width * 0.2, height * 0.08, 330, 62, '#6d8a63') + twig(width * 0.82, height * 0.7, 260, 100, '#86a07a'),
      ),
      oval(width * 0.86, height * 0.17, 104, 104, tone(accent, 0.15)) +
        oval(width * 0.86, height * 0.17, 92, 92, paint.radial([0.4, 0.35, 0.8], [0, '#a9703f'], [0.6, '#5c3216'], [1, '#2f170a'])),
      stroke(`M${width * 0.86 - 50} ${height * 0.17 - 12}a60 50 0 0 1 70 -34`, '#e8c79d', 6, 'opacity=".6"'),
    ].join(''),
    inFront: '',
    place: { x: width * 0.52, y: height * 0.86, width: width * 0.6, height: height * 0.72 },
  };
};

export const ROOMS = { table, floor, wall: hall, flat: surface } as const satisfies Readonly<Record<string, DrawRoom>>;

function wall(paint: Paint, { width, height }: Field, colour: string): string {
  return rect(0, 0, width, height, paint.radial([0.3, 0.2, 1.05], [0, tone(colour, 0.45)], [0.55, tone(colour, 0.12)], [1, tone(colour, -0.22)]));
}

/** Sun through a window that is not in the picture. */
function windowLight(paint: Paint, { width, height }: Field): string {
  const pane = (x: number, y: number): string => `M${x} ${y}l${width * 0.17} ${height * 0.1}v${height * 0.26}l${-width * 0.17} ${-height * 0.1}z`;
  const d = [pane(width * 0.34, height * 0.1), pane(width * 0.53, height * 0.21), pane(width * 0.34, height * 0.39), pane(width * 0.53, height * 0.5)].join('');
  return path(d, '#fff6de', `opacity=".34" filter="${paint.blur(7)}"`);
}

function planks(paint: Paint, y: number, width: number, height: number, colour: string, dice: () => number, inset = 0): string {
  const span = width - 2 * inset;
  const grain = Array.from({ length: Math.round(height / 9) }, () => {
    const at = y + 6 + dice() * (height - 10);
    return stroke(
      `M${inset + dice() * span * 0.5} ${at}q${span * 0.12} ${-5 + dice() * 10} ${span * (0.2 + dice() * 0.28)} ${-3 + dice() * 6}`,
      tone(colour, -0.45),
      1 + dice() * 2,
      'opacity=".28"',
    );
  });
  return (
    rect(inset, y, span, height, paint.linear('down', [0, tone(colour, 0.3)], [0.15, colour], [1, tone(colour, -0.35)])) +
    grain.join('') +
    rect(inset, y, span, 4, '#ffffff', 'opacity=".3"')
  );
}

function picture(paint: Paint, x: number, y: number, width: number, height: number, one: string, two: string): string {
  return [
    rect(x + 8, y + 12, width, height, '#000000', `opacity=".28" filter="${paint.blur(9)}"`),
    rect(x, y, width, height, '#6f4f33') + rect(x + 8, y + 8, width - 16, height - 16, '#faf6ee'),
    oval(x + width * 0.56, y + height * 0.4, width * 0.2, width * 0.2, tone(one, 0.25)),
    path(
      `M${x + width * 0.2} ${y + height * 0.78}q${width * 0.16} ${-height * 0.36} ${width * 0.32} ${-height * 0.1}t${width * 0.28} ${height * 0.1}z`,
      tone(two, 0.15),
    ),
  ].join('');
}

function plant(paint: Paint, x: number, y: number, tall: number, green: string, dice: () => number): string {
  const pot = tall * 0.3;
  const leaves = Array.from({ length: 13 }, (_, i) => {
    const angle = -78 + i * 13 + dice() * 8;
    const long = tall * (0.46 + dice() * 0.26);
    const shade = tone(green, -0.3 + dice() * 0.5);
    return group(
      `transform="translate(${x} ${y - pot * 0.9}) rotate(${angle})"`,
      path(
        `M0 0C${-long * 0.2} ${-long * 0.4} ${-long * 0.14} ${-long * 0.8} 0 ${-long}C${long * 0.14} ${-long * 0.8} ${long * 0.2} ${-long * 0.4} 0 0Z`,
        shade,
      ),
      stroke(`M0 0V${-long * 0.9}`, tone(shade, 0.25), 2),
    );
  });
  return [
    oval(x + 14, y, pot * 0.62, pot * 0.12, '#000000', `opacity=".3" filter="${paint.blur(6)}"`),
    ...leaves,
    path(
      `M${x - pot * 0.5} ${y - pot}L${x - pot * 0.38} ${y}Q${x} ${y + pot * 0.1} ${x + pot * 0.38} ${y}L${x + pot * 0.5} ${y - pot}Q${x} ${y - pot * 0.9} ${x - pot * 0.5} ${y - pot}Z`,
      paint.tube('#d9cfc0'),
    ),
  ].join('');
}

function books(x: number, y: number, colours: readonly string[]): string[] {
  return colours.map((colour, i) => {
    const [w, top] = [210 - i * 22, y - (i + 1) * 34];
    return (
      rect(x - w / 2 + i * 5, top, w, 33, colour, 'rx="4"') +
      rect(x - w / 2 + i * 5, top + 22, w, 11, '#000000', 'rx="4" opacity=".16"') +
      rect(x - w / 2 + 24, top + 6, 6, 22, tone(colour, 0.5)) +
      words(x + 6, top + 22, 14, tone(colour, -0.6), 'HALDEN', 'letter-spacing="3" opacity=".7"')
    );
  });
}

function twig(x: number, y: number, long: number, turn: number, green: string): string {
  const leaves = Array.from({ length: 9 }, (_, i) => {
    const [at, size] = [-long * (0.15 + i * 0.1), long * (0.2 - i * 0.009)];
    return path(
      `M0 ${at}q${(i % 2 === 0 ? 1 : -1) * size} ${-size * 0.1} ${(i % 2 === 0 ? 1 : -1) * size} ${-size * 0.8}q${(i % 2 === 0 ? -1 : 1) * size * 0.9} 0 ${(i % 2 === 0 ? -1 : 1) * size} ${size * 0.8}z`,
      tone(green, i * 0.04),
    );
  });
  return group(`transform="translate(${x} ${y}) rotate(${turn})"`, stroke(`M0 0V${-long}`, tone(green, -0.35), 5), ...leaves);
}
