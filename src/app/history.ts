/** What happened to a product, and which of it gave each cell what it holds. */
import type { AttributeChange } from '../core/attributes.js';
import type { Change } from '../core/changes.js';
import { ok, type Result, refuse } from '../core/fault.js';
import type { Gallery } from '../core/gallery.js';
import { type ProductId, type SkuKey, type StoreCode, skuKey } from '../core/ids.js';
import { type CellName, cellsIn, cellsOf } from '../core/provenance.js';
import { takeBack } from '../core/undo.js';
import { createKept } from './kept.js';
import type { GalleryStore, HistoryLine, HistoryLines, HistoryPage, ProductHead, StoredGallery, StoresWanted } from './ports.js';

/** Who gave a cell its value, when (epoch milliseconds) and with which change. */
export type Origin = Pick<HistoryLine, 'number' | 'at' | 'actor'>;
export interface ExplainedGallery extends StoredGallery {
  /** A cell that was last written before the lines that are looked through is not among them. */
  readonly origins: ReadonlyMap<CellName, Origin>;
}

export interface History {
  /** The gallery with the origin of each cell; undefined: no such product. */
  explain(sku: string, stores: StoresWanted): Promise<ExplainedGallery | undefined>;
  /** As it was at a time (epoch milliseconds), for the store views that there are now; undefined: there was no such product then. */
  explainAt(sku: string, at: number, stores: ReadonlySet<StoreCode>): Promise<Result<ExplainedGallery | undefined>>;
  lines(sku: string, page: HistoryPage): Promise<Result<HistoryLines>>;
  /**
   * What happened since the gallery was as `isMeant` says, the newest first; undefined: it was not within so many lines.
   * The product comes with the revision that it had.
   */
  linesSince(sku: string, limit: number, isMeant: (product: ProductHead, gallery: Gallery) => boolean): Promise<readonly HistoryLine[] | undefined>;
  /** The line that a write left; undefined: it wrote none. */
  lineOf(product: Pick<ProductHead, 'id' | 'revision'>): Promise<HistoryLine | undefined>;
}

/** So many lines are read at once, and so many are looked through for where cells come from. */
const LINES_AT_ONCE = 100;
const LINES_SEARCHED = 1000;
/** No further page is read once their changes have come to so much. */
const BYTES_SEARCHED = 32_000_000;

export function createHistory(store: Pick<GalleryStore, 'version' | 'loadGallery' | 'history'>): History {
  // Kept as long as the product's version stands: the history of that version cannot change either.
  const explained = createKept<ExplainedGallery>((sku) => store.version(sku), load);
  async function load(sku: SkuKey, stores: StoresWanted): Promise<ExplainedGallery | undefined> {
    const stored = await store.loadGallery(sku, stores);
    return stored && { ...stored, origins: await originsOf(store, stored) };
  }
  return {
    // Of very many store views the cells are too many to be kept.
    explain: (sku, stores) => (stores === 'every' ? load(skuKey(sku), stores) : explained.read(skuKey(sku), stores)),
    async explainAt(sku, at, stores) {
      const stored = await store.loadGallery(skuKey(sku), 'every');
      if (stored === undefined) return ok(undefined);
      const since = await linesWhile(store, stored.product.id, (line) => line.at > at);
      if (!since.ok) return since;
      const done = changesIn(since.value);
      if (done === undefined) return ok(undefined);
      const { gallery } = takeBack({ gallery: stored.gallery, attributes: { global: {}, stores: {} } }, done, stores).after;
      const revision = (since.value.at(-1)?.revision ?? stored.product.revision + 1) - 1;
      const then = { ...stored, gallery };
      return ok({ ...then, origins: await originsOf(store, { ...then, product: { ...stored.product, revision } }) });
    },
    async lines(sku, page) {
      const stored = await store.loadGallery(skuKey(sku), []);
      return stored === undefined ? refuse({ code: 'product-not-found', sku }) : ok(await store.history(stored.product.id, page));
    },
    async linesSince(sku, limit, isMeant) {
      const stored = await store.loadGallery(skuKey(sku), 'every');
      if (stored === undefined) return undefined;
      const { product } = stored;
      const { lines } = await store.history(product.id, { upToRevision: product.revision, limit });
      let { gallery } = stored;
      for (const [at, line] of [...lines, undefined].entries()) {
        if (isMeant({ ...product, revision: line?.revision ?? (lines.at(-1)?.revision ?? 1) - 1 }, gallery)) return lines.slice(0, at);
        const done = line && changesIn([line]);
        if (done === undefined) return undefined;
        gallery = takeBack({ gallery, attributes: { global: {}, stores: {} } }, done, storesIn(done)).after.gallery;
      }
      return undefined;
    },
    async lineOf({ id, revision }) {
      const [line] = (await store.history(id, { upToRevision: revision, limit: 1 })).lines;
      return line?.revision === revision ? line : undefined;
    },
  };
}

