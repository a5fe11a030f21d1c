/** How fast the admin is in a browser: printed for whoever looks, never asserted, for it depends on the machine. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, startAdmin } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
/** With those of the shop nearly all that a gallery may have. */
const ENTRIES = 240;
const AT_ONCE = 40;

/** From top to bottom by the frame, 24 pixels each: frames per second, and how long the slowest one took. */
const scrolled = (page: Page) =>
  page.evaluate(`(async () => {
    const gaps = [];
    const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let last = await next();
    const first = last;
    while (scrollY + innerHeight < document.documentElement.scrollHeight - 1 && last - first < 20000) {
      scrollBy(0, 24);
      const now = await next();
      gaps.push(now - last);
      last = now;
    }
    gaps.sort((a, b) => a - b);
    return { fps: Math.round(gaps.length * 1000 / (last - first)), frames: gaps.length, p95Ms: Math.round(gaps[Math.floor(gaps.length * 0.95)]), worstMs: Math.round(gaps.at(-1)) };
  })()`);

async function fill(sku: string): Promise<void> {
  for (let from = 0; from < ENTRIES; from += AT_ONCE) {
    const operations = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, at) => {
        const bytes = await sharp({ create: { width: 400, height: 300, channels: 3, background: `hsl(${from + at}, 60%, 55%)` } })
          .jpeg()
          .toBuffer();
        const content = { base64: bytes.toString('base64'), name: `card-${from + at}.jpg` };
        return { op: 'add', picture: content, label: `Card number ${from + at}`, on_duplicate: 'allow' };
      }),
    );
    const reply = await admin.call('PATCH', `/products/${sku}/gallery`, { operations });
    expect(reply.status, reply.text.slice(0, 300)).toBe(200);
  }
}

describe.skipIf(noBrowser !== undefined)(`how fast the admin is${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    await fill('MJ03');
  });
  afterAll(() => admin?.stop());

  test('a gallery of 250 entries is scrolled and edited', async () => {
    expect(viewIn(await galleryIn(admin.call, 'MJ03'), 'all').entries.length).toBe(ENTRIES + 4);
    const page = await admin.visit('/products/MJ03');
    await expect.poll(() => page.locator('.entry').count(), { timeout: 30_000 }).toBe(ENTRIES + 4);
    await page.waitForLoadState('networkidle');
    console.info('gallery of 250, scrolled', await scrolled(page));
    await page.evaluate('scrollTo(0, 0)');
    await page.locator('.entry-open').first().click();
    const typed = await page.getByRole('textbox', { name: 'Alternative text', exact: true }).evaluateHandle((field) => field);
    const delays = await page.evaluate(
      `(async (field) => {
        const delays = [];
        const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
        for (let at = 0; at < 30; at++) {
          const from = performance.now();
          set.call(field, field.value + 'x');
          field.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          delays.push(performance.now() - from);
        }
        delays.sort((a, b) => a - b);
        return { medianMs: Math.round(delays[15]), worstMs: Math.round(delays.at(-1)) };
      })(document.querySelector('.editor textarea'))`,
    );
    await typed.dispose();
    console.info('gallery of 250, a letter typed', delays);
  });

  test('the first page on a processor four times slower', async () => {
    for (const cache of ['cold', 'warm']) {
      const page = await admin.visit('/sign-in-nowhere');
      await page.waitForLoadState('networkidle');
      const speed = await page.context().newCDPSession(page);
      if (cache === 'cold') await speed.send('Network.setCacheDisabled', { cacheDisabled: true });
      await speed.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await page.goto(`${admin.shop.service.url}/admin/products`, { waitUntil: 'commit' });
      await page.getByRole('link', { name: /Northwind/ }).waitFor();
      // Since the navigation began, on the page's own clock, once nothing of its first work is left to do.
      const interactiveMs = await page.evaluate('new Promise((resolve) => requestIdleCallback(() => resolve(Math.round(performance.now()))))');
      const painted = await page.evaluate(`Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)`);
      console.info(`first page, ${cache} cache, 4 times slower: painted after ${painted} ms, interactive after ${interactiveMs} ms`);
    }
  });
});
