/** The trash: what was removed, for how long it can come back, and what it looked like. Coming back is an edit. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { BlobHash, EntryId, ProductId } from '../core/ids.js';
import type { Rendition } from '../core/rendition.js';
import { parseRendition } from '../core/rendition-query.js';
import type { Galleries } from './galleries.js';
import type { BlobFacts, BlobIndex } from './ports.js';
import type { Trash, Trashed, TrashPage } from './ports-trash.js';
import type { Renditions } from './renditions.js';

export interface TrashItem extends Trashed {
  /** When it is gone for good, or a while later; epoch milliseconds. */
  readonly goneAt: number;
  /** Of its common picture; undefined: the bytes are gone. */
  readonly facts: BlobFacts | undefined;
}
export interface TrashCan {
  /** The last removed first; `sku` absent: of all products. */
  list(page: Omit<TrashPage, 'product'> & { readonly sku?: string | undefined }): Promise<Result<readonly TrashItem[]>>;
  find(entry: EntryId): Promise<Trashed | undefined>;
  /** Entries of the product in the trash whose common picture these are. */
  holds(product: ProductId, blobs: readonly BlobHash[]): Promise<ReadonlyMap<BlobHash, EntryId>>;
  /** As WebP of about that width; undefined: it is not in the trash, or cannot be drawn now. */
  picture(entry: EntryId, widthPx: number): Promise<Uint8Array | undefined>;
}

/** No more kinds of them than a page needs. */
export const TRASH_WIDTHS_PX = [64, 128, 256, 512] as const;
const WISHES: ReadonlyMap<number, Rendition> = new Map(TRASH_WIDTHS_PX.map((widthPx) => [widthPx, renditionOf(widthPx)]));

export function createTrashCan(deps: {
  trash: Trash;
  galleries: Pick<Galleries, 'read'>;
  index: Pick<BlobIndex, 'facts'>;
  renditions: Pick<Renditions, 'keyOf' | 'serve' | 'open'>;
  keptMs: number;
}): TrashCan {
  const { trash, galleries, index, renditions, keptMs } = deps;
  return {
    async list({ sku, ...page }) {
      const stored = sku === undefined ? undefined : await galleries.read(sku, 'global');
      if (sku !== undefined && stored === undefined) return refuse({ code: 'product-not-found', sku });
      const found = await trash.list({ ...page, product: stored?.product.id });
      const facts = await index.facts([...new Set(found.map(({ blob }) => blob))]);
      return ok(found.map((one) => ({ ...one, goneAt: one.removedAt + keptMs, facts: facts.get(one.blob) })));
    },
    find: (entry) => trash.find(entry),
    holds: (product, blobs) => trash.holding(product, blobs),
    async picture(entry, widthPx) {
      const found = await trash.find(entry);
      const facts = found && (await index.facts([found.blob])).get(found.blob);
      const rendition = WISHES.get(TRASH_WIDTHS_PX.find((one) => one >= widthPx) ?? 512);
      if (facts === undefined || rendition === undefined) return undefined;
      const { hash: blob, ...known } = facts;
      const wish = { file: { ...known, blob, owner: undefined }, rendition, format: 'webp' as const };
      const key = renditions.keyOf(wish);
      const served = await renditions.serve(wish, key);
      if (served.state !== 'ready') return undefined;
      return served.bytes ?? (await whole(await renditions.open(key)));
    },
  };
}

function renditionOf(widthPx: number): Rendition {
  const read = parseRendition({ width: String(widthPx), format: 'webp' });
  if (!read.ok) throw new Error('a width and a format are a rendition');
  return read.value;
}

async function whole(parts: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  if (parts === undefined) return undefined;
  const read: Uint8Array[] = [];
  for await (const part of parts) read.push(part);
  return Buffer.concat(read);
}
