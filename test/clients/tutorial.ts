/** The life of a picture from sign-in to removal, as any client of the original makes it. */
import { expect } from 'vitest';
import { picture } from '../conformance/pictures.js';

/** The calls of one client, signed in; `store` is a store code of the path. A call that a client does not have is absent. */
export interface Calls {
  readonly stores?: () => Promise<readonly { readonly code?: string }[]>;
  readonly createProduct: (product: { readonly sku: string; readonly name: string; readonly price: number }) => Promise<unknown>;
  /** Those with exactly this SKU, found by a search. */
  readonly search: (sku: string) => Promise<readonly { readonly sku?: string }[]>;
  readonly upload: (sku: string, entry: NewEntry) => Promise<unknown>;
  readonly entries: (store: string, sku: string) => Promise<readonly Entry[]>;
  readonly relabel: (store: string, sku: string, id: number, label: string | null) => Promise<unknown>;
  readonly removeEntry: (sku: string, id: number) => Promise<unknown>;
  readonly removeProduct: (sku: string) => Promise<unknown>;
}
export interface Entry {
  readonly id?: number | undefined;
  readonly label?: string | null | undefined;
}
export interface NewEntry {
  readonly label: string;
  readonly content: string;
  readonly name: string;
}

/** At a service with the store views `german` and `french`. */
export async function walk(calls: Calls, sku: string): Promise<void> {
  if (calls.stores !== undefined) expect((await calls.stores()).map(({ code }) => code)).toEqual(expect.arrayContaining(['default', 'german', 'french']));
  await calls.createProduct({ sku, name: 'Jacket', price: 12.5 });
  await calls.createProduct({ sku: `${sku}-2`, name: 'Another', price: 1 });
  expect((await calls.search(sku)).map((product) => product.sku)).toEqual([sku]);
  expect(await calls.entries('all', sku)).toEqual([]);
  const id = Number(await calls.upload(sku, { label: 'Front', content: (await picture('image:png:1')).toString('base64'), name: 'front.png' }));
  expect(id).toBeGreaterThan(0);
  const labels = async () => [await labelOf(calls, 'all', sku, id), await labelOf(calls, 'german', sku, id), await labelOf(calls, 'french', sku, id)];
  expect(await labels()).toEqual(['Front', 'Front', 'Front']);
  await calls.relabel('german', sku, id, 'Vorne');
  expect(await labels()).toEqual(['Front', 'Vorne', 'Front']);
  await calls.relabel('all', sku, id, 'Face');
  expect(await labels()).toEqual(['Face', 'Vorne', 'Face']);
  await calls.relabel('german', sku, id, null);
  expect(await labels()).toEqual(['Face', 'Face', 'Face']);
  expect(await calls.removeEntry(sku, id)).toBe(true);
  expect(await calls.entries('german', sku)).toEqual([]);
  for (const one of [sku, `${sku}-2`]) expect(await calls.removeProduct(one)).toBe(true);
  await expect(calls.entries('all', sku)).rejects.toBeDefined();
}

async function labelOf({ entries }: Calls, store: string, sku: string, id: number): Promise<string | null | undefined> {
  const list = await entries(store, sku);
  expect(list.map((entry) => entry.id)).toEqual([id]);
  return list[0]?.label;
}

/** A package as its users load it; undefined where it is not installed. Anything else that goes wrong with it is thrown. */
export function installed<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    const { code, requireStack = [] } = error as { code?: string; requireStack?: readonly string[] };
    // What it needs itself is asked for by a file of its own.
    if (code === 'MODULE_NOT_FOUND' && requireStack.length === 1) return undefined;
    throw error;
  }
}
