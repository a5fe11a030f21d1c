import type { Command } from 'commander';
import type { FoundFault } from '../../app/verification.js';
import { CliFault, type Host, withApp } from './host.js';
import { createProgress } from './progress.js';

interface VerifyOptions {
  readonly deep?: true;
  readonly repair?: true;
  readonly bytesFrom?: string;
  readonly json?: true;
}

/** `vitrine verify`: rows held against bytes and bytes against rows, while the service runs. Every fault that is left is a line, and exit 1. */
export function verifyCommand(program: Command, host: Host): Command {
  return program
    .command('verify')
    .description('hold rows against bytes and bytes against rows; every fault is a line, and any one exit 1')
    .option('--deep', 'read all bytes, and let the database look over its file')
    .option('--repair', 'mend what can be: bytes that are set aside or in the other place, what is known of them, rows that nobody shows any more')
    .option('--bytes-from <url>', 'another place that may have missing bytes (a backup), as VITRINE_BLOBS_URL')
    .option('--json', 'for programs: a line a fault, then one of counts')
    .action(({ deep, repair, bytesFrom, json }: VerifyOptions) =>
      withApp(host, async ({ verification }) => {
        const progress = createProgress();
        const remedies = new Set<string>();
        const say = (value: object, text: string) => process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
        const found = await verification.verify({
          isDeep: deep === true,
          isRepair: repair === true,
          bytesFrom,
          onFault(fault) {
            say(fault, lineOf(fault));
            const remedy = fault.isMended ? undefined : REMEDIES[fault.kind];
            if (remedy !== undefined) remedies.add(remedy);
          },
          onBlob: (count) => progress.at(count, count, `${count} blobs looked at`),
        });
        progress.end();
        say(found, `${found.blobs} blobs: ${found.faults} faults, ${found.mended} of them mended; ${found.strays} blobs that no row tells of (see vitrine gc)`);
        if (!json) for (const remedy of remedies) process.stdout.write(`${remedy}\n`);
        if (found.faults > found.mended) throw new CliFault(`${found.faults - found.mended} faults`);
      }),
    );
}

const BYTES_WANTED =
  'Pictures without their bytes: --repair takes them from where they were set aside, and with --bytes-from from a backup; one that is nowhere has to be uploaded again.';
/** What an operator can do where it is not mended. */
const REMEDIES: Partial<Readonly<Record<FoundFault['kind'], string>>> = {
  'path-without-file': BYTES_WANTED,
  'file-without-blob': BYTES_WANTED,
  'bytes-missing': BYTES_WANTED,
  'bytes-damaged': BYTES_WANTED,
  unreadable: 'What cannot be read was not written by Vitrine: take the row from a backup, or write its JSON by hand.',
};

const lineOf = ({ kind, table, row, isMended }: FoundFault): string => [kind, table, row, isMended ? '(mended)' : ''].filter((part) => part !== '').join(' ');
