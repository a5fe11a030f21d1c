/** One decided write as rows: a value a row, one revision, one line of history. */
import type { Author, Commit, ProductHead } from '../../app/ports.js';
import type { Change } from '../../core/changes.js';
import { type EntryValues, INITIAL_VALUES } from '../../core/fields.js';
import { entryByPath, findEntry, type Gallery, pictures } from '../../core/gallery.js';
import { type EntryId, type ProductId, type StoreCode, skuKey } from '../../core/ids.js';
import { parsePath } from '../../core/naming.js';
import type { Scope } from '../../core/scope.js';
import { formatFacts } from './blob-index.js';
import { formatWebsites } from './load.js';
import type { Session } from './prepared.js';
import * as rows from './rows.js';
import { namesChange, putTerms } from './terms.js';
import { putTrash } from './trash.js';

/** Applies a commit to the product as stored (undefined: a new one); the head with its new revision, and the number of its line of history. */
export async function apply(
  session: Session,
  stored: ProductHead | undefined,
  commit: Commit,
): Promise<{ readonly product: ProductHead; readonly line: number }> {
  const product = await putProduct(session, stored, commit);
  for (const facts of commit.blobs) await rows.putBlob(session, formatFacts(facts, commit.by.at));
  const touched = entriesWithFiles(commit.changes);
  const [before, after] = [only(commit.before, touched), only(commit.after, touched)];
  await freeFiles(session, before, after);
  const globals = new Set<EntryId>();
  for (const change of commit.changes) {
    if (change.kind === 'attribute-changed') await putAttribute(session, product.id, change);
    else if (change.kind === 'value-changed' && change.scope === 'global') globals.add(change.entry);
    else await applyChange(session, product.id, change);
  }
  for (const id of globals) await putGlobals(session, product.id, commit.after, id);
  const codes = commit.changes.flatMap((change) => (change.kind === 'attribute-changed' && change.before === undefined ? [change.attribute] : []));
  if (codes.length > 0) await rows.noteAttributes(session, { codes: JSON.stringify(codes) });
  await claimFiles(session, product.id, before, after);
  if (stored === undefined || commit.changes.some(namesChange)) await putTerms(session, product);
  const line = await logChange(session, product, commit.by, stored === undefined ? [{ kind: 'product-added', product }, ...commit.changes] : commit.changes);
  await putTrash(session, product.id, commit, line);
  return { product, line };
}

async function putProduct(session: Session, stored: ProductHead | undefined, { product, by }: Commit): Promise<ProductHead> {
  const head = { ...product, createdAt: stored?.createdAt ?? by.at, updatedAt: by.at, revision: (stored?.revision ?? 0) + 1 };
  const { id, sku, type, set, websites, createdAt, revision } = head;
  const values = { id, type, attribute_set: set, websites: formatWebsites(websites), updated_at: by.at, revision };
  if (stored === undefined) {
    await rows.insertSku(session, { sku_key: skuKey(sku), product: id });
    await rows.insertProduct(session, { ...values, sku, sku_key: skuKey(sku), created_at: createdAt });
  } else await rows.updateProduct(session, values);
  return head;
}

async function applyChange(session: Session, product: ProductId, change: Change): Promise<void> {
  if (change.kind === 'entry-added') {
    const { id, mediaType, values } = change.entry;
    await rows.insertEntry(session, { id, product, media_type: mediaType, global_values: formatValues(values.global) });
    for (const [store, layer] of Object.entries(values.stores))
      for (const [field, value] of Object.entries(layer)) await rows.putEntryValue(session, { product, entry: id, field, store, value: JSON.stringify(value) });
  } else if (change.kind === 'entry-removed') await rows.deleteEntry(session, { product, id: change.entry.id });
  else if (change.kind === 'role-changed') await putRole(session, product, change);
  else await putEntryValue(session, product, change);
}

async function putEntryValue(session: Session, product: ProductId, { entry, field, scope, after }: Extract<Change, { kind: 'value-changed' }>): Promise<void> {
  const key = { product, entry, field, store: codeOf(scope) };
  if (after === undefined) await rows.deleteEntryValue(session, key);
  else await rows.putEntryValue(session, { ...key, value: JSON.stringify(after) });
}

async function putRole(session: Session, product: ProductId, { role, scope, after }: Extract<Change, { kind: 'role-changed' }>): Promise<void> {
  const key = { product, role, store: codeOf(scope) };
  if (after === undefined) await rows.deleteRole(session, key);
  else await rows.putRole(session, { ...key, entry: after === 'none' ? null : after });
}

async function putAttribute(
  session: Session,
  product: ProductId,
  { attribute, scope, after }: { attribute: string; scope: Scope; after?: unknown },
): Promise<void> {
  const key = { product, attribute, store: codeOf(scope) };
  if (after === undefined) await rows.deleteAttribute(session, key);
  else await rows.putAttribute(session, { ...key, value: JSON.stringify(after) });
}

async function putGlobals(session: Session, product: ProductId, after: Gallery, id: EntryId): Promise<void> {
  const entry = findEntry(after, id);
  if (entry !== undefined) await rows.updateEntry(session, { product, id, global_values: formatValues(entry.values.global) });
}

/** Whose files a list of changes touches. */
function entriesWithFiles(changes: Commit['changes']): ReadonlySet<EntryId> {
  const touched = new Set<EntryId>();
  for (const change of changes) {
    if (change.kind === 'entry-added' || change.kind === 'entry-removed') touched.add(change.entry.id);
    else if (change.kind === 'value-changed' && (change.field === 'file' || change.field === 'blob')) touched.add(change.entry);
  }
  return touched;
}

/** The gallery with these entries alone: the rest of a long one need not be looked through. */
const only = (gallery: Gallery, ids: ReadonlySet<EntryId>): Gallery => ({ ...gallery, entries: gallery.entries.filter(({ id }) => ids.has(id)) });

/** Paths that the gallery gives up, all where it is to be no more; before new ones are claimed, so that a name can change hands within one write. */
export async function freeFiles(session: Session, before: Gallery, after: Gallery | undefined): Promise<void> {
  const now = after === undefined ? new Map() : pictures(after);
  for (const path of pictures(before).keys()) if (!now.has(path)) await rows.deleteFile(session, { path });
}

async function claimFiles(session: Session, product: ProductId, before: Gallery, after: Gallery): Promise<void> {
  const old = pictures(before);
  for (const [path, blob] of pictures(after)) {
    const entry = entryByPath(after, path)?.id ?? null;
    if (!old.has(path)) await rows.insertFile(session, { path, ...parsePath(path), blob, product, entry });
    else if (old.get(path) !== blob || entryByPath(before, path)?.id !== entry) await rows.updateFile(session, { path, blob, product, entry });
  }
}

/** The number of the line. */
export async function logChange(
  session: Session,
  product: { id: number; sku: string; revision: number },
  by: Author,
  changes: readonly object[],
): Promise<number> {
  const { at, actor, door, request } = by;
  const [line] = await rows.insertChange(session, {
    product: product.id,
    sku: product.sku,
    revision: product.revision,
    at,
    actor,
    door,
    request,
    changes: JSON.stringify(changes),
  });
  return Number(line?.cursor);
}

/** `admin` is the store row of the global scope. */
const codeOf = (scope: Scope): StoreCode | 'admin' => (scope === 'global' ? 'admin' : scope.store);

/** Without what every entry has that was never given a value. */
function formatValues(values: EntryValues): string {
  const initial: Readonly<Record<string, unknown>> = INITIAL_VALUES;
  return JSON.stringify(Object.fromEntries(Object.entries(values).filter(([field, value]) => initial[field] !== value)));
}
