/** Whatever is done to it, a database answers as the memory adapters do, and the same after it was opened anew. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { BlobFacts } from '../../src/app/ports.js';
import type { AttributeValue } from '../../src/core/attributes.js';
import { type Command, decideAll } from '../../src/core/commands.js';
import { pictures } from '../../src/core/gallery.js';
import { type EntryId, skuKey } from '../../src/core/ids.js';
import type { Scope } from '../../src/core/scope.js';
import { anyAdd, anyCommand, anyScope, entryId, storeCode } from '../support/gallery.js';
import { MEMORY, type OpenDatabase, type SqlAdapter, testOn } from './adapters.js';
import { addOne, author, blobOf, factsOf, furnish, START, Writer } from './writing.js';

const RUNS = 30;
const ids = fc.integer({ min: 1, max: 6 }).map(entryId);
const attributeValue = fc.oneof(
  fc.constantFrom<AttributeValue | null>('', 0, false, null),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as AttributeValue | null),
);
const attributes = fc.record({
  scope: anyScope,
  values: fc
    .uniqueArray(fc.tuple(fc.constantFrom('name', 'price', 'constructor', '__proto__'), attributeValue), { selector: ([code]) => code, maxLength: 3 })
    .map((pairs) => Object.fromEntries(pairs)),
});
interface Ask {
  readonly commands: readonly Command[];
  readonly attributes: { readonly scope: Scope; readonly values: Readonly<Record<string, AttributeValue | null>> };
}
const anyAsks: fc.Arbitrary<Ask[]> = fc.array(
  fc.record({ commands: fc.array(fc.oneof({ weight: 2, arbitrary: anyAdd(ids) }, { weight: 3, arbitrary: anyCommand(ids) }), { maxLength: 4 }), attributes }),
  { minLength: 1, maxLength: 6 },
);
const anyStores = fc.subarray(['english', 'german', 'constructor'].map(storeCode));

const NAMES = ['/a/a/a.jpg', '/a/a/a_1.jpg', '/a/a/a_2.jpg', '/a/a/a_1_1.jpg', '/b/b/b.jpg'];
const SKUS = ['shirt', 'hat', 'lamp'];
type Deed = { readonly kind: 'add' | 'remove' | 'rename' | 'remove-product'; readonly sku: string; readonly name: string; readonly nth: number };
const anyDeed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom('add', 'add', 'add', 'remove', 'rename', 'remove-product'),
  sku: fc.constantFrom(...SKUS),
  name: fc.constantFrom(...NAMES),
  nth: fc.nat(5),
});

export function agreementContract(adapter: SqlAdapter): void {
  const test = testOn(async () => {
    const [memory, sql] = [await MEMORY.open(), await adapter.open()];
    return { memory, sql, close: async () => Promise.all([memory.close(), sql.close()]).then(() => undefined) };
  });

  test('any writes leave the same product, as answered, as read, and as read after a restart', async ({ memory, sql }) => {
    const [first, second] = [new Writer(memory.galleries, await furnish(memory)), new Writer(sql.galleries, await furnish(sql))];
    await fc.assert(
      fc.asyncProperty(anyAsks, anyStores, async (asks, stores) => {
        for (const [at, ask] of asks.entries()) {
          const answers = [];
          for (const writer of [first, second])
            answers.push(await writer.trySave('shirt', ({ gallery }) => ({ ...ask, blobs: newBlobs(gallery, ask.commands) }), START + at));
          expect(numbered(answers[1])).toEqual(numbered(answers[0]));
        }
        const sku = skuKey('shirt');
        const again = await sql.reopen();
        for (const wanted of ['every' as const, stores]) {
          const loaded = await memory.galleries.loadProduct(sku, wanted);
          for (const { galleries } of [sql, again]) {
            expect(numbered(await galleries.loadProduct(sku, wanted))).toEqual(numbered(loaded));
            expect((await galleries.loadGallery(sku, wanted))?.gallery).toEqual(loaded?.gallery);
          }
        }
        await again.close();
        for (const { galleries } of [memory, sql]) await galleries.removeProduct(sku, author());
      }),
      { numRuns: RUNS },
    );
  });

  test('any uploads and removals give the same numbers, and the same paths to the same bytes', async ({ memory, sql }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyDeed, { minLength: 1, maxLength: 14 }), async (deeds) => {
        for (const [at, deed] of deeds.entries()) expect(await perform(sql, deed, at)).toEqual(await perform(memory, deed, at));
        for (const name of [...NAMES, ...NAMES.map((one) => one.replace('.jpg', '_3.jpg'))])
          expect(await sql.galleries.findFile(name)).toEqual(await memory.galleries.findFile(name));
        for (const { galleries } of [memory, sql]) for (const sku of SKUS) await galleries.removeProduct(skuKey(sku), author());
      }),
      { numRuns: RUNS },
    );
  });
}

/** The same whatever number the product was given: a write that is refused may cost one. */
const numbered = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer ?? null), (key, value) =>
    key === 'product' ? { ...value, id: 0 } : key === 'version' ? String(value).replace(/^\d+/, '0') : value,
  );

/** Facts of the pictures that the commands bring; none where they are refused. */
function newBlobs(gallery: Parameters<typeof decideAll>[0], commands: readonly Command[]): BlobFacts[] {
  const decided = decideAll(gallery, commands);
  return decided.ok ? [...new Set(pictures(decided.value.gallery).values())].map((hash) => factsOf(hash)) : [];
}

async function perform({ galleries }: OpenDatabase, { kind, sku, name, nth }: Deed, at: number): Promise<unknown> {
  const writer = new Writer(galleries);
  if (kind === 'remove-product') return galleries.removeProduct(skuKey(sku), author());
  if (kind === 'add') return addOne(writer, sku, { name, bytes: `${at}` });
  const written = await writer.save(sku, async ({ gallery }, claims) => {
    const entry: EntryId | undefined = gallery.entries[nth % Math.max(1, gallery.entries.length)]?.id;
    if (entry === undefined) return { commands: [] };
    if (kind === 'remove') return { commands: [{ kind: 'remove-entry', entry, scope: 'global', rolesElsewhere: 'clear' }] };
    const values = { file: await claims.path(name as Parameters<typeof claims.path>[0]), blob: blobOf(`${at}`) };
    return { commands: [{ kind: 'set-values', entry, scope: 'global', values }], blobs: [factsOf(values.blob)] };
  });
  return written;
}
