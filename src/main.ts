#!/usr/bin/env node
/** The process: settings from the environment, the command line on top. */
import { type Logger, pino } from 'pino';
import { runCli } from './doors/cli/index.js';
import { readSettings } from './settings.js';

const LOG_BUFFER_BYTES = 4096;
const LOG_EVERY_MS = 200;

const settings = readSettings(process.env);

await runCli(process.argv, {
  settings,
  async open() {
    if ('faults' in settings) throw new Error('wrong settings');
    // Loaded when needed: help, versions and wrong use answer without it.
    const { compose } = await import('./compose.js');
    return compose(settings, openLog());
  },
});

/** Lines are written some at a time: a write for each would cost as much as the request it tells of. */
function openLog(): Logger {
  const lines = pino.destination({ fd: 1, sync: false, minLength: LOG_BUFFER_BYTES });
  setInterval(() => lines.flush(), LOG_EVERY_MS).unref();
  process.on('exit', () => lines.flushSync());
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines);
}
