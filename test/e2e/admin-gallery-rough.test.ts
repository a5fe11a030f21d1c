/** Pictures from every side and in every number, videos, and a service that goes away: nothing is lost, and there is a way on. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { galleryIn, viewIn } from '../native/calling.js';
import { AS_USER, aProduct, freshPlace, PASSWORD as KEY, mediaOf, serve, signedIn, USER } from '../process/vitrine.js';
import { type AdminTest, DESK, PASSWORD, PHONE, startAdmin, step, stepInBothLights, watch } from './admin.js';
import { noBrowser } from './browser.js';

let admin: AdminTest;
const TEXT = { name: 'Alternative text', exact: true } as const;

const view = async (store: string) => viewIn(await galleryIn(admin.call, 'MJ03', `?store=${store}`), store);
const fresh = (page: Page) => page.locator('.entry', { hasText: 'New' });
const saveButton = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
async function save(page: Page): Promise<void> {
  await saveButton(page).click();
  await page
    .getByText(/^Saved:/)
    .first()
    .waitFor();
}
const plain = (colour: string, width = 640, height = 480) => sharp({ create: { width, height, channels: 3, background: colour } }).jpeg();
async function aFile(name: string, colour: string): Promise<string> {
  const place = join(admin.folder, name);
  await writeFile(place, await plain(colour).toBuffer());
  return place;
}
/** A paste or a drop as the browser tells it, with a picture that the page makes itself. */
const hand = (page: Page, kind: 'paste' | 'drop', name: string, bytes: Buffer) =>
  page.evaluate(
    `(() => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(bytes.toString('base64'))}), (sign) => sign.charCodeAt(0));
      const held = new DataTransfer();
      held.items.add(new File([bytes], ${JSON.stringify(name)}, { type: 'image/jpeg' }));
      const common = { bubbles: true, cancelable: true };
      if (${JSON.stringify(kind)} === 'paste') return void document.body.dispatchEvent(new ClipboardEvent('paste', { ...common, clipboardData: held }));
      const board = document.querySelector('.board');
      for (const type of ['dragenter', 'dragover', 'drop']) board.dispatchEvent(new DragEvent(type, { ...common, dataTransfer: held }));
    })()`,
  );

