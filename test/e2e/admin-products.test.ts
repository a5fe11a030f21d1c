/** Many products in the admin: found, filtered, scrolled through, and restored together. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { callsTo } from '../process/vitrine.js';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const MANY = 260;

describe.skipIf(noBrowser !== undefined)(`products in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    const call = callsTo(admin.shop.service.url, admin.shop.service.token);
    for (let at = 0; at < MANY; at++) {
      const sku = `SOCK-${String(at).padStart(3, '0')}`;
      const product = { sku, name: `Woollen sock number ${at}`, attribute_set_id: 4, price: 9, type_id: 'simple' };
      expect((await call('POST', '/all/V1/products', { product })).status).toBe(200);
    }
  });
  afterAll(() => admin?.stop());

  test('the whole list is scrolled through, few of its rows are in the page', async () => {
    const page = await admin.visit('/products');
    await page.getByText(`${MANY + 1} products`).waitFor();
    await stepInBothLights(page, 'products');
    for (let tries = 0; tries < 20 && (await page.getByText(`SOCK-${MANY - 1}`).count()) === 0; tries++) {
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      await page.waitForTimeout(200);
    }
    await page.getByText(`SOCK-${MANY - 1}`).waitFor();
    expect(await page.getByRole('listitem').count()).toBeLessThan(60);
    await step(page, 'products-end');
  });

  test('found by a word, by a filter, or not at all', async () => {
    const page = await admin.visit('/products?store=german');
    const search = page.getByRole('textbox', { name: 'Search by SKU or name' });
    await search.fill('nordw');
    await page.getByText('Nordwindjacke').waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('q')).toBe('nordw');
    await step(page, 'products-found');
    await search.fill('nothing like this');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await step(page, 'products-nothing');
    await page.getByRole('button', { name: 'Show all products' }).click();
    await page.getByRole('combobox', { name: 'Filter' }).click();
    await page.getByRole('option', { name: 'With overrides' }).click();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await page.getByRole('listitem').filter({ hasText: 'Nordwindjacke' }).getByText('own values').waitFor();
    await step(page, 'products-overrides');
    expect(await search.inputValue()).toBe('');
  });

  test('which ones have something of their own in the store view is marked; of all store views none has', async () => {
    const page = await admin.visit('/products?store=german&q=MJ03');
    await page.getByRole('link', { name: /MJ03 · own values/ }).waitFor();
    await page.goto(page.url().replace('MJ03', 'SOCK-000'));
    await page.getByRole('link', { name: /SOCK-000$/ }).waitFor();
    await page.goto(page.url().replace('store=german&q=SOCK-000', 'q=MJ03'));
    await page.getByRole('link', { name: /Northwind Jacket ?MJ03$/ }).waitFor();
  });

  test('chosen, previewed, restored by a job', async () => {
    const page = await admin.visit('/products?store=german');
    await page.getByRole('checkbox', { name: 'Select MJ03' }).check();
    await page.getByRole('checkbox', { name: 'Select SOCK-000' }).check();
    await step(page, 'products-chosen');
    await page.getByRole('button', { name: 'Restore default values…' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('2 values would change in 1 product.').waitFor();
    await step(page, 'products-restore');
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('Started.').waitFor();
    const own = async () =>
      viewIn(await galleryIn(admin.call, 'MJ03', '?store=german'), 'german').entries.filter(({ label }) => label.source === 'german').length;
    await expect.poll(own).toBe(0);
  });

  test('on a phone', async () => {
    const page = await admin.visit('/products', PHONE);
    await page.getByText('Northwind Jacket').waitFor();
    await step(page, 'products-phone');
    await page.getByRole('button', { name: 'Open the navigation' }).click();
    await step(page, 'navigation-phone');
  });
});
