/** The matrix in the admin: what differs is seen, restored, copied, made the default and taken back, by mouse and by keyboard. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const SIDE = 'Northwind "Jacket" & <side>';

const view = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store);
const labels = async (store: string) => (await view(store)).entries.map(({ label }) => label.value);
const patch = (...operations: object[]) => admin.call('PATCH', '/products/MJ03/gallery', { operations });
const cell = (page: Page, row: string, column: number) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: row }) })
    .getByRole('gridcell')
    .nth(column);
const bar = (page: Page) => page.getByRole('region', { name: 'Actions on the chosen cells' });
async function apply(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Apply/ }).click();
  await page.getByText(/values? changed\./).waitFor();
}
async function undo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).first().click();
}

describe.skipIf(noBrowser !== undefined)(`the matrix in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    expect((await patch({ op: 'hide', entry: 2, store: 'german' }, { op: 'give-role', role: 'thumbnail', entry: 3, store: 'german' })).status).toBe(200);
  });
  afterAll(() => admin?.stop());

  test('says who and when, restores a cell by mouse, and takes it back', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german');
    const own = cell(page, 'Northwind Jacket, front', 1);
    await own.waitFor();
    expect(await own.textContent()).toContain('Nordwindjacke, von vorn');
    await stepInBothLights(page, 'matrix');
    await own.hover();
    await page
      .getByRole('tooltip')
      .getByText(/Overridden in German · test-root/i)
      .waitFor();
    await page.getByRole('tooltip').getByText('Default: Northwind Jacket, front').waitFor();
    await step(page, 'matrix-who-and-when');
    await own.click();
    expect(await own.getAttribute('aria-selected')).toBe('true');
    await bar(page).getByText('1 cell chosen').waitFor();
    await bar(page).getByRole('button', { name: 'Use default value' }).click();
    await page.getByRole('dialog').getByRole('cell', { name: 'Nordwindjacke, von vorn' }).waitFor();
    await stepInBothLights(page, 'matrix-preview');
    expect((await labels('german'))[0]).toBe('Nordwindjacke, von vorn');
    await apply(page);
    expect((await labels('german'))[0]).toBe('Northwind Jacket, front');
    await step(page, 'matrix-restored');
    await undo(page);
    expect((await labels('german'))[0]).toBe('Nordwindjacke, von vorn');
  });

  test('a whole column by keyboard; roles and hidden pictures with it', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german');
    const before = await view('german');
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await bar(page).getByText('2 cells chosen').waitFor();
    await step(page, 'matrix-keyboard-range');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await bar(page).getByText('Nothing is chosen.').waitFor();
    await page.keyboard.press('Control+Space');
    await bar(page)
      .getByText(/^\d+ cells chosen/)
      .waitFor();
    await step(page, 'matrix-column');
    const restore = bar(page).getByRole('button', { name: 'Use default value' });
    await restore.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Apply/ }).waitFor();
    await apply(page);
    const german = await view('german');
    expect(german.entries.flatMap(({ label, disabled }) => [label.source, disabled.source])).not.toContain('german');
    expect(german.roles.thumbnail?.source).toBe('global');
    await undo(page);
    expect((await view('german')).roles).toEqual(expect.objectContaining({ thumbnail: expect.objectContaining({ value: before.roles.thumbnail?.value }) }));
    expect(await labels('german')).toEqual(before.entries.map(({ label }) => label.value));
  });

  test('made the default for all; copied from all store views; only what differs', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german');
    await page.getByRole('combobox', { name: 'Show' }).click();
    await page.getByRole('option', { name: 'Alternative text' }).click();
    const german = cell(page, 'Turning around', 1);
    await german.click();
    await bar(page).getByRole('button', { name: 'Make it the default' }).click();
    await page.getByRole('dialog').getByRole('cell', { name: 'Sie dreht sich' }).first().waitFor();
    await step(page, 'matrix-push-down');
    await apply(page);
    expect(await labels('all')).toContain('Sie dreht sich');
    await undo(page);
    expect(await labels('all')).toContain('Turning around');

    await cell(page, SIDE, 1).click();
    await bar(page).getByRole('button', { name: 'Copy from' }).click();
    await page.getByRole('menuitem', { name: 'All store views' }).waitFor();
    await step(page, 'matrix-copy-from');
    await page.getByRole('menuitem', { name: 'All store views' }).click();
    await page.getByText('Nothing would change in the chosen cell.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('checkbox', { name: 'Only rows that differ somewhere' }).check();
    await page.getByRole('rowheader', { name: SIDE }).waitFor({ state: 'detached' });
    await step(page, 'matrix-only-different');
  });

  test('somebody else was faster: nothing is written, and the preview is asked for anew', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german');
    await cell(page, 'Turning around', 1).click();
    await bar(page).getByRole('button', { name: 'Use default value' }).click();
    await page.getByRole('button', { name: /^Apply/ }).waitFor();
    await patch({ op: 'set', entry: 4, label: 'Small' });
    await page.getByRole('button', { name: /^Apply/ }).click();
    await page.getByText('Nothing has been changed').waitFor();
    await step(page, 'matrix-conflict');
    expect(await labels('german')).toContain('Sie dreht sich');
    await apply(page);
    expect(await labels('german')).not.toContain('Sie dreht sich');
  });

  test('who may write one store view only changes nothing elsewhere', async () => {
    await admin.shop.service.addUser('berta', 'Test-Root-1', undefined, ['german']);
    const page = await admin.visit('/products/MJ03/matrix?store=german', { user: 'berta' });
    await cell(page, 'Northwind Jacket, front', 2).click();
    await bar(page).getByText('You may not change Default Store View.').waitFor();
    expect(await bar(page).getByRole('button', { name: 'Use default value' }).isDisabled()).toBe(true);
    await cell(page, 'Northwind Jacket, front', 1).click();
    expect(await bar(page).getByRole('button', { name: 'Make it the default' }).isDisabled()).toBe(true);
    await bar(page).getByRole('button', { name: 'Use default value' }).click();
    await apply(page);
    expect((await labels('german'))[0]).toBe('Northwind Jacket, front');
  });

  test('long, right-to-left and combining texts fit on each page, on a phone too', async () => {
    const texts = [
      'verylong'.repeat(31),
      '\u05de\u05e2\u05d9\u05dc \u05e9\u05d7\u05d5\u05e8 (\u05d7\u05d6\u05d9\u05ea)',
      'Z\u0301\u0302\u0303a\u0304\u0305lgo \u{1f9e5}\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
      '<b>bold</b> & "quoted"',
    ];
    const written = await patch(
      ...texts.flatMap((label, at) => ['all', 'german'].map((store) => ({ op: 'set', entry: at + 1, store, label: store === 'all' ? label : `${label}!` }))),
    );
    expect(written.status).toBe(200);
    for (const [name, options] of [
      ['desk', {}],
      ['phone', PHONE],
    ] as const)
      for (const path of ['/products/MJ03/matrix', '/products/MJ03/compare', '/products/MJ03/history', '/alt-text?state=any']) {
        const page = await admin.visit(path.includes('?') ? `${path}&store=german` : `${path}?store=german`, options);
        await page
          .getByText('verylongverylong')
          .or(page.getByRole('textbox', { name: /^Alternative text of/ }))
          .or(page.getByText('Alternative text (8×)'))
          .first()
          .waitFor();
        if (path.endsWith('history'))
          await page
            .getByRole('button', { name: /^Show what/ })
            .first()
            .click();
        await step(page, `texts-${path.replaceAll(/\W+/g, '-').slice(1)}-${name}`);
        await page.close();
      }
  });

  test('on a phone', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german', PHONE);
    await page.getByRole('gridcell').first().waitFor();
    await step(page, 'matrix-phone');
  });
});
