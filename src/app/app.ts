/** What the doors may call, as one. */
import type { Limits } from '../core/limits.js';
import type { Access } from './access.js';
import type { AltTexts } from './alt-texts.js';
import type { Collection } from './collection.js';
import type { Decoding } from './decoding.js';
import type { Edits } from './edits.js';
import type { FileUploads } from './file-uploads.js';
import type { Galleries } from './galleries.js';
import type { History } from './history.js';
import type { Idempotency } from './idempotency.js';
import type { Jobs } from './jobs.js';
import type { OAuth } from './oauth.js';
import type { Originals } from './originals.js';
import type { Accounts, BlobIndex, BlobLinks, Bulks, Catalog, Clock, Fetcher, Integrations } from './ports.js';
import type { Metrics } from './ports-metrics.js';
import type { Journal } from './ports-trash.js';
import type { Preparing } from './preparing.js';
import type { ProductLists } from './product-list.js';
import type { Quota } from './quota.js';
import type { RateLimit } from './rate-limit.js';
import type { Readiness } from './readiness.js';
import type { RenditionRoom } from './rendition-room.js';
import type { Renditions } from './renditions.js';
import type { Resumables } from './resumables.js';
import type { Sessions } from './sessions.js';
import type { Stores } from './stores.js';
import type { TrashCan } from './trash.js';
import type { Uploads } from './uploads.js';
import type { Verification } from './verification.js';
import type { ToldWrite } from './watching.js';
import type { Work } from './work.js';

/** Of the program and of what it keeps things in: kinds, and nothing of where. */
export interface About {
  readonly version: string;
  readonly database: string;
  readonly blobs: string;
}

export interface App {
  readonly galleries: Galleries;
  /** The same, telling of each write that came to something. */
  watched(tell: (write: ToldWrite) => void): Galleries;
  readonly edits: Edits;
  readonly history: History;
  readonly productLists: ProductLists;
  readonly altTexts: AltTexts;
  readonly jobs: Jobs;
  /** What is known of pictures by their bytes. */
  readonly index: Pick<BlobIndex, 'facts' | 'charged'>;
  readonly uploads: Uploads;
  readonly fileUploads: FileUploads;
  readonly resumables: Resumables;
  readonly originals: Originals;
  readonly renditions: Renditions;
  readonly renditionRoom: RenditionRoom;
  readonly preparing: Preparing;
  readonly stores: Stores;
  readonly catalog: Catalog;
  readonly access: Access;
  readonly oauth: OAuth;
  readonly sessions: Sessions;
  readonly fetcher: Fetcher;
  readonly accounts: Accounts;
  readonly integrations: Integrations;
  readonly decoding: Pick<Decoding, 'wake'>;
  readonly bulks: Bulks;
  readonly trash: TrashCan;
  /** What happened to all products. */
  readonly journal: Journal;
  readonly work: Work;
  /** Calls that come with a key, and calls that leave nothing. */
  readonly idempotency: Idempotency<App>;
  readonly about: About;
  readonly metrics: Metrics;
  /** Absent: anybody may come as often as they like. */
  readonly rateLimit: RateLimit | undefined;
  /** Absent: anybody may have any number of bytes kept. */
  readonly quota: Quota | undefined;
  /** Where callers fetch bytes without us; absent: they cannot. */
  readonly links: { readonly blobs: BlobLinks | undefined; readonly renditions: BlobLinks | undefined };
  readonly verification: Verification;
  readonly collection: Collection;
  readonly limits: Limits;
  readonly clock: Clock;
  /** To be told of each request that comes in: what any process has written by then counts for it. */
  seeAnew(): void;
  /** Why it should not be asked now; undefined: it may be. */
  readonly check: Readiness['check'];
}
