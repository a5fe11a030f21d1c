/** What the command line is given by the process. */
import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { App } from '../../app/app.js';
import type { Moving, MovingUrls } from '../../app/ports-moving.js';
import type { PresetQuery } from '../../core/presets.js';
import type { DEMO_STORES, DemoPicture, DemoProduct } from '../../demo/shop.js';

/** The settings that the command line itself looks at. */
export interface CliSettings {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly databaseUrl: string;
  readonly blobsUrl: string;
  readonly renditionsUrl: string;
  /** Seconds that bytes stay which nothing refers to. */
  readonly retentionS: number;
  readonly adminUser: string;
  readonly adminPassword: string;
  readonly presets: Readonly<Record<string, PresetQuery>>;
  readonly workers: number;
  /** undefined: none of its own. */
  readonly metricsPort: number | undefined;
  readonly drainS: number;
}
export interface RunningService {
  readonly app: App;
  readonly settings: CliSettings;
  createServer(): FastifyInstance;
  /** For the figures alone. */
  createMetricsServer(): Server;
  /** Says from now on that it is not ready; everything else goes on. */
  drain(): void;
  startWork(): void;
  close(): Promise<void>;
}
export interface Host {
  readonly settings: CliSettings | { readonly faults: readonly string[] };
  /** On the data folder of the settings, or on another one with nothing of theirs. */
  open(data?: string): Promise<RunningService>;
  /** The same, to run as the service: what it does is counted. */
  serve(data?: string): Promise<RunningService>;
  /** From one place to another, whatever the settings say. */
  moving(urls: MovingUrls): Promise<Moving>;
  /** Which shop a database is of, wherever it moves. */
  identify(databaseUrl: string): Promise<number>;
  /** Of a file for this alone, or of a database. Answers what lets go of it; undefined: another process has it. Who ends in whatever way has let go. */
  lock(path: string): Promise<(() => void) | undefined>;
  demo(): Promise<DemoShop>;
}

export interface DemoShop {
  readonly stores: typeof DEMO_STORES;
  readonly products: readonly DemoProduct[];
  draw(scene: DemoPicture['scene']): Promise<{ bytes: Uint8Array; type: string }>;
}

/** A line for stderr and an exit code: 2 for wrong use, 1 for a failure. */
export class CliFault extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}

export function settingsOf({ settings }: Host): CliSettings {
  if (!('faults' in settings)) return settings;
  throw new CliFault(`wrong settings\n${settings.faults.map((fault) => `  ${fault}`).join('\n')}`);
}

/** Runs on the data folder, whether or not a server runs on it, and lets go of it. */
export async function withApp<T>(host: Host, work: (app: App) => Promise<T>): Promise<T> {
  settingsOf(host);
  const service = await host.open();
  try {
    return await work(service.app);
  } finally {
    await service.close();
  }
}

/** A list for people, or with `--json` for programs. */
export function printList(rows: readonly Readonly<Record<string, unknown>>[], json: boolean | undefined): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => shown(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  for (const line of cells)
    process.stdout.write(
      `${line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));
