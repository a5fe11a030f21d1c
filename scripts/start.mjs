/** `npm start`: builds when the sources are newer than the build, then serves. Signals reach the service, which is this process. */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const changedAt = (folder) =>
  Math.max(...readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
const builtAt = statSync('dist/main.js', { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (builtAt < Math.max(changedAt('src'), statSync('package.json').mtimeMs)) execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
process.argv.push('serve');
await import('../dist/main.js');
