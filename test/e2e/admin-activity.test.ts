/** Changes of many products in the admin: watched, their refusals read, taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PHONE, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;

describe.skipIf(noBrowser !== undefined)(`activity in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  const germanLabels = async () => viewIn(await galleryIn(admin.call, 'MJ03', '?store=german'), 'german').entries.map(({ label }) => label.value);
  const restore = (title: string, skus: readonly string[]) =>
    admin.call('POST', '/jobs', { title, target: { skus }, operations: [{ op: 'inherit', store: 'german', fields: ['label'] }] });

  test('chosen in the list, previewed, started; watched, and taken back', async () => {
    const before = await germanLabels();
    const page = await admin.visit('/activity');
    await page.getByRole('heading', { name: 'Nothing has been done to many products yet' }).waitFor();
    await step(page, 'activity-empty');
    await page.getByRole('link', { name: 'To the products' }).click();
    await page.getByRole('checkbox', { name: 'Select MJ03' }).check();
    await page.getByRole('button', { name: 'Restore default values…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'In the store view' }).click();
    await dialog.getByRole('option', { name: 'german' }).click();
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('2 values would change in 1 product.').waitFor();
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('Started. Progress stands under Activity.').waitFor();
    await page.getByRole('link', { name: 'Activity', exact: true }).click();
    const job = page.getByRole('region', { name: 'Restore default values in german', exact: true });
    await job.getByText('Done').waitFor();
    await job.getByText('1 product · 1 changed').waitFor();
    expect(await germanLabels()).not.toEqual(before);
    await stepInBothLights(page, 'activity-done');

    await job.getByRole('button', { name: 'Take back…' }).click();
    await page.getByRole('dialog').getByText('1 product would change.').waitFor();
    await page.getByRole('dialog').getByRole('cell', { name: 'Nordwindjacke, von vorn' }).waitFor();
    await step(page, 'activity-undo');
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    const undo = page.getByRole('region', { name: 'Taken back: ' });
    await undo.getByText('1 product · 1 changed').waitFor();
    expect(await germanLabels()).toEqual(before);
    await step(page, 'activity-undone');
  });

  test('a job that runs moves by itself; what is refused says why', async () => {
    const page = await admin.visit('/activity');
    await page.getByRole('heading', { name: 'Activity' }).waitFor();
    const skus = ['MJ03', ...Array.from({ length: 3000 }, (_, at) => `NONE-${at}`)];
    expect((await restore('Many', skus)).status).toBe(202);
    await page.reload();
    const job = page.getByRole('region', { name: 'Many' });
    await job.getByRole('progressbar', { name: 'Progress of Many' }).waitFor();
    await step(page, 'activity-running');
    await job.getByText('Done, not everywhere').waitFor({ timeout: 60_000 });
    await job.getByText('3,001 products · 1 changed · 3,000 refused').waitFor();
    await job.getByRole('button', { name: 'Show what was refused' }).press('Enter');
    await job.getByText('There is no product with this SKU.').first().waitFor();
    await job.getByText('… and 2,900 more').waitFor();
    await stepInBothLights(page, 'activity-problems');
  });

  test('offline, nothing pretends to be new; on a phone', async () => {
    const page = await admin.visit('/activity', PHONE);
    await page.getByRole('region').first().waitFor();
    await step(page, 'activity-phone');
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await page.getByText('This may be old').waitFor({ timeout: 30_000 });
    await step(page, 'activity-offline');
    await page.context().setOffline(false);
    await page.getByText('This may be old').waitFor({ state: 'hidden', timeout: 30_000 });
  });
});
