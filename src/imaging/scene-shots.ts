/** How a subject is photographed: in the studio, close up, in a room, with its packaging, measured, in every colour. */
import { group, oval, type Paint, type Palette, path, rect, stroke, tone, type View, words } from './scene-paint.js';
import { type Field, ROOMS } from './scene-rooms.js';
import { SUBJECTS, type SubjectName } from './scene-subjects.js';

/** What a picture shows. */
export interface Scene {
  readonly subject: SubjectName;
  /** `front`, `side` and `back` are studio views. */
  readonly shot: View | 'detail' | 'lifestyle' | 'packaging' | 'sizes' | 'colours';
  readonly colours: Palette;
  /** Written on the packaging or the drawing. */
  readonly title: string;
  /** Width and height as text, for `sizes`. */
  readonly measures?: readonly [width: string, height: string];
  /** The other colours, for `colours`; two fit. */
  readonly others?: readonly Palette[];
  readonly type: 'image/jpeg' | 'image/png';
  readonly widthPx: number;
  readonly heightPx: number;
  /** Chance in the picture: leaves, wood, film grain. */
  readonly seed: number;
}

type Shot = (paint: Paint, field: Field, scene: Scene) => string;

const studio =
  (view: View): Shot =>
  (paint, field, { subject, colours }) => {
    const { width, height } = field;
    const standing = SUBJECTS[subject].stance === 'stands';
    const place = { x: width / 2, y: height / 2 + 385, width: 800, height: 760 };
    return (
      paper(paint, field, colours.backdrop, standing ? height / 2 + 260 : undefined) + put(paint, subject, colours, view, place, standing ? 'floor' : 'wall')
    );
  };

const detail: Shot = (paint, field, { subject, colours }) => {
  const { width, height } = field;
  const [x, y, zoom] = SUBJECTS[subject].focus;
  return [
    paper(paint, field, tone(colours.backdrop, -0.08), undefined),
    group(`transform="translate(${width / 2 - x * zoom} ${height / 2 - y * zoom}) scale(${zoom})"`, SUBJECTS[subject].draw(paint, colours, 'front')),
    rect(0, 0, width, height, paint.radial([0.42, 0.36, 0.8], [0, '#fff4e0', 0.16], [0.5, '#000000', 0], [1, '#140d08', 0.42])),
  ].join('');
};

const lifestyle: Shot = (paint, field, { subject, colours, seed }) => {
  const { setting } = SUBJECTS[subject];
  const room = ROOMS[setting](paint, field, colours, seed);
  const sunlight = paint.linear('slant', [0, '#ffdfa6', 0.28], [0.5, '#ffdfa6', 0.02], [1, '#1c1230', 0.2]);
  const view = subject === 'notebook' ? 'back' : 'front';
  const standing = setting === 'table' || setting === 'floor';
  const turned = setting === 'flat' ? `transform="rotate(-11 ${room.place.x} ${field.height / 2})"` : '';
  return (
    room.behind +
    group(turned, put(paint, subject, colours, view, room.place, standing ? 'floor' : 'wall')) +
    room.inFront +
    rect(0, 0, field.width, field.height, sunlight)
  );
};

const packaging: Shot = (paint, field, { subject, colours, title }) => {
  const { width, height } = field;
  const y = height / 2 + 370;
  const card = tone(colours.accent, 0.1);
  const [left, top, wide, tall] = [width / 2 - 400, y - 590, 400, 560];
  return [
    paper(paint, field, colours.backdrop, height / 2 + 240),
    oval(left + wide / 2 + 60, y - 22, wide * 0.75, 40, '#000000', `opacity=".35" filter="${paint.blur(14)}"`),
    path(`M${left + wide} ${top}l120 -46v${tall - 6}l-120 52z`, paint.linear('across', [0, tone(card, -0.35)], [1, tone(card, -0.55)])),
    path(`M${left} ${top}l130 -46h${wide - 10}l-120 46z`, tone(card, 0.35)),
    rect(left, top, wide, tall, paint.linear('slant', [0, tone(card, 0.18)], [1, tone(card, -0.14)])),
    rect(left, top + 330, wide, 150, '#faf6ee') + stroke(`M${left + 40} ${top + 436}h${wide - 80}`, colours.accent, 3),
    words(left + wide / 2, top + 406, 50, '#2d2823', 'HALDEN', 'letter-spacing="12"') + words(left + wide / 2, top + 464, 21, '#5b524a', title),
    group(`transform="translate(${left + wide / 2} ${top + 165})"`, oval(0, 0, 118, 118, tone(card, 0.55)), thumbnail(paint, subject, colours, 176)),
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => rect(left + 40 + i * 9, top + 504, 2 + ((i * 7) % 4), 32, '#2d2823')),
    put(paint, subject, colours, 'front', { x: width / 2 + 240, y: y + 30, width: 430, height: 560 }, SUBJECTS[subject].stance === 'stands' ? 'floor' : 'wall'),
  ].join('');
};

