/** Every row of `rows/` over one kind of database, in each mode that it holds for. One service for each mode, set of store views and settings, shared by all its rows. */
import { afterAll, describe, expect, test } from 'vitest';
import { startService } from '../support/running.js';
import { type Compat, faultsOf, type Row, readRows } from './row.js';
import { runRow } from './run.js';

type Started = Awaited<ReturnType<typeof startService>>;

/** A fresh database: the settings that name it, and its end. */
export interface Ground {
  readonly env: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

const ROW_TIMEOUT_MS = 20_000;

export function conformanceOn(name: string, ground: () => Promise<Ground>): void {
  const files = readRows();
  const rows = files.flatMap((file) => file.rows);
  const failed = new Set<string>();
  const services = new Map<string, Promise<Started>>();

  async function start(compat: Compat, stores: Row['stores'], settings: Row['settings']): Promise<Started> {
    const { env, drop } = await ground();
    const service = await startService({ compat, stores: stores.filter((store) => store !== 'default').map(storeView), env: { ...env, ...settings } });
    return { ...service, stop: () => service.stop().then(drop) };
  }

  function serviceFor(compat: Compat, { stores, settings = {} }: Row): Promise<Started> {
    const key = JSON.stringify([compat, stores, settings]);
    const started = services.get(key) ?? start(compat, stores, settings);
    services.set(key, started);
    return started;
  }

  async function meet(row: Row): Promise<void> {
    try {
      for (const compat of modesOf(row)) await inMode(row, compat);
    } catch (error) {
      failed.add(row.id);
      throw error;
    }
  }

  async function inMode(row: Row, compat: Compat): Promise<void> {
    try {
      await runRow(row, compat, await serviceFor(compat, row));
    } catch (error) {
      throw new Error(`${row.id}, ${compat}, ${name} (${row.source}): ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  test('each row is well formed, and each pending one says why', () => {
    expect(faultsOf(readRows())).toEqual([]);
  });

  for (const file of files.filter(({ rows: own }) => own.length > 0)) {
    describe(file.name, { concurrent: true, timeout: ROW_TIMEOUT_MS }, () => {
      for (const row of file.rows) {
        const title = `${row.id} ${row.sentence}`;
        if (row.pending === undefined) test(title, () => meet(row));
        else test.skip(`${title} — pending: ${row.pending}`, () => undefined);
      }
    });
  }

  afterAll(async () => {
    const pending = rows.filter((row) => row.pending !== undefined);
    const notMet = failed.size === 0 ? '' : `, ${failed.size} not met`;
    process.stdout.write(`conformance on ${name}: ${rows.length - pending.length - failed.size} met, ${pending.length} pending${notMet}\n`);
    for (const { id, pending: reason } of pending) process.stdout.write(`  pending ${id}: ${reason}\n`);
    for (const service of services.values()) await (await service).stop();
  });
}

/** `third@web2` is a store view of another website. */
function storeView(written: string): { code: string; website?: string } {
  const [code = '', website] = written.split('@');
  return website === undefined ? { code } : { code, website };
}

const modesOf = ({ mode }: Row): Compat[] => (mode === 'both' ? ['friendly', 'strict'] : [mode]);
