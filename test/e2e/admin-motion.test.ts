/** Whoever asks for less motion gets none: on a walk through the admin no transition runs, no animation and no smooth scrolling. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminTest, startAdmin, watch } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;

/** Runs before the page's own code: notes what moves for longer than a frame, and who scrolls smoothly. */
const NOTING = `(() => {
  const moved = globalThis.moved = new Set();
  const name = (target) => target.nodeType === 1 ? target.localName + [...target.classList].filter((one) => !/^m_/.test(one)).map((one) => '.' + one).join('') : 'document';
  const seconds = (list) => Math.max(...list.split(',').map((one) => parseFloat(one) * (one.includes('ms') ? 0.001 : 1)));
  addEventListener('transitionrun', ({ target, propertyName }) => {
    if (seconds(getComputedStyle(target).transitionDuration) > 0.02) moved.add('transition of ' + propertyName + ' on ' + name(target));
  }, true);
  addEventListener('animationstart', ({ target, animationName, pseudoElement }) => {
    if (seconds(getComputedStyle(target, pseudoElement || null).animationDuration) > 0.02) moved.add('animation ' + animationName + ' on ' + name(target));
  }, true);
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, how) {
    const ms = typeof how === 'number' ? how : how?.duration ?? 0;
    if (ms > 20) moved.add('animate() on ' + name(this));
    return animate.call(this, frames, how);
  };
  const smooth = (how) => typeof how === 'object' && how !== null && how.behavior === 'smooth';
  for (const [owner, of] of [[Element.prototype, 'scrollIntoView'], [Element.prototype, 'scrollTo'], [Element.prototype, 'scrollBy'], [window, 'scrollTo'], [window, 'scrollBy']]) {
    const plain = owner[of];
    owner[of] = function (...how) {
      if (smooth(how[0])) moved.add('smooth ' + of);
      return plain.apply(this, how);
    };
  }
})()`;

async function walk(reducedMotion: 'reduce' | 'no-preference'): Promise<string[]> {
  const page = await admin.visit('/sign-in-nowhere', { reducedMotion });
  await page.context().addInitScript(NOTING);
  watch(page);
  const moved: string[] = [];
  const open = async (path: string) => {
    await page.goto(`${admin.shop.service.url}/admin${path}`);
  };
  const note = async () => {
    const scrolling = await page.evaluate(
      `[document.documentElement, ...document.querySelectorAll('body *')].filter((one) => getComputedStyle(one).scrollBehavior === 'smooth').map((one) => 'scroll-behavior of ' + one.localName)`,
    );
    moved.push(...((await page.evaluate('[...globalThis.moved]')) as string[]), ...(scrolling as string[]));
  };
  await open('/products');
  await page.getByRole('checkbox', { name: 'Select MJ03' }).check();
  await page.getByRole('button', { name: 'Restore default values…' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'In the store view' }).click();
  await page.getByRole('option', { name: 'german' }).click();
  await note();
  await open('/products/MJ03?store=german');
  await sortByKeyboard(page);
  await page.locator('.entry-open').first().click();
  await page.getByRole('textbox', { name: 'Alternative text', exact: true }).fill(`Bewegt ${reducedMotion}`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page
    .getByText(/^Saved:/)
    .first()
    .waitFor();
  await note();
  await open('/products/MJ03/matrix?store=german');
  const own = page.getByRole('gridcell', { name: `Bewegt ${reducedMotion}` });
  await own.hover();
  await own.click();
  await page.getByRole('button', { name: 'Copy from' }).click();
  await page.getByRole('menuitem', { name: 'All store views' }).click();
  await page.getByRole('button', { name: /^Apply/ }).waitFor();
  await note();
  await open('/alt-text?store=german&state=any');
  await page
    .getByRole('textbox', { name: /^Alternative text of picture/ })
    .first()
    .press('Alt+ArrowDown');
  await note();
  await open('/products/MJ03/history');
  await page
    .getByRole('button', { name: /^Take change/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('This is what would change:').waitFor();
  await note();
  await open('/settings?section=users');
  await page.getByRole('button', { name: 'Add a user' }).click();
  await page.getByRole('dialog').getByLabel('User name').waitFor();
  await note();
  await page.context().close();
  return [...new Set(moved)].sort();
}

async function sortByKeyboard(page: Page): Promise<void> {
  const grip = page.getByRole('button', { name: /^Move/ }).first();
  await grip.focus();
  for (const key of ['Space', 'ArrowRight', 'Space']) {
    await page.keyboard.press(key);
    await page.getByText(/^(Lifted from|At|Put down at) place/).waitFor({ state: 'attached' });
  }
}

describe.skipIf(noBrowser !== undefined)(`less motion${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  afterAll(() => admin?.stop());

  test('nothing moves for whoever asks for that, and something does for others', async () => {
    expect(await walk('reduce')).toEqual([]);
    expect((await walk('no-preference')).length, 'the same walk notes what moves').toBeGreaterThan(3);
  });
});
