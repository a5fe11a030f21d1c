/** Two store views side by side in the admin: what a shopper sees in each, and what is not the same. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const patch = (...operations: object[]) => admin.call('PATCH', '/products/MJ03/gallery', { operations });
const side = (page: Page, name: string) => page.getByRole('region', { name });

describe.skipIf(noBrowser !== undefined)(`comparing in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  test('order, hidden pictures, texts and roles; then only what differs; then nothing does', async () => {
    const own = [
      { op: 'hide', entry: 2, store: 'german' },
      { op: 'move-before', entry: 4, before: 1, store: 'german' },
      { op: 'give-role', role: 'thumbnail', entry: 3, store: 'german' },
      { op: 'set', entry: 4, decorative: true, store: 'german' },
    ];
    expect((await patch(...own)).status).toBe(200);
    const page = await admin.visit('/products/MJ03/compare?store=german');
    await page.getByText('4 pictures are not the same in both.').waitFor();
    const [german, common] = [side(page, 'german'), side(page, 'All store views')];
    expect(await german.getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining('Decorative'),
      expect.stringContaining('Nordwindjacke, von vorn'),
      expect.stringContaining('Sie dreht sich'),
    ]);
    expect(await german.getByRole('link', { name: '1 more is hidden' }).isVisible()).toBe(true);
    expect(await common.getByRole('listitem').filter({ hasText: 'Only here' }).textContent()).toContain('Northwind "Jacket" & <side>');
    expect(await common.getByRole('listitem').last().textContent()).toContain('There at place 1');
    await stepInBothLights(page, 'compare');

    await page.getByRole('combobox', { name: 'Right' }).click();
    await page.getByRole('option', { name: 'Default Store View' }).click();
    await side(page, 'Default Store View').waitFor();
    expect(new URL(page.url()).searchParams.get('with')).toBe('default');
    await patch(
      { op: 'inherit', store: 'german' },
      { op: 'inherit-role', role: 'thumbnail', store: 'german' },
      { op: 'set', entry: 1, store: 'german', label: 'Eigen' },
    );
    await page.reload();
    await page.getByText('1 picture is not the same in both.').waitFor();
    await page.getByText('Only differences').click();
    expect(await german.getByRole('listitem').allTextContents()).toEqual([expect.stringContaining('Eigen')]);
    await step(page, 'compare-only-differences');
    await patch({ op: 'inherit', store: 'german' });
    await page.reload();
    await page.getByText('Shoppers see the same in both.').waitFor();
    await step(page, 'compare-same');
  });

  test('on a phone they stay side by side', async () => {
    const page = await admin.visit('/products/MJ03/compare?store=german', PHONE);
    await side(page, 'german').waitFor();
    await step(page, 'compare-phone');
  });
});
