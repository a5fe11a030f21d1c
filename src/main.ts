#!/usr/bin/env node
/** The process: settings from the environment, the command line on top. What is heavy is loaded when it is needed. */
import cluster from 'node:cluster';
import { setFlagsFromString } from 'node:v8';
import { type Logger, pino } from 'pino';
import type { Metrics } from './app/ports-metrics.js';
import type { Service } from './compose.js';
import { runCli } from './doors/cli/index.js';
import { readSettings, type Settings } from './settings.js';

/** What is written at once stays together where processes share a pipe, up to so many bytes. */
const [LOG_BUFFER_BYTES, LOG_WRITE_BYTES] = [2048, 4096];
const LOG_EVERY_MS = 200;

await runCli(process.argv, {
  settings: readSettings(process.env),
  open: async (data) => openService(settingsFor(data)),
  async serve(data) {
    const { createMetrics } = await import('./metrics/registry.js');
    const [settings, metrics] = [settingsFor(data), createMetrics()];
    if (settings.tracesUrl === '') return openService(settings, metrics);
    const { traceMetrics } = await import('./tracing/tracer.js');
    return openService(settings, traceMetrics(metrics));
  },
  async moving(urls) {
    const { openMoving } = await import('./storage/index.js');
    return openMoving(urls);
  },
  async identify(databaseUrl) {
    const { identifyShop } = await import('./storage/index.js');
    return identifyShop(databaseUrl);
  },
  async lock(path) {
    const { lockFile } = await import('./storage/sql/dialects/file-lock.js');
    return lockFile(path);
  },
  async demo() {
    const { DEMO_PRODUCTS, DEMO_STORES } = await import('./demo/shop.js');
    const { drawScene } = await import('./imaging/scenes.js');
    return { stores: DEMO_STORES, products: DEMO_PRODUCTS, draw: drawScene };
  },
});
// A worker that cannot start would be held by its channel.
if (cluster.isWorker && process.exitCode !== undefined) process.exit();

function settingsFor(data: string | undefined): Settings {
  const elsewhere = { VITRINE_DATA: data, VITRINE_DATABASE_URL: '', VITRINE_BLOBS_URL: '', VITRINE_RENDITIONS_URL: '' };
  const settings = readSettings(data === undefined ? process.env : { ...process.env, ...elsewhere });
  if ('faults' in settings) throw new Error(settings.faults.join('\n'));
  return settings;
}

async function openService(settings: Settings, metrics?: Metrics): Promise<Service> {
  const { compose } = await import('./compose.js');
  const service = await compose(settings, openLog(), metrics);
  // The buffers of uploads are let go of when the young space is swept. Left to grow further it is swept so seldom that
  // they pile up, and bring on collections of everything.
  setFlagsFromString('--semi-space-growth-factor=1');
  return service;
}

/** Lines are written some at a time: a write for each would cost as much as the request it tells of. */
function openLog(): Logger {
  const lines = pino.destination({ fd: 1, sync: false, minLength: LOG_BUFFER_BYTES, maxWrite: LOG_WRITE_BYTES });
  setInterval(() => lines.flush(), LOG_EVERY_MS).unref();
  process.on('exit', () => lines.flushSync());
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines);
}
