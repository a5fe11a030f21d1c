/** The one wiring: settings → adapters → use cases → doors. The only file that sees everything. */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAccess } from './app/access.js';
import { createAltTexts } from './app/alt-texts.js';
import type { App } from './app/app.js';
import { createCollection } from './app/collection.js';
import { createDecoding } from './app/decoding.js';
import { createDuty } from './app/duty.js';
import { createEdits } from './app/edits.js';
import { createFileUploads } from './app/file-uploads.js';
import { createGalleries } from './app/galleries.js';
import { createHandles, UPLOAD_LIFE_MS } from './app/handles.js';
import { createHistory } from './app/history.js';
import { createHot } from './app/hot.js';
import { createHousekeeping } from './app/housekeeping.js';
import { createIdempotency } from './app/idempotency.js';
import { createJobs } from './app/jobs.js';
import { countRenditions, measureBlobs, measureImages } from './app/metrics.js';
import { createOAuth } from './app/oauth.js';
import { createOriginals } from './app/originals.js';
import type { Batch } from './app/ports.js';
import { type Metrics, NO_METRICS } from './app/ports-metrics.js';
import { createPreparing } from './app/preparing.js';
import { createProductLists } from './app/product-list.js';
import { createQuota } from './app/quota.js';
import { createRateLimit } from './app/rate-limit.js';
import { createReadiness } from './app/readiness.js';
import { createRenditionRoom } from './app/rendition-room.js';
import { createRenditions } from './app/renditions.js';
import { createResumables } from './app/resumables.js';
import { createSessions } from './app/sessions.js';
import { createStores } from './app/stores.js';
import { createTrashCan } from './app/trash.js';
import { createUploads } from './app/uploads.js';
import { createVerification } from './app/verification.js';
import { type ToldWrite, watchStore } from './app/watching.js';
import { acceptBulk, createWork, type Perform } from './app/work.js';
import { ok } from './core/fault.js';
import type { Limits } from './core/limits.js';
import { DOORS } from './doors/index.js';
import { createMetricsServer } from './doors/metrics/index.js';
import { createServer } from './doors/server.js';
import { createFetcher } from './fetching/fetcher.js';
import { createImageEngine } from './imaging/engine.js';
import { keyInFile } from './security/secret-key.js';
import { createSecrets } from './security/secrets.js';
import type { Settings } from './settings.js';
import { createIncoming } from './storage/incoming.js';
import { type DatabasePorts, openStorage } from './storage/index.js';

const LOCK = { attempts: 6, lockMs: 30 * 60_000 };
const SWEEP_EVERY_MS = 3_600_000;
const HANDLE_MARGIN_MS = 15 * 60_000;
/** Renditions that visitors wait for; a rendition takes about 100 ms of a core, so that the last one waits for 2 s. */
const WAITING_PER_CORE = 16;
const PATIENCE_MS = 4000;

export interface Service {
  readonly app: App;
  readonly settings: Settings;
  /** A server with every door, not yet listening. */
  createServer(): FastifyInstance;
  /** For the figures alone, not yet listening. */
  createMetricsServer(): Server;
  /** Says from now on that it is not ready. */
  drain(): void;
  /** Work that goes on beside requests: decodes, sweeps. */
  startWork(): void;
  close(): Promise<void>;
}

/** Nothing is known to it, so that all of a call is looked at, and nothing is noted. */
const rehearsed = (index: Batch['index']): Batch['index'] => ({
  ...index,
  knows: async () => false,
  charge: async ({ hash, sizeBytes }, { holder, limitBytes }) => (await index.knows(hash)) || (await index.charged(holder)) + sizeBytes <= limitBytes,
});

/** A setting, or what callers of the dialect are used to. */
const sessionLifeMs = ({ rpcSessionLifeS, rpcDialect }: Settings): number => 1000 * (rpcSessionLifeS || (rpcDialect === 'openmage' ? 3600 : 86_400));

const schemeOf = (url: string): string => url.slice(0, url.indexOf(':'));
/** The program stands one folder below its package, as source and as built. */
function aboutOf({ databaseUrl, blobsUrl }: Settings): App['about'] {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return { version, database: schemeOf(databaseUrl), blobs: schemeOf(blobsUrl) };
}

