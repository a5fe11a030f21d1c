/** What a rendition comes to for a picture of some size. Source: `adobe-rest.md` section 10. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RENDITION_LIMITS } from '../../src/core/rendition.js';
import { chooseFormat, encoderQuality, renditionKey } from '../../src/core/rendition-format.js';
import { ORDER_OF_WORK, type Plan, planOf, type Source } from '../../src/core/rendition-plan.js';
import { parseRendition } from '../../src/core/rendition-query.js';
import { aQuery, rendition } from '../support/rendition.js';

const LANDSCAPE: Source = { widthPx: 1200, heightPx: 800, frames: 1 };
const PORTRAIT: Source = { widthPx: 720, heightPx: 900, frames: 1 };

/** The size that comes out, and what is cut beforehand: `300x200`, `100x100 of 800x800+200+0`. */
function planned(query: string, source: Source = LANDSCAPE, focal?: { x: number; y: number }): string {
  const plan = planOf(rendition(query), source, focal);
  if (!plan.ok) return plan.fault.code === 'rendition-refused' ? `refused: ${plan.fault.parameter}` : plan.fault.code;
  const cut = plan.value.steps.find((step) => step.do === 'cut')?.box;
  const size = `${plan.value.widthPx}x${plan.value.heightPx}`;
  return cut === undefined ? size : `${size} of ${cut.width}x${cut.height}+${cut.left}+${cut.top}`;
}

describe('the size of a picture of 1200 by 800', () => {
  it.each([
    ['', '1200x800'],
    ['width=300', '300x200'],
    ['height=300', '450x300'],
    ['width=0.25', '300x200'],
    ['width=2400', '1200x800'],
    ['width=2400&enable=upscale', '2400x1600'],
    ['width=300p&enable=upscale', '3600x2400'],
    ['width=8192&height=8192&enable=upscale', '8192x8192'],
    ['width=1000p&enable=upscale', '8192x5461'],
    ['width=300&height=300', '300x300'],
    ['width=2400&height=800', '1200x400'],
    ['width=300&height=300&fit=bounds', '300x200'],
    ['width=300&height=300&fit=cover', '450x300'],
    ['width=300&height=300&fit=crop', '300x300 of 800x800+200+0'],
    ['width=3000&height=3000&fit=crop', '800x800 of 800x800+200+0'],
    ['width=1&height=8192&fit=bounds', '1x1'],
    ['width=300&height=300&fit=crop&dpr=2', '600x600 of 800x800+200+0'],
    ['crop=16:9', '1200x675 of 1200x675+0+63'],
    ['crop=1:1&width=100', '100x100 of 800x800+200+0'],
    ['crop=1:1,offset-x10', '800x800 of 800x800+40+0'],
    ['crop=1:1,x0', '800x800 of 800x800+0+0'],
    ['crop=100,50,x1100,y750', '100x50 of 100x50+1100+750'],
    ['crop=100,50,x1101', 'refused: crop'],
    ['crop=100,50,x1101,safe', '99x50 of 99x50+1101+375'],
    ['crop=100,50,x1200,safe', 'refused: crop'],
    ['crop=2000,10', 'refused: crop'],
    ['crop=2000,10,safe', '1200x10 of 1200x10+0+395'],
    ['precrop=600,800,x600&crop=1:1', '600x600 of 600x600+600+100'],
    ['trim=100,50', '1100x600 of 1100x600+50+100'],
    ['trim=25p', '600x400 of 600x400+300+200'],
    ['trim=50p', 'refused: trim'],
    ['trim=100&crop=1:1', '600x600 of 600x600+300+100'],
    ['orient=r&width=400', '400x600'],
    ['orient=r&width=300&height=300&fit=crop', '300x300 of 800x800+200+0'],
    ['orient=3&width=300', '300x200'],
    ['width=300&pad=10', '320x220'],
    ['width=300&pad=10p,0', '300x240'],
    ['width=300&canvas=1:1', '300x300'],
    ['width=300&canvas=400,100', '400x100'],
    ['canvas=8000,8000', '8000x8000'],
    ['width=300&canvas=1:100', 'refused: canvas'],
    ['pad=7000', 'refused: pad'],
    ['width=300&canvas=50,50,x60', 'refused: canvas'],
  ])('asked as %s is %s', (query, size) => expect(planned(query)).toBe(size));

  it('is never past the source by a pixel ratio', () => expect(planned('width=240&height=300&dpr=4', PORTRAIT)).toBe('720x900'));
  it('of a picture one pixel wide stays a size', () => expect(planned('width=1', { widthPx: 1, heightPx: 5000, frames: 1 })).toBe('1x5000'));
});

