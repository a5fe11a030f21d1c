/** Work that could not be saved on the pages that save by themselves: it outlives a reload, is found again, and nothing false is said of it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { type AdminTest, expectAccessible, PASSWORD, startAdmin, step, stepInBothLights } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const patch = (...operations: object[]) => admin.call('PATCH', '/products/MJ03/gallery', { operations });
const labels = async () => viewIn(await galleryIn(admin.call, 'MJ03', '?store=german'), 'german').entries.map(({ label }) => label.value);
const changes = async () => ((await admin.call('GET', '/products/MJ03/history?limit=100')).body as { lines: unknown[] }).lines.length;
const [FRONT, TURNED] = ['Nordwindjacke, von vorn', 'Northwind "Jacket" & <side>'];
async function signIn(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('test-root');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
}
/** What the service does is done, but its answer never comes. */
async function loseAnswers(page: Page, address: string): Promise<void> {
  await page.route(address, async (route) => {
    if (route.request().method() !== 'PATCH' || route.request().url().includes('dry_run')) return route.continue();
    await route.fetch();
    return route.abort();
  });
}

describe.skipIf(noBrowser !== undefined)(`unsaved work in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
  });
  beforeEach(async () => {
    await patch({ op: 'inherit', store: 'german' });
    await patch({ op: 'set', entry: 1, store: 'german', label: FRONT }, { op: 'set', entry: 3, store: 'german', label: 'Sie dreht sich' });
  });
  afterAll(() => admin?.stop());

  describe('the matrix', () => {
    const notice = (page: Page) => page.getByText('A change may not be done');
    const apply = (page: Page) => page.getByRole('button', { name: /^Apply/ });
    async function open(): Promise<Page> {
      const page = await admin.visit('/products/MJ03/matrix?store=german');
      await page.getByRole('combobox', { name: 'Show' }).click();
      await page.getByRole('option', { name: 'Alternative text' }).click();
      await page.getByRole('columnheader', { name: 'german' }).click();
      await page.getByRole('region', { name: 'Actions on the chosen cells' }).getByRole('button', { name: 'Use default value' }).click();
      await apply(page).waitFor();
      return page;
    }

    test('the connection is gone: after a reload the change is there, is looked at, and is done', async () => {
      const page = await open();
      await page.context().setOffline(true);
      await apply(page).click();
      await page.getByText('Nothing has been changed').waitFor();
      await page.context().setOffline(false);
      await page.reload();
      await notice(page).waitFor();
      await page.getByText('Use the default value, 4 cells chosen').waitFor();
      expect(await page.getByRole('gridcell', { selected: true }).count()).toBe(0);
      await stepInBothLights(page, 'unsaved-matrix');
      expect(await labels()).toContain(FRONT);
      await page.getByRole('button', { name: 'See what would change' }).click();
      await apply(page).waitFor();
      expect(await page.getByRole('dialog').getByText(FRONT).count()).toBe(1);
      await apply(page).click();
      await page.getByText('2 values changed.').waitFor();
      expect(await labels()).not.toContain(FRONT);
      await notice(page).waitFor({ state: 'hidden' });
      await page.reload();
      await page.getByRole('gridcell').first().waitFor();
      expect(await notice(page).count()).toBe(0);
    });

    test('the session is over: whoever signs in again finds it; thrown away it is gone', async () => {
      const page = await open();
      await page.context().clearCookies();
      await apply(page).click();
      await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
      await page.reload();
      await signIn(page);
      await notice(page).waitFor();
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.reload();
      await page.getByRole('gridcell').first().waitFor();
      expect(await notice(page).count()).toBe(0);
      expect(await labels()).toContain(FRONT);
    });

    test('an answer that is lost: what came through is not said to be undone', async () => {
      const page = await open();
      await loseAnswers(page, '**/gallery*');
      const before = await changes();
      await apply(page).click();
      // It asks again what would change, and sees that it is done.
      await page.getByText('Nothing would change in the 4 chosen cells.').waitFor();
      await page.getByText('Nothing has been changed').waitFor({ state: 'hidden' });
      await step(page, 'unsaved-matrix-through');
      await page.reload();
      await page.getByRole('gridcell', { name: TURNED }).first().waitFor();
      expect(await notice(page).count()).toBe(0);
      expect(await changes()).toBe(before + 1);
    });

    test('what the service refuses is not kept: it says so at once', async () => {
      const page = await open();
      await page.route('**/gallery*', (route) =>
        route.request().method() === 'PATCH' && !route.request().url().includes('dry_run')
          ? route.fulfill({
              status: 403,
              contentType: 'application/problem+json',
              body: JSON.stringify({ type: 'forbidden', title: 'No', status: 403, detail: 'No.' }),
            })
          : route.continue(),
      );
      await apply(page).click();
      await page.getByText('Nothing has been changed').waitFor();
      await page.reload();
      await page.getByRole('gridcell').first().waitFor();
      expect(await notice(page).count()).toBe(0);
    });
  });

  describe('the worklist', () => {
    const notice = (page: Page) => page.getByText('Texts that you typed before may not be saved');
    const fields = (page: Page) => page.getByRole('textbox', { name: /^Alternative text of picture/ });
    async function type(state: string, text: string): Promise<Page> {
      const page = await admin.visit(`/alt-text?store=german&state=${state}`);
      await fields(page).first().fill(text);
      return page;
    }

    test('the connection is gone: after a reload the text stands in its field, and the page says where', async () => {
      const page = await type('any', 'Im Tunnel getippt');
      await page.context().setOffline(true);
      await page.getByText('Not saved: you are offline').waitFor();
      await page.context().setOffline(false);
      // Nothing of it is in the list that is opened.
      await page.goto(page.url().replace('state=any', 'state=missing&q=nothing'));
      await page.getByText('Nothing is like that').waitFor();
      await notice(page).waitFor();
      await stepInBothLights(page, 'unsaved-alt-text');
      await page.getByRole('link', { name: 'MJ03' }).click();
      await fields(page).first().waitFor();
      expect(await page.getByRole('textbox', { name: 'Search by SKU or name' }).inputValue()).toBe('MJ03');
      expect(await fields(page).first().inputValue()).toBe('Im Tunnel getippt');
      await page.getByText('Not saved yet').waitFor();
      await fields(page).first().press('Enter');
      await page.getByText('Saved.').waitFor();
      await notice(page).waitFor({ state: 'hidden' });
      expect(await labels()).toContain('Im Tunnel getippt');
    });

    test('the session is over: whoever signs in again finds it; thrown away the field shows what is kept', async () => {
      const page = await type('any', 'Nach dem Ende getippt');
      await page.context().clearCookies();
      await fields(page).first().press('Enter');
      await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
      await page.reload();
      await signIn(page);
      await notice(page).waitFor();
      expect(await fields(page).first().inputValue()).toBe('Nach dem Ende getippt');
      await page.getByRole('button', { name: 'Discard' }).click();
      await notice(page).waitFor({ state: 'hidden' });
      expect(await fields(page).first().inputValue()).toBe(FRONT);
      await page.reload();
      await fields(page).first().waitFor();
      expect(await notice(page).count()).toBe(0);
    });

    test('an answer that is lost: what came through is not said to be unsaved', async () => {
      const page = await type('any', 'Doch angekommen');
      await loseAnswers(page, '**/api/v1/labels');
      await fields(page).first().press('Enter');
      await page.getByText('It may have come through all the same').waitFor();
      expect(await labels()).toContain('Doch angekommen');
      await page.reload();
      await fields(page).first().waitFor();
      expect(await fields(page).first().inputValue()).toBe('Doch angekommen');
      await notice(page).waitFor({ state: 'hidden' });
      expect(await page.getByText('Not saved yet').count()).toBe(0);
      // Nor when somebody else writes another text later.
      await patch({ op: 'set', entry: 1, store: 'german', label: 'Von jemand anderem' });
      await page.reload();
      await expect.poll(() => fields(page).first().inputValue()).toBe('Von jemand anderem');
    });
  });

  test('what stands there in a shape that nobody knows is as if it were not there', async () => {
    const page = await admin.visit('/products/MJ03/matrix?store=german');
    for (const rubbish of ['{', 'null', '[1,[null,null],["1 MJ03",null]]', '{"lens":"label","action":{"kind":"restore"},"cells":[1]}']) {
      const places = ['vitrine.matrix:test-root:MJ03', 'vitrine.alt:test-root:german', 'vitrine.draft:test-root:MJ03:german'];
      await page.evaluate(places.map((place) => `localStorage.setItem('${place}', ${JSON.stringify(rubbish)})`).join(';'));
      for (const [path, there] of [
        ['/products/MJ03/matrix', page.getByRole('grid')],
        ['/products/MJ03', page.getByRole('list', { name: 'Pictures' })],
        ['/alt-text', page.getByRole('textbox', { name: /^Alternative text of picture/ }).first()],
      ] as const) {
        await page.goto(`${admin.shop.service.url}/admin${path}?store=german&state=any`);
        await there.waitFor();
        await expectAccessible(page);
      }
    }
    expect(await page.getByText('may not be').count()).toBe(0);
  });
});
