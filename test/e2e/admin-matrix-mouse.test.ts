/** Cells of the matrix chosen by mouse: drawn over, added one by one, up to here, whole rows and columns; then changed together. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, DESK, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
let page: Page;
const NAMES = ['Northwind Jacket, front', 'Northwind "Jacket" & <side>', 'Turning around', 'Untitled'] as const;
/** All store views, German, the default one. */
const [ALL, GERMAN, DEFAULT] = [0, 1, 2] as const;

const row = (at: number): Locator =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') })
    .nth(at);
const cell = (at: number, column: number): Locator => row(at).getByRole('gridcell').nth(column);
const bar = () => page.getByRole('region', { name: 'Actions on the chosen cells' });
/** Row by row, which columns are chosen. */
async function chosen(): Promise<string[]> {
  const all: string[] = [];
  for (let at = 0; at < NAMES.length; at++)
    for (const column of [ALL, GERMAN, DEFAULT]) if ((await cell(at, column).getAttribute('aria-selected')) === 'true') all.push(`${at}/${column}`);
  return all;
}
async function middleOf(place: Locator): Promise<{ x: number; y: number }> {
  const box = await place.boundingBox();
  if (box === null) throw new Error('it is not there');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
async function press(place: Locator): Promise<void> {
  const { x, y } = await middleOf(place);
  await page.mouse.move(x, y);
  await page.mouse.down();
}
async function drawTo(place: Locator): Promise<void> {
  const { x, y } = await middleOf(place);
  await page.mouse.move(x, y, { steps: 12 });
}

const GRID = "var grid = document.querySelector('[role=grid]')";
const scrolled = () => page.evaluate(`${GRID}; [grid.scrollLeft, grid.scrollTop]`);

describe.skipIf(noBrowser !== undefined)(`the matrix by mouse${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    page = await admin.visit('/products/MJ03/matrix?store=german');
  });
  beforeEach(async () => {
    await page.setViewportSize(DESK.viewport);
    await page.reload();
    await cell(3, DEFAULT).waitFor();
    expect(await chosen()).toEqual([]);
  });
  afterAll(() => admin?.stop());

  test('drawn over: all between the first and the last, as far as the mouse has come, and back', async () => {
    await press(cell(0, GERMAN));
    await drawTo(cell(2, DEFAULT));
    expect(await chosen()).toEqual(['0/1', '0/2', '1/1', '1/2', '2/1', '2/2']);
    await step(page, 'matrix-drawn-over');
    await drawTo(cell(1, GERMAN));
    expect(await chosen()).toEqual(['0/1', '1/1']);
    await page.mouse.up();
    await drawTo(cell(3, DEFAULT));
    expect(await chosen(), 'the button is up').toEqual(['0/1', '1/1']);
    await bar().getByText('2 cells chosen').waitFor();
    expect(await page.evaluate('String(getSelection())'), 'no text is marked by it').toBe('');
  });

  test('near an edge and beyond it what is drawn over goes on, both ways, and back; no further than there are cells', async () => {
    await page.setViewportSize({ width: 900, height: 520 });
    const grid = page.getByRole('grid');
    const most = (await page.evaluate(`${GRID}; [grid.scrollWidth - grid.clientWidth, grid.scrollHeight - grid.clientHeight]`)) as number[];
    expect(Math.min(...most), 'there is more than is seen').toBeGreaterThan(50);
    await grid.scrollIntoViewIfNeeded();
    await press(cell(0, GERMAN));
    const box = await grid.boundingBox();
    if (box === null) throw new Error('it is not there');
    const [x, bottom] = [(await middleOf(cell(0, GERMAN))).x, box.y + box.height];
    await page.mouse.move(x, bottom - 10, { steps: 5 });
    await bar().getByText('9 cells chosen').waitFor();
    expect(await scrolled()).toEqual([0, most[1]]);
    await page.mouse.move(box.x + box.width + 30, bottom - 10, { steps: 5 });
    await bar().getByText('18 cells chosen').waitFor();
    await expect.poll(scrolled).toEqual(most);
    await step(page, 'matrix-drawn-beyond');
    await page.mouse.move(box.x + 100, box.y - 20, { steps: 5 });
    await expect.poll(scrolled).toEqual([0, 0]);
    await page.mouse.move(x, (await middleOf(cell(1, GERMAN))).y, { steps: 5 });
    await bar().getByText('2 cells chosen').waitFor();
    await page.mouse.up();
    await page.mouse.move(x, bottom - 4, { steps: 5 });
    await page.waitForTimeout(300);
    expect(await scrolled(), 'the button is up').toEqual([0, 0]);
    await bar().getByText('2 cells chosen').waitFor();
  });

  test('a click near an edge that shakes a little scrolls nothing', async () => {
    await page.setViewportSize({ width: 900, height: 520 });
    const grid = page.getByRole('grid');
    await grid.scrollIntoViewIfNeeded();
    const box = await grid.boundingBox();
    if (box === null) throw new Error('it is not there');
    await page.mouse.move(box.x + 500, box.y + box.height - 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 502, box.y + box.height - 18);
    await page.waitForTimeout(300);
    await page.mouse.up();
    expect(await scrolled()).toEqual([0, 0]);
    await bar().getByText('1 cell chosen').waitFor();
  });

  test('a button that is let go outside of the grid draws no more', async () => {
    await press(cell(0, GERMAN));
    await drawTo(cell(1, GERMAN));
    const { y } = await middleOf(cell(1, GERMAN));
    await page.mouse.move(8, y, { steps: 30 });
    await page.mouse.up();
    expect(await chosen()).toEqual(['0/1', '1/1']);
    await page.mouse.down();
    await drawTo(cell(3, DEFAULT));
    await page.mouse.up();
    expect(await chosen()).toEqual(['0/1', '1/1']);
  });

  test.each(['Control', 'Meta'] as const)('%s and a click add one, and take it away; shift chooses up to there, and keeps what was there', async (key) => {
    await cell(0, GERMAN).click();
    await cell(2, DEFAULT).click({ modifiers: [key] });
    expect(await chosen()).toEqual(['0/1', '2/2']);
    await cell(3, GERMAN).click({ modifiers: [key] });
    await cell(0, GERMAN).click({ modifiers: [key] });
    expect(await chosen()).toEqual(['2/2', '3/1']);
    await cell(1, DEFAULT).click({ modifiers: [key] });
    await cell(0, GERMAN).click({ modifiers: ['Shift'] });
    expect(await chosen()).toEqual(['0/1', '0/2', '1/1', '1/2', '2/2', '3/1']);
    await cell(3, GERMAN).click();
    await cell(1, DEFAULT).click({ modifiers: ['Shift'] });
    expect(await chosen()).toEqual(['1/1', '1/2', '2/1', '2/2', '3/1', '3/2']);
    await cell(3, DEFAULT).click({ modifiers: ['Shift'] });
    expect(await chosen(), 'shift moves the end, not the beginning').toEqual(['3/1', '3/2']);
  });

  test('headings stand for their rows and columns, drawn over too; what inherits already is left out', async () => {
    await row(1).getByRole('rowheader').click();
    expect(await chosen()).toEqual(['1/1', '1/2']);
    await row(3)
      .getByRole('rowheader')
      .click({ modifiers: ['Shift'] });
    expect(await chosen()).toEqual(['1/1', '1/2', '2/1', '2/2', '3/1', '3/2']);
    await page.getByRole('columnheader', { name: 'german' }).click();
    expect(await chosen()).toEqual(['0/1', '1/1', '2/1', '3/1']);
    await page.getByRole('columnheader', { name: 'All store views' }).click();
    expect(await chosen(), 'the common values have nothing to restore').toEqual([]);
  });

  test('what was drawn over is restored together, and taken back together', async () => {
    const labels = async () => viewIn(await galleryIn(admin.call, 'MJ03', '?store=german'), 'german').entries.map(({ label }) => label.value);
    const before = await labels();
    await press(cell(0, GERMAN));
    await drawTo(cell(3, GERMAN));
    await page.mouse.up();
    await bar().getByRole('button', { name: 'Use default value' }).click();
    await page.getByRole('button', { name: 'Apply 2 changes' }).click();
    await page.getByText('2 values changed.').waitFor();
    expect(await labels()).toEqual(['Northwind Jacket, front', NAMES[1], 'Turning around', null]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back').waitFor();
    expect(await labels()).toEqual(before);
  });
});