describe('a focal point', () => {
  it.each([
    ['crop=1:1', { x: 0.9, y: 0.5 }, '800x800 of 800x800+400+0'],
    ['crop=1:1', { x: 0.4, y: 0.5 }, '800x800 of 800x800+80+0'],
    ['crop=1:1,smart', { x: 0, y: 0 }, '800x800 of 800x800+0+0'],
    ['crop=1:1,offset-x50', { x: 0, y: 0 }, '800x800 of 800x800+200+0'],
    ['width=100&height=100&fit=crop', { x: 1, y: 1 }, '100x100 of 800x800+400+0'],
    ['width=100&height=100&fit=bounds', { x: 1, y: 1 }, '100x67'],
  ])('is kept in sight by %s', (query, focal, expected) => expect(planned(query, LANDSCAPE, focal)).toBe(expected));
});

const aSource = fc.record({ widthPx: fc.integer({ min: 1, max: 12_000 }), heightPx: fc.integer({ min: 1, max: 5000 }), frames: fc.constantFrom(1, 1, 30) });
const aFocal = fc.option(fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }) }), { nil: undefined });

/** Every plan that some query has for some picture. */
function everyPlan(check: (plan: Plan, source: Source, query: Record<string, string>) => void): void {
  fc.assert(
    fc.property(aQuery, aSource, aFocal, (query, source, focal) => {
      const read = parseRendition(query);
      const plan = read.ok ? planOf(read.value, source, focal) : read;
      if (plan.ok) check(plan.value, source, query);
      else expect(plan.fault).toMatchObject({ code: 'rendition-refused', parameter: expect.stringMatching(/^(precrop|trim|crop|canvas|pad)$/) });
    }),
    { numRuns: 2000 },
  );
}

describe('a plan', () => {
  it('stays within the limits, in whole pixels', () =>
    everyPlan(({ widthPx, heightPx, steps }, { frames }) => {
      for (const side of [widthPx, heightPx]) {
        expect(Number.isInteger(side)).toBe(true);
        expect(side).toBeGreaterThanOrEqual(1);
        expect(side).toBeLessThanOrEqual(RENDITION_LIMITS.sidePx);
      }
      const resized = steps.find((step) => step.do === 'resize');
      if (resized !== undefined && Math.min(resized.width, resized.height) > 1)
        expect(resized.width * resized.height * frames).toBeLessThanOrEqual(RENDITION_LIMITS.pixels);
    }));

  it('never enlarges unless it is asked to', () =>
    everyPlan(({ steps }, source, query) => {
      const from = steps.find((step) => step.do === 'cut')?.box ?? { width: source.widthPx, height: source.heightPx };
      const resized = steps.find((step) => step.do === 'resize');
      if (resized === undefined || (query.enable !== undefined && query.disable === undefined)) return;
      expect(resized.width).toBeLessThanOrEqual(from.width);
      expect(resized.height).toBeLessThanOrEqual(from.height);
    }));

  it('cuts inside of the picture', () =>
    everyPlan(({ steps }, source) => {
      const box = steps.find((step) => step.do === 'cut')?.box;
      if (box === undefined) return;
      expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(1);
      expect(box.left + box.width).toBeLessThanOrEqual(source.widthPx);
      expect(box.top + box.height).toBeLessThanOrEqual(source.heightPx);
      expect(Object.values(box).every(Number.isInteger)).toBe(true);
    }));

  it('works in one order', () =>
    everyPlan(({ steps }) => {
      const places = steps.map((step) => ORDER_OF_WORK.indexOf(step.do));
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    }));

  it('inside of bounds is no larger than the box, with fit=crop the box in its ratio', () =>
    fc.assert(
      fc.property(aSource, fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), (source, width, height) => {
        const [bounds, crop] = ['bounds', 'crop'].map((fit) => planOf(rendition(`width=${width}&height=${height}&fit=${fit}`), { ...source, frames: 1 }));
        if (!bounds?.ok || !crop?.ok) throw new Error('a plan is missing');
        expect(bounds.value.widthPx).toBeLessThanOrEqual(width);
        expect(bounds.value.heightPx).toBeLessThanOrEqual(height);
        if (width <= source.widthPx && height <= source.heightPx) expect([crop.value.widthPx, crop.value.heightPx]).toEqual([width, height]);
      }),
    ));
});

