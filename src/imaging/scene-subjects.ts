/** What a subject of a scene is: how it is drawn, and how it stands in a picture. */
import { drawBottle, drawCandle, drawChair, drawLamp, drawMug } from './scene-home.js';
import type { Draw } from './scene-paint.js';
import { drawGlasses, drawHeadphones, drawNotebook, drawWatch } from './scene-small.js';
import { drawBag, drawJacket, drawShoe } from './scene-wear.js';

interface Subject {
  readonly draw: Draw;
  /** Where its shadow falls: on the floor under it, on the wall behind it, or on the surface that it lies on. */
  readonly stance: 'stands' | 'hangs' | 'lies';
  /** The room it is shown in. */
  readonly setting: 'table' | 'floor' | 'wall' | 'flat';
  /** Left, top, right, bottom of the drawing; the bottom is where it touches the floor. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  /** What a close look is pointed at, and how close. */
  readonly focus: readonly [x: number, y: number, zoom: number];
}

export const SUBJECTS = {
  jacket: { draw: drawJacket, stance: 'hangs', setting: 'wall', box: [175, 55, 825, 850], focus: [545, 330, 2.3] },
  bag: { draw: drawBag, stance: 'stands', setting: 'table', box: [205, 240, 795, 852], focus: [390, 560, 2.4] },
  shoe: { draw: drawShoe, stance: 'stands', setting: 'table', box: [175, 335, 885, 757], focus: [520, 500, 2.2] },
  mug: { draw: drawMug, stance: 'stands', setting: 'table', box: [290, 284, 785, 800], focus: [470, 400, 2] },
  bottle: { draw: drawBottle, stance: 'stands', setting: 'table', box: [390, 90, 610, 905], focus: [500, 270, 2.4] },
  candle: { draw: drawCandle, stance: 'stands', setting: 'table', box: [330, 270, 670, 830], focus: [500, 400, 1.9] },
  lamp: { draw: drawLamp, stance: 'stands', setting: 'table', box: [270, 150, 780, 905], focus: [590, 300, 2.1] },
  chair: { draw: drawChair, stance: 'stands', setting: 'floor', box: [235, 150, 765, 905], focus: [590, 500, 2.1] },
  headphones: { draw: drawHeadphones, stance: 'stands', setting: 'flat', box: [185, 110, 815, 765], focus: [700, 560, 2.2] },
  watch: { draw: drawWatch, stance: 'lies', setting: 'flat', box: [300, 40, 720, 960], focus: [530, 480, 2.1] },
  glasses: { draw: drawGlasses, stance: 'stands', setting: 'flat', box: [150, 370, 850, 640], focus: [330, 480, 2.2] },
  notebook: { draw: drawNotebook, stance: 'lies', setting: 'flat', box: [250, 150, 780, 850], focus: [600, 380, 2] },
} as const satisfies Readonly<Record<string, Subject>>;

export type SubjectName = keyof typeof SUBJECTS;