/** `metrics`: where figures go; commands count nothing. */
export async function compose(settings: Settings, log: Logger, metrics: Metrics = NO_METRICS): Promise<Service> {
  await mkdir(settings.data, { recursive: true, mode: 0o700 });
  const storage = await openStorage(
    { database: settings.databaseUrl, blobs: settings.blobsUrl, renditions: settings.renditionsUrl },
    { limitSeconds: settings.searchS, connections: settings.databasePool },
    metrics,
  );
  const { clock } = storage;
  // Workers of one machine share what it has.
  const share = (whole: number) => Math.ceil(whole / settings.workers);
  const cores = share(availableParallelism());
  const limits: Limits = settings;
  const [images, secrets] = [
    measureImages(createImageEngine({ size: Math.max(2, cores) }), metrics),
    createSecrets(() => settings.secretKey ?? keyInFile(join(settings.data, 'secret.key'))),
  ];
  const digest = (text: string) => secrets.digest(text).slice(0, 32);
  const { index, accounts, integrations, bulks } = storage;
  const blobs = measureBlobs(storage.blobs, metrics);
  const onError = (error: unknown) => log.error({ err: error }, 'work behind requests failed');
  const onFailed = (blob: string, reason: string) => log.warn({ blob, reason }, 'a picture cannot be decoded');
  const decoding = createDecoding({ index, blobs, images, limits, onFailed, onError });
  const trashMs = settings.trashS * 1000;
  const hot = createHot(share(settings.hotBytes));
  const originals = createOriginals(storage.galleries, blobs, hot);
  const [renditionIndex, room] = [storage.renditions, storage.renditionBlobs];
  const renditionRoom = createRenditionRoom({
    ...{ index: renditionIndex, room, clock, onError },
    limitBytes: settings.renditionBytes,
    retentionMs: settings.retentionS * 1000,
  });
  const made = createRenditions(
    { ...{ index: renditionIndex, room, originals: blobs, images, hot, secrets, clock, limits, onError }, onKept: renditionRoom.grew },
    { atOnce: cores, waiting: WAITING_PER_CORE * cores, patienceMs: PATIENCE_MS },
  );
  const renditions = countRenditions(made, metrics);
  const handles = createHandles(secrets, clock, Math.min(UPLOAD_LIFE_MS, settings.retentionS * 1000));
  const incoming = createIncoming(join(settings.data, 'uploads'));
  const fetcher = createFetcher({ hosts: settings.fetchHosts });
  const quota =
    settings.quotaBytes === 0 ? undefined : createQuota({ clock, limitBytes: settings.quotaBytes, onRefused: () => metrics.count('quota', 'refused') });
  const uploadsOver = (known: Batch['index'], kept = blobs) =>
    createUploads({ blobs: kept, index: known, images, secrets, handles, clock, limits, intake: settings.intake, quota });
  const accessLimits = { tokenLifeMs: settings.tokenLifeS * 1000, ...LOCK };
  const access = createAccess({ accounts, integrations, secrets, clock }, accessLimits);
  /** What is made of the database's ports, also where they are seen from inside of a transaction. */
  const useCasesOver = (ports: DatabasePorts) => {
    const [galleries, history] = [createGalleries(ports.galleries, limits), createHistory(ports.galleries)];
    return {
      galleries,
      watched: (tell: (write: ToldWrite) => void) => createGalleries(watchStore(ports.galleries, tell), limits),
      edits: createEdits({ galleries, store: ports.galleries, history, index: ports.index, limits, digest }),
      history,
      index: ports.index,
      uploads: uploadsOver(ports.index),
      stores: createStores(ports.catalog),
      catalog: ports.catalog,
      accounts: ports.accounts,
      integrations: ports.integrations,
      bulks: ports.bulks,
      trash: createTrashCan({ trash: ports.trash, galleries, index: ports.index, renditions, keptMs: trashMs }),
      journal: ports.journal,
      jobs: createJobs({ store: ports.jobs, bulks: ports.bulks }),
      productLists: createProductLists(ports.productList),
      altTexts: createAltTexts({ alts: ports.altTexts, list: ports.productList, clock }),
    } satisfies Partial<App>;
  };
  // Over the plain ports: streams hold no transaction, and what is kept by its content may be kept again.
  const fileUploads = createFileUploads({
    ...{ incoming, blobs, index, images, fetcher, handles, clock, limits },
    uploads: uploadsOver(index),
    intake: settings.intake,
    quota,
  });
  const housekeeping = createHousekeeping({
    ...{ blobs, index, accounts, integrations, bulks, keyedCalls: storage.keyedCalls, trash: storage.trash, partials: storage.partials, clock },
    trashMs,
    // Whoever opens a handle in its last moment has time to name its bytes.
    retentionMs: settings.retentionS * 1000 + HANDLE_MARGIN_MS,
    bulkRetentionMs: settings.bulkRetentionS * 1000,
  });
  const sweeps = createDuty({
    ...{ duties: storage.duties, clock, name: 'housekeeping', everyMs: SWEEP_EVERY_MS, onError },
    async perform(isMine) {
      await housekeeping.sweep(isMine);
      if (isMine()) await renditionRoom.sweep();
    },
  });
  const readiness = createReadiness(storage.checks);
  const app: App = {
    ...useCasesOver(storage),
    originals,
    renditions,
    renditionRoom,
    preparing: createPreparing({ store: storage.galleries, originals, renditions }),
    access,
    sessions: createSessions({ ...{ access, accounts, secrets, clock }, lifeMs: sessionLifeMs(settings) }),
    fetcher,
    fileUploads,
    resumables: createResumables({
      partials: storage.partials,
      pieces: blobs.pieces,
      incoming,
      fileUploads,
      secrets,
      allows: async (sizeBytes, holder) => (await quota?.allows(index, sizeBytes, holder)) ?? ok(undefined),
    }),
    // Also where uploads are decoded before the answer: pictures from before a setting or a release are due, too.
    decoding: settings.intake === 'structure' ? { wake: () => undefined } : decoding,
    oauth: createOAuth({ accounts, integrations, secrets, clock }, { sha1: settings.oauthSha1 === 'on' }),
    work: createWork({
      ...{ bulks, accounts, integrations, clock, onError },
      refresh: () => app.stores.refresh(),
      open: performOver,
      onCommitted: () => app.decoding.wake(),
    }),
    idempotency: createIdempotency({
      ...{ keyedCalls: storage.keyedCalls, secrets, clock, open: openCall },
      onDone() {
        app.decoding.wake();
        app.work.wake();
      },
    }),
    quota,
    links: { blobs: blobs.links, renditions: room.links },
    verification: createVerification({
      audit: storage.audit,
      index,
      blobs,
      rehash: storage.rehash,
      readmit: fileUploads.readmit,
      openSource: storage.openSource,
    }),
    collection: createCollection({ audit: storage.audit, index, blobs, clock }),
    about: aboutOf(settings),
    metrics,
    rateLimit: settings.rateLimit === 0 ? undefined : createRateLimit({ counts: storage.rateCounts, clock, perMinute: settings.rateLimit, onError }),
    limits,
    clock,
    seeAnew: storage.seeAnew,
    check: readiness.check,
  };
  metrics.watch({
    version: app.about.version,
    queued: bulks.remaining,
    storeViews: async () => (await app.stores.refresh()).stores.length,
    performed: () => app.work.settled(),
    quota: quota && { limitBytes: quota.limitBytes, mostBytes: index.mostCharged },
  });
  const options = { ...settings, bytesInFlight: share(settings.bytesInFlight), developer: settings.mode === 'developer' };
  /** The doors' own performing, on use cases inside of a transaction. Nothing in it may be kept that may yet be undone. */
  function performOver(batch: Batch): Perform {
    const [galleries, history] = [createGalleries(batch.galleries, limits), createHistory(batch.galleries)];
    const inside: App = {
      ...app,
      galleries,
      edits: createEdits({ galleries, store: batch.galleries, history, index: batch.index, limits, digest }),
      history,
      uploads: uploadsOver(batch.index),
      decoding: { wake: () => undefined },
    };
    return async (operation) => {
      const door = DOORS.find(({ name }) => name === operation.bulk.door);
      if (door?.perform === undefined) throw new Error(`no door performs ${operation.bulk.topic}`);
      return door.perform(inside, options, operation);
    };
  }
  /** The use cases for one call in a transaction of its own. */
  function openCall(ports: DatabasePorts, isRehearsal: boolean): App {
    const inside = useCasesOver(ports);
    return {
      ...app,
      ...inside,
      // Nothing is known to it, and nothing is kept.
      ...(isRehearsal ? { uploads: uploadsOver(rehearsed(ports.index), { ...blobs, put: async () => undefined }) } : {}),
      access: createAccess({ ...ports, secrets, clock }, accessLimits),
      decoding: { wake: () => undefined },
      work: { ...app.work, accept: (bulk, data) => acceptBulk(ports.bulks, clock, bulk, data) },
    };
  }
  let tidying: NodeJS.Timeout | undefined;
  return {
    app,
    settings,
    createServer: () => createServer(app, DOORS, options, log),
    createMetricsServer: () => createMetricsServer(app),
    drain: readiness.drain,
    startWork() {
      app.decoding.wake();
      app.productLists.startLearning(onError);
      if (settings.work === 'on') app.work.start();
      sweeps.start();
      // Of this machine alone.
      tidying = setInterval(() => void incoming.tidy(Date.now() - UPLOAD_LIFE_MS).catch(onError), SWEEP_EVERY_MS).unref();
    },
    async close() {
      clearInterval(tidying);
      await sweeps.stop();
      await app.work.stop();
      await app.productLists.stop();
      await decoding.stop();
      await images.close();
      await renditions.stop();
      await storage.close();
      await metrics.close();
    },
  };
}
