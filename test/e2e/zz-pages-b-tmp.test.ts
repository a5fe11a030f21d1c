import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdminTest, startAdmin, step } from './admin.js';
import { shoot } from './browser.js';
let admin: AdminTest;
beforeAll(async () => { admin = await startAdmin(); });
afterAll(() => admin?.stop());
test('250 x 50', async () => {
  for (let i = 0; i < 48; i++) expect((await admin.call('POST', '/stores', { code: `view_${i}`, name: `Store view ${i}` })).status).toBe(201);
  const png = (await sharp({ create: { width: 300, height: 300, channels: 3, background: '#336699' } }).png().toBuffer()).toString('base64');
  const ops = Array.from({ length: 246 }, (_, i) => ({ op: 'add', picture: { base64: png, name: `p${i}.png` }, label: `A picture of something that is number ${i}`, on_duplicate: 'allow' }));
  for (let at = 0; at < ops.length; at += 50) expect((await admin.call('PATCH', '/products/MJ03/gallery', { operations: ops.slice(at, at + 50) })).status).toBe(200);
  const sets = Array.from({ length: 900 }, (_, i) => ({ op: 'set', entry: 1 + (i * 7) % 240, store: `view_${i % 48}`, label: `Own text ${i}` }));
  const done = await admin.call('PATCH', '/products/MJ03/gallery', { operations: sets });
  expect(done.status, done.text.slice(0, 300)).toBe(200);
  let t0 = Date.now();
  const dry = await admin.call('PATCH', '/products/MJ03/gallery?dry_run=true', { operations: Array.from({ length: 48 }, (_, i) => ({ op: 'inherit', store: `view_${i}` })) });
  console.log('dry ms', Date.now() - t0, dry.status, dry.text.length);
  const page = await admin.visit('/products/MJ03');
  const sizes: unknown[] = [];
  page.on('response', async (r) => { if (r.url().includes('/gallery')) sizes.push([r.url().slice(-60), (await r.body().catch(() => Buffer.alloc(0))).length, r.headers()['content-encoding'], r.request().timing()]); });
  let t = Date.now();
  await page.goto(`${admin.shop.service.url}/admin/products/MJ03/matrix`);
  await page.getByRole('gridcell').first().waitFor();
  console.log('open ms', Date.now() - t, JSON.stringify(sizes));
  for (const [name, dx, dy] of [['down', 0, 40], ['across', 30, 0], ['both', 25, 25]] as const) {
    const got = await page.evaluate(`(async () => {
      const box = document.querySelector('.matrix'); box.scrollTo(0, 0); await new Promise(r => setTimeout(r, 300));
      const gaps = []; let last = performance.now(); const start = last;
      while (performance.now() - start < 3000) { await new Promise(requestAnimationFrame); const now = performance.now(); gaps.push(now - last); last = now; box.scrollBy(${dx}, ${dy}); }
      gaps.sort((a, b) => a - b);
      return { frames: gaps.length, fps: gaps.length / 3, median: gaps[gaps.length >> 1], p95: gaps[Math.floor(gaps.length * .95)], max: gaps.at(-1), cells: document.querySelectorAll('[role=gridcell]').length };
    })()`);
    console.log(name, JSON.stringify(got));
  }
  t = Date.now();
  await page.getByRole('columnheader').nth(2).click();
  await page.getByText(/cells chosen/).waitFor();
  console.log('choose a column ms', Date.now() - t);
  t = Date.now();
  await page.getByRole('grid').press('Control+a');
  await page.getByText(/1[0-9]?,?[0-9]{4} cells chosen/).waitFor();
  console.log('choose all ms', Date.now() - t);
  await shoot(page, 'admin-matrix-large');
  await page.getByRole('button', { name: 'Use default value' }).click();
  t = Date.now();
  await page.waitForTimeout(5000); await shoot(page, 'zz-pages-b');
  await page.getByRole('button', { name: /^Apply/ }).click();
  await page.getByText(/values? changed/).waitFor();
  console.log('apply all ms', Date.now() - t);
}, 300_000);
