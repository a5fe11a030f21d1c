/** Changes that are shown before they are made, made only on the version that was meant, and taken back. */
import type { AttributeChange } from '../core/attributes.js';
import type { Change } from '../core/changes.js';
import { type Command, decideAll } from '../core/commands.js';
import { ok, type Result, refuse } from '../core/fault.js';
import { findEntry, type Gallery, pictures } from '../core/gallery.js';
import { type BlobHash, type EntryId, type MediaPath, type ProductId, type StoreCode, skuKey } from '../core/ids.js';
import type { Limits } from '../core/limits.js';
import { cellAt, type Scope, storeScope, withCell } from '../core/scope.js';
import { takeBack, type Undoable, type Undone } from '../core/undo.js';
import type { Resource } from './access.js';
import type { Galleries } from './galleries.js';
import { changesIn, type History, linesWhile } from './history.js';
import type { Author, BlobFacts, BlobIndex, Claims, GalleryStore, ProductHead, StoredGallery, StoredProduct } from './ports.js';
import { resourceOf, rightsFault } from './rights.js';
import { type Digest, scopeOfVersion, viewVersions } from './view-versions.js';

export interface EditAsk {
  readonly sku: string;
  readonly by: Author;
  /** The versions that the caller means, of the product or of one store view; undefined: whichever there is. */
  readonly expected?: readonly string[] | undefined;
  /** Only tell what it would come to. */
  readonly isPreview: boolean;
  /** Facts of the pictures that the steps may name for the first time; absent: none. */
  readonly blobs?: readonly BlobFacts[] | undefined;
}
/** What one operation comes to on the gallery that the ones before it leave. Does no I/O but claims. */
export type Step = (gallery: Gallery, claims: Claims) => Result<StepOutcome> | Promise<Result<StepOutcome>>;
export interface StepOutcome {
  readonly commands: readonly Command[];
  /** The entry that it adds, or that it found to be there already. */
  readonly meant?: Meant;
}
export interface Meant {
  readonly entry: EntryId;
  readonly isNew: boolean;
}
/** What an edit came to, or would come to. */
export interface Edit {
  readonly product: ProductHead;
  /** As it is now; a preview leaves it. */
  readonly version: string;
  readonly changes: readonly (Change | AttributeChange)[];
  readonly after: Gallery;
  /** By the number of its step, each entry that one has added or found. */
  readonly meant: ReadonlyMap<number, Meant>;
  /** Of the line that the history has of it; undefined: nothing was written. */
  readonly number: number | undefined;
}
export interface UndoAsk extends EditAsk {
  /** One change by its number, or of it only that the entry `restored` was removed; or all that came after one, or after a time (epoch milliseconds). */
  readonly what: { readonly change: number; readonly restored?: EntryId } | { readonly backTo: number } | { readonly backToTime: number };
  /** Take it back although later changes are lost. */
  readonly isForced: boolean;
  /** The store views there are. */
  readonly stores: ReadonlySet<StoreCode>;
  /** Galleries and attributes take different rights; where these reach, the author says. */
  readonly may: (resource: Resource) => boolean;
}
export interface Edits {
  /** All of the steps or none. A role that the product does not have is refused. */
  run(ask: EditAsk, steps: readonly Step[]): Promise<Result<Edit>>;
  undo(ask: UndoAsk): Promise<Result<Edit>>;
  /** By scope, the version of what it shows and holds, as `expected` may name it; the scopes have to be loaded. */
  versionsOf(gallery: Gallery): (scope: Scope) => string;
}

type Decided = Pick<Edit, 'changes' | 'after' | 'meant'>;
/** A step on every entry comes to a command each: a few may ask for very many. */
const COMMANDS_AT_ONCE = 10_000;

