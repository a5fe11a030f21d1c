/** Changes that are shown before they are made, made only on the version that was meant, and taken back. */
import type { AttributeChange } from '../core/attributes.js';
import type { Change } from '../core/changes.js';
import { type Command, decideAll } from '../core/commands.js';
import { ok, type Result, refuse } from '../core/fault.js';
import { type Entry, findEntry, type Gallery, pictures } from '../core/gallery.js';
import { type BlobHash, type MediaPath, type StoreCode, skuKey } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import { takeBack, type Undoable, type Undone } from '../core/undo.js';
import type { Resource } from './access.js';
import type { Galleries } from './galleries.js';
import { changesIn, type History, linesWhile } from './history.js';
import type { Author, BlobIndex, Claims, GalleryStore, ProductHead, StoredGallery, StoredProduct } from './ports.js';

export interface EditAsk {
  readonly sku: string;
  readonly by: Author;
  /** The versions that the caller means; undefined: whichever there is. */
  readonly expected?: readonly string[] | undefined;
  /** Only tell what it would come to. */
  readonly isPreview: boolean;
}
/** What an edit came to, or would come to. */
export interface Edit {
  readonly product: ProductHead;
  /** As it is now; a preview leaves it. */
  readonly version: string;
  readonly changes: readonly (Change | AttributeChange)[];
  readonly after: Gallery;
  /** Of the line that the history has of it; undefined: nothing was written. */
  readonly number: number | undefined;
}
export interface UndoAsk extends EditAsk {
  /** One change by its number, or all that came after one. */
  readonly what: { readonly change: number } | { readonly backTo: number };
  /** Take it back although later changes are lost. */
  readonly isForced: boolean;
  /** The store views there are. */
  readonly stores: ReadonlySet<StoreCode>;
  /** Galleries and attributes take different rights. */
  readonly may: (resource: Resource, store: StoreCode | 'every') => boolean;
}
export interface Edits {
  /** All of the commands or none. A role that the product does not have is refused. */
  run(ask: EditAsk, plan: (gallery: Gallery) => Result<readonly Command[]>): Promise<Result<Edit>>;
  undo(ask: UndoAsk): Promise<Result<Edit>>;
}

type Decided = Pick<Edit, 'changes' | 'after'>;

export function createEdits(deps: {
  galleries: Galleries;
  store: Pick<GalleryStore, 'loadProduct' | 'history'>;
  history: Pick<History, 'lineOf'>;
  index: Pick<BlobIndex, 'renew'>;
  limits: Limits;
}): Edits {
  const { galleries, store, history, index, limits } = deps;
  const finish = async (written: Result<StoredGallery>, decided: Decided | undefined, { isPreview }: EditAsk): Promise<Result<Edit>> => {
    if (!written.ok) return written;
    if (decided === undefined) throw new Error('nothing was decided');
    const { product, version } = written.value;
    const line = isPreview || decided.changes.length === 0 ? undefined : await history.lineOf(product);
    return ok({ product, version, ...decided, number: line?.number });
  };
  return {
    async run(ask, plan) {
      let decided: Decided | undefined;
      const written = await galleries.change(ask.sku, ask.by, 'every', async (gallery, _, stored) => {
        const commands = plan(gallery);
        if (!commands.ok) return commands;
        const fault = versionFault(ask, stored) ?? roleFault(gallery, commands.value);
        if (fault !== undefined) return fault;
        const result = decideAll(gallery, commands.value, limits);
        if (!result.ok) return result;
        decided = { changes: result.value.changes, after: result.value.gallery };
        return ok({ commands: [], changes: ask.isPreview ? [] : result.value.changes });
      });
      return finish(written, decided, ask);
    },
    async undo(ask) {
      const stored = await store.loadProduct(skuKey(ask.sku), 'every');
      if (stored === undefined) return missing(ask);
      const done = await changesToUndo(store, stored.product, ask);
      if (!done.ok) return done;
      // Before the write, for its bytes may be about to go.
      const back = takeBack(stored, done.value, ask.stores);
      const renewed = await renew(index, freshBlobs(stored, back), ask.by.at);
      let decided: Decided | undefined;
      const written = await galleries.save(
        ask.sku,
        ask.by,
        () => missing(ask),
        async (now, claims) => {
          const undone = await undoOn(now, claims, ask, done.value, renewed, limits);
          if (!undone.ok) return undone;
          decided = undone.value;
          return ok({ commands: [], changes: ask.isPreview ? [] : undone.value.changes });
        },
      );
      return finish(written, decided, ask);
    },
  };
}

const missing = ({ sku }: EditAsk) => refuse({ code: 'product-not-found', sku });

const versionFault = ({ expected }: EditAsk, { version }: StoredGallery): Result<never> | undefined =>
  expected === undefined || expected.includes(version) ? undefined : refuse({ code: 'version-differs', version });

