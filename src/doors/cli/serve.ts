import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { App } from '../../app/app.js';
import type { WorkerMessage } from '../../app/ports-metrics.js';
import { CliFault, type CliSettings, type Host, type RunningService, settingsOf } from './host.js';
import { superviseWorkers } from './workers.js';

const STOP_WITHIN_MS = 8000;

/** `vitrine serve`: listens until it is told to stop, then finishes what runs and closes. */
export function serveCommand(program: Command, host: Host): Command {
  return program
    .command('serve')
    .description('run the service')
    .option('--workers <count>', 'processes that answer on the one port, or auto: one for each core (default: VITRINE_WORKERS)')
    .action(async ({ workers }: { workers?: string }) => {
      const settings = settingsOf(host);
      const stopping = stopSignal();
      const count = cluster.isWorker || workers === undefined ? settings.workers : countOf(workers);
      // Each worker divides cores and memory by it.
      process.env.VITRINE_WORKERS = String(count);
      if (count > 1 && cluster.isPrimary) return superviseWorkers(count, stopping);
      const service = await host.serve();
      await firstUser(service.app, settings);
      const url = await listen(service, stopping);
      say(`serving ${url} from ${settings.data}`);
    });
}

/** Once, however many workers there are. */
function say(line: string): void {
  if (cluster.isPrimary || cluster.worker?.id === 1) process.stderr.write(`vitrine: ${line}\n`);
}

function countOf(text: string): number {
  if (text === 'auto') return availableParallelism();
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 256) throw new CliFault('--workers has to be auto or a whole number from 1 to 256', 2);
  return count;
}

/** Resolves on SIGTERM or SIGINT, from the first moment of a start on. Both may come twice: to all processes of a group, and passed on by the first. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

/** Listens; when told to stop says that it is not ready, takes no more connections, finishes what runs, closes, and ends the process. */
export async function listen(service: RunningService, stopping: Promise<void>): Promise<string> {
  const { settings } = service;
  const server = service.createServer();
  const figures = settings.metricsPort === undefined ? undefined : service.createMetricsServer();
  try {
    // First: who answers at the port of the service has all that he needs.
    if (figures !== undefined) await listenAt(figures, settings.host, settings.metricsPort ?? 0);
    await server.listen({ port: settings.port, host: settings.host }).catch((error: unknown) => refuseTaken(error, settings.host, settings.port, 'PORT'));
  } catch (error) {
    // What is open would hold the process.
    figures?.close();
    await service.close();
    throw error;
  }
  service.startWork();
  cluster.worker?.send({ kind: 'up' } satisfies WorkerMessage);
  void stopping.then(async () => {
    service.drain();
    await pause(settings.drainS * 1000);
    // What does not end by then was not acknowledged, and may be cut.
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    // A connection that was busy a moment ago is idle in the next, and its client may keep it.
    setInterval(() => server.server.closeIdleConnections(), 50).unref();
    await server.close();
    await service.close();
    process.exit(0);
  });
  return urlOf(server.server);
}

async function listenAt(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ port, host }, resolve)).catch((error: unknown) =>
    refuseTaken(error, host, port, 'VITRINE_METRICS_PORT'),
  );
  say(`figures at ${urlOf(server)}/metrics`);
}

function refuseTaken(error: unknown, host: string, port: number, setting: string): never {
  throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new CliFault(`${host}:${port} is taken; set ${setting} to another one`) : error;
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** The user that the environment names, or where there is nobody at all one with a random password, said once. */
export async function firstUser(app: App, { adminUser, adminPassword }: Pick<CliSettings, 'adminUser' | 'adminPassword'>): Promise<void> {
  const all = { name: adminUser, resources: 'every', stores: 'every' } as const;
  if (adminPassword !== '') {
    if ((await app.accounts.find(adminUser)) === undefined) await app.access.addUser(all, adminPassword);
    return;
  }
  if ((await app.accounts.list()).length > 0) return;
  const password = randomBytes(12).toString('base64url');
  if (await app.access.addUser(all, password))
    process.stderr.write(`vitrine: made the first user, ${adminUser}, with the password ${password} (shown this once)\n`);
}
