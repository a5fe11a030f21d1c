/** Without a connection, on each page: it says so, says nothing false, loses nothing, and goes on when the connection is back. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const patch = (...operations: object[]) => admin.call('PATCH', '/products/MJ03/gallery', { operations });
const view = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store);
const labels = async (store: string) => (await view(store)).entries.map(({ label }) => label.value);

async function cut(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.getByText('You are offline').first().waitFor();
}
async function mend(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await page.getByText('You are offline').first().waitFor({ state: 'hidden' });
}
/** Nothing on the page claims to have worked. */
async function expectNothingClaimed(page: Page): Promise<void> {
  for (const claim of [/^Saved/, /changed\.$/, /^Restored/, /^Taken back/, /is taken back/, /^Started/])
    expect(await page.getByText(claim).count(), String(claim)).toBe(0);
}

describe.skipIf(noBrowser !== undefined)(`offline in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    await patch({ op: 'remove', entry: 4 });
  });
  afterAll(() => admin?.stop());

  test('the matrix: cells can be chosen, nothing can be done with them; then it is', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german');
    const bar = page.getByRole('region', { name: 'Actions on the chosen cells' });
    const restore = bar.getByRole('button', { name: 'Use default value' });
    await page.getByRole('gridcell', { name: 'Nordwindjacke, von vorn' }).click();
    await restore.click();
    const apply = page.getByRole('button', { name: /^Apply/ });
    await apply.waitFor();
    await cut(page);
    await apply.click();
    await page.getByText('Nothing has been changed').waitFor();
    await step(page, 'offline-matrix-apply');
    await expectNothingClaimed(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await bar.getByText('Nothing can be changed while you are offline.').waitFor();
    expect(await restore.isDisabled()).toBe(true);
    await step(page, 'offline-matrix');
    expect(await labels('german')).toContain('Nordwindjacke, von vorn');
    await mend(page);
    await restore.click();
    await apply.click();
    await page.getByText('1 value changed.').waitFor();
    expect(await labels('german')).not.toContain('Nordwindjacke, von vorn');
    await cut(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Not taken back').waitFor();
    await expectNothingClaimed(page);
    expect(await labels('german')).not.toContain('Nordwindjacke, von vorn');
    await step(page, 'offline-matrix-undo');
    await mend(page);
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor();
    expect(await labels('german')).toContain('Nordwindjacke, von vorn');
  });

  test('the worklist: what is typed waits in its field, and is saved when asked again', async () => {
    const page = await admin.visit('/alt-text?store=german&state=any');
    const field = page.getByRole('textbox', { name: /^Alternative text of picture/ }).first();
    await field.waitFor();
    await cut(page);
    await field.fill('Im Tunnel getippt');
    await field.press('Enter');
    await page.getByText('Not saved: you are offline').waitFor();
    await step(page, 'offline-alt-text');
    await expectNothingClaimed(page);
    await mend(page);
    expect(await field.inputValue()).toBe('Im Tunnel getippt');
    await field.press('Enter');
    await page.getByText('Saved.').waitFor();
    expect(await labels('german')).toContain('Im Tunnel getippt');
    await cut(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Not taken back').waitFor();
    expect(await field.inputValue()).toBe('Im Tunnel getippt');
    await step(page, 'offline-alt-text-undo');
    await mend(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => labels('german')).not.toContain('Im Tunnel getippt');
  });

  test.each([
    ['history', '/history'],
    ['history of a product', '/products/MJ03/history'],
  ])('the %s: what cannot be taken back is not, and is when the connection is back', async (_, path) => {
    await patch({ op: 'set', entry: 3, store: 'german', label: `Vor ${path}` });
    const page = await admin.visit(`${path}?store=german`);
    const take = page.getByRole('button', { name: /^Take change/ }).first();
    await take.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This is what would change:').waitFor();
    await cut(page);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.getByText('The service cannot be reached.').first().waitFor();
    await step(page, `offline${path.replaceAll('/', '-')}`);
    await expectNothingClaimed(page);
    expect(await labels('german')).toContain(`Vor ${path}`);
    await mend(page);
    await expect
      .poll(async () => {
        const again = dialog.getByRole('button', { name: /^(Take back|Try again)$/ }).last();
        if (await again.isVisible()) await again.click({ timeout: 1000 }).catch(() => {});
        return labels('german');
      })
      .not.toContain(`Vor ${path}`);
    await page.getByText('The change is taken back.').waitFor();
  });

  test.each([
    ['trash', '/trash'],
    ['trash of a product', '/products/MJ03/trash'],
  ])('the %s: a picture that could not come back stays in it', async (_, path) => {
    if ((await view('all')).entries.some(({ id }) => id === 4)) await patch({ op: 'remove', entry: 4 });
    const page = await admin.visit(path);
    const restore = page.getByRole('button', { name: /^Restore/ });
    await restore.waitFor();
    await cut(page);
    await restore.click();
    await page.getByText('The service cannot be reached.').first().waitFor();
    await step(page, `offline${path.replaceAll('/', '-')}`);
    await expectNothingClaimed(page);
    expect((await view('all')).entries.map(({ id }) => id)).not.toContain(4);
    await mend(page);
    await restore.click();
    await page.getByText('Restored with everything it had.').waitFor();
    expect((await view('all')).entries.map(({ id }) => id)).toContain(4);
  });

  test('activity: what runs is not called done, and cannot be started anew', async () => {
    const job = { title: 'Labels', target: { skus: ['MJ03'] }, operations: [{ op: 'set', entry: 1, store: 'german', label: 'Vom Auftrag' }] };
    expect((await admin.call('POST', '/jobs', job)).status).toBe(202);
    const page = await admin.visit('/activity');
    await page.getByRole('button', { name: 'Take back…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 product would change.').waitFor();
    await cut(page);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.getByText('Not taken back').waitFor();
    await step(page, 'offline-activity-undo');
    await expectNothingClaimed(page);
    await mend(page);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('region', { name: 'Taken back: Labels' }).getByText('1 product · 1 changed').waitFor();
    expect(await labels('german')).not.toContain('Vom Auftrag');
  });

  test('settings: a form that could not be sent keeps what was typed', async () => {
    const page = await admin.visit('/settings');
    await page.getByRole('button', { name: 'Add a store view' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Code').fill('french');
    await dialog.getByLabel('Name').fill('Français');
    await cut(page);
    await page.keyboard.press('Enter');
    await dialog.getByText('The service cannot be reached.').waitFor();
    await step(page, 'offline-settings-form');
    await expectNothingClaimed(page);
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Français');
    await mend(page);
    await dialog.getByLabel('Name').press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'Français' }).or(page.locator('main').getByText('Français')).first().waitFor();
  });

  test('a page that is opened in the tunnel says so, and comes by itself when the connection is back', async () => {
    const page = await admin.visit('/products');
    await page.getByRole('link', { name: /Northwind/ }).waitFor();
    const open = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
    const pages = ['Alternative texts', 'History', 'Trash', 'Activity', 'Settings'];
    for (const name of [...pages, ...pages]) {
      await open('Products');
      await page.getByRole('heading', { level: 1, name: 'Products' }).waitFor();
      await cut(page);
      await open(name);
      await page
        .getByText('The service cannot be reached.')
        .or(page.getByText('This may be old'))
        .or(page.getByRole('heading', { level: 1, name }))
        .first()
        .waitFor();
      await expectNothingClaimed(page);
      expect(await page.getByText('The page made a mistake').count(), name).toBe(0);
      await step(page, `offline-opened-${name.toLowerCase().replaceAll(' ', '-')}`);
      for (const emptiness of ['The trash is empty', 'Nothing has been done', 'No text is missing', 'Nothing has happened yet'])
        expect(await page.getByText(emptiness).count(), `${name}: ${emptiness}`).toBe(0);
      await mend(page);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.getByText('The service cannot be reached.').first().waitFor({ state: 'hidden' });
    }
  });

  test('a page of an older version, whose code is gone, is loaded anew once; then it says that it cannot be shown', async () => {
    const page = await admin.visit('/products');
    await page.getByRole('link', { name: /Northwind/ }).waitFor();
    let loads = 0;
    page.on('load', () => loads++);
    await page.route(/assets\/page-[^/]+\.js$/, (route) => route.fulfill({ status: 404 }));
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await page.getByText('The page made a mistake. Load it again.').waitFor();
    expect([loads, new URL(page.url()).pathname]).toEqual([1, '/admin/trash']);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Trash' }).waitFor();
  });

  test('another language that cannot be fetched leaves the words as they are until the page is loaded anew', async () => {
    const page = await admin.visit('/products');
    await page.getByRole('link', { name: /Northwind/ }).waitFor();
    await page.getByRole('button', { name: /preferences$/ }).click();
    await cut(page);
    await page.getByLabel('Language').selectOption('fr');
    await page.getByText('The language is not changed yet').waitFor();
    expect(await page.getByLabel('Language').inputValue()).toBe('en');
    await step(page, 'offline-language');
    await mend(page);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Produits' }).waitFor();
  });
});
