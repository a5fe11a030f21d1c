#!/usr/bin/env node
/** The process: settings from the environment, the command line on top. */
import { pino } from 'pino';
import { compose } from './compose.js';
import { runCli } from './doors/cli/index.js';
import { readSettings } from './settings.js';

const settings = readSettings(process.env);

await runCli(process.argv, {
  settings,
  async open() {
    if ('faults' in settings) throw new Error('wrong settings');
    return compose(settings, pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 1, sync: false })));
  },
});
