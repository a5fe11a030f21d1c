import type { Command } from 'commander';
import { type Host, printList, withApp } from './host.js';

/** `vitrine cache stats|sweep`: the renditions that are kept. */
export function cacheCommands(program: Command, host: Host): Command {
  const cache = program.command('cache').description('renditions that are kept');
  cache
    .command('stats')
    .description('how many there are, their bytes and the cap')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) => withApp(host, async ({ renditionRoom }) => print(await renditionRoom.stats(), json)));
  cache
    .command('sweep')
    .description('clear away those of pictures that are no more and, over the cap, those not used for the longest time')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) => withApp(host, async ({ renditionRoom }) => print(await renditionRoom.sweep(), json)));
  return cache;
}

function print(row: object, json: boolean | undefined): void {
  if (json) process.stdout.write(`${JSON.stringify(row)}\n`);
  else printList([{ ...row }], false);
}