/** The newest lines of a product, as long as they are wanted; more than are looked through at most are refused. */
export async function linesWhile(
  store: Pick<GalleryStore, 'history'>,
  product: ProductId,
  isWanted: (line: HistoryLine) => boolean,
): Promise<Result<readonly HistoryLine[]>> {
  const wanted: HistoryLine[] = [];
  let bytes = 0;
  for (let before: number | undefined; wanted.length < LINES_SEARCHED && bytes < BYTES_SEARCHED; before = wanted.at(-1)?.number) {
    const { lines, hasMore, sizeBytes } = await store.history(product, { before, limit: LINES_AT_ONCE });
    const end = lines.findIndex((line) => !isWanted(line));
    wanted.push(...(end < 0 ? lines : lines.slice(0, end)));
    if (end >= 0 || !hasMore) return ok(wanted);
    bytes += sizeBytes;
  }
  const what = bytes < BYTES_SEARCHED ? `${LINES_SEARCHED} changes` : `${BYTES_SEARCHED} bytes of changes`;
  return refuse({ code: 'undo-impossible', reason: `there are more than ${what} since` });
}

/** Every store view that changes are about, those too that are no more. */
function storesIn(changes: readonly (Change | AttributeChange)[]): ReadonlySet<StoreCode> {
  return new Set(
    changes.flatMap((change) => {
      if ('scope' in change) return change.scope === 'global' ? [] : [change.scope.store];
      return Object.keys(change.entry.values.stores) as StoreCode[];
    }),
  );
}

/** What lines did, the oldest first; undefined: the product itself came with one of them. */
export function changesIn(lines: readonly HistoryLine[]): readonly (Change | AttributeChange)[] | undefined {
  const all = [...lines].reverse().flatMap(({ changes }) => changes);
  const done = all.filter((one): one is Change | AttributeChange => one.kind !== 'product-added' && one.kind !== 'product-removed');
  return done.length === all.length ? done : undefined;
}

/** The newest line that wrote a cell is where its value comes from; read on until every cell that holds something is explained. */
async function originsOf(store: Pick<GalleryStore, 'history'>, { product, gallery }: StoredGallery): Promise<ReadonlyMap<CellName, Origin>> {
  const open = new Set(cellsIn(gallery));
  const origins = new Map<CellName, Origin>();
  let before: number | undefined;
  for (let [searched, bytes] = [0, 0]; open.size > 0 && searched < LINES_SEARCHED && bytes < BYTES_SEARCHED; ) {
    const { lines, hasMore, sizeBytes } = await store.history(product.id, { before, upToRevision: product.revision, limit: LINES_AT_ONCE });
    for (const { number, at, actor, changes } of lines)
      for (const cell of changes.flatMap(cellsOf).filter((name) => open.delete(name))) origins.set(cell, { number, at, actor });
    if (!hasMore) break;
    [searched, bytes, before] = [searched + lines.length, bytes + sizeBytes, lines.at(-1)?.number];
  }
  return origins;
}
