/** The gallery of a product in the admin: sorted, filled, replaced, hidden, pointed at and removed, by mouse and by keyboard. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const FRONT = 'Northwind Jacket, front';
const SIDE = 'Northwind "Jacket" & <side>';

const view = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store);
const order = async (store: string) => (await view(store)).order.value;
/** The card's picture of an entry, its grip and its button. */
const card = (page: Page, label: string) => page.getByRole('listitem').filter({ hasText: label });
const openCard = (page: Page, label: string) => card(page, label).getByRole('button', { name: /^Edit/ }).click();
async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page
    .getByText(/^Saved:/)
    .first()
    .waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).first().click();
}
async function aFile(name: string, colour: string): Promise<string> {
  const place = join(admin.folder, name);
  await writeFile(
    place,
    await sharp({ create: { width: 640, height: 480, channels: 3, background: colour } })
      .jpeg()
      .toBuffer(),
  );
  return place;
}

describe.skipIf(noBrowser !== undefined)(`a gallery in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  test('sorted by keyboard in one store view, announced; then by mouse for all; the store view follows again', async () => {
    const page = await admin.visit('/products/MJ03?store=german');
    const [first = 0, second = 0, third = 0, fourth = 0] = await order('all');
    const grip = card(page, 'Nordwindjacke, von vorn').getByRole('button', { name: /^Move/ });
    await grip.focus();
    await page.keyboard.press('Space');
    await page.getByText('Lifted from place 1 of 4.').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await page.getByText('At place 2 of 4.').waitFor({ state: 'attached' });
    await page.keyboard.press('Space');
    await page.getByText(/Put down at place 2 of 4/).waitFor({ state: 'attached' });
    await step(page, 'gallery-sorted-by-keyboard');
    expect(await page.getByRole('checkbox', { name: 'Use Default Value for the sort order' }).isChecked()).toBe(false);
    await save(page);
    expect(await order('german')).toEqual([second, first, third, fourth]);
    expect(await order('all')).toEqual([first, second, third, fourth]);

    await page.getByRole('checkbox', { name: 'Use Default Value for the sort order' }).check();
    await save(page);
    expect(await order('german')).toEqual([first, second, third, fourth]);

    const common = await admin.visit('/products/MJ03');
    const from = await card(common, FRONT).getByRole('button', { name: /^Move/ }).boundingBox();
    const to = await card(common, 'Turning around').boundingBox();
    if (from === null || to === null) throw new Error('the cards are not there');
    await common.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await common.mouse.down();
    await common.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
    await step(common, 'gallery-dragging');
    await common.mouse.up();
    await save(common);
    expect(await order('all')).toEqual([second, third, first, fourth]);
    expect(await order('german')).toEqual([second, third, first, fourth]);
  });

  test('hidden here, a role here, a focal point by click and by keyboard; all restored by their check boxes', async () => {
    const page = await admin.visit('/products/MJ03?store=german');
    await openCard(page, SIDE);
    await page.getByRole('switch', { name: 'Hide here' }).press('Space');
    await page.getByRole('checkbox', { name: 'Thumbnail', exact: true }).press('Space');
    await page.locator('.editor .focal').click({ position: { x: 20, y: 30 } });
    await page.getByRole('slider', { name: 'Focal point, percent from the left' }).focus();
    await page.keyboard.press('ArrowRight');
    await step(page, 'gallery-own-values');
    await page.getByRole('button', { name: 'What will change' }).click();
    await page.getByRole('dialog', { name: 'What will change' }).getByRole('cell', { name: 'Hidden' }).or(page.getByText('· Hidden')).first().waitFor();
    await page
      .getByRole('dialog')
      .getByRole('row', { name: /Thumbnail/ })
      .getByRole('cell', { name: SIDE })
      .waitFor();
    await step(page, 'gallery-review');
    await page.keyboard.press('Escape');
    await save(page);
    const german = await view('german');
    const entry = german.entries.find(({ label }) => label.value === SIDE);
    expect(entry).toMatchObject({ disabled: { value: true, source: 'german' }, focal: { source: 'german' } });
    expect(german.roles.thumbnail).toMatchObject({ value: entry?.id, source: 'german' });
    expect((await view('all')).entries.find(({ id }) => id === entry?.id)?.disabled.value).toBe(false);

    for (const field of ['Hide here', 'Thumbnail', 'Focal point'])
      await page.getByRole('checkbox', { name: new RegExp(`^Use Default Value – ${field}`) }).press('Space');
    await save(page);
    const restored = (await view('german')).entries.find(({ id }) => id === entry?.id);
    expect(restored).toMatchObject({ disabled: { source: 'global' }, focal: { source: 'global' } });
    expect((await view('german')).roles.thumbnail?.source).toBe('global');
  });

  test('five files of which one is bad: four are added, and the bad one says why', async () => {
    const page = await admin.visit('/products/MJ03');
    const bad = join(admin.folder, 'broken.jpg');
    await writeFile(bad, 'this is no picture');
    const good = await Promise.all(['red', 'green', 'blue', 'orange'].map((colour) => aFile(`${colour}.jpg`, colour)));
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([...good, bad]);
    await page
      .getByText('4 of')
      .or(page.locator('.entry', { hasText: 'New' }).nth(3))
      .waitFor();
    await page.getByText(/Only JPEG, PNG, GIF, WebP and AVIF|damaged/).waitFor();
    await step(page, 'gallery-uploaded');
    await page.getByRole('button', { name: 'Put broken.jpg away' }).click();
    const before = (await order('all')).length;
    await page.locator('.entry', { hasText: 'New' }).first().getByRole('button', { name: /^Edit/ }).click();
    await page.getByRole('textbox', { name: 'Alternative text' }).fill('Brand new');
    await save(page);
    expect((await order('all')).length).toBe(before + 4);
    expect((await view('all')).entries.map(({ label }) => label.value)).toContain('Brand new');
    await stepInBothLights(page, 'gallery-added');
  });

  test('another picture in one store view, taken back by its check box', async () => {
    const page = await admin.visit('/products/MJ03?store=german');
    await openCard(page, 'Sie dreht sich');
    await page.locator('.editor input[type=file]').setInputFiles(await aFile('german-only.jpg', '#3366cc'));
    await page.getByText('Own picture').waitFor();
    await step(page, 'gallery-replacing');
    await save(page);
    const fileIn = async (store: string) => (await view(store)).entries.find(({ id }) => id === 3)?.file;
    expect(await fileIn('german')).toMatchObject({ source: 'german' });
    expect((await fileIn('all'))?.value).not.toBe((await fileIn('german'))?.value);
    await page.getByRole('checkbox', { name: 'Use Default Value – Picture' }).check();
    await save(page);
    expect(await fileIn('german')).toMatchObject({ source: 'global' });
  });

  test('removed, after it has said where it is used; kept on second thoughts; and undone', async () => {
    const page = await admin.visit('/products/MJ03');
    const before = await order('all');
    await openCard(page, FRONT);
    await page.getByRole('button', { name: /^Remove from all/ }).click();
    await page.getByText(/All store views: .*Main picture/).waitFor();
    await step(page, 'gallery-remove');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText(`Will be removed: ${FRONT}`).waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await page.getByRole('region', { name: 'Unsaved changes' }).count()).toBe(0);
    await openCard(page, FRONT);
    await page.getByRole('button', { name: /^Remove from all/ }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/^Saved:/).waitFor();
    expect(await order('all')).toHaveLength(before.length - 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back').waitFor();
    expect(await order('all')).toEqual(before);
  });

  test('on a phone', async () => {
    const page = await admin.visit('/products/MJ03?store=german', PHONE);
    await page.locator('.entry').first().waitFor();
    await step(page, 'gallery-phone');
    await openCard(page, SIDE);
    await page.getByRole('dialog').waitFor();
    await step(page, 'gallery-phone-editor');
  });

  test('on a phone what is unsaved is said and saved beside the open picture; a dialog above it closes alone', async () => {
    const page = await admin.visit('/products/MJ03', PHONE);
    await page.locator('.entry-open').nth(1).click();
    const drawer = page.getByRole('dialog', { name: 'Edit' });
    await drawer.getByRole('textbox', { name: 'Alternative text' }).fill('Typed on a phone');
    const bar = drawer.getByRole('region', { name: 'Unsaved changes' });
    const box = await bar.boundingBox();
    expect(box !== null && box.y > 370 && box.y + box.height <= PHONE.viewport.height, 'it stands at the foot').toBe(true);
    await stepInBothLights(page, 'gallery-phone-unsaved');
    await bar.getByRole('button', { name: 'What will change' }).click();
    const review = page.getByRole('dialog', { name: 'What will change' });
    await review.getByText('Typed on a phone').waitFor();
    expect(await review.getByRole('cell').count(), 'a table for who listens, however it is laid out').toBe(4);
    const after = await review.getByText('Typed on a phone').boundingBox();
    expect(after !== null && after.x >= 0 && after.x + after.width <= PHONE.viewport.width, 'what it will be is seen without scrolling').toBe(true);
    await step(page, 'gallery-phone-review');
    await page.keyboard.press('Escape');
    await review.waitFor({ state: 'hidden' });
    expect(await drawer.isVisible()).toBe(true);
    await bar.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .getByText(/^Saved:/)
      .first()
      .waitFor();
    await bar.waitFor({ state: 'hidden' });
    expect((await view('all')).entries.map(({ label }) => label.value)).toContain('Typed on a phone');
    await drawer.getByRole('textbox', { name: 'Alternative text' }).focus();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    // Closed, it stands at the foot of the page.
    await page.locator('.entry-open').nth(1).click();
    await drawer.getByRole('textbox', { name: 'Alternative text' }).fill('Once more');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('main').getByRole('region', { name: 'Unsaved changes' }).waitFor();
  });
});
