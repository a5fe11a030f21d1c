/** Writes the settings table of README.md from src/settings.ts; with `--check` says whether it is true. */
import { readFileSync, writeFileSync } from 'node:fs';
import { SETTING_ROWS } from '../src/settings.js';

const [BEGIN, END] = ['<!-- settings: made by npm run fix -->', '<!-- /settings -->'];

const rows = SETTING_ROWS.map(({ name, default: fallback, means }) => `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${means} |`);
const table = [BEGIN, '', '| name | default | meaning |', '| --- | --- | --- |', ...rows, '', END].join('\n');
const readme = readFileSync('README.md', 'utf8');
const wanted = readme.slice(0, readme.indexOf(BEGIN)) + table + readme.slice(readme.indexOf(END) + END.length);

if (!process.argv.includes('--check')) writeFileSync('README.md', wanted);
else if (wanted !== readme) {
  process.stderr.write('README.md: the settings table is old; npm run fix makes it anew\n');
  process.exitCode = 1;
}
