import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { App } from '../../app/app.js';
import { type Host, settingsOf } from './host.js';
import { stopSignal } from './serve.js';

const LOOK_EVERY_MS = 100;
const SAY_EVERY_MS = 1000;

/** `vitrine work`: performs queued operations beside any servers, until it is told to stop or, with `--once`, until none is left. */
export function workCommand(program: Command, host: Host): Command {
  return program
    .command('work')
    .description('perform queued bulk operations')
    .option('--once', 'end when the queue is empty')
    .action(async ({ once }: { once?: true }) => {
      const { data } = settingsOf(host);
      let isTold = false;
      void stopSignal().then(() => {
        isTold = true;
      });
      const service = await host.open();
      const say = createProgress(service.app);
      process.stderr.write(`vitrine: working on ${data}\n`);
      service.startWork();
      service.app.work.start();
      while (!isTold && !(once === true && (await service.app.bulks.remaining()) === 0)) {
        await pause(LOOK_EVERY_MS);
        say(SAY_EVERY_MS);
      }
      await service.close();
      say(0);
      // Timers of what was closed may be left.
      process.exit(0);
    });
}

/** A line for people where something was done since the last one, and that is so long ago. */
function createProgress({ work }: App): (everyMs: number) => void {
  let [said, saidAt] = [0, Date.now()];
  return (everyMs) => {
    const done = work.settled();
    if (done === said || Date.now() - saidAt < everyMs) return;
    [said, saidAt] = [done, Date.now()];
    process.stderr.write(`vitrine: ${done} operations performed\n`);
  };
}
