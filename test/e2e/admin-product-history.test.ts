/** History and trash of a product in the admin: taken back with a preview, also over what others did later, and brought back from the trash. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const view = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store);
const firstLabel = async (store: string) => (await view(store)).entries[0]?.label.value;
const patch = async (...operations: object[]): Promise<number> => {
  const { status, body } = await admin.call('PATCH', '/products/MJ03/gallery', { operations });
  expect(status).toBe(200);
  return (body as { change: number }).change;
};

describe.skipIf(noBrowser !== undefined)(`history and trash of a product in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  test('a change is read, taken back after a preview, and that taken back again', async () => {
    const change = await patch({ op: 'set', entry: 1, store: 'german', label: 'Ganz anders' }, { op: 'hide', entry: 2, store: 'german' });
    const page = await admin.visit('/products/MJ03/history');
    await page.getByRole('button', { name: `Show what change ${change} did` }).click();
    await page.getByRole('cell', { name: 'Ganz anders' }).waitFor();
    await stepInBothLights(page, 'product-history');
    await page.getByRole('button', { name: `Take change ${change} back` }).click();
    const dialog = page.getByRole('dialog', { name: 'Take this change back?' });
    await dialog.getByRole('cell', { name: 'Nordwindjacke, von vorn' }).waitFor();
    await step(page, 'product-history-preview');
    expect(await firstLabel('german')).toBe('Ganz anders');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('The change is taken back.').waitFor();
    expect(await firstLabel('german')).toBe('Nordwindjacke, von vorn');
    await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor();
    expect(await firstLabel('german')).toBe('Ganz anders');
  });

  test('what others did later would be lost: said first, then done all the same', async () => {
    const change = await patch({ op: 'set', entry: 1, store: 'german', label: 'Eins' });
    await patch({ op: 'set', entry: 1, store: 'german', label: 'Zwei' });
    const page = await admin.visit('/products/MJ03/history');
    await page.getByRole('button', { name: `Take change ${change} back` }).click();
    await page.getByText('Later changes would be lost').waitFor();
    await stepInBothLights(page, 'product-history-tramples');
    expect(await firstLabel('german')).toBe('Zwei');
    await page.getByRole('button', { name: 'Take back all the same' }).click();
    await page.getByText('The change is taken back.').waitFor();
    expect(await firstLabel('german')).toBe('Ganz anders');

    await page.getByRole('button', { name: `Take back everything after change ${change}` }).click();
    await page.getByRole('dialog', { name: 'Go back to this point?' }).getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await firstLabel('german')).toBe('Eins');
  });

  test('a removed picture comes back from the trash with everything it had', async () => {
    const page = await admin.visit('/products/MJ03/trash');
    await page.getByText('The trash is empty').waitFor();
    await step(page, 'product-trash-empty');
    const before = await view('german');
    await patch({ op: 'remove', entry: 1 });
    await page.reload();
    await page.getByRole('button', { name: 'Restore Northwind Jacket, front' }).waitFor();
    await stepInBothLights(page, 'product-trash');
    await page.getByRole('button', { name: 'Restore Northwind Jacket, front' }).click();
    await page.getByText('Restored with everything it had.').waitFor();
    await page.getByText('The trash is empty').waitFor();
    const after = await view('german');
    expect(after.order.value).toEqual(before.order.value);
    expect(after.roles.image?.value).toBe(1);
    expect(after.entries[0]?.label.value).toBe('Eins');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Restore Northwind Jacket, front' }).waitFor();
    await step(page, 'product-trash-undone');
  });

  test('on a phone; and for who may write one store view only', async () => {
    const page = await admin.visit('/products/MJ03/history', PHONE);
    await page
      .getByRole('button', { name: /^Take change/ })
      .first()
      .waitFor();
    await step(page, 'product-history-phone');
    await page.goto(`${admin.shop.service.url}/admin/products/MJ03/trash`);
    await page.getByRole('button', { name: /^Restore/ }).waitFor();
    await step(page, 'product-trash-phone');
    await admin.shop.service.addUser('berta', 'Test-Root-1', undefined, ['german']);
    const german = await admin.visit('/products/MJ03/history', { user: 'berta' });
    const buttons = german.getByRole('button', { name: /^Take change/ });
    await buttons.first().waitFor();
    // The removal is everybody's, the texts are German.
    expect(await buttons.first().isDisabled()).toBe(true);
    expect(await german.getByRole('button', { name: /^Take change/, disabled: false }).count()).toBeGreaterThan(0);
  });
});
