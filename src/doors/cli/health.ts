import type { Command } from 'commander';
import { CliFault, type Host, settingsOf } from './host.js';

const WITHIN_MS = 3000;

/** `vitrine health`: whether the service on this machine is ready, for whoever starts it; says why it is not. */
export function healthCommand(program: Command, host: Host): Command {
  return program
    .command('health')
    .description('ask the service on this machine whether it is ready; exit 1 where it is not')
    .action(async () => {
      const { port, host: address } = settingsOf(host);
      // By number: not every container knows the name of its own machine.
      const own = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address;
      const at = own.includes(':') ? `[${own}]` : own;
      const answer = await fetch(`http://${at}:${port}/health/ready`, { signal: AbortSignal.timeout(WITHIN_MS) }).catch(() => undefined);
      if (answer === undefined) throw new CliFault(`nothing answers at ${at}:${port}`);
      const said = (await answer.json()) as { readonly status?: string; readonly reason?: string };
      if (!answer.ok) throw new CliFault(`${said.status ?? answer.status}${said.reason === undefined ? '' : `: ${said.reason}`}`);
      process.stdout.write(`${said.status}\n`);
    });
}
