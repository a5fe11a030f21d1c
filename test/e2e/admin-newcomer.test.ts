/** Somebody who has read nothing: opens the address that the demo prints, finds out what differs in German and why, changes it, and takes that back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tutorial } from '../../src/doors/cli/demo-tutorial.js';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, DESK, PASSWORD, startAdmin, step, watch } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const first = async () => viewIn(await galleryIn(admin.call, 'MJ03', '?store=german'), 'german').entries[0]?.label;

describe.skipIf(noBrowser !== undefined)(`a newcomer${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    await admin.call('PATCH', '/products/MJ03/gallery', { operations: [{ op: 'inherit', entry: 3, store: 'german' }] });
  });
  afterAll(() => admin?.stop());

  test('what differs in German, why, and the way back and forth', async () => {
    const { app, url } = admin.shop.service;
    const printed = await tutorial(app, url, { adminUser: 'test-root', adminPassword: PASSWORD });
    const [address = ''] = /https?:\S+/.exec(printed) ?? [];
    const context = await admin.tested.browser.newContext(DESK);
    const page = await context.newPage();
    watch(page);
    await page.goto(address);
    await page.getByLabel('User name').fill('test-root');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('combobox', { name: 'Store view' }).click();
    await page.getByRole('option', { name: 'german' }).click();
    await page.getByRole('main').getByRole('combobox').click();
    await page.getByRole('option', { name: 'With overrides' }).click();
    await page.waitForURL(/filter=overrides/);
    await page.getByRole('link', { name: /Nordwindjacke/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Nordwindjacke' }).waitFor();
    await page.getByText('strong: own value').waitFor();
    await step(page, 'newcomer-gallery');
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByText('1 picture is not the same in both.').waitFor();
    await page.getByRole('link', { name: 'Change it in the matrix' }).click();
    await page.getByRole('columnheader', { name: /german.*1 own value/ }).waitFor();
    const own = page.getByRole('gridcell', { name: 'Nordwindjacke, von vorn' });
    await own.hover();
    await page
      .getByRole('tooltip')
      .getByText(/^Overridden in german · .+, .+/i)
      .waitFor();
    await step(page, 'newcomer-why');
    const before = await first();
    await own.click();
    await page.getByRole('button', { name: 'Use default value…' }).click();
    await page.getByRole('button', { name: 'Apply 1 change' }).click();
    await page.getByText('1 value changed.').waitFor();
    expect((await first())?.source).toBe('global');
    await page.getByRole('button', { name: 'Undo' }).click();
    await own.waitFor();
    expect(await first()).toMatchObject({ value: before?.value, source: 'german' });
    await context.close();
  });
});