describe('the format', () => {
  const BOTH = 'text/html,image/avif,image/webp,*/*;q=0.8';
  const jpeg = { type: 'image/jpeg', frames: 1 } as const;
  it.each([
    ['', jpeg, BOTH, 'jpg'],
    ['auto=webp', jpeg, BOTH, 'webp'],
    ['auto=webp,avif', jpeg, BOTH, 'avif'],
    ['auto=webp,avif', jpeg, 'image/webp', 'webp'],
    ['auto=webp,avif', jpeg, 'image/avif;q=0, image/webp;q=0.1', 'webp'],
    ['auto=webp,avif', jpeg, 'IMAGE/AVIF ; q=1', 'avif'],
    ['auto=webp,avif', jpeg, '*/*', 'jpg'],
    ['auto=webp,avif', jpeg, undefined, 'jpg'],
    ['format=auto', jpeg, BOTH, 'avif'],
    ['format=png&auto=webp', jpeg, BOTH, 'webp'],
    ['format=png&auto=webp', jpeg, '', 'png'],
    ['auto=avif,webp', { type: 'image/gif', frames: 3 }, BOTH, 'webp'],
    ['auto=avif', { type: 'image/gif', frames: 3 }, BOTH, 'gif'],
    ['auto=webp', { type: 'image/avif', frames: 1, hasAlpha: false }, '', 'jpg'],
    ['auto=webp', { type: 'image/avif', frames: 1 }, '', 'png'],
    ['auto=avif', { type: 'image/webp', frames: 2 }, '', 'gif'],
    ['', { type: 'image/avif', frames: 1 }, '', 'avif'],
  ] as const)('of "%s" for %j and Accept %s is %s', (query, source, accept, format) => expect(chooseFormat(rendition(query), source, accept)).toBe(format));

  it.each([
    ['', 'jpg', 80],
    ['', 'avif', 50],
    ['optimize=high', 'webp', 65],
    ['quality=90', 'avif', 56],
    ['quality=1', 'avif', 1],
    ['quality=90,70&auto=webp', 'webp', 70],
    ['quality=90,70&auto=webp', 'jpg', 90],
    ['quality=90,70&format=webp', 'webp', 90],
  ] as const)('of "%s" as %s has the quality %i', (query, format, quality) => expect(encoderQuality(rendition(query), format)).toBe(quality));

  it('chosen in whatever way has one key', () => {
    expect(renditionKey(rendition('width=5&auto=webp'), 'webp')).toBe('width=5&format=webp&quality=80');
    expect(renditionKey(rendition('width=5&format=webp&quality=80'), 'webp')).toBe('width=5&format=webp&quality=80');
  });
});
