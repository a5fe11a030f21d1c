/** The way into the admin, and out again. Each step leaves a picture of it in `test/e2e/shots`. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AdminTest, DESK, PASSWORD, PHONE, startAdmin, step, stepInBothLights, watch } from './admin.js';
import { noBrowser } from './browser.js';

/** A browser beside everything else that runs may be slow. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
let admin: AdminTest;

describe.skipIf(noBrowser !== undefined)(`signing in to the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  test('by keyboard alone: refused with a wrong password, in with the right one, out again', async () => {
    const context = await admin.tested.browser.newContext(DESK);
    const page = await context.newPage();
    watch(page);
    await page.goto(`${admin.shop.service.url}/admin/products?store=german`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await stepInBothLights(page, 'sign-in');
    await page.keyboard.type('test-root');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('User name or password is wrong');
    expect(await page.getByRole('alert').innerText()).toMatch(/Request \w+/);
    await step(page, 'sign-in-refused');
    // The password is empty again, and has the focus.
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Products' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Store view' }).inputValue()).toBe('german');
    await page.getByRole('button', { name: /Signed in as test-root/ }).press('Enter');
    await step(page, 'preferences');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await page.getByRole('heading', { name: 'Produkte' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('button', { name: 'Abmelden' }).press('Enter');
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    await context.close();
  });

  test('on a phone', async () => {
    const context = await admin.tested.browser.newContext(PHONE);
    const page = await context.newPage();
    watch(page);
    await page.goto(`${admin.shop.service.url}/admin`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await step(page, 'sign-in-phone');
    await context.close();
  });
});
