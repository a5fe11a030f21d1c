import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { fillShop } from './demo-fill.js';
import { tutorial } from './demo-tutorial.js';
import type { Host } from './host.js';
import { firstUser, listen, stopSignal } from './serve.js';

const USER = { adminUser: 'demo', adminPassword: 'Demo-1234' };

/** `vitrine demo`: a shop on a folder that goes with the process. */
export function demoCommand(program: Command, host: Host): Command {
  return program
    .command('demo')
    .description('a throw-away shop with pictures, to try everything on')
    .action(async () => {
      const stopping = stopSignal();
      const folder = await mkdtemp(join(tmpdir(), 'vitrine-demo-'));
      process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
      const service = await host.serve(folder);
      await firstUser(service.app, USER);
      void stopping.then(() => process.exit(0));
      await fillShop(service.app, await host.demo(), progress);
      const url = await listen(service, stopping);
      process.stdout.write(`${await tutorial(service.app, url, USER)}\n\nServing until Ctrl-C, from ${folder}, which goes with it.\n`);
    });
}

/** One line that grows, where somebody watches; a line now and then, where it is written down. */
function progress(done: number, all: number): void {
  const WIDTH = 30;
  const bar = '█'.repeat(Math.round((done / all) * WIDTH)).padEnd(WIDTH, '·');
  if (process.stderr.isTTY) process.stderr.write(`\rdrawing pictures ${bar} ${done}/${all}${done === all ? '\n' : ''}`);
  else if (done === all || done % 10 === 0) process.stderr.write(`drawing pictures: ${done} of ${all}\n`);
}
