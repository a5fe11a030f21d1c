/** Each step of a plan with the driver. Cut, resize and place are one pass over the picture; what few ask for is done on its pixels behind it. */
import type { Channels, Sharp } from 'sharp';
import type { Color, Orientation } from '../core/rendition.js';
import type { Step } from '../core/rendition-plan.js';

/** Raw pixels, the frames one below the other. */
export interface Roll {
  readonly data: Buffer;
  readonly width: number;
  /** Of one frame. */
  readonly height: number;
  readonly channels: Channels;
  readonly frames: number;
}
interface Surroundings {
  readonly frames: number;
  /** Of what a larger ground leaves free. */
  readonly background: Color;
  readonly reopen: (roll: Roll) => Sharp;
  /** It was made smaller once before: to sharpen its edges once more costs bytes, and comes no nearer to the original. */
  readonly isCopy: boolean;
}
type StepOf<D extends Step['do']> = Extract<Step, { do: D }>;
type Work<D extends Step['do']> = (picture: Sharp, step: StepOf<D>, around: Surroundings) => Sharp | Promise<Sharp>;

/** A wide blur is made on a smaller copy, where it costs little and looks the same. */
const WIDE_BLUR_PX = 4;
/** Less is nothing. */
const MIN_BLUR_PX = 0.3;
const MAX_SHARPEN_PX = 10;

/** The picture with all steps done or to be done. */
export async function performSteps(picture: Sharp, steps: readonly Step[], around: Surroundings): Promise<Sharp> {
  const later = steps.findIndex((step) => !FIRST_PASS.includes(step.do));
  const [first, second] = later < 0 ? [steps, []] : [steps.slice(0, later), steps.slice(later)];
  let passed = picture;
  for (const step of first) passed = await perform(passed, step, around);
  return second.length === 0 ? passed : around.reopen(await onEachFrame(await pixelsOf(passed, around.frames), second, around));
}

/** What the driver does in this order in one go. */
const FIRST_PASS: readonly Step['do'][] = ['cut', 'resize', 'extend'];

/** Frames are worked on one by one: a turn or a blur must not reach from one into the next. */
async function onEachFrame(roll: Roll, steps: readonly Step[], around: Surroundings): Promise<Roll> {
  const frameBytes = roll.data.length / roll.frames;
  const done: Roll[] = [];
  for (let frame = 0; frame < roll.frames; frame++) {
    let now: Roll = { ...roll, frames: 1, data: roll.data.subarray(frame * frameBytes, (frame + 1) * frameBytes) };
    for (const step of steps) now = await pixelsOf(await perform(around.reopen(now), step, around), 1);
    done.push(now);
  }
  const [sample = roll] = done;
  return { ...sample, frames: roll.frames, data: done.length === 1 ? sample.data : Buffer.concat(done.map(({ data }) => data)) };
}

/** What a picture comes to, in 8 bits. */
export async function pixelsOf(picture: Sharp, frames: number): Promise<Roll> {
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height / frames, channels: info.channels, frames };
}

const perform = (picture: Sharp, step: Step, around: Surroundings): Sharp | Promise<Sharp> => (WORK[step.do] as Work<Step['do']>)(picture, step, around);

const WORK: { readonly [D in Step['do']]: Work<D> } = {
  cut: (picture, { box }) => picture.extract(box),
  resize: (picture, { width, height }, { isCopy }) => picture.resize(width, height, { fit: 'fill', kernel: isCopy ? 'cubic' : 'lanczos3' }),
  orient: (picture, { orientation }) => TURNS[orientation](picture),
  clip: (picture, { box }) => picture.extract(box),
  extend: (picture, { do: _, ...sides }, { background }) => picture.extend({ ...sides, background }),
  tone: (picture, { brightness, contrast, saturation }) => {
    const factor = contrast <= 0 ? 1 + contrast / 100 : 100 / (100 - Math.min(contrast, 99));
    const toned = saturation === 0 ? picture : picture.modulate({ saturation: 1 + saturation / 100 });
    return toned.linear(factor, 127.5 * (1 - factor) + 2.55 * brightness);
  },
  sharpen: (picture, { amount, radius, threshold }) =>
    picture.sharpen({ sigma: Math.min(radius, MAX_SHARPEN_PX), m1: threshold === 0 ? amount : 0, m2: amount, x1: (threshold / 255) * 100 }),
  blur: (picture, { sigmaPx }, around) => (sigmaPx <= WIDE_BLUR_PX ? blurBy(picture, Math.max(MIN_BLUR_PX, sigmaPx)) : blurWidely(picture, sigmaPx, around)),
};

/** In whole numbers, as by default, even surfaces would come out up to 4 of 255 darker or lighter, and white not white. */
const blurBy = (picture: Sharp, sigma: number): Sharp => picture.blur({ sigma, precision: 'float' });

async function blurWidely(picture: Sharp, sigmaPx: number, { reopen }: Surroundings): Promise<Sharp> {
  const sharp = await pixelsOf(picture, 1);
  const by = (2 * sigmaPx) / WIDE_BLUR_PX;
  const [width, height] = [sharp.width, sharp.height].map((side) => Math.max(1, Math.round(side / by))) as [number, number];
  const small = blurBy(reopen(sharp).resize(width, height, { fit: 'fill' }), WIDE_BLUR_PX / 2);
  return reopen(await pixelsOf(small, 1)).resize(sharp.width, sharp.height, { fit: 'fill', kernel: 'cubic' });
}

/** The driver mirrors first, then turns. */
const TURNS: Readonly<Record<Orientation, (picture: Sharp) => Sharp>> = {
  1: (picture) => picture,
  2: (picture) => picture.flop(),
  3: (picture) => picture.rotate(180),
  4: (picture) => picture.flip(),
  5: (picture) => picture.rotate(270).flop(),
  6: (picture) => picture.rotate(90),
  7: (picture) => picture.rotate(90).flop(),
  8: (picture) => picture.rotate(270),
};
