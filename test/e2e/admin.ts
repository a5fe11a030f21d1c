/** The admin in a real browser on a real service: a shop to work on, steps with a picture each, and axe on what is seen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Native, nativeOf } from '../native/calling.js';
import { startBrowser, type TestBrowser } from './browser.js';
import { openShop, type Shop } from './shop.js';

export const DESK = { viewport: { width: 1360, height: 900 }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' } as const;
export const PHONE = { ...DESK, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;
/** What has not come by then does not come. */
const PATIENCE_MS = 12_000;
export const PASSWORD = 'Test-Root-1';

export interface AdminTest {
  readonly shop: Shop;
  readonly tested: TestBrowser;
  /** Of the user who may do everything. */
  readonly call: Native;
  /** A folder for files to upload. */
  readonly folder: string;
  /** Signed in, at an address below `/admin`; ends with {@link AdminTest.stop}. */
  visit(path: string, options?: BrowserContextOptions & { readonly user?: string }): Promise<Page>;
  stop(): Promise<void>;
}

/** `env`: settings of the service, beside those of the shop. */
export async function startAdmin(env: Readonly<Record<string, string>> = {}): Promise<AdminTest> {
  const [shop, tested, folder] = await Promise.all([openShop(env), startBrowser(), mkdtemp(join(tmpdir(), 'vitrine-admin-'))]);
  const contexts: BrowserContext[] = [];
  return {
    shop,
    tested,
    folder,
    call: nativeOf(shop.service),
    async visit(path, { user = 'test-root', ...options } = {}) {
      const context = await tested.browser.newContext({ ...DESK, ...options });
      contexts.push(context);
      await context.request.post(`${shop.service.url}/api/v1/session`, { data: { username: user, password: PASSWORD } });
      const page = await context.newPage();
      watch(page);
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(`${shop.service.url}/admin${path}`);
      return page;
    },
    async stop() {
      await Promise.all(contexts.map((context) => context.close()));
      await Promise.all([tested.stop(), shop.service.stop(), rm(folder, { recursive: true, force: true })]);
    },
  };
}

const complaints = new WeakMap<Page, string[]>();
/** What the browser refuses (its content security policy) and what breaks. */
export function watch(page: Page): void {
  const heard: string[] = [];
  complaints.set(page, heard);
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !/^Failed to load resource/.test(text)) heard.push(text);
  });
}

/** No violation that axe finds, nothing wider than the window, nothing that the browser complains about. */
export async function expectAccessible(page: Page): Promise<void> {
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => [html.slice(0, 300), failureSummary?.split('\n')[1]])]),
  ).toEqual([]);
  const excessPx = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(excessPx, 'nothing is wider than the window').toBe(0);
  expect(complaints.get(page)).toEqual([]);
}

/** A picture of the step, and all that {@link expectAccessible} asks. */
export async function step(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: fileURLToPath(new URL(`./shots/admin-${name}.png`, import.meta.url)) });
  await expectAccessible(page);
}

/** In both lights. */
export async function stepInBothLights(page: Page, name: string): Promise<void> {
  await step(page, name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await step(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Nothing moves any more, and every picture that can be seen has come. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    await Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})));
    const seen = [...document.images].filter((one) => { const box = one.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; });
    await Promise.all(seen.map((one) => one.decode().catch(() => {})));
  })()`);
}
