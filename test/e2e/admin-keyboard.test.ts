/** A day's work without a mouse: found, sorted, overridden, restored, replaced, saved, taken back; the matrix, the next gap, and a look at both sides. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
let page: Page;
/** Nothing is further away. */
const STEPS = 60;
const view = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store);
const entryIn = async (store: string, id: number) => (await view(store)).entries.find((entry) => entry.id === id);

const isThere = (wanted: Locator) => wanted.evaluateAll((all) => all.some((one) => one === one.ownerDocument.activeElement));
/** By the key alone, as somebody would who sees where the focus is; what has it shows it. */
async function go(wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let steps = 0; steps < STEPS; steps++) {
    if (await isThere(wanted)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${STEPS} times ${key} do not lead to ${wanted}`);
}
async function act(wanted: Locator, key: 'Enter' | 'Space' = 'Enter', by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await wanted.first().waitFor({ state: 'attached' });
  await go(wanted, by);
  await page.keyboard.press(key);
}
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
async function save(): Promise<void> {
  await act(button('Save'));
  await page
    .getByText(/^Saved:/)
    .first()
    .waitFor();
}

describe.skipIf(noBrowser !== undefined)(`without a mouse${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    page = await admin.visit('/products');
    await page.context().addInitScript(`addEventListener('pointerdown', () => (globalThis.pointed = true), true)`);
    await page.reload();
    await page.getByRole('link', { name: /Northwind/ }).waitFor();
  });
  afterAll(() => admin?.stop());

  test('a product is found, and German is looked at', async () => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent'), 'the way past the navigation comes first').toContain('Skip');
    await page.keyboard.press('Enter');
    await go(page.getByRole('textbox', { name: /^Search/ }));
    await page.keyboard.type('north');
    await page.waitForURL(/q=north/);
    await act(page.getByRole('link', { name: /Northwind/ }));
    await page.getByRole('heading', { level: 1, name: 'Northwind Jacket' }).waitFor();
    await go(page.getByRole('combobox', { name: 'Store view' }), 'Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: 'german' }).waitFor();
    await page.keyboard.type('g');
    for (let at = 0; at < 3 && !page.url().includes('german'); at++) {
      await page.keyboard.press('ArrowDown');
      const active = await page.getByRole('option', { name: 'german' }).getAttribute('data-combobox-selected');
      if (active === 'true') await page.keyboard.press('Enter');
    }
    await page.waitForURL(/store=german/);
    await step(page, 'keyboard-german');
  });

  test('sorted, overridden, hidden here, a role here, another picture here: saved at once', async () => {
    const grip = page.getByRole('button', { name: 'Move Nordwindjacke, von vorn, place 1' });
    await act(grip, 'Space');
    await page.getByText('Lifted from place 1 of 4.').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await page.getByText('At place 2 of 4.').waitFor({ state: 'attached' });
    await page.keyboard.press('Space');
    await page.getByText(/Put down at place 2 of 4/).waitFor({ state: 'attached' });
    await expect.poll(() => isThere(page.getByRole('button', { name: /^Move Nordwindjacke/ })), { message: 'the focus stays at what was moved' }).toBe(true);
    await act(button('Edit Northwind "Jacket" & <side>'), 'Enter', 'Shift+Tab');
    await go(page.getByRole('textbox', { name: 'Alternative text', exact: true }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Die Jacke von der Seite');
    await act(page.getByRole('switch', { name: 'Hide here' }), 'Space');
    await act(page.getByRole('checkbox', { name: 'Thumbnail', exact: true }), 'Space');
    const picture = join(admin.folder, 'typed.jpg');
    await writeFile(
      picture,
      await sharp({ create: { width: 640, height: 480, channels: 3, background: 'teal' } })
        .jpeg()
        .toBuffer(),
    );
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act(button('Replace picture here…'), 'Enter', 'Shift+Tab')]);
    await chooser.setFiles(picture);
    await page.getByText('Own picture').waitFor();
    await step(page, 'keyboard-edited');
    await save();
    const german = await view('german');
    expect(german.order.source).toBe('german');
    expect(german.entries.find(({ id }) => id === 2)).toMatchObject({
      label: { value: 'Die Jacke von der Seite' },
      disabled: { value: true },
      file: { source: 'german' },
    });
    expect(german.roles.thumbnail).toMatchObject({ value: 2, source: 'german' });
  });

  test('restored field by field, looked through before it is saved, and the editor closed', async () => {
    const useDefault = (field: string) => page.getByRole('checkbox', { name: new RegExp(`^Use Default Value – ${field}`) });
    for (const field of ['Picture', 'Alternative text', 'Hide here', 'Thumbnail']) await act(useDefault(field), 'Space');
    await act(page.getByRole('checkbox', { name: 'Use Default Value for the sort order' }), 'Space', 'Shift+Tab');
    await act(button('What will change'));
    await page.getByRole('dialog', { name: 'What will change' }).getByRole('table').waitFor();
    await step(page, 'keyboard-review');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => isThere(button('What will change')), { message: 'the focus is where it was' }).toBe(true);
    await save();
    const german = await view('german');
    expect(german.order.source).toBe('global');
    expect(await entryIn('german', 2)).toMatchObject({ label: { source: 'global' }, disabled: { source: 'global' }, file: { source: 'global' } });
    expect(german.roles.thumbnail?.source).toBe('global');
    await act(button('Undo'), 'Enter');
    await page.getByText('Taken back').waitFor();
    expect(await entryIn('german', 2)).toMatchObject({ label: { value: 'Die Jacke von der Seite', source: 'german' } });
    await act(page.locator('.editor').getByRole('button', { name: 'Close' }), 'Enter', 'Shift+Tab');
    await expect.poll(() => isThere(button(/^Edit Die Jacke/)), { message: 'the focus is at the card that was edited' }).toBe(true);
  });

  test('the matrix: a range, restored, and taken back', async () => {
    await act(page.getByRole('link', { name: 'Matrix' }), 'Enter', 'Shift+Tab');
    await page.getByRole('gridcell').first().waitFor();
    await go(page.getByRole('grid'));
    for (const key of ['Space', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key);
    const bar = page.getByRole('region', { name: 'Actions on the chosen cells' });
    await bar.getByText('3 cells chosen').waitFor();
    await act(bar.getByRole('button', { name: 'Use default value…' }), 'Enter', 'Shift+Tab');
    await act(button(/^Apply/));
    await page.getByText(/values changed\./).waitFor();
    expect((await entryIn('german', 2))?.label.source).toBe('global');
    await step(page, 'keyboard-matrix');
    await act(button('Undo'));
    await page.getByText('Taken back').waitFor();
    expect((await entryIn('german', 2))?.label.source).toBe('german');
  });

  test('both sides are compared, only what differs', async () => {
    await act(page.getByRole('link', { name: 'Compare' }), 'Enter', 'Shift+Tab');
    await page.getByText(/not the same in both/).waitFor();
    await go(page.getByRole('radio', { name: 'All pictures' }));
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'Only differences' }).isChecked()).toBe(true);
    await step(page, 'keyboard-compare');
  });

  test('the worklist: from gap to gap', async () => {
    await admin.call('PATCH', '/products/MJ03/gallery', {
      operations: [
        { op: 'set', entry: 3, label: null },
        { op: 'inherit', entry: 3, store: 'german' },
      ],
    });
    await act(page.getByRole('link', { name: 'Alternative texts' }), 'Enter', 'Shift+Tab');
    const fields = page.getByRole('textbox', { name: /^Alternative text of picture/ });
    await fields.nth(1).waitFor();
    await go(fields.first());
    await page.keyboard.type('Sie dreht sich ringsum');
    await page.keyboard.press('Enter');
    await page.getByText('Saved.').waitFor();
    await expect.poll(() => isThere(fields.nth(1)), { message: 'the next gap has the focus' }).toBe(true);
    await page.keyboard.type('Klein, von hinten');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('Saved.').count()).toBe(2);
    expect((await view('german')).entries.map(({ label }) => label.value)).toEqual(expect.arrayContaining(['Sie dreht sich ringsum', 'Klein, von hinten']));
    await step(page, 'keyboard-worklist');
  });

  test('no pointer was used', async () => {
    expect(await page.evaluate('globalThis.pointed')).toBeUndefined();
  });
});
