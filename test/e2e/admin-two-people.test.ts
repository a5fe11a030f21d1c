/** Two people on one gallery, one with rights for one store view, one whose session ends: nothing is lost, and nothing false is said. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PASSWORD, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const TEXT = { name: 'Alternative text', exact: true } as const;

const labels = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store).entries.map(({ label }) => label.value);

describe.skipIf(noBrowser !== undefined)(`people at work in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    await admin.shop.service.addUser('anna', PASSWORD, undefined, ['german']);
  });
  afterAll(() => admin?.stop());

  test('who saves second is told what the first has done, and saves on top of it', async () => {
    const [first, second] = [await admin.visit('/products/MJ03'), await admin.visit('/products/MJ03')];
    for (const [page, text] of [
      [first, 'The first was faster'],
      [second, 'The second was slower'],
    ] as const) {
      await page.locator('.entry-open').first().click();
      await page.getByRole('textbox', TEXT).fill(text);
    }
    await first.getByRole('button', { name: 'Save', exact: true }).click();
    await first.getByText(/^Saved:/).waitFor();
    await second.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = second.getByRole('dialog', { name: 'Somebody else has saved in the meantime' });
    await dialog.waitFor();
    expect(await dialog.getByText('The first was faster').count()).toBeGreaterThan(0);
    expect(await dialog.getByText('The second was slower').count()).toBe(1);
    await step(second, 'conflict');
    expect((await labels('all'))[0]).toBe('The first was faster');
    await dialog.getByRole('button', { name: 'Save mine on top' }).click();
    await second.getByText(/^Saved:/).waitFor();
    expect((await labels('all'))[0]).toBe('The second was slower');
  });

  test('who may write in one store view only sees the others, and changes that one', async () => {
    const page = await admin.visit('/products/MJ03', { user: 'anna' });
    await page.getByText('You may look at the common values').waitFor();
    await page.locator('.entry-open').first().click();
    expect(await page.getByRole('textbox', TEXT).isDisabled()).toBe(true);
    await step(page, 'read-only');
    await page.getByRole('combobox', { name: 'Store view' }).click();
    await page.getByRole('option', { name: 'german' }).click();
    await page.locator('.entry-open').first().click();
    await page.getByRole('textbox', TEXT).fill('Von Anna');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/^Saved:/).waitFor();
    expect((await labels('german'))[0]).toBe('Von Anna');
    expect(await labels('all')).not.toContain('Von Anna');
  });

  test('a session that ends in the middle of an edit: signed in again, nothing is lost', async () => {
    const page = await admin.visit('/products/MJ03?store=german', { user: 'anna' });
    await page.locator('.entry-open').nth(1).click();
    await page.getByRole('textbox', TEXT).fill('Vor dem Ende geschrieben');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    await step(page, 'session-ended');
    expect(await labels('german')).not.toContain('Vor dem Ende geschrieben');
    await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Not saved. Your changes are still here.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/^Saved:/).waitFor();
    expect(await labels('german')).toContain('Vor dem Ende geschrieben');
  });

  test('without a connection it says so, and says nothing was saved; what was typed outlives a reload', async () => {
    const page = await admin.visit('/products/MJ03');
    await page.locator('.entry-open').nth(2).click();
    await page.getByRole('textbox', TEXT).fill('Typed before the tunnel');
    await page.context().setOffline(true);
    await page.getByText('You are offline').first().waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await step(page, 'offline');
    await page.context().setOffline(false);
    // The service is away although the network is not.
    await page.route('**/api/v1/products/*/gallery*', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Not saved. Your changes are still here.').waitFor();
    await page.getByText('The service cannot be reached.').waitFor();
    await step(page, 'save-failed');
    expect(await labels('all')).not.toContain('Typed before the tunnel');
    await page.unrouteAll();
    await page.reload();
    await page.getByText('Your unsaved changes are still here').waitFor();
    await step(page, 'kept-over-reload');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/^Saved:/).waitFor();
    expect(await labels('all')).toContain('Typed before the tunnel');
  });

  test('texts of every kind and length stand in their places', async () => {
    const page = await admin.visit('/products/MJ03');
    const texts = ['سترة الشمال، منظر أمامي مع غطاء للرأس', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘', '👩‍👩‍👧‍👦🧥'.repeat(20), 'w'.repeat(5000)];
    for (const [at, text] of texts.entries()) {
      await page.locator('.entry-open').nth(at).click();
      await page.getByRole('textbox', TEXT).fill(text);
    }
    await page.getByText('Too long: 5,000 characters, 255 fit.').waitFor();
    await step(page, 'rough-texts');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Not saved. Your changes are still here.').waitFor();
    expect(await page.getByRole('textbox', TEXT).inputValue()).toHaveLength(5000);
    await page.getByRole('textbox', TEXT).fill('w'.repeat(255));
    await page.getByRole('button', { name: 'What will change' }).click();
    await page.getByRole('dialog', { name: 'What will change' }).getByRole('table').waitFor();
    await step(page, 'rough-review');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/^Saved:/).waitFor();
    expect(await labels('all')).toEqual([...texts.slice(0, 3), 'w'.repeat(255)]);
    await page.setViewportSize({ width: 360, height: 740 });
    await step(page, 'rough-phone');
  });

  test('a service that stops in the middle of an upload: said, tried again, and there', async () => {
    const page = await admin.visit('/products/MJ03');
    await page.route('**/api/v1/uploads', (route) => route.abort('connectionreset'));
    const pixels = Buffer.from('R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
    const files = Array.from({ length: 60 }, (_, at) => ({ name: `many-${at}.gif`, mimeType: 'image/gif', buffer: pixels }));
    await page.locator('input[type=file]').first().setInputFiles(files);
    await page.getByText('The service cannot be reached.').nth(59).waitFor();
    await step(page, 'upload-stopped');
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.locator('.entry', { hasText: 'New' }).first().waitFor();
    expect(await page.getByText('The service cannot be reached.').count()).toBe(59);
  });
});
