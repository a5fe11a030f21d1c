import type { Command } from 'commander';
import { type Moved, moveAll } from '../../app/moving.js';
import type { Moving } from '../../app/ports-moving.js';
import { CliFault, type Host } from './host.js';
import { createProgress } from './progress.js';

interface CopyOptions {
  readonly from: string;
  readonly to: string;
  readonly blobsFrom?: string;
  readonly blobsTo?: string;
}

/** `vitrine copy`: everything from one database to an empty one of whatever kind, and the bytes where both places are said. What was broken off goes on. */
export function copyCommand(program: Command, host: Host): Command {
  return program
    .command('copy')
    .description('copy everything to another database, and the bytes to another place; run again, it goes on where it was')
    .requiredOption('--from <url>', 'database to read, as VITRINE_DATABASE_URL')
    .requiredOption('--to <url>', 'database to fill; it has to be empty')
    .option('--blobs-from <url>', 'where the bytes are, as VITRINE_BLOBS_URL')
    .option('--blobs-to <url>', 'where they are to be')
    .action(async ({ from, to, blobsFrom, blobsTo }: CopyOptions) => {
      if ((blobsFrom === undefined) !== (blobsTo === undefined)) throw new CliFault('say both --blobs-from and --blobs-to, or none', 2);
      if (from === to || (blobsFrom !== undefined && blobsFrom === blobsTo)) throw new CliFault('source and target are the same', 2);
      const moving = await host.moving({ from, to, blobs: blobsFrom === undefined || blobsTo === undefined ? undefined : { from: blobsFrom, to: blobsTo } });
      try {
        const obstacle = await moving.rows.obstacle();
        if (obstacle !== undefined) throw new CliFault(`the target is not empty: ${obstacle}. For bytes that a copy could not have: ${BYTES_ELSEWHERE}`);
        report(await moveShown(moving));
      } finally {
        await moving.rows.close();
      }
    });
}

/** With a bar while it goes on, and a line for each blob that is not as it should be. */
export async function moveShown(moving: Moving): Promise<Moved> {
  const progress = createProgress();
  let blobs = 0;
  const moved = await moveAll(moving, {
    rows: ({ table, rows, total }) => progress.at(rows, total, `${table}: ${rows} of ${total} rows`),
    indexing: () => progress.line('all rows are there; their last indexes and references are being made'),
    blob({ hash }, outcome) {
      if (outcome === 'missing' || outcome === 'damaged') progress.line(`blob ${hash}: ${outcome}`);
      progress.at(++blobs, blobs, `${blobs} blobs`);
    },
  });
  progress.end();
  return moved;
}

export function sameEverywhere(tables: Moved['tables']): void {
  const differing = tables.filter(({ isSame }) => !isSame);
  for (const { table, rows, rowsThere } of differing) process.stderr.write(`vitrine: ${table}: ${rows} rows, in the target ${rowsThere}, and they differ\n`);
  if (differing.length > 0) throw new CliFault('the target differs: the source was written while this was broken off. Empty the target and begin anew');
}

const BYTES_ELSEWHERE = '"vitrine verify --repair --bytes-from URL" takes them from another place';

/** The rest is there, and served: whoever finds them need not begin anew. */
export function nothingLost({ missing, damaged }: Moved['blobs'], place: string): void {
  if (missing + damaged > 0)
    throw new CliFault(`${missing + damaged} blobs are missing or damaged in the ${place}, all else is there; for those: ${BYTES_ELSEWHERE}`);
}

function report({ tables, blobs, writtenSince }: Moved): void {
  sameEverywhere(tables);
  const rows = tables.reduce((sum, one) => sum + one.rows, 0);
  process.stdout.write(
    `${tables.length} tables, ${rows} rows: all the same in the target; ` +
      `${blobs.moved} blobs copied, ${blobs.there} were there, ${blobs.missing} missing, ${blobs.damaged} damaged\n`,
  );
  if (writtenSince.length > 0)
    throw new CliFault(
      `the source was written meanwhile (${writtenSince.join(', ')}), which is not in the target: stop its writers, empty the target and begin anew`,
    );
  nothingLost(blobs, 'source');
}
