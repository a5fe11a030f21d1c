/** A long worklist of alternative texts: only what can be seen is drawn, and nobody who works through it loses anything by that. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, startAdmin, step } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
/** More than one page of the list holds. */
const [ADDED, AT_ONCE] = [80, 40];
const fields = (page: Page) => page.getByRole('textbox', { name: /^Alternative text of picture/ });
const focused = (page: Page) => page.evaluate('document.activeElement.getAttribute("aria-label")');
const field = (page: Page, entry: number) => page.getByRole('textbox', { name: `Alternative text of picture ${entry} of`, exact: false }).first();
const changes = async () => ((await admin.call('GET', '/products/MJ03/history?limit=100')).body as { lines: unknown[] }).lines.length;

describe.skipIf(noBrowser !== undefined)(`a long worklist in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  let entries: number[] = [];
  beforeAll(async () => {
    admin = await startAdmin();
    const picture = {
      base64: (
        await sharp({ create: { width: 60, height: 40, channels: 3, background: 'teal' } })
          .png()
          .toBuffer()
      ).toString('base64'),
      name: 'p.png',
    };
    for (let from = 0; from < ADDED; from += AT_ONCE) {
      const operations = Array.from({ length: AT_ONCE }, () => ({ op: 'add', picture, on_duplicate: 'allow' }));
      const added = await admin.call('PATCH', '/products/MJ03/gallery', { operations });
      expect(added.status, added.text.slice(0, 300)).toBe(200);
    }
    entries = viewIn(await galleryIn(admin.call, 'MJ03'), 'all').entries.flatMap(({ id, label }) => (label.value === null ? [id] : []));
    expect(entries.length).toBe(ADDED + 1);
  });
  afterAll(() => admin?.stop());

  test('from gap to gap by keyboard, each in its turn, past the end of a page; few are drawn', async () => {
    const page = await admin.visit('/alt-text');
    await fields(page).first().waitFor();
    expect(await fields(page).count()).toBeLessThan(20);
    await fields(page).first().focus();
    const walked: unknown[] = [await focused(page)];
    while (walked.length < entries.length) {
      await page.keyboard.press(walked.length % 2 === 0 ? 'Enter' : 'Alt+ArrowDown');
      await expect.poll(() => focused(page), { timeout: 10_000 }).not.toBe(walked.at(-1));
      walked.push(await focused(page));
    }
    expect(walked.map((name) => Number(/picture (\d+)/.exec(String(name))?.[1])).sort((a, b) => a - b)).toEqual(entries);
    expect(new Set(walked).size).toBe(entries.length);
    expect(await fields(page).count()).toBeLessThan(20);
    const box = await page.locator(':focus').boundingBox();
    expect(box !== null && box.y > 0 && box.y < 900, 'what has the focus is seen').toBe(true);
    await step(page, 'alt-text-long');
    const last = await focused(page);
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => focused(page)).not.toBe(last);
    expect(await focused(page)).toBe(walked.at(-2));
  });

  test('what was written stays known when it is scrolled away, and is taken back there', async () => {
    const page = await admin.visit('/alt-text');
    const first = fields(page).first();
    await first.fill('A first text');
    const entry = Number(/picture (\d+)/.exec(String(await first.getAttribute('aria-label')))?.[1]);
    await first.press('Enter');
    await page.getByText('Saved.').waitFor();
    await fields(page).nth(1).fill('Half a');
    const last = () => page.getByRole('listitem').last().getAttribute('aria-posinset');
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await expect.poll(last, { timeout: 10_000 }).toBe('50');
    await page.evaluate('scrollTo(0, 0)');
    await expect.poll(last, { timeout: 10_000 }).not.toBe('50');
    expect(await field(page, entry).inputValue()).toBe('A first text');
    expect(await fields(page).nth(1).inputValue()).toBe('Half a');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Saved.').waitFor({ state: 'hidden' });
    expect(await field(page, entry).inputValue()).toBe('');
    await fields(page).nth(1).fill('');
  });

  test('an answer that is lost: what is sent again is the same write', async () => {
    const page = await admin.visit('/alt-text');
    const keys: (string | undefined)[] = [];
    let isLost = true;
    await page.route('**/api/v1/labels', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      const answer = await route.fetch();
      if (isLost) await route.abort();
      else await route.fulfill({ response: answer });
    });
    const before = await changes();
    const first = fields(page).first();
    const item = page.getByRole('listitem').filter({ has: first }).first();
    await first.fill('Sent twice, written once');
    await item.getByRole('button', { name: /^Save/ }).click();
    await item.getByText('The service cannot be reached.').waitFor();
    expect(await changes()).toBe(before + 1);
    isLost = false;
    await item.getByRole('button', { name: /^Save/ }).click();
    await page.getByText('Saved.').waitFor();
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0]]);
    expect(await changes()).toBe(before + 1);
    // It knows the change that the lost answer told of.
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Saved.').waitFor({ state: 'hidden' });
    expect(await changes()).toBe(before + 2);
  });
});
