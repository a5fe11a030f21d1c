import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Host } from './host.js';

/** `vitrine version`. */
export function versionCommand(program: Command, _host: Host): Command {
  return program
    .command('version')
    .description('print the version')
    .action(() => {
      const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
      process.stdout.write(`${version}\n`);
    });
}
