/** The README as a reader takes it: its pieces of code, as they stand there. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Where the README finds the service. */
const ITS_SHOP = 'http://127.0.0.1:8080';

/** The pieces of a language in a section, in their order. `shop`: where the service is here. */
export async function piecesOf(section: string, language: string, shop: string): Promise<readonly string[]> {
  const readme = await readFile('README.md', 'utf8');
  const text = readme.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? '';
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, piece = '']) => piece.replaceAll(ITS_SHOP, shop));
}

/** What a piece prints when it is saved, as the README says, and Node runs it. */
export async function printed(piece: string, env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-readme-'));
  try {
    await writeFile(join(folder, 'piece.mjs'), piece);
    return (await run(process.execPath, [join(folder, 'piece.mjs'), ...args], { env })).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