export function createEdits(deps: {
  galleries: Galleries;
  store: Pick<GalleryStore, 'loadProduct' | 'history'>;
  history: Pick<History, 'lineOf'>;
  index: Pick<BlobIndex, 'renew'>;
  limits: Limits;
  digest: Digest;
}): Edits {
  const { galleries, store, history, index, limits, digest } = deps;
  const finish = async (written: Result<StoredGallery>, decided: Decided | undefined, { isPreview }: EditAsk): Promise<Result<Edit>> => {
    if (!written.ok) return written;
    if (decided === undefined) throw new Error('nothing was decided');
    const { product, version } = written.value;
    const line = isPreview || decided.changes.length === 0 ? undefined : await history.lineOf(product);
    return ok({ product, version, ...decided, number: line?.number });
  };
  return {
    versionsOf: (gallery) => viewVersions(gallery, digest),
    async run(ask, steps) {
      let decided: Decided | undefined;
      const written = await galleries.change(ask.sku, ask.by, 'every', async (gallery, claims, stored) => {
        const fault = versionFault(ask, stored, digest);
        if (fault !== undefined) return fault;
        const result = await runSteps(gallery, steps, claims, limits);
        if (!result.ok) return result;
        const forbidden = rightsFault(ask.by, result.value.changes);
        if (forbidden !== undefined) return forbidden;
        decided = result.value;
        return ok({ commands: [], ...(ask.isPreview ? {} : { changes: result.value.changes, blobs: ask.blobs ?? [] }) });
      });
      return finish(written, decided, ask);
    },
    async undo(ask) {
      const stored = await store.loadProduct(skuKey(ask.sku), 'every');
      if (stored === undefined) return missing(ask);
      const done = await changesToUndo(store, stored.product, ask);
      if (!done.ok) return done;
      // Before the write, for its bytes may be about to go.
      const back = takeBack(stored, partOf(stored, done.value, ask), ask.stores);
      const renewed = await renew(index, freshBlobs(stored, back), ask.by.at);
      let decided: Decided | undefined;
      const written = await galleries.save(
        ask.sku,
        ask.by,
        () => missing(ask),
        async (now, claims) => {
          const undone = await undoOn(now, claims, ask, partOf(now, done.value, ask), renewed, { limits, digest });
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

/** Every store view has to be loaded. */
function versionFault({ expected }: EditAsk, { version, gallery }: StoredGallery, digest: Digest): Result<never> | undefined {
  if (expected === undefined || expected.includes(version)) return undefined;
  const versionOf = viewVersions(gallery, digest);
  const stands = expected.some((one) => {
    const scope = scopeOfVersion(one);
    return scope !== undefined && versionOf(scope) === one;
  });
  return stands ? undefined : refuse({ code: 'version-differs', version });
}

async function runSteps(start: Gallery, steps: readonly Step[], claims: Claims, limits: Limits): Promise<Result<Decided & { changes: Change[] }>> {
  const changes: Change[] = [];
  const meant = new Map<number, Meant>();
  let [now, count] = [start, 0];
  for (const [number, step] of steps.entries()) {
    const planned = await step(now, claims);
    if (!planned.ok) return planned;
    const { commands, meant: entry } = planned.value;
    count += commands.length;
    if (count > COMMANDS_AT_ONCE) return refuse({ code: 'limit-passed', what: 'entries', limit: COMMANDS_AT_ONCE, unit: 'over all operations' });
    const decided = roleFault(now, commands) ?? decideAll(now, commands, limits);
    if (!decided.ok) return decided;
    changes.push(...decided.value.changes);
    now = decided.value.gallery;
    if (entry !== undefined) meant.set(number, entry);
  }
  return ok({ changes, after: now, meant });
}

function roleFault({ roleCodes }: Gallery, commands: readonly Command[]): Result<never> | undefined {
  const roles = commands.flatMap((command) => rolesNamed(command));
  const role = roles.find((code) => !roleCodes.some((known) => known === code));
  return role === undefined ? undefined : refuse({ code: 'role-unknown', role });
}

function rolesNamed(command: Command): readonly string[] {
  if (command.kind === 'set-roles') return Object.keys(command.roles);
  return command.kind === 'claim-roles' ? command.roles : [];
}

type Done = readonly (Change | AttributeChange)[];
async function changesToUndo(store: Pick<GalleryStore, 'history'>, { id }: ProductHead, { what }: UndoAsk): Promise<Result<Done>> {
  const lines = 'backToTime' in what ? await linesWhile(store, id, ({ at }) => at > what.backToTime) : await linesByNumber(store, id, what);
  if (!lines.ok) return lines;
  const done = changesIn(lines.value);
  return done === undefined ? refuse({ code: 'undo-impossible', reason: 'the product itself came with this change' }) : ok(done);
}

async function linesByNumber(store: Pick<GalleryStore, 'history'>, id: ProductId, what: Exclude<UndoAsk['what'], { backToTime: number }>) {
  const number = 'change' in what ? what.change : what.backTo;
  const [named] = (await store.history(id, { before: number + 1, limit: 1 })).lines;
  if (named?.number !== number) return refuse({ code: 'change-not-found', change: number });
  return 'change' in what ? ok([named]) : linesWhile(store, id, (line) => line.number > number);
}

/** What is asked for of it: all, or what brings one entry back: itself, and the roles that nobody else got since. */
function partOf({ gallery }: Undoable, done: Done, { what }: UndoAsk): Done {
  if (!('change' in what) || what.restored === undefined) return done;
  const { restored } = what;
  return done.filter((change) => {
    if (change.kind === 'entry-removed') return change.entry.id === restored;
    return change.kind === 'role-changed' && change.before === restored && typeof cellAt(gallery.roles, change.scope, change.role) !== 'number';
  });
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

async function undoOn(
  now: StoredProduct,
  claims: Claims,
  ask: UndoAsk,
  done: Done,
  renewed: ReadonlySet<BlobHash>,
  { limits, digest }: { limits: Limits; digest: Digest },
): Promise<Result<Decided>> {
  const undone = takeBack(now, done, ask.stores);
  const fault = versionFault(ask, now, digest) ?? undoFault(now, undone, ask, renewed, limits);
  if (fault !== undefined) return fault;
  const names = await newNames(now.gallery, undone.after.gallery, claims);
  // A name that somebody else has by now is given with a number, as a new picture's would be.
  const renamed = takeBack(
    now,
    done.map((change) => renamedIn(change, names)),
    ask.stores,
  );
  return ok({ changes: renamed.changes, after: renamed.after.gallery, meant: new Map() });
}

function undoFault(now: StoredProduct, undone: Undone, ask: UndoAsk, renewed: ReadonlySet<BlobHash>, limits: Limits): Result<never> | undefined {
  const forbidden = undone.changes.find((change) => !ask.may(resourceOf(change)));
  if (forbidden !== undefined) return refuse({ code: 'not-authorized', resource: resourceOf(forbidden) });
  const beyond = rightsFault(ask.by, undone.changes);
  if (beyond !== undefined) return beyond;
  if (undone.trampled.length > 0 && !ask.isForced) return refuse({ code: 'undo-tramples', trampled: undone.trampled });
  if (freshBlobs(now, undone).some((blob) => !renewed.has(blob))) return refuse({ code: 'undo-impossible', reason: 'the bytes are gone' });
  return undone.after.gallery.entries.length > Math.max(limits.entries, now.gallery.entries.length)
    ? refuse({ code: 'limit-passed', what: 'entries', limit: limits.entries, unit: 'entries a gallery' })
    : undefined;
}

/** What a scope's own picture is to be called from now on, by the cell and the path that it had there. */
type Names = ReadonlyMap<string, MediaPath>;
const nameKey = (entry: EntryId, scope: Scope, path: MediaPath): string => `${entry} ${scope === 'global' ? '' : scope.store} ${path}`;

/** A path that comes back is claimed anew, but where it only changes hands within the gallery: no two scopes may share one. */
async function newNames(before: Gallery, after: Gallery, claims: Claims): Promise<Names> {
  const names = new Map<string, MediaPath>();
  const held = new Set(ownPaths(before).map(({ path }) => path));
  const cells = ownPaths(after);
  for (const { entry, scope, path } of cells) {
    const now = findEntry(before, entry);
    if (now !== undefined && cellAt(now.values, scope, 'file') === path) continue;
    const isFree = held.has(path) && cells.filter((other) => other.path === path).length === 1;
    if (!isFree) names.set(nameKey(entry, scope, path), await claims.path(path));
  }
  return names;
}

/** Every scope's own picture. */
const ownPaths = ({ entries }: Pick<Gallery, 'entries'>): { entry: EntryId; scope: Scope; path: MediaPath }[] =>
  entries.flatMap(({ id, values }) => {
    const scopes: Scope[] = ['global', ...Object.keys(values.stores).map((store) => storeScope(store as StoreCode))];
    return scopes.flatMap((scope) => {
      const path = cellAt(values, scope, 'file');
      return path === undefined ? [] : [{ entry: id, scope, path }];
    });
  });

/** The change as if it had taken away the picture under the name that it gets back. */
function renamedIn(change: Done[number], names: Names): Done[number] {
  const named = (entry: EntryId, scope: Scope, path: MediaPath): MediaPath => names.get(nameKey(entry, scope, path)) ?? path;
  if (change.kind === 'value-changed' && change.field === 'file')
    return change.before === undefined ? change : { ...change, before: named(change.entry, change.scope, change.before as MediaPath) };
  if (change.kind !== 'entry-removed') return change;
  const { id, values } = change.entry;
  const renamed = ownPaths({ entries: [change.entry] }).reduce((now, { scope, path }) => withCell(now, scope, 'file', named(id, scope, path)), values);
  return { ...change, entry: { ...change.entry, values: renamed } };
}
