/** README, "Show the pictures", in a real browser: what visitors see of a gallery. Each step leaves a picture of it in `test/e2e/shots`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { noBrowser, shoot, startBrowser, type TestBrowser } from './browser.js';
import { piecesOf, printed } from './readme.js';
import { openShop, PICTURES, type Shop } from './shop.js';

const SECTION = 'Show the pictures';
const LOOKING = fileURLToPath(new URL('./looking.js', import.meta.url));
const DESK = { viewport: { width: 1200, height: 800 } };
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1, isMobile: true, hasTouch: true };
/** Long enough that a page stands before its pictures come. */
const PICTURES_LATE_MS = 100;

interface Opened {
  readonly page: Page;
  /** What came, by address. */
  readonly answers: ReadonlyMap<string, Answer>;
}
interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  /** How wide the picture itself is, as the service tells it. */
  readonly widthPx: number;
}
interface Seen {
  readonly id: string;
  readonly alt: string;
  readonly currentSrc: string;
  readonly naturalWidth: number;
  readonly naturalHeight: number;
  readonly loading: string;
  readonly clientWidth: number;
  readonly clientHeight: number;
}

let shop: Shop;
let tested: TestBrowser;
let home: string;

/** A page of a shop's own with the snippet in it, opened from a file. */
async function open(snippet: string, language: string, options: BrowserContextOptions = DESK): Promise<Opened> {
  const [file, title] = [join(home, 'page.html'), language === 'de' ? 'Nordwindjacke' : 'Northwind Jacket'];
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  await writeFile(
    file,
    `<!doctype html><html lang="${language}"><head>${head}</head><body><main><h1>${title}</h1>\n${snippet}\n<p>189 €</p></main></body></html>`,
  );
  const context = await tested.browser.newContext(options);
  onTestFinished(() => context.close());
  await context.addInitScript({ path: LOOKING });
  const page = await context.newPage();
  // Not before the page has been painted without them, however busy the machine is.
  await page.route('**/media/**', async (route) => {
    await page.evaluate('new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))');
    await pause(PICTURES_LATE_MS);
    await route.continue();
  });
  const answers = new Map<string, Answer>();
  page.on('response', (answer) => {
    const { 'content-type': type, 'fastly-io-info': info = '' } = answer.headers();
    answers.set(answer.url(), { status: answer.status(), type, widthPx: Number(/odim=(\d+)/.exec(info)?.[1]) });
  });
  await page.goto(pathToFileURL(file).href);
  return { page, answers };
}

const look = (page: Page): Promise<Seen[]> => page.evaluate('looking.pictures()');
const shiftOf = (page: Page): Promise<number> => page.evaluate('looking.shift');
const large = (seen: readonly Seen[]): Seen[] => seen.filter(({ id }) => id !== '');
const violationsOf = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);

async function snippetFor(store: string): Promise<string> {
  const [piece = ''] = await piecesOf(SECTION, 'js', shop.service.url);
  return printed(piece, { SHOP: shop.service.url, TOKEN: shop.service.token }, 'MJ03', store);
}

describe.skipIf(noBrowser !== undefined)(`the gallery of the README in a browser${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    [shop, tested, home] = await Promise.all([openShop(), startBrowser(), mkdtemp(join(tmpdir(), 'vitrine-page-'))]);
  });
  afterAll(async () => {
    await Promise.all([tested?.stop(), shop?.service.stop(), home && rm(home, { recursive: true, force: true })]);
  });

  // Where a machine is too busy to make it in time the original goes out, and the rendition is there for who asks again.
  test('one picture in a blank page: AVIF, and nothing moves when it comes', { retry: 2 }, async () => {
    const [piece = ''] = await piecesOf(SECTION, 'html', shop.service.url);
    const { page, answers } = await open(piece, 'en');
    const [picture] = await look(page);
    expect(picture).toMatchObject({ alt: PICTURES[0].label, naturalWidth: expect.toSatisfy((width: number) => width > 0), clientWidth: 640 });
    expect(answers.get(picture?.currentSrc ?? '')?.type).toBe('image/avif');
    expect(await shiftOf(page)).toBe(0);
    await shoot(page, 'one-picture');
  });

  for (const [store, language] of [
    ['default', 'en'],
    ['german', 'de'],
  ] as const)
    test(`${store}: every picture comes, in a modern format, with the words of its store view, and nothing moves`, async () => {
      const { page, answers } = await open(await snippetFor(store), language);
      const seen = await look(page);
      const name = language === 'de' ? 'Nordwindjacke' : 'Northwind Jacket';
      const words = PICTURES.map(({ label, german }) => (language === 'de' ? german : undefined) ?? label ?? name);
      expect(seen.map(({ alt }) => alt)).toEqual([...words, ...words]);
      expect(seen.filter(({ naturalWidth }) => naturalWidth === 0)).toEqual([]);
      expect(large(seen).map(({ currentSrc }) => answers.get(currentSrc)?.type)).toEqual(['image/avif', 'image/avif', 'image/webp', 'image/avif']);
      expect(large(seen).map(({ loading }) => loading)).toEqual(['auto', 'lazy', 'lazy', 'lazy']);
      expect(await shiftOf(page)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      await shoot(page, `gallery-${store}`);
    });

  test('without width and height things would move: the measure works', async () => {
    const bare = (await snippetFor('default')).replaceAll(/ (width|height)="\d+"/g, '');
    const { page } = await open(bare, 'en');
    await look(page);
    expect(await shiftOf(page)).toBeGreaterThan(0.01);
  });

  test('a phone takes smaller ones, and nothing is wider than its window', async () => {
    const snippet = await snippetFor('german');
    const firstWidthPx = async ({ page, answers }: Opened) => answers.get(large(await look(page))[0]?.currentSrc ?? '')?.widthPx;
    expect(await firstWidthPx(await open(snippet, 'de', { ...DESK, deviceScaleFactor: 2 }))).toBe(1280);
    expect(await firstWidthPx(await open(snippet, 'de'))).toBe(640);
    const phone = await open(snippet, 'de', PHONE);
    expect(await firstWidthPx(phone)).toBe(480);
    expect(await shiftOf(phone.page)).toBe(0);
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.viewport.width);
    await shoot(phone.page, 'phone');
  });

  test('what EXIF turns and what moves stands upright', async () => {
    const { page } = await open(await snippetFor('default'), 'en');
    const [, turned, moving] = large(await look(page));
    for (const picture of [turned, moving]) expect(picture?.naturalHeight).toBeGreaterThan(picture?.naturalWidth ?? 0);
    expect(turned?.clientHeight).toBeGreaterThan(turned?.clientWidth ?? 0);
    const answer = await fetch(moving?.currentSrc ?? '', { headers: { accept: 'image/avif,image/webp' } });
    expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).pages).toBe(3);
  });

  test('a picture that was removed since is a 404, and the page says its words', async () => {
    const snippet = await snippetFor('default');
    const last = PICTURES.length - 1;
    await shop.remove(last);
    const { page, answers } = await open(snippet, 'en');
    const gone = large(await look(page))[last];
    expect([gone?.naturalWidth, answers.get(gone?.currentSrc ?? '')?.status]).toEqual([0, 404]);
    expect(await page.getByRole('img', { name: 'Northwind Jacket', exact: true }).last().isVisible()).toBe(true);
    expect(await shiftOf(page)).toBe(0);
    await shoot(page, 'removed');
    expect(large(await look((await open(await snippetFor('default'), 'en')).page))).toHaveLength(last);
  });
});
