/** Texts of 5,000 characters, of every script: written, shown on each page without breaking it, and refused clearly where they are too long. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, PHONE, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const TEXT = { name: 'Alternative text', exact: true } as const;
const LONG = 5000;
const filled = (part: string) => [...part.repeat(Math.ceil(LONG / [...part].length))].slice(0, LONG).join('');
/** An unbroken word; right to left with numbers in it; signs upon signs; families of emoji. */
const TEXTS = [filled('w'), filled('סווטשירט שחור 2024, '), filled('Z̴̧̛a̵̢͝l̶̡̀g̷̨̊o̸̙͘'), filled('👩‍👩‍👧‍👦🧥')];
const labels = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store).entries.map(({ label }) => label.value);

describe.skipIf(noBrowser !== undefined)(`texts of 5,000 characters${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin({ VITRINE_MAX_LABEL_CHARS: String(LONG) });
  });
  afterAll(() => admin?.stop());

  test('typed in the gallery and saved as they are; one sign more is refused before and behind', async () => {
    const page = await admin.visit('/products/MJ03?store=german');
    for (const [at, text] of TEXTS.entries()) {
      await page.locator('.entry-open').nth(at).click();
      await page.getByRole('textbox', TEXT).fill(text);
      expect(await page.getByText(/^Too long/).count(), `text ${at}`).toBe(0);
    }
    await page.getByRole('textbox', TEXT).fill(`${TEXTS[3]}!`);
    await page.getByText('Too long: 5,001 characters, 5,000 fit.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Not saved. Your changes are still here.').waitFor();
    await step(page, 'long-refused');
    await page.getByRole('textbox', TEXT).fill(TEXTS[3] ?? '');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved: 4 values changed.').waitFor();
    expect(await labels('german')).toEqual(TEXTS);
    await step(page, 'long-saved');
  });

  test.each([
    ['desk', {}],
    ['phone', PHONE],
  ] as const)('each page stands with them: %s', async (name, options) => {
    for (const path of ['/products/MJ03', '/products/MJ03/matrix', '/products/MJ03/compare', '/products/MJ03/history', '/alt-text', '/history']) {
      const page = await admin.visit(`${path}?store=german${path === '/alt-text' ? '&state=any' : ''}`, options);
      const seen =
        path === '/alt-text' ? page.getByRole('textbox', { name: /^Alternative text of picture 2/ }) : page.getByText(/סווטשירט|Alternative text/).first();
      await seen.waitFor();
      if (path.endsWith('history'))
        await page
          .getByRole('button', { name: /^Show what/ })
          .first()
          .click();
      await step(page, `long-${path.slice(1).replaceAll('/', '-')}-${name}`);
      await page.close();
    }
  });
});
