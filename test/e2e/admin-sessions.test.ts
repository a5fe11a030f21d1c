/** A session that ends while somebody works in the matrix or in the worklist: nothing is lost, they sign in again and go on. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PASSWORD, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const labels = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store).entries.map(({ label }) => label.value);
const ended = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' });
async function signInAgain(page: Page, name: string): Promise<void> {
  await ended(page).waitFor();
  expect(await ended(page).getByLabel('User name').inputValue()).toBe(name);
  await ended(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await ended(page).waitFor({ state: 'hidden' });
}

describe.skipIf(noBrowser !== undefined)(`a session that ends${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    await admin.shop.service.addUser('anna', PASSWORD, undefined, ['german']);
  });
  afterAll(() => admin?.stop());

  test('in the worklist: what is typed in two fields stands there still, and both are saved', async () => {
    const page = await admin.visit('/alt-text?store=german&state=any', { user: 'anna' });
    const fields = page.getByRole('textbox', { name: /^Alternative text of picture/ });
    await fields.nth(2).waitFor();
    await fields.nth(1).fill('Vor dem Ende getippt');
    await fields.nth(0).fill('Im Augenblick des Endes');
    await page.context().clearCookies();
    await fields.nth(0).press('Enter');
    await ended(page).waitFor();
    await step(page, 'session-ended-alt-text');
    expect(await labels('german')).not.toContain('Im Augenblick des Endes');
    await signInAgain(page, 'anna');
    expect(await fields.nth(0).inputValue()).toBe('Im Augenblick des Endes');
    expect(await fields.nth(1).inputValue()).toBe('Vor dem Ende getippt');
    await page.getByText('You are not signed in any more.').waitFor();
    expect(await page.getByText('Saved.').count()).toBe(0);
    await step(page, 'session-again-alt-text');
    for (const at of [0, 1]) await fields.nth(at).press('Enter');
    await expect.poll(() => page.getByText('Saved.').count()).toBe(2);
    await page.getByText('You are not signed in any more.').waitFor({ state: 'hidden' });
    expect((await labels('german')).slice(0, 2)).toEqual(['Im Augenblick des Endes', 'Vor dem Ende getippt']);
  });

  test('in the matrix: the chosen cells stay chosen, nothing is said to be done, and then it is done', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german', { user: 'anna' });
    const cells = page.getByRole('gridcell', { selected: true });
    const bar = page.getByRole('region', { name: 'Actions on the chosen cells' });
    await page.getByRole('columnheader', { name: 'german' }).click();
    const count = await cells.count();
    expect(count).toBeGreaterThan(3);
    const before = await labels('german');
    await bar.getByRole('button', { name: 'Use default value' }).click();
    const apply = page.getByRole('button', { name: /^Apply/ });
    await apply.waitFor();
    await page.context().clearCookies();
    await apply.click();
    await ended(page).waitFor();
    await step(page, 'session-ended-matrix');
    expect(await labels('german')).toEqual(before);
    await signInAgain(page, 'anna');
    expect(await page.getByText(/values? changed\./).count()).toBe(0);
    await page.getByText('Nothing has been changed').waitFor();
    await step(page, 'session-again-matrix');
    expect(await cells.count()).toBe(count);
    await apply.click();
    await page.getByText(/values? changed\./).waitFor();
    expect(await labels('german')).not.toEqual(before);

    // Before the preview, too.
    await page.getByRole('columnheader', { name: 'german' }).click();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Undo' }).click();
    await signInAgain(page, 'anna');
    await page.getByText('Not taken back').waitFor();
    expect(await labels('german')).not.toEqual(before);
  });
});
