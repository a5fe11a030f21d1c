#!/usr/bin/env node
/** The process: settings from the environment, the command line on top. What is heavy is loaded when it is needed. */
import { setFlagsFromString } from 'node:v8';
import { type Logger, pino } from 'pino';
import { runCli } from './doors/cli/index.js';
import { readSettings } from './settings.js';

const LOG_BUFFER_BYTES = 4096;
const LOG_EVERY_MS = 200;

await runCli(process.argv, {
  settings: readSettings(process.env),
  async open(data) {
    const settings = readSettings(
      data === undefined ? process.env : { ...process.env, VITRINE_DATA: data, VITRINE_DATABASE_URL: '', VITRINE_BLOBS_URL: '', VITRINE_RENDITIONS_URL: '' },
    );
    if ('faults' in settings) throw new Error(settings.faults.join('\n'));
    const { compose } = await import('./compose.js');
    const service = await compose(settings, openLog());
    // The buffers of uploads are let go of when the young space is swept. Left to grow further it is swept so seldom that
    // they pile up, and bring on collections of everything.
    setFlagsFromString('--semi-space-growth-factor=1');
    return service;
  },
  async moving(urls) {
    const { openMoving } = await import('./storage/index.js');
    return openMoving(urls);
  },
  async demo() {
    const { DEMO_PRODUCTS, DEMO_STORES } = await import('./demo/shop.js');
    const { drawScene } = await import('./imaging/scenes.js');
    return { stores: DEMO_STORES, products: DEMO_PRODUCTS, draw: drawScene };
  },
});

/** Lines are written some at a time: a write for each would cost as much as the request it tells of. */
function openLog(): Logger {
  const lines = pino.destination({ fd: 1, sync: false, minLength: LOG_BUFFER_BYTES });
  setInterval(() => lines.flush(), LOG_EVERY_MS).unref();
  process.on('exit', () => lines.flushSync());
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines);
}
