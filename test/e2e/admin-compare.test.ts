/** Two store views side by side in the admin: what a shopper sees in each, and what is not the same. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const patch = (...operations: object[]) => admin.call('PATCH', '/products/MJ03/gallery', { operations });
const side = (page: Page, name: string) => page.getByRole('region', { name });

/** Of the chosen half and what it lies on. */
const contrastOfSwitch = (page: Page) =>
  page.evaluate(`(() => {
    const luminance = (part) => {
      const [red, green, blue] = getComputedStyle(document.querySelector('.mantine-SegmentedControl-' + part)).backgroundColor.match(/[\\d.]+/g)
        .map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const [one, other] = [luminance('indicator'), luminance('root')];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  })()`);

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
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await contrastOfSwitch(page), `which way the switch stands, ${colorScheme}`).toBeGreaterThanOrEqual(3);
    }

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
