/** How the admin comes to a browser: under which policy, for how long, and how much of it before the first page stands. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startService } from '../support/running.js';

const BUILT = fileURLToPath(new URL('../../dist/admin/', import.meta.url));
const MOST_BYTES = 250 * 1024;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}
const manifest = (): Record<string, Chunk> => JSON.parse(readFileSync(`${BUILT}.vite/manifest.json`, 'utf8'));

function needed(chunks: Record<string, Chunk>, names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    const chunk = chunks[name];
    if (chunk === undefined || found.has(chunk.file)) continue;
    found.add(chunk.file);
    needed(chunks, chunk.imports ?? [], found);
  }
  return found;
}

test.skipIf(!existsSync(BUILT))('the first page of products takes no more than 250 KB of compressed script', () => {
  const chunks = manifest();
  const pages = ['index.html', 'src/shell/frame.tsx', 'src/pages/products/page.tsx', 'src/locales/en/shell.json', 'src/locales/en/products.json'];
  for (const page of pages) expect(chunks[page]?.file, page).toBeDefined();
  const scripts = [...needed(chunks, pages)].filter((file) => file.endsWith('.js'));
  const bytes = scripts.reduce((sum, file) => sum + statSync(`${BUILT}${file}.gz`).size, 0);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  // Sorting, dropping files and the matrix are loaded where they are needed.
  expect(scripts.filter((file) => /gallery|matrix/.test(file))).toEqual([]);
});

test.skipIf(!existsSync(BUILT))('the page is served with a strict policy, its files for ever', async () => {
  const service = await startService();
  onTestFinished(() => service.stop());
  const page = await fetch(`${service.url}/admin/products/any`);
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe');
  const script = /src="(\/admin\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
  const file = await fetch(`${service.url}${script}`);
  // Unread, it would keep the service from its end.
  await file.arrayBuffer();
  expect([file.status, file.headers.get('cache-control'), file.headers.get('content-encoding')]).toEqual([200, 'public, max-age=31536000, immutable', 'gzip']);
  expect((await fetch(`${service.url}/admin/assets/none.js`)).status).toBe(404);
});