const sizes: Shot = (paint, field, { subject, colours, title, measures = ['', ''] }) => {
  const { width, height } = field;
  const ink = '#4a4f57';
  const place = { x: width / 2 - 40, y: height / 2 + 330, width: 640, height: 620 };
  const { left, right, top, bottom } = fitted(subject, place);
  const [across, down] = [bottom + 62, right + 70];
  return [
    rect(0, 0, width, height, paint.radial([0.5, 0.42, 0.75], [0, '#ffffff'], [0.6, '#fbfbfa'], [1, '#e9e8e4'])),
    rect(0, 0, width, height, paint.tiles(40, 40, '<path d="M40 0H0V40" fill="none" stroke="#b9c4cc" stroke-width="1" opacity=".5"/>')),
    group('opacity=".94"', put(paint, subject, colours, 'front', place, 'nowhere')),
    stroke(`M${left} ${across}H${right}M${left} ${across - 18}v36M${right} ${across - 18}v36`, ink, 3.5),
    stroke(`M${down} ${top}V${bottom}M${down - 18} ${top}h36M${down - 18} ${bottom}h36`, ink, 3.5),
    stroke(
      `M${left} ${bottom + 8}V${across - 22}M${right} ${bottom + 8}V${across - 22}M${right + 8} ${top}H${down - 22}M${right + 8} ${bottom}H${down - 22}`,
      ink,
      1.5,
      'stroke-dasharray="5 7"',
    ),
    rect((left + right) / 2 - 74, across - 26, 148, 52, colours.accent, 'rx="26"') + words((left + right) / 2, across + 11, 32, '#ffffff', measures[0]),
    rect(down - 74, (top + bottom) / 2 - 26, 148, 52, colours.accent, 'rx="26"') + words(down, (top + bottom) / 2 + 11, 32, '#ffffff', measures[1]),
    words(64, 92, 38, ink, title, 'style="text-anchor:start"') + stroke('M64 118H200', colours.accent, 6),
  ].join('');
};

const inColours: Shot = (paint, field, { subject, colours, others = [] }) => {
  const { width, height } = field;
  const all = [colours, ...others];
  const each = width / all.length;
  return all
    .map((palette, i) => {
      const x = each * (i + 0.5);
      const ground = tone(palette.main, 0.72);
      return [
        rect(each * i, 0, each + 1, height, paint.linear('down', [0, tone(ground, 0.3)], [0.72, ground], [0.73, tone(ground, -0.08)], [1, tone(ground, 0.2)])),
        put(
          paint,
          subject,
          { ...palette, backdrop: ground },
          'front',
          { x, y: height * 0.82, width: each * 0.84, height: height * 0.62 },
          SUBJECTS[subject].stance === 'stands' ? 'floor' : 'wall',
        ),
        oval(x, height * 0.92, 24, 24, '#ffffff') + oval(x, height * 0.92, 19, 19, palette.main),
      ].join('');
    })
    .join('');
};

export const SHOTS: Readonly<Record<Scene['shot'], Shot>> = {
  front: studio('front'),
  side: studio('side'),
  back: studio('back'),
  detail,
  lifestyle,
  packaging,
  sizes,
  colours: inColours,
};

/** Seamless paper; `horizonY`: where it bends to become the floor. */
function paper(paint: Paint, { width, height }: Field, colour: string, horizonY: number | undefined): string {
  const back = rect(0, 0, width, height, paint.radial([0.46, 0.36, 0.82], [0, tone(colour, 0.7)], [0.45, tone(colour, 0.32)], [1, tone(colour, -0.16)]));
  if (horizonY === undefined) return back;
  const bend = paint.linear('down', [0, tone(colour, -0.2), 0], [0.22, tone(colour, -0.16), 0.5], [0.5, tone(colour, 0.2), 0.6], [1, tone(colour, 0.45), 0.9]);
  return back + rect(0, horizonY - 90, width, height - horizonY + 90, bend);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The subject's box scaled into a place: on its base line, or in its middle when it does not stand. */
function fitted(subject: SubjectName, place: Place): { scale: number; left: number; top: number; right: number; bottom: number } {
  const { box, stance } = SUBJECTS[subject];
  const [wide, tall] = [box[2] - box[0], box[3] - box[1]];
  const scale = Math.min(place.width / wide, place.height / tall);
  const bottom = stance === 'stands' ? place.y : place.y - (place.height - tall * scale) / 2;
  return { scale, left: place.x - (wide * scale) / 2, right: place.x + (wide * scale) / 2, top: bottom - tall * scale, bottom };
}

function put(paint: Paint, subject: SubjectName, colours: Palette, view: View, place: Place, shadow: 'floor' | 'wall' | 'nowhere'): string {
  const { box, draw } = SUBJECTS[subject];
  const { scale, left, top, right, bottom } = fitted(subject, place);
  const drawn = group(`transform="translate(${left - box[0] * scale} ${top - box[1] * scale}) scale(${scale})"`, draw(paint, colours, view));
  if (shadow === 'nowhere') return drawn;
  if (shadow === 'wall') return group(`filter="${paint.cast(16, 22, 14)}"`, drawn);
  const [x, half] = [(left + right) / 2, (right - left) / 2];
  const soft = paint.radial([0.5, 0.5, 0.5], [0, '#1a120c', 0.5], [0.55, '#1a120c', 0.22], [1, '#1a120c', 0]);
  return oval(x + half * 0.2, bottom - 4, half * 1.35, 20 + half * 0.16, soft) + oval(x, bottom - 4, half * 0.95, 16, soft) + drawn;
}

function thumbnail(paint: Paint, subject: SubjectName, colours: Palette, size: number): string {
  return put(paint, subject, colours, 'front', { x: 0, y: size / 2, width: size, height: size }, 'nowhere');
}