describe.skipIf(noBrowser !== undefined)(`rough days in the admin${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  beforeAll(async () => {
    admin = await startAdmin();
    await admin.shop.service.addUser('anna', PASSWORD, undefined, ['german']);
  });
  afterAll(() => admin?.stop());

  test('pictures by paste, by drop, and by an address that cannot be fetched', async () => {
    const page = await admin.visit('/products/MJ03');
    await page.locator('.entry').first().waitFor();
    await hand(page, 'paste', 'pasted.jpg', await plain('teal').toBuffer());
    await expect.poll(() => fresh(page).count()).toBe(1);
    await hand(page, 'drop', 'dropped.jpg', await plain('olive').toBuffer());
    await expect.poll(() => fresh(page).count()).toBe(2);
    const near = createServer((_, answer) => void answer.end('not for everybody'));
    await new Promise<void>((resolve) => near.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void near.close());
    const address = `http://127.0.0.1:${(near.address() as AddressInfo).port}/picture.jpg`;
    await page.getByRole('button', { name: 'By URL' }).click();
    await step(page, 'gallery-url');
    await page.getByRole('textbox', { name: 'Address of the picture' }).fill(address);
    await page.keyboard.press('Enter');
    await page.getByText('The picture could not be fetched.').waitFor();
    await step(page, 'gallery-url-refused');
    await page.getByRole('button', { name: `Put ${address} away` }).click();
    await save(page);
    expect((await view('all')).entries).toHaveLength(6);
  });

  test('a video: its address, its texts, its preview', async () => {
    const page = await admin.visit('/products/MJ03');
    await page.getByRole('button', { name: 'Add video' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a video' });
    await dialog.getByRole('textbox', { name: 'Video address' }).fill('https://youtu.be/dQw4w9WgXcQ');
    await dialog.getByText('Found: YouTube.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Video title' }).fill('The jacket in the rain');
    await dialog.getByRole('textbox', { name: 'Video description' }).fill('Two minutes, no sound');
    await dialog.getByText('More about the video').click();
    expect(await dialog.getByRole('textbox', { name: 'Video provider' }).count(), 'the address tells it').toBe(0);
    await dialog.getByRole('textbox', { name: 'Video metadata' }).fill('{"codec":"av1"}');
    await dialog.locator('input[type=file]').setInputFiles(await aFile('rain.jpg', 'slategray'));
    await step(page, 'gallery-video-new');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await fresh(page).first().getByRole('button', { name: /^Edit/ }).click();
    await stepInBothLights(page, 'gallery-video-added');
    await page.getByRole('textbox', TEXT).fill('A jacket in the rain');
    await save(page);
    expect((await view('all')).entries.at(-1)).toMatchObject({
      media_type: 'external-video',
      label: { value: 'A jacket in the rain' },
      video_url: { value: 'https://youtu.be/dQw4w9WgXcQ' },
      video_provider: { value: 'youtube' },
      video_title: { value: 'The jacket in the rain' },
      video_description: { value: 'Two minutes, no sound' },
      video_metadata: { value: '{"codec":"av1"}' },
    });
    await page.locator('.entry', { hasText: 'in the rain' }).getByRole('button', { name: /^Edit/ }).click();
    await page.getByRole('link', { name: 'Open the video' }).waitFor();
    await page.getByText('More about the video').click();
    await page.getByRole('textbox', { name: 'Video provider' }).fill('vimeo');
    await save(page);
    expect((await view('all')).entries.at(-1)).toMatchObject({ video_provider: { value: 'vimeo' } });
    await step(page, 'gallery-video');
  });

  test('a video of somebody whom nobody knows: who it is can be said', async () => {
    const page = await admin.visit('/products/MJ03');
    await page.getByRole('button', { name: 'Add video' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a video' });
    await dialog.getByRole('textbox', { name: 'Video address' }).fill('https://video.example/1');
    await dialog.getByText('More about the video').click();
    await dialog.getByRole('textbox', { name: 'Video provider' }).fill('our-own');
    await dialog.locator('input[type=file]').setInputFiles(await aFile('own.jpg', 'olive'));
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await fresh(page).first().waitFor();
    await save(page);
    expect((await view('all')).entries.at(-1)).toMatchObject({ video_url: { value: 'https://video.example/1' }, video_provider: { value: 'our-own' } });
  });

  test('sixty files at once of which six are bad: fifty-four are added, and six say why', async () => {
    const page = await admin.visit('/products/MJ03');
    const before = (await view('all')).entries.length;
    const files = await Promise.all(
      Array.from({ length: 60 }, async (_, at) => ({
        name: `many-${at}.jpg`,
        mimeType: 'image/jpeg',
        buffer: at % 10 === 4 ? Buffer.from('no picture at all') : await plain(`hsl(${at * 6}, 60%, 50%)`, 320, 240).toBuffer(),
      })),
    );
    await page.locator('input[type=file]').first().setInputFiles(files);
    await page.getByText(/files on their way/).waitFor({ state: 'attached' });
    await step(page, 'gallery-sixty');
    await expect.poll(() => fresh(page).count(), { timeout: 90_000 }).toBe(54);
    await expect.poll(() => page.getByRole('button', { name: /^Put many-\d*4.jpg away$/ }).count()).toBe(6);
    await step(page, 'gallery-sixty-done');
    await page.getByRole('button', { name: 'Put all away' }).click();
    await page.reload();
    await expect.poll(() => fresh(page).count()).toBe(54);
    await save(page);
    expect((await view('all')).entries).toHaveLength(before + 54);
  });

  test('a picture of 12,000 pixels is taken, or says why not', async () => {
    const page = await admin.visit('/products/MJ03');
    const wide = join(admin.folder, 'wide.jpg');
    const vast = join(admin.folder, 'vast.jpg');
    await Promise.all([plain('crimson', 12_000, 2000).toFile(wide), plain('navy', 12_000, 12_000).toFile(vast)]);
    await page.locator('input[type=file]').first().setInputFiles([wide, vast]);
    await page.getByText('The picture has too many pixels or frames.').waitFor({ timeout: 60_000 });
    await expect.poll(() => fresh(page).count(), { timeout: 60_000 }).toBe(1);
    await fresh(page).scrollIntoViewIfNeeded();
    await step(page, 'gallery-12000');
    await page.getByRole('button', { name: 'Put vast.jpg away' }).click();
    await save(page);
    await page.locator('.entry', { hasText: '12000 × 2000' }).scrollIntoViewIfNeeded();
    await step(page, 'gallery-12000-saved');
  });

  test('rights for one store view: all is seen, values are changed there, and nothing is offered that would be refused', async () => {
    const page = await admin.visit('/products/MJ03?store=german', { user: 'anna' });
    await page.getByText('You may change values of german.').waitFor();
    for (const name of ['Add pictures', 'By URL', 'Add video']) expect(await page.locator('button', { hasText: name }).isDisabled(), name).toBe(true);
    await page.locator('.entry-open').first().click();
    expect(await page.getByRole('textbox', TEXT).isEnabled()).toBe(true);
    expect(await page.getByRole('button', { name: /^Remove from all/ }).isDisabled()).toBe(true);
    await step(page, 'gallery-one-store');
    await page.locator('.editor input[type=file]').setInputFiles(await aFile('anna.jpg', 'plum'));
    await page.getByText('Own picture').first().waitFor();
    await save(page);
    expect((await view('german')).entries[0]?.file.source).toBe('german');
    await hand(page, 'paste', 'refused.jpg', await plain('teal').toBuffer());
    expect(await fresh(page).count()).toBe(0);
  });

  test('a server that dies in the middle of an upload: said, kept, tried again when it is back', async () => {
    const { data } = await freshPlace();
    const env = { ...AS_USER, VITRINE_INTAKE: 'structure' };
    const first = await serve(data, env);
    const { port } = new URL(first.url);
    const call = await signedIn(first.url);
    await call('POST', '/all/V1/products', aProduct('LIFE'));
    const context = await admin.tested.browser.newContext(DESK);
    onTestFinished(() => context.close());
    await context.request.post(`${first.url}/api/v1/session`, { data: { username: USER, password: KEY } });
    const page = await context.newPage();
    watch(page);
    await page.goto(`${first.url}/admin/products/LIFE`);
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(await aFile('before.jpg', 'gold'));
    await fresh(page).first().waitFor();
    await fresh(page).first().getByRole('button', { name: /^Edit/ }).click();
    await page.getByRole('textbox', TEXT).fill('Written before the crash');

    const slow = await context.newCDPSession(page);
    await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 150_000 });
    const noise = sharp({ create: { width: 1400, height: 1000, channels: 3, background: 'white', noise: { type: 'gaussian', mean: 128, sigma: 60 } } });
    const large = join(admin.folder, 'large.jpg');
    await noise.jpeg({ quality: 95 }).toFile(large);
    expect((await readFile(large)).length).toBeGreaterThan(600_000);
    await page.locator('input[type=file]').first().setInputFiles(large);
    await page.getByText(/^[1-9]\d? %$/).waitFor();
    await first.stop('SIGKILL');
    await page.getByText('The service cannot be reached.').waitFor();
    await saveButton(page).click();
    await page.getByText('Not saved. Your changes are still here.').waitFor();
    await step(page, 'service-died');

    const second = await serve(data, { ...env, PORT: port });
    onTestFinished(async () => void (await second.stop()));
    await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => fresh(page).count()).toBe(2);
    await save(page);
    const labels = (await mediaOf(await signedIn(second.url), 'LIFE')).map(({ label }) => label);
    expect(labels).toEqual(['Written before the crash', null]);
  });

  test('on a phone', async () => {
    const page = await admin.visit('/products/MJ03', PHONE);
    await page.getByRole('button', { name: 'Add video' }).click();
    await step(page, 'gallery-video-phone');
  });
});
