/** The shortest journey of the admin: what differs in German is seen, changed, and taken back. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

/** A browser beside everything else that runs may be slow. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
let admin: AdminTest;
const SECOND = 'Northwind "Jacket" & <side>';

describe.skipIf(noBrowser !== undefined)(`a label in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  const labels = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store).entries.map(({ label }) => label.value);

  test('overridden in one store view, saved, taken back; then restored by the check box', async () => {
    const page = await admin.visit('/products/MJ03?store=german');
    const before = await labels('german');
    await page.getByRole('button', { name: SECOND }).last().click();
    const text = page.getByRole('textbox', { name: 'Alternative text' });
    const useDefault = page.getByRole('checkbox', { name: 'Use Default Value – Alternative text' });
    expect(await useDefault.isChecked()).toBe(true);
    await text.fill('Die Jacke von der Seite');
    expect(await useDefault.isChecked()).toBe(false);
    expect(await page.getByText(`Default: ${SECOND}`).isVisible()).toBe(true);
    await step(page, 'label-typed');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved: 1 value changed.').waitFor();
    expect(await labels('german')).toContain('Die Jacke von der Seite');
    expect(await labels('all')).toContain(SECOND);
    await step(page, 'label-saved');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back').waitFor();
    expect(await labels('german')).toEqual(before);

    await page.getByRole('button', { name: 'Nordwindjacke, von vorn' }).last().click();
    await useDefault.check();
    expect(await text.inputValue()).toBe('Northwind Jacket, front');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved: 1 value changed.').waitFor();
    expect((await labels('german'))[0]).toBe('Northwind Jacket, front');
    await step(page, 'label-restored');
  });
});
