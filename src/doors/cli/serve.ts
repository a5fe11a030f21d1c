import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import type { App } from '../../app/app.js';
import { CliFault, type CliSettings, type Host, type RunningService, settingsOf } from './host.js';

const STOP_WITHIN_MS = 8000;

/** `vitrine serve`: listens until it is told to stop, then finishes what runs and closes. */
export function serveCommand(program: Command, host: Host): Command {
  return program
    .command('serve')
    .description('run the service')
    .action(async () => {
      const settings = settingsOf(host);
      const stopping = stopSignal();
      const service = await host.open();
      await firstUser(service.app, settings);
      const url = await listen(service, stopping);
      process.stderr.write(`vitrine: serving ${url} from ${settings.data}\n`);
    });
}

/** Resolves on SIGTERM or SIGINT, from the first moment of a start on. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

/** Listens; when told to stop takes no more connections, finishes what runs, closes, and ends the process. */
export async function listen(service: RunningService, stopping: Promise<void>): Promise<string> {
  const { settings } = service;
  const server = service.createServer();
  await server.listen({ port: settings.port, host: settings.host }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new CliFault(`${settings.host}:${settings.port} is taken; set PORT to another one`) : error;
  });
  service.startWork();
  void stopping.then(async () => {
    // What does not end by then was not acknowledged, and may be cut.
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    // A connection that was busy a moment ago is idle in the next, and its client may keep it.
    setInterval(() => server.server.closeIdleConnections(), 50).unref();
    await server.close();
    await service.close();
    process.exit(0);
  });
  const { address, port, family } = server.server.address() as AddressInfo;
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
