/** The worklist of alternative texts: from gap to gap by keyboard, from another language, decorative, taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const entries = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store).entries;
const labels = async (store: string) => (await entries(store)).map(({ label }) => label.value);
const FIELD = /^Alternative text of picture/;

describe.skipIf(noBrowser !== undefined)(`alternative texts in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    await admin.call('PATCH', '/products/MJ03/gallery', { operations: [{ op: 'set', entry: 3, label: null }] });
  });
  afterAll(() => admin?.stop());

  test('from gap to gap by keyboard; taken back; what is typed survives a reload', async () => {
    const page = await admin.visit('/alt-text');
    const fields = page.getByRole('textbox', { name: FIELD });
    await fields.nth(1).waitFor();
    expect(await fields.count()).toBe(2);
    await stepInBothLights(page, 'alt-text');
    await fields.first().focus();
    await page.keyboard.type('Turning around, seen from all sides');
    await page.getByText('Not saved yet').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Saved.').waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Alternative text of picture 4 of Northwind Jacket');
    expect(await labels('all')).toContain('Turning around, seen from all sides');
    await step(page, 'alt-text-saved');

    await page.keyboard.type('Half a te');
    await page.reload();
    await page.getByRole('textbox', { name: FIELD }).first().waitFor();
    expect(await fields.count()).toBe(1);
    expect(await fields.first().inputValue()).toBe('Half a te');
    expect(await labels('all')).not.toContain('Half a te');
    await step(page, 'alt-text-kept');
    await fields.first().fill('');
    await page.getByRole('switch', { name: /is decorative$/ }).press('Space');
    await page.getByRole('button', { name: /^Save the text of picture 4/ }).click();
    await page.getByText('Saved.').waitFor();
    expect((await entries('all'))[3]?.decorative.value).toBe(true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Saved.').waitFor({ state: 'hidden' });
    expect((await entries('all'))[3]?.decorative.value).toBe(false);
  });

  test('in one store view: inherited ones, from another language, and the default again', async () => {
    const page = await admin.visit('/alt-text?store=german&state=any');
    const first = page.getByRole('listitem').filter({ has: page.getByRole('textbox', { name: 'Alternative text of picture 1 of Nordwindjacke' }) });
    const text = first.getByRole('textbox');
    await text.waitFor();
    expect(await text.inputValue()).toBe('Nordwindjacke, von vorn');
    await first.getByRole('button', { name: 'Copy from' }).click();
    await page.getByRole('menuitem', { name: 'Northwind Jacket, front' }).waitFor();
    await step(page, 'alt-text-copy');
    await page.getByRole('menuitem', { name: 'Northwind Jacket, front' }).click();
    expect(await text.inputValue()).toBe('Northwind Jacket, front');
    await text.press('Enter');
    await first.getByText('Saved.').waitFor();
    expect((await entries('german'))[0]?.label).toMatchObject({ value: 'Northwind Jacket, front', source: 'german' });
    await first.getByRole('checkbox', { name: 'Use Default Value' }).check();
    await first.getByRole('button', { name: 'Save' }).click();
    await first.getByText('Inherited').waitFor();
    expect((await entries('german'))[0]?.label).toMatchObject({ source: 'global' });
    await step(page, 'alt-text-inherited');
  });

  test('a save that fails keeps the text and says so; who may only read cannot type', async () => {
    const page = await admin.visit('/alt-text?state=any');
    const field = page.getByRole('textbox', { name: FIELD }).first();
    await field.fill('Will not arrive');
    await page.route('**/api/v1/labels', (route) => route.abort());
    await field.press('Enter');
    await page.getByText('The service cannot be reached.').waitFor();
    expect(await field.inputValue()).toBe('Will not arrive');
    expect(await labels('all')).not.toContain('Will not arrive');
    await step(page, 'alt-text-failed');
    await page.unroute('**/api/v1/labels');
    await field.fill('much too long '.repeat(357));
    await field.press('Enter');
    await page.getByText('An alternative text is too long: 255 characters fit.').waitFor();
    expect((await field.inputValue()).length).toBe(4998);
    await step(page, 'alt-text-too-long');

    await admin.shop.service.addUser('berta', 'Test-Root-1', undefined, ['german']);
    const german = await admin.visit('/alt-text?state=any', { user: 'berta' });
    await german.getByText('You may read All store views, but not change it.').waitFor();
    expect(await german.getByRole('textbox', { name: FIELD }).first().isDisabled()).toBe(true);
    await step(german, 'alt-text-read-only');
  });

  test('on a phone; and when nothing is missing', async () => {
    const page = await admin.visit('/alt-text', PHONE);
    await page.getByRole('textbox', { name: FIELD }).first().waitFor();
    await step(page, 'alt-text-phone');
    await page.goto(`${admin.shop.service.url}/admin/alt-text?state=decorative`);
    await page.getByText('Nothing is like that').waitFor();
    await step(page, 'alt-text-nothing');
  });
});
