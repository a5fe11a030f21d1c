/** The one wiring: settings → adapters → use cases → doors. The only file that sees everything. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAccess } from './app/access.js';
import type { App } from './app/app.js';
import { createDecoding } from './app/decoding.js';
import { createEdits } from './app/edits.js';
import { createGalleries } from './app/galleries.js';
import { createHistory } from './app/history.js';
import { createHot } from './app/hot.js';
import { createHousekeeping } from './app/housekeeping.js';
import { createOAuth } from './app/oauth.js';
import { createOriginals } from './app/originals.js';
import type { Batch } from './app/ports.js';
import { createPreparing } from './app/preparing.js';
import { createRenditionRoom } from './app/rendition-room.js';
import { createRenditions } from './app/renditions.js';
import { createSessions } from './app/sessions.js';
import { createStores } from './app/stores.js';
import { createUploads } from './app/uploads.js';
import { createWork, type Perform } from './app/work.js';
import type { Limits } from './core/limits.js';
import { DOORS } from './doors/index.js';
import { createServer } from './doors/server.js';
import { createFetcher } from './fetching/fetcher.js';
import { createImageEngine } from './imaging/engine.js';
import { keyInFile } from './security/secret-key.js';
import { createSecrets } from './security/secrets.js';
import type { Settings } from './settings.js';
import { openStorage } from './storage/index.js';

const LOCK = { attempts: 6, lockMs: 30 * 60_000 };
const SWEEP_EVERY_MS = 3_600_000;
/** Renditions that visitors wait for; a rendition takes about 100 ms of a core, so that the last one waits for 2 s. */
const WAITING_PER_CORE = 16;
const PATIENCE_MS = 4000;

export interface Service {
  readonly app: App;
  readonly settings: Settings;
  /** A server with every door, not yet listening. */
  createServer(): FastifyInstance;
  /** Work that goes on beside requests: decodes, sweeps. */
  startWork(): void;
  close(): Promise<void>;
}

/** A setting, or what callers of the dialect are used to. */
const sessionLifeMs = ({ rpcSessionLifeS, rpcDialect }: Settings): number => 1000 * (rpcSessionLifeS || (rpcDialect === 'openmage' ? 3600 : 86_400));

export async function compose(settings: Settings, log: Logger): Promise<Service> {
  await mkdir(settings.data, { recursive: true, mode: 0o700 });
  const storage = await openStorage(
    { database: settings.databaseUrl, blobs: settings.blobsUrl, renditions: `file:${join(settings.data, 'renditions')}` },
    { limitSeconds: settings.searchS },
  );
  const clock = Date.now;
  const limits: Limits = settings;
  const [images, secrets] = [createImageEngine(), createSecrets(() => settings.secretKey ?? keyInFile(join(settings.data, 'secret.key')))];
  const { blobs, index, accounts, integrations, catalog, bulks } = storage;
  const onError = (error: unknown) => log.error({ err: error }, 'work behind requests failed');
  const onFailed = (blob: string, reason: string) => log.warn({ blob, reason }, 'a picture cannot be decoded');
  const decoding = createDecoding({ index, blobs, images, limits, onFailed, onError });
  const housekeeping = createHousekeeping({
    ...{ blobs, index, accounts, integrations, bulks, clock },
    retentionMs: settings.retentionS * 1000,
    bulkRetentionMs: settings.bulkRetentionS * 1000,
  });
  const hot = createHot(settings.hotBytes);
  const originals = createOriginals(storage.galleries, blobs, hot);
  const [renditionIndex, room, cores] = [storage.renditions, storage.renditionBlobs, availableParallelism()];
  const renditionRoom = createRenditionRoom({
    ...{ index: renditionIndex, room, clock, onError },
    limitBytes: settings.renditionBytes,
    retentionMs: settings.retentionS * 1000,
  });
  const renditions = createRenditions(
    { ...{ index: renditionIndex, room, originals: blobs, images, hot, secrets, clock, limits, onError }, onKept: renditionRoom.grew },
    { atOnce: cores, waiting: WAITING_PER_CORE * cores, patienceMs: PATIENCE_MS },
  );
  const uploadsOver = (known: Batch['index']) => createUploads({ blobs, index: known, images, secrets, clock, limits, intake: settings.intake });
  const access = createAccess({ accounts, integrations, secrets, clock }, { tokenLifeMs: settings.tokenLifeS * 1000, ...LOCK });
  const [galleries, history] = [createGalleries(storage.galleries, limits), createHistory(storage.galleries)];
  const app: App = {
    galleries,
    edits: createEdits({ galleries, store: storage.galleries, history, index, limits }),
    history,
    index,
    uploads: uploadsOver(index),
    originals,
    renditions,
    renditionRoom,
    preparing: createPreparing({ store: storage.galleries, originals, renditions }),
    stores: createStores(catalog),
    access,
    sessions: createSessions({ ...{ access, accounts, secrets, clock }, lifeMs: sessionLifeMs(settings) }),
    fetcher: createFetcher({ hosts: settings.fetchHosts }),
    // Also where uploads are decoded before the answer: pictures from before a setting or a release are due, too.
    decoding: settings.intake === 'structure' ? { wake: () => undefined } : decoding,
    catalog,
    oauth: createOAuth({ accounts, integrations, secrets, clock }, { sha1: settings.oauthSha1 === 'on' }),
    accounts,
    integrations,
    bulks,
    work: createWork({
      ...{ bulks, accounts, integrations, clock, onError },
      refresh: () => app.stores.refresh(),
      open: performOver,
      onCommitted: () => app.decoding.wake(),
    }),
    limits,
    clock,
    check: storage.check,
  };
  const options = { ...settings, developer: settings.mode === 'developer' };
  /** The doors' own performing, on use cases inside of a transaction. Nothing in it may be kept that may yet be undone. */
  function performOver(batch: Batch): Perform {
    const inside: App = {
      ...app,
      galleries: createGalleries(batch.galleries, limits),
      uploads: uploadsOver(batch.index),
      decoding: { wake: () => undefined },
    };
    return async (operation) => {
      const door = DOORS.find(({ name }) => name === operation.bulk.door);
      if (door?.perform === undefined) throw new Error(`no door performs ${operation.bulk.topic}`);
      return door.perform(inside, options, operation);
    };
  }
  let sweeping: NodeJS.Timeout | undefined;
  return {
    app,
    settings,
    createServer: () => createServer(app, DOORS, options, log),
    startWork() {
      app.decoding.wake();
      if (settings.work === 'on') app.work.start();
      sweeping = setInterval(() => {
        void housekeeping
          .sweep()
          .then(() => renditionRoom.sweep())
          .catch(onError);
      }, SWEEP_EVERY_MS);
      sweeping.unref();
    },
    async close() {
      clearInterval(sweeping);
      await app.work.stop();
      await decoding.stop();
      await images.close();
      await renditions.stop();
      await storage.close();
    },
  };
}
