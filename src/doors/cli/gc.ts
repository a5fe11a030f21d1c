import type { Command } from 'commander';
import { CliFault, type Host, settingsOf, withApp } from './host.js';

const DAY_MS = 86_400_000;

interface GcOptions {
  readonly delete?: true;
  readonly olderThan?: string;
  readonly limit: string;
  readonly json?: true;
}

/** `vitrine gc`: counts bytes that nothing needs; with `--delete` they are set aside, and those that were set aside long enough ago go. */
export function gcCommand(program: Command, host: Host): Command {
  return program
    .command('gc')
    .description('count bytes that nothing needs; `vitrine verify --repair` takes back what is set aside and missed')
    .option('--delete', 'set them aside; those that have lain aside as long as the age go for good')
    .option('--older-than <days>', 'leave younger ones alone; without: the retention of the settings')
    .option('--limit <blobs>', 'touch at most so many in one run', '100000')
    .option('--json', 'for programs')
    .action(async (options: GcOptions) => {
      const olderThanMs = options.olderThan === undefined ? settingsOf(host).retentionS * 1000 : numberOf(options.olderThan, /^\d+(\.\d+)?$/) * DAY_MS;
      const cap = numberOf(options.limit, /^[1-9]\d{0,8}$/);
      const isDelete = options.delete === true;
      const found = await withApp(host, ({ collection }) => collection.collect({ isDelete, olderThanMs, cap }));
      const { unused, strays, expired, sizeBytes, isCut } = found;
      const done = isDelete ? ['set aside', 'gone for good'] : ['would be set aside', 'would go for good'];
      process.stdout.write(
        options.json
          ? `${JSON.stringify(found)}\n`
          : `${unused} blobs that nothing refers to and ${strays} that no row tells of ${done[0]}, ${expired} set aside before ${done[1]}; ` +
              `${sizeBytes} bytes in all${isCut ? '; there is more than one run takes' : ''}\n`,
      );
    });
}

function numberOf(text: string, form: RegExp): number {
  if (!form.test(text)) throw new CliFault(`${text} is no number that goes here`, 2);
  return Number(text);
}
