/** Rows and columns of the admin's matrix that are drawn: all that can be seen, always as many, each staying where it is. */
import { expect, test } from 'vitest';
import { inOrder, nearest, slotsOf } from '../../admin/src/pages/matrix/slots.js';

test('slots hold a run of indices, however far is scrolled, and what stays in sight stays in its slot', () => {
  const [wanted, count] = [7, 50];
  let before = slotsOf(0, wanted, count);
  for (const from of [...Array.from({ length: 60 }, (_, at) => at - 3), 20, 19, 18, -5]) {
    const slots = slotsOf(from, wanted, count);
    const first = Math.max(0, Math.min(from, count - wanted));
    expect(inOrder(slots)).toEqual(Array.from({ length: wanted }, (_, at) => first + at));
    for (const [slot, index] of before.entries()) if (slots.includes(index)) expect(slots[slot]).toBe(index);
    before = slots;
  }
});

test('fewer than are wanted are all drawn, in their order', () => {
  expect(slotsOf(-3, 12, 4)).toEqual([0, 1, 2, 3]);
  expect(slotsOf(9, 12, 4)).toEqual([0, 1, 2, 3]);
  expect(slotsOf(0, 12, 0)).toEqual([]);
});

test('scrolling goes just as far as it takes', () => {
  expect(nearest(100, 120, 20, 200)).toBe(100);
  expect(nearest(100, 40, 20, 200)).toBe(40);
  expect(nearest(100, 300, 20, 200)).toBe(120);
  expect(nearest(0, 50, 300, 200)).toBe(50);
});
