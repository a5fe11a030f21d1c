/** The one wiring: settings → adapters → use cases → doors. The only file that sees everything. */
import { mkdir } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAccess } from './app/access.js';
import type { App } from './app/app.js';
import { createDecoding } from './app/decoding.js';
import { createGalleries } from './app/galleries.js';
import { createHousekeeping } from './app/housekeeping.js';
import { createOriginals } from './app/originals.js';
import { createStores } from './app/stores.js';
import { createUploads } from './app/uploads.js';
import type { Limits } from './core/limits.js';
import { DOORS } from './doors/index.js';
import { createServer } from './doors/server.js';
import { createImageEngine } from './imaging/engine.js';
import { createSecrets } from './security/secrets.js';
import type { Settings } from './settings.js';
import { openStorage } from './storage/index.js';

const LOCK = { attempts: 6, lockMs: 30 * 60_000 };
const SWEEP_EVERY_MS = 3_600_000;

export interface Service {
  readonly app: App;
  readonly settings: Settings;
  /** A server with every door, not yet listening. */
  createServer(): FastifyInstance;
  /** Work that goes on beside requests: decodes, sweeps. */
  startWork(): void;
  close(): Promise<void>;
}

export async function compose(settings: Settings, log: Logger): Promise<Service> {
  await mkdir(settings.data, { recursive: true, mode: 0o700 });
  const storage = await openStorage(settings.databaseUrl, settings.blobsUrl);
  const clock = Date.now;
  const limits: Limits = settings;
  const [images, secrets] = [createImageEngine(), createSecrets()];
  const { blobs, index, accounts, catalog } = storage;
  const onError = (error: unknown) => log.error({ err: error }, 'work behind requests failed');
  const decoding = createDecoding({ index, blobs, images, limits, onError });
  const housekeeping = createHousekeeping({ blobs, index, accounts, clock, retentionMs: settings.retentionS * 1000 });
  const app: App = {
    galleries: createGalleries(storage.galleries, limits),
    uploads: createUploads({ blobs, index, images, secrets, clock, limits, intake: settings.intake }),
    originals: createOriginals(storage.galleries, blobs),
    stores: createStores(catalog),
    access: createAccess(accounts, secrets, clock, { tokenLifeMs: settings.tokenLifeS * 1000, ...LOCK }),
    decoding: settings.intake === 'behind' ? decoding : { wake: () => undefined },
    catalog,
    accounts,
    limits,
    clock,
    check: storage.check,
  };
  let sweeping: NodeJS.Timeout | undefined;
  return {
    app,
    settings,
    createServer: () => createServer(app, DOORS, { ...settings, developer: settings.mode === 'developer' }, log),
    startWork() {
      app.decoding.wake();
      sweeping = setInterval(() => void housekeeping.sweep().catch(onError), SWEEP_EVERY_MS);
      sweeping.unref();
    },
    async close() {
      clearInterval(sweeping);
      await decoding.stop();
      await images.close();
      await storage.close();
    },
  };
}
