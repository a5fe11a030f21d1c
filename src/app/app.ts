/** What the doors may call, as one. */
import type { Limits } from '../core/limits.js';
import type { Access } from './access.js';
import type { Decoding } from './decoding.js';
import type { Edits } from './edits.js';
import type { Galleries } from './galleries.js';
import type { History } from './history.js';
import type { OAuth } from './oauth.js';
import type { Originals } from './originals.js';
import type { Accounts, BlobIndex, Bulks, Catalog, Clock, Fetcher, Integrations } from './ports.js';
import type { Preparing } from './preparing.js';
import type { RenditionRoom } from './rendition-room.js';
import type { Renditions } from './renditions.js';
import type { Sessions } from './sessions.js';
import type { Stores } from './stores.js';
import type { Uploads } from './uploads.js';
import type { Work } from './work.js';

export interface App {
  readonly galleries: Galleries;
  readonly edits: Edits;
  readonly history: History;
  /** What is known of pictures by their bytes. */
  readonly index: Pick<BlobIndex, 'facts'>;
  readonly uploads: Uploads;
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
  readonly work: Work;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Throws where the store or the blobs do not answer. */
  check(): Promise<void>;
}
