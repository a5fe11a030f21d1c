/** The history and the trash of all products in the admin. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PASSWORD, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;

describe.skipIf(noBrowser !== undefined)(`history and trash of everything${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  const entries = async (store = 'all') => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store).entries;

  test('found by who did it and from where, read, and taken back', async () => {
    await admin.shop.service.addUser('anna', PASSWORD);
    const hers = await admin.visit('/products', { user: 'anna' });
    const [first] = await entries();
    await hers.evaluate(
      `fetch('/api/v1/session').then((answer) => answer.json()).then(({ csrf }) => fetch('/api/v1/products/MJ03/gallery', {
        method: 'PATCH', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
        body: JSON.stringify({ operations: [{ op: 'set', entry: ${first?.id}, store: 'german', label: 'Von Anna' }] }) }))`,
    );
    expect((await entries('german'))[0]?.label.value).toBe('Von Anna');

    const page = await admin.visit('/history');
    const lines = page.getByRole('list', { name: 'Changes' }).getByRole('listitem');
    await lines.first().waitFor();
    expect(await lines.count()).toBeGreaterThan(5);
    await stepInBothLights(page, 'everything-history');
    await page.getByLabel('By whom').fill('anna');
    await page.waitForURL(/by=anna/);
    await expect.poll(() => lines.count()).toBe(1);
    await lines.getByRole('button', { name: /^Show what change/ }).press('Enter');
    await lines.getByText('Von Anna').waitFor();
    await step(page, 'everything-history-anna');
    await lines.getByRole('button', { name: /^Take change/ }).click();
    await page.getByRole('dialog').getByText('This is what would change:').waitFor();
    await step(page, 'everything-history-undo');
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('The change is taken back.').waitFor();
    expect((await entries('german'))[0]?.label.value).toBe('Nordwindjacke, von vorn');
    await page.getByRole('combobox', { name: 'From where' }).click();
    await page.getByRole('option', { name: 'by ShipStream' }).click();
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await step(page, 'everything-history-nothing');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await lines.first().waitFor();
    expect(await page.getByLabel('By whom').inputValue()).toBe('');
  });

  test('what was removed comes back from the trash, and both are read on a phone', async () => {
    const page = await admin.visit('/trash');
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    await step(page, 'everything-trash-empty');
    const before = await entries();
    for (const { id } of before.slice(0, 2)) await admin.call('PATCH', '/products/MJ03/gallery', { operations: [{ op: 'remove', entry: id }] });
    expect(await entries()).toHaveLength(before.length - 2);
    await page.reload();
    const cards = page.getByRole('list', { name: 'Removed pictures' }).getByRole('listitem');
    await cards.nth(1).waitFor();
    await stepInBothLights(page, 'everything-trash');
    await cards.getByRole('button', { name: 'Restore Northwind Jacket, front' }).press('Enter');
    await page.getByText('Restored with everything it had.').waitFor();
    await expect.poll(() => cards.count()).toBe(1);
    const after = await entries();
    expect(after.map(({ id }) => id)).toContain(before[0]?.id);
    expect(after.find(({ id }) => id === before[0]?.id)?.roles).toEqual(before[0]?.roles);
    await step(page, 'everything-trash-restored');

    const phone = await admin.visit('/trash', PHONE);
    await phone.getByRole('listitem').first().waitFor();
    await step(phone, 'everything-trash-phone');
    await phone.goto(`${admin.shop.service.url}/admin/history`);
    const show = phone.getByRole('button', { name: /^Show what change/ }).first();
    await show.click();
    await step(phone, 'everything-history-phone');
  });
});