function roleFault({ roleCodes }: Gallery, commands: readonly Command[]): Result<never> | undefined {
  const roles = commands.flatMap((command) => (command.kind === 'set-roles' ? Object.keys(command.roles) : []));
  const role = roles.find((code) => !roleCodes.some((known) => known === code));
  return role === undefined ? undefined : refuse({ code: 'role-unknown', role });
}

type Done = readonly (Change | AttributeChange)[];
async function changesToUndo(store: Pick<GalleryStore, 'history'>, { id }: ProductHead, { what }: UndoAsk): Promise<Result<Done>> {
  const number = 'change' in what ? what.change : what.backTo;
  const [named] = await store.history(id, { before: number + 1, limit: 1 });
  if (named?.number !== number) return refuse({ code: 'change-not-found', change: number });
  const lines = 'change' in what ? ok([named]) : await linesWhile(store, id, (line) => line.number > number);
  if (!lines.ok) return lines;
  const done = changesIn(lines.value);
  return done === undefined ? refuse({ code: 'undo-impossible', reason: 'the product itself came with this change' }) : ok(done);
}

/** Bytes that the gallery would refer to again. */
function freshBlobs({ gallery }: Undoable, { after }: Undone): BlobHash[] {
  const held = new Set(pictures(gallery).values());
  return [...new Set(pictures(after.gallery).values())].filter((blob) => !held.has(blob));
}

async function renew(index: Pick<BlobIndex, 'renew'>, blobs: readonly BlobHash[], at: number): Promise<ReadonlySet<BlobHash>> {
  const renewed = new Set<BlobHash>();
  for (const blob of blobs) if (await index.renew(blob, at)) renewed.add(blob);
  return renewed;
}

async function undoOn(now: StoredProduct, claims: Claims, ask: UndoAsk, done: Done, renewed: ReadonlySet<BlobHash>, limits: Limits): Promise<Result<Decided>> {
  const undone = takeBack(now, done, ask.stores);
  const fault = versionFault(ask, now) ?? undoFault(now, undone, ask, renewed, limits);
  if (fault !== undefined) return fault;
  const names = await newNames(now.gallery, undone.after.gallery, claims);
  // A name that somebody else has by now is given with a number, as a new picture's would be.
  const renamed = takeBack(
    now,
    done.map((change) => renamedIn(change, names)),
    ask.stores,
  );
  return ok({ changes: renamed.changes, after: renamed.after.gallery });
}

function undoFault(now: StoredProduct, undone: Undone, ask: UndoAsk, renewed: ReadonlySet<BlobHash>, limits: Limits): Result<never> | undefined {
  const forbidden = undone.changes.find(
    (change) => !ask.may(resourceOf(change), 'scope' in change && change.scope !== 'global' ? change.scope.store : 'every'),
  );
  if (forbidden !== undefined) return refuse({ code: 'not-authorized', resource: resourceOf(forbidden) });
  if (undone.trampled.length > 0 && !ask.isForced) return refuse({ code: 'undo-tramples', trampled: undone.trampled });
  if (freshBlobs(now, undone).some((blob) => !renewed.has(blob))) return refuse({ code: 'undo-impossible', reason: 'the bytes are gone' });
  return undone.after.gallery.entries.length > Math.max(limits.entries, now.gallery.entries.length)
    ? refuse({ code: 'limit-passed', what: 'entries', limit: limits.entries, unit: 'entries a gallery' })
    : undefined;
}

const resourceOf = ({ kind }: Done[number]): Resource => (kind === 'attribute-changed' ? 'Magento_Catalog::products' : 'Magento_Catalog::catalog');

/** The paths that the gallery gets back under another name. */
async function newNames(before: Gallery, after: Gallery, claims: Claims): Promise<ReadonlyMap<MediaPath, MediaPath>> {
  const names = new Map<MediaPath, MediaPath>();
  for (const entry of after.entries) {
    const now = findEntry(before, entry.id);
    const held = new Set(now === undefined ? [] : pathsOf(now));
    for (const path of pathsOf(entry)) if (!held.has(path)) names.set(path, await claims.path(path));
  }
  return names;
}

const pathsOf = (entry: Entry): MediaPath[] => [...pictures({ entries: [entry] }).keys()];

/** The change as if it had taken away the picture under the name that it gets back. */
function renamedIn(change: Done[number], names: ReadonlyMap<MediaPath, MediaPath>): Done[number] {
  const named = <V>(value: V): V => (names.get(value as MediaPath) as V | undefined) ?? value;
  if (change.kind === 'value-changed' && change.field === 'file')
    return { ...change, ...(change.before === undefined ? {} : { before: named(change.before) }) };
  if (change.kind !== 'entry-removed') return change;
  const { global, stores } = change.entry.values;
  const layers = Object.entries(stores).map(([store, layer]) => [store, layer.file === undefined ? layer : { ...layer, file: named(layer.file) }]);
  return { ...change, entry: { ...change.entry, values: { global: { ...global, file: named(global.file) }, stores: Object.fromEntries(layers) } } };
}
