/** What a GalleryStore promises, whatever keeps it. */
import { expect } from 'vitest';
import { type Commit, HISTORY_PAGE_BYTES, type StoredProduct, type WriteNeeds } from '../../src/app/ports.js';
import type { Command } from '../../src/core/commands.js';
import { ok, refuse } from '../../src/core/fault.js';
import { findEntry, pictures, view } from '../../src/core/gallery.js';
import { type EntryId, type ProductId, type RoleCode, type Sku, skuKey } from '../../src/core/ids.js';
import { type Scope, storeScope } from '../../src/core/scope.js';
import { accepted, entryOf, evolveAll, idsOf, storeCode } from '../support/gallery.js';
import { type DatabaseAdapter, testOn } from './adapters.js';
import { addOne, author, blobOf, factsOf, furnish, path, START, Writer, writeMuch } from './writing.js';

const german = storeScope(storeCode('german'));
const english = storeScope(storeCode('english'));
const hostile = storeScope(storeCode('constructor'));
const EVERYTHING: WriteNeeds = { stores: 'every', attributes: true };
const SHIRT = skuKey('shirt');
const MANY = 20;
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

export function galleryStoreContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  // --- Read back ---------------------------------------------------------------------------------------------

  test('what is not there is undefined', async ({ galleries }) => {
    expect(await galleries.loadGallery(SHIRT, 'every')).toBeUndefined();
    expect(await galleries.loadProduct(SHIRT, [])).toBeUndefined();
    expect(await galleries.version(SHIRT)).toBeUndefined();
    for (const nothing of ['', ' ', '\0', '\ud800']) expect(await galleries.version(skuKey(nothing)), JSON.stringify(nothing)).toBeUndefined();
    for (const id of [0, 1, -1]) expect(await galleries.findSku(id as ProductId)).toBeUndefined();
    for (const nowhere of ['/s/h/shirt.jpg', '', '/', 'constructor', '__proto__', "'"]) expect(await galleries.findFile(nowhere)).toBeUndefined();
  });

  test('a product reads back as it was made', async ({ galleries, catalog }) => {
    const set = await furnish({ catalog });
    const made = await galleries.write(skuKey(' Shirt "Ä\' '), EVERYTHING, async (stored, claims) => {
      expect(stored).toBeUndefined();
      const product = { id: await claims.productId(), sku: 'Shirt "Ä\'' as Sku, type: 'configurable', set: set.id, websites: [3, 1] };
      const gallery = { takesPictures: true, roleCodes: set.roles, entries: [], roles: { global: {}, stores: {} } };
      const head = { ...product, createdAt: 5, updatedAt: 6, revision: 7 };
      return ok({ product: head, changes: [], before: gallery, after: gallery, blobs: [], by: author(START + 1) });
    });
    const { product, gallery } = accepted(made);
    expect(product).toEqual({
      id: product.id,
      sku: 'Shirt "Ä\'',
      type: 'configurable',
      set: set.id,
      websites: [3, 1],
      createdAt: START + 1,
      updatedAt: START + 1,
      revision: 1,
    });
    const loaded = await new Writer(galleries).load('SHIRT "ä\'');
    expect(loaded).toEqual({ version: loaded.version, product, gallery, attributes: { global: {}, stores: {} } });
    expect(gallery).toEqual({ takesPictures: true, roleCodes: set.roles, entries: [], roles: { global: {}, stores: {} } });
  });

  test('a product of a set without a gallery says so, and no website is no website', async ({ galleries, catalog }) => {
    const set = accepted(await catalog.addSet({ name: 'Bare', hasGallery: false, roles: [] }));
    const writer = new Writer(galleries, set);
    await writer.save('shirt', () => ({ commands: [], head: { websites: [] } }));
    expect(await writer.load('shirt')).toMatchObject({ product: { set: set.id, websites: [] }, gallery: { takesPictures: false, roleCodes: [] } });
  });

  test('values, overrides and roles read back as they were written, "" 0 false and null too', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const first = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', values: { label: 'a', position: 4_294_967_295, disabled: true } });
    const second = await addOne(writer, 'shirt', { name: '/b/b/b.jpg' });
    const video = {
      videoProvider: 'vimeo',
      videoUrl: 'https://example.test/?a=b&c="d"',
      videoTitle: '',
      videoDescription: 'Zeile 1\nZeile 2\u0000 𝒳',
      videoMetadata: null,
    };
    const third = await addOne(writer, 'shirt', { name: '/c/c/c.jpg', mediaType: 'external-video', values: video });
    await writer.set('shirt', second.id, 'global', { label: null, position: null });
    await writer.set('shirt', first.id, german, { label: '', position: 0, disabled: false });
    await writer.set('shirt', first.id, hostile, { label: 'c', position: 7 });
    await writer.set('shirt', second.id, hostile, { disabled: true });
    await writer.set('shirt', third.id, english, { videoTitle: '', videoDescription: 'd' });
    const [image, small, thumbnail] = ['image', 'small_image', 'thumbnail'] as RoleCode[];
    const ownRole = 'constructor' as RoleCode;
    await writer.run(
      'shirt',
      { kind: 'set-roles', scope: 'global', roles: { [image as RoleCode]: first.id, [small as RoleCode]: 'none', [ownRole]: third.id } },
      { kind: 'set-roles', scope: hostile, roles: { [ownRole]: 'none', [thumbnail as RoleCode]: second.id } },
    );
    const { gallery } = await writer.load('SHIRT');
    const initial = { position: 1, label: null, disabled: false, videoProvider: null, videoUrl: null, videoTitle: null, videoDescription: null };
    const none = { ...initial, videoMetadata: null, focal: null, decorative: false };
    expect(gallery.entries).toEqual<unknown>([
      {
        id: first.id,
        mediaType: 'image',
        values: {
          global: { ...none, file: '/a/a/a.jpg', blob: blobOf('/a/a/a.jpg'), label: 'a', position: 4_294_967_295, disabled: true },
          stores: { german: { label: '', position: 0, disabled: false }, constructor: { label: 'c', position: 7 } },
        },
      },
      {
        id: second.id,
        mediaType: 'image',
        values: { global: { ...none, file: '/b/b/b.jpg', blob: blobOf('/b/b/b.jpg'), position: null }, stores: { constructor: { disabled: true } } },
      },
      {
        id: third.id,
        mediaType: 'external-video',
        values: {
          global: { ...none, ...video, file: '/c/c/c.jpg', blob: blobOf('/c/c/c.jpg'), position: 4_294_967_295 },
          stores: { english: { videoTitle: '', videoDescription: 'd' } },
        },
      },
    ]);
    expect(gallery.roles).toEqual({
      global: { image: first.id, small_image: 'none', constructor: third.id },
      stores: { constructor: { constructor: 'none', thumbnail: second.id } },
    });
    await writer.set('shirt', first.id, german, { label: null, position: null, disabled: null });
    await writer.run('shirt', { kind: 'set-roles', scope: hostile, roles: { [ownRole]: null, [thumbnail as RoleCode]: null } });
    const restored = (await writer.load('shirt')).gallery;
    expect(Object.keys(entryOf(restored, first.id).values.stores)).toEqual(['constructor']);
    expect(restored.roles.stores).toEqual({});
  });

  test('attributes of any JSON value and any code read back per scope', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const values = JSON.parse(
      '{"name": "", "price": 0, "on": false, "tags": [1, null, {"a": []}], "constructor": "c", "__proto__": "p", "toString": {"__proto__": 1}}',
    );
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: 'global', values } }));
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: hostile, values: { name: 'n', price: false, on: 0 } } }));
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: german, values: JSON.parse('{"__proto__": "q", "constructor": ""}') } }));
    const { attributes } = await writer.load('shirt');
    expect(Object.entries(attributes.global).sort()).toEqual(Object.entries(values).sort());
    expect(Object.entries(attributes.stores).map(([store, layer]) => [store, Object.entries(layer).sort()])).toEqual(
      expect.arrayContaining([
        ['constructor', Object.entries({ name: 'n', on: 0, price: false })],
        [
          'german',
          [
            ['__proto__', 'q'],
            ['constructor', ''],
          ],
        ],
      ]),
    );
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: 'global', values: JSON.parse('{"__proto__": null, "name": null}') } }));
    expect(Object.keys((await writer.load('shirt')).attributes.global).sort()).toEqual(['constructor', 'on', 'price', 'tags', 'toString']);
  });

  test('a reader gets the overrides of the store views it wants, and the global scope always', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    for (const scope of ['global', german, hostile] as Scope[]) {
      const text = scope === 'global' ? scope : scope.store;
      await writer.set('shirt', id, scope, { label: text });
      await writer.run('shirt', { kind: 'set-roles', scope, roles: { ['image' as RoleCode]: scope === german ? 'none' : id } });
      await writer.save('shirt', () => ({ commands: [], attributes: { scope, values: { name: text } } }));
    }
    const wanted: readonly (readonly [string[], string[]])[] = [
      [[], []],
      [['german'], ['german']],
      [['constructor'], ['constructor']],
      [['english'], []],
      [['nowhere', 'german', 'german'], ['german']],
      [
        ['english', 'constructor', 'german'],
        ['constructor', 'german'],
      ],
    ];
    for (const [stores, given] of wanted) {
      const { gallery, attributes } = await writer.load('shirt', stores.map(storeCode));
      const values = entryOf(gallery, id).values;
      for (const layers of [values.stores, gallery.roles.stores, attributes.stores]) expect(Object.keys(layers).sort()).toEqual(given);
      expect([values.global.label, gallery.roles.global, attributes.global]).toEqual(['global', { image: id }, { name: 'global' }]);
      expect((await galleries.loadGallery(SHIRT, stores.map(storeCode)))?.gallery).toEqual(gallery);
    }
    expect(entryOf((await writer.load('shirt')).gallery, id).values.stores).toEqual({ german: { label: 'german' }, constructor: { label: 'constructor' } });
  });

  test('a product of another attribute set has the roles of that set, in the answer too', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries);
    const set = accepted(await catalog.addSet({ name: 'Two', hasGallery: true, roles: ['thumbnail', 'hover'] as RoleCode[] }));
    await writer.add('shirt', { name: '/a/a/a.jpg' });
    const { product, gallery } = await writer.save('shirt', () => ({ commands: [], head: { set: set.id, type: 'virtual', websites: [1, 2] } }));
    expect(product).toMatchObject({ set: set.id, type: 'virtual', websites: [1, 2] });
    const loaded = await writer.load('shirt');
    expect(loaded).toMatchObject({ product, gallery: { roleCodes: ['thumbnail', 'hover'] } });
    expect(gallery).toEqual(loaded.gallery);
  });

  // --- Versions ----------------------------------------------------------------------------------------------

  test('the version is another one after each write of the product and of the shop, and only then', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    await writer.set('shirt', id, german, { label: 'x' });
    const seen = new Set<string>();
    const look = async () => {
      const version = await galleries.version(SHIRT);
      expect((await writer.load('shirt')).version).toBe(version);
      expect((await galleries.loadGallery(SHIRT, []))?.version).toBe(version);
      return version ?? '';
    };
    const steps: (() => Promise<unknown>)[] = [
      () => writer.set('shirt', id, 'global', { label: 'y' }),
      () => writer.save('shirt', () => ({ commands: [], attributes: { scope: german, values: { name: 'n' } } })),
      () => catalog.renameStore(storeCode('german'), 'Deutsch'),
      () => catalog.removeStore(storeCode('german')),
      () => catalog.addStore({ code: storeCode('german'), name: 'again', website: undefined, locale: 'de_DE' }),
      () => catalog.addSet({ name: 'Another', hasGallery: true, roles: [] }),
      async () => {
        await galleries.removeProduct(SHIRT, author());
        await writer.add('shirt', { name: '/a/a/a.jpg' });
      },
    ];
    for (const step of steps) {
      const before = await look();
      seen.add(before);
      await step();
      expect(seen).not.toContain(await look());
    }
    const last = await look();
    await writer.save('shirt');
    await writer.add('trousers', { name: '/b/b/b.jpg' });
    expect(await look()).toBe(last);
  });

  // --- Claims ------------------------------------------------------------------------------------------------

  test('a taken name gets the next free number, over all products', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const files = [];
    for (const sku of ['shirt', 'trousers', 'shirt', 'hat']) files.push((await addOne(writer, sku, { name: '/m/j/mj03.jpg' })).file);
    expect(files).toEqual(['/m/j/mj03.jpg', '/m/j/mj03_1.jpg', '/m/j/mj03_2.jpg', '/m/j/mj03_3.jpg']);
    const [a, b] = await writer.add('hat', { name: '/m/j/mj03.jpg' }, { name: '/m/j/mj03.jpg' });
    expect([a?.file, b?.file]).toEqual(['/m/j/mj03_4.jpg', '/m/j/mj03_5.jpg']);
  });

  test('names that differ in case or in the ending are names of their own', async ({ galleries }) => {
    const names = ['/a/a/a.jpg', '/A/a/a.jpg', '/a/a/A.jpg', '/a/a/a.JPG', '/a/a/a.png', '/a/a/ä.jpg', '/a/a/_.jpg', '/a/a/%.jpg'];
    expect((await new Writer(galleries).add('shirt', ...names.map((name) => ({ name })))).map(({ file }) => file)).toEqual(names);
  });

  test('a name that looks numbered is taken as it is, and counts as that number', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const claim = async (name: string) => (await addOne(writer, 'shirt', { name })).file;
    expect(await claim('/a/a/a_1.jpg')).toBe('/a/a/a_1.jpg');
    expect(await claim('/a/a/a_1.jpg')).toBe('/a/a/a_1_1.jpg');
    expect(await claim('/a/a/a.jpg')).toBe('/a/a/a.jpg');
    expect(await claim('/a/a/a.jpg')).toBe('/a/a/a_2.jpg');
    expect(await claim('/a/a/a_1.jpg')).toBe('/a/a/a_1_2.jpg');
    expect(await claim('/a/a/a_1_1.jpg')).toBe('/a/a/a_1_1_1.jpg');
    for (const odd of ['/a/a/b_0.jpg', '/a/a/b_01.jpg', '/a/a/b_.jpg', '/a/a/b_1', '/a/a/b_99999999999999999999.jpg']) {
      expect(await claim(odd)).toBe(odd);
      expect(await claim(odd)).not.toBe(odd);
    }
  });

  test('a camera number in a name does not push later names up', async ({ galleries }) => {
    const writer = new Writer(galleries);
    await writer.add('shirt', { name: '/i/m/img.jpg' }, { name: '/i/m/img_20240101.jpg' }, { name: '/i/m/img_999999999.jpg' });
    expect((await addOne(writer, 'shirt', { name: '/i/m/img.jpg' })).file).toBe('/i/m/img_1.jpg');
  });

  test('a name that is given up is free again, also between numbers', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const added = await writer.add('shirt', ...times(4, () => ({ name: '/a/a/a.jpg' })));
    const remove = (at: number): Command => ({ kind: 'remove-entry', entry: added[at]?.id as EntryId, scope: 'global', rolesElsewhere: 'clear' });
    await writer.run('shirt', remove(0), remove(2));
    expect((await addOne(writer, 'hat', { name: '/a/a/a.jpg' })).file).toBe('/a/a/a.jpg');
    expect((await addOne(writer, 'hat', { name: '/a/a/a.jpg' })).file).toBe('/a/a/a_2.jpg');
    expect((await addOne(writer, 'hat', { name: '/a/a/a.jpg' })).file).toBe('/a/a/a_4.jpg');
  });

  test('a number is never used twice, neither an entry nor a product', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const [first, second] = [await addOne(writer, 'shirt', { name: '/a/a/a.jpg' }), await addOne(writer, 'shirt', { name: '/b/b/b.jpg' })];
    await writer.run('shirt', { kind: 'remove-entry', entry: second.id, scope: 'global', rolesElsewhere: 'clear' });
    const third = await addOne(writer, 'shirt', { name: '/c/c/c.jpg' });
    const product = (await writer.load('shirt')).product.id;
    await galleries.removeProduct(SHIRT, author());
    const fourth = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    const ids = [first, second, third, fourth].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect([...ids].sort((a, b) => a - b)).toEqual(ids);
    expect((await writer.load('shirt')).product.id).toBeGreaterThan(product);
  });

  test('an entry that comes and goes within one write still used up its number', async ({ galleries }) => {
    const writer = new Writer(galleries);
    let passing: EntryId | undefined;
    await writer.save('shirt', async (_, claims) => {
      passing = await claims.entryId();
      const picture = { file: await claims.path(path('/a/a/a.jpg')), blob: blobOf('a') };
      return {
        commands: [
          { kind: 'add-entry', id: passing, mediaType: 'image', scope: 'global', values: picture },
          { kind: 'remove-entry', entry: passing, scope: 'global', rolesElsewhere: 'clear' },
        ],
        blobs: [factsOf(picture.blob)],
      };
    });
    expect(await galleries.findFile('/a/a/a.jpg')).toBeUndefined();
    expect((await addOne(writer, 'shirt', { name: '/a/a/a.jpg' })).id).toBeGreaterThan(Number(passing));
  });

  // --- Refused, or nothing to do -----------------------------------------------------------------------------

  for (const how of ['refused', 'thrown'] as const) {
    test(`a write that is ${how} leaves nothing, and gives the path back that it claimed`, async ({ galleries, index }) => {
      const writer = new Writer(galleries);
      await writer.add('shirt', { name: '/a/a/a.jpg' });
      const before = await writer.load('shirt');
      for (const sku of [SHIRT, skuKey('new')]) {
        const claimed: unknown[] = [];
        const attempt = () =>
          galleries.write(sku, EVERYTHING, async (_, claims) => {
            claimed.push([await claims.productId(), await claims.entryId(), await claims.entryId(), await claims.path(path('/a/a/a.jpg'))]);
            if (how === 'thrown') throw new Error('a bug');
            return refuse({ code: 'sku-empty' });
          });
        for (let round = 0; round < 2; round++) {
          if (how === 'thrown') await expect(attempt()).rejects.toThrow('a bug');
          else expect(await attempt()).toEqual(refuse({ code: 'sku-empty' }));
        }
        const [first, again] = claimed.map((one) => one as (number | string)[]) as [(number | string)[], (number | string)[]];
        expect(again[3]).toBe(first[3]);
        // Numbers may be left out, but never come again for something else.
        for (const at of [0, 1, 2]) expect(Number(again[at])).toBeGreaterThanOrEqual(Number(first[at]));
        expect(new Set(again.slice(1)).size).toBe(3);
      }
      expect(await writer.load('shirt')).toEqual(before);
      expect(await galleries.loadProduct(skuKey('new'), 'every')).toBeUndefined();
      expect(await index.knows(blobOf('new'))).toBe(false);
      expect((await addOne(writer, 'shirt', { name: '/a/a/a.jpg' })).file).toBe('/a/a/a_1.jpg');
    });
  }

  test('a write that changes nothing answers with what is there', async ({ galleries, index }) => {
    const writer = new Writer(galleries);
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', values: { label: 'x' } });
    const before = await writer.load('shirt');
    const written = await writer.save(
      'shirt',
      () => ({ commands: [{ kind: 'set-values', entry: id, scope: 'global', values: { label: 'x' } }], blobs: [factsOf(blobOf('late'))] }),
      START + 5,
    );
    expect(written).toEqual({ version: before.version, product: before.product, gallery: before.gallery });
    expect(await writer.load('shirt')).toEqual(before);
    expect(await index.knows(blobOf('late'))).toBe(false);
  });

  test('revision and times are the business of the store', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    await galleries.write(SHIRT, EVERYTHING, async (stored) => {
      const { product, gallery } = there(stored);
      const changes = [{ kind: 'value-changed', entry: id, field: 'label', scope: 'global', before: null, after: 'x' }] as const;
      const commit: Commit = {
        product: { ...product, revision: 99, createdAt: 1, updatedAt: 2 },
        changes,
        before: gallery,
        after: evolveAll(gallery, changes),
        blobs: [],
        by: author(START + 9),
      };
      return ok(commit);
    });
    expect((await writer.load('shirt')).product).toMatchObject({ revision: 2, createdAt: START, updatedAt: START + 9 });
  });

  test('a write that knows only some store views leaves the others alone', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    await writer.set('shirt', id, german, { label: 'vorne' });
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: german, values: { name: 'Hemd' } } }));
    const changed = await writer.galleries.change('shirt', author(), [storeCode('english')], async (gallery) =>
      ok({ commands: gallery.entries.map((entry) => ({ kind: 'set-values', entry: entry.id, scope: english, values: { label: 'front' } })) }),
    );
    expect(view(accepted(changed).gallery, english)[0]?.values.label).toBe('front');
    const { gallery, attributes } = await writer.load('shirt');
    expect<unknown>(entryOf(gallery, id).values.stores).toEqual({ german: { label: 'vorne' }, english: { label: 'front' } });
    expect(attributes.stores).toEqual({ german: { name: 'Hemd' } });
  });

  // --- Files -------------------------------------------------------------------------------------------------

  test('a path leads to the bytes of its entry, and follows them', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    await writer.save('shirt', async (_, claims) => ({
      commands: [
        {
          kind: 'add-entry',
          id: await claims.entryId(),
          mediaType: 'image',
          scope: 'global',
          values: { file: await claims.path(path('/a/a/a.png')), blob: blobOf('one') },
        },
      ],
      blobs: [factsOf(blobOf('one'), { type: 'image/png', sizeBytes: 5_000_000_000 })],
    }));
    const id = idsOf((await writer.load('shirt')).gallery)[0] as EntryId;
    expect(await galleries.findFile('/a/a/a.png')).toEqual({
      ...{ blob: blobOf('one'), type: 'image/png', sizeBytes: 5_000_000_000, widthPx: 4, heightPx: 3, frames: 1, verdict: factsOf(blobOf('one')).verdict },
      owner: { product: (await writer.load('shirt')).product.id, entry: id, focal: undefined },
    });
    expect(await galleries.findFile('/A/a/a.png')).toBeUndefined();

    const put = (scope: Scope, file: string, bytes: string) =>
      writer.save('shirt', () => ({
        commands: [{ kind: 'set-values', entry: id, scope, values: { file: path(file), blob: blobOf(bytes) } }],
        blobs: [factsOf(blobOf(bytes), { sizeBytes: bytes.length })],
      }));
    const served = async () => {
      const found: Record<string, string> = {};
      for (const name of ['/a/a/a.png', '/b/b/b.png', '/g/e/german.png']) {
        const file = await galleries.findFile(name);
        if (file !== undefined) found[name] = ['one', 'two', 'drei', 'vier'].find((bytes) => blobOf(bytes) === file.blob) ?? '?';
      }
      return found;
    };
    await put('global', '/a/a/a.png', 'two');
    expect(await served()).toEqual({ '/a/a/a.png': 'two' });
    await put(german, '/g/e/german.png', 'drei');
    await put(german, '/g/e/german.png', 'vier');
    expect(await served()).toEqual({ '/a/a/a.png': 'two', '/g/e/german.png': 'vier' });
    await put('global', '/b/b/b.png', 'two');
    expect(await served()).toEqual({ '/b/b/b.png': 'two', '/g/e/german.png': 'vier' });
    await writer.set('shirt', id, german, { file: null, blob: null });
    expect(await served()).toEqual({ '/b/b/b.png': 'two' });
    await put(german, '/g/e/german.png', 'drei');
    await writer.run('shirt', { kind: 'remove-entry', entry: id, scope: 'global', rolesElsewhere: 'clear' });
    expect(await served()).toEqual({});
  });

  test('a focal point reads back per scope, and the global one goes with the file', async ({ galleries, catalog }) => {
    await furnish({ catalog });
    const writer = new Writer(galleries);
    const { id, file } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', values: { focal: { x: 0, y: 1 } } });
    const focal = async () => (await galleries.findFile(file))?.owner?.focal;
    expect(await focal()).toEqual({ x: 0, y: 1 });
    await writer.set('shirt', id, storeScope(storeCode('german')), { focal: { x: 0.25, y: 0.125 } });
    const values = async () => (await writer.load('shirt')).gallery.entries[0]?.values;
    expect([(await values())?.global.focal, (await values())?.stores]).toEqual([{ x: 0, y: 1 }, { german: { focal: { x: 0.25, y: 0.125 } } }]);
    expect(await focal()).toEqual({ x: 0, y: 1 });
    await writer.set('shirt', id, 'global', { focal: null });
    expect([await focal(), (await values())?.global.focal]).toEqual([undefined, null]);
  });

  test("a store view's own picture is cut by its own focal point, and its bytes are in use", async ({ galleries, index, catalog }) => {
    await catalog.addStore({ code: storeCode('german'), name: 'German', website: undefined, locale: 'de_DE' });
    const german = storeScope(storeCode('german'));
    const writer = new Writer(galleries);
    const { id, file } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', values: { focal: { x: 0, y: 1 } } });
    const own = path('/g/e/german.jpg');
    await writer.save('shirt', () => ({
      commands: [{ kind: 'set-values', entry: id, scope: german, values: { file: own, blob: blobOf('own') } }],
      blobs: [factsOf(blobOf('own'))],
    }));
    const focals = async () => Promise.all([file, own].map(async (name) => (await galleries.findFile(name))?.owner?.focal));
    expect(await focals()).toEqual([
      { x: 0, y: 1 },
      { x: 0, y: 1 },
    ]);
    await writer.set('shirt', id, german, { focal: { x: 0.5, y: 0.25 } });
    expect(await focals()).toEqual([
      { x: 0, y: 1 },
      { x: 0.5, y: 0.25 },
    ]);
    expect((await galleries.findFile(own))?.owner).toMatchObject({ entry: id });
    expect(await index.forgetUnused(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    await writer.set('shirt', id, german, { file: null, blob: null });
    expect(await focals()).toEqual([{ x: 0, y: 1 }, undefined]);
    expect(await index.knows(blobOf('own'))).toBe(true);
  });

  test('what is served is listed in order, a part at a time', async ({ galleries }) => {
    const writer = new Writer(galleries);
    await writer.add('shirt', { name: '/b/b/b.jpg' }, { name: '/a/a/a.jpg' }, { name: '/c/c/c.jpg' });
    expect(await galleries.files('', 2)).toEqual(['/a/a/a.jpg', '/b/b/b.jpg']);
    expect(await galleries.files('/b/b/b.jpg', 2)).toEqual(['/c/c/c.jpg']);
    expect(await galleries.files('/c/c/c.jpg', 2)).toEqual([]);
  });

  test('two entries can change names within one write', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const [a, b] = await writer.add('shirt', { name: '/a/a/a.jpg' }, { name: '/b/b/b.jpg' });
    const give = (entry: EntryId | undefined, file: string): Command => ({
      kind: 'set-values',
      entry: entry as EntryId,
      scope: 'global',
      values: { file: path(file) },
    });
    const owners = async () => Promise.all(['/a/a/a.jpg', '/b/b/b.jpg'].map(async (name) => (await galleries.findFile(name))?.owner?.entry));
    expect(await owners()).toEqual([a?.id, b?.id]);
    await writer.run('shirt', give(a?.id, '/b/b/b.jpg'), give(b?.id, '/a/a/a.jpg'));
    expect(await owners()).toEqual([b?.id, a?.id]);
    expect((await galleries.findFile('/a/a/a.jpg'))?.blob).toBe(blobOf('/b/b/b.jpg'));
    expect((await galleries.findFile('/b/b/b.jpg'))?.blob).toBe(blobOf('/a/a/a.jpg'));
  });

  test('a write that takes the path of another product, or names unknown bytes, is applied not at all', async ({ galleries, index }) => {
    const writer = new Writer(galleries);
    await writer.add('hat', { name: '/a/a/a.jpg' });
    const { id } = await addOne(writer, 'shirt', { name: '/b/b/b.jpg', values: { label: 'x' } });
    const before = await writer.load('shirt');
    const values = (file: string, bytes: string) => ({ label: 'y', file: path(file), blob: blobOf(bytes) });
    const attempt = (file: string, bytes: string, known: boolean) =>
      writer.trySave('shirt', () => ({
        commands: [{ kind: 'set-values', entry: id, scope: 'global', values: values(file, bytes) }],
        blobs: [factsOf(blobOf(known ? bytes : 'beside'))],
      }));
    await expect(attempt('/a/a/a.jpg', 'new', true)).rejects.toThrow();
    await expect(attempt('/c/c/c.jpg', 'unknown', false)).rejects.toThrow();
    expect(await writer.load('shirt')).toEqual(before);
    expect((await galleries.findFile('/a/a/a.jpg'))?.blob).toBe(blobOf('/a/a/a.jpg'));
    expect((await galleries.findFile('/b/b/b.jpg'))?.blob).toBe(blobOf('/b/b/b.jpg'));
    expect(await galleries.findFile('/c/c/c.jpg')).toBeUndefined();
    for (const bytes of ['new', 'unknown', 'beside']) expect(await index.knows(blobOf(bytes))).toBe(false);
  });

  // --- Removal -----------------------------------------------------------------------------------------------

  test('a removed product is gone with its files, once', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    await writer.save('shirt', () => ({
      commands: [{ kind: 'set-values', entry: id, scope: german, values: { label: 'x', file: path('/g/e/g.jpg'), blob: blobOf('g') } }],
      attributes: { scope: german, values: { name: 'Hemd' } },
      blobs: [factsOf(blobOf('g'))],
    }));
    await writer.run('shirt', { kind: 'claim-roles', entry: id, scope: 'global', roles: ['image'], pin: false });
    await writer.add('hat', { name: '/a/a/a.jpg' });
    const shirt = (await writer.load('shirt')).product.id;
    expect(await galleries.findSku(shirt)).toBe('shirt');
    expect(await galleries.removeProduct(SHIRT, author())).toBe(true);
    expect(await galleries.removeProduct(SHIRT, author())).toBe(false);
    expect(await galleries.loadProduct(SHIRT, 'every')).toBeUndefined();
    expect(await galleries.version(SHIRT)).toBeUndefined();
    expect(await galleries.findSku(shirt)).toBeUndefined();
    for (const file of ['/a/a/a.jpg', '/g/e/g.jpg']) expect(await galleries.findFile(file)).toBeUndefined();
    expect((await galleries.findFile('/a/a/a_1.jpg'))?.blob).toBe(blobOf('/a/a/a.jpg'));
    expect((await addOne(writer, 'shirt', { name: '/a/a/a.jpg' })).file).toBe('/a/a/a.jpg');
    const again = await writer.load('shirt');
    expect(again.product.revision).toBe(1);
    expect([again.gallery.roles, again.attributes]).toEqual([
      { global: {}, stores: {} },
      { global: {}, stores: {} },
    ]);
  });

  // --- At once -----------------------------------------------------------------------------------------------

  test('twenty writes on one product at once are all kept, each with a revision of its own', async ({ galleries }) => {
    const writer = new Writer(galleries);
    await writer.save('shirt');
    const written = await Promise.all(
      times(MANY, (at) =>
        writer.save(at % 2 === 0 ? 'shirt' : ' SHIRT ', async ({ gallery }, claims) => ({
          commands: [
            {
              kind: 'add-entry',
              id: await claims.entryId(),
              mediaType: 'image',
              scope: 'global',
              values: { file: await claims.path(path('/a/a/a.jpg')), blob: blobOf(`${at}`), label: `${gallery.entries.length}` },
            },
          ],
          blobs: [factsOf(blobOf(`${at}`))],
        })),
      ),
    );
    expect(written.map(({ product }) => product.revision).sort((a, b) => a - b)).toEqual(times(MANY, (at) => at + 2));
    const { gallery, product } = await writer.load('shirt');
    expect(product.revision).toBe(MANY + 1);
    expect(gallery.entries.map(({ values }) => values.global.label)).toEqual(times(MANY, (at) => `${at}`));
    expect([...pictures(gallery).keys()].sort()).toEqual(['/a/a/a.jpg', ...times(MANY - 1, (at) => `/a/a/a_${at + 1}.jpg`)].sort());
    for (const [file, blob] of pictures(gallery)) expect((await galleries.findFile(file))?.blob).toBe(blob);
  });

  // --- History -----------------------------------------------------------------------------------------------

  test('every write leaves a line with its changes and its author, the newest first', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    await addOne(writer, 'other', { name: '/b/b/b.jpg' });
    const { product } = await writer.set('shirt', id, german, { label: '' });
    await writer.set('shirt', id, german, { label: '' });
    const { lines } = await galleries.history(product.id, { limit: 10 });
    expect(lines).toHaveLength(2);
    const { number, ...line } = lines[0] as (typeof lines)[number];
    expect(line).toEqual({
      ...author(),
      revision: product.revision,
      changes: [{ kind: 'value-changed', entry: id, field: 'label', scope: german, after: '' }],
    });
    expect(number).toBeGreaterThan(lines[1]?.number ?? Number.POSITIVE_INFINITY);
    expect(lines[1]?.changes).toMatchObject([{ kind: 'product-added' }, { kind: 'entry-added', entry: { id } }]);
  });

  test('a page of the history is bounded by number, by revision and by length', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    for (let round = 1; round <= 5; round++) await writer.set('shirt', id, 'global', { label: `${round}` });
    const { product } = await writer.load('shirt');
    const revisions = async (page: Parameters<typeof galleries.history>[1]) =>
      (await galleries.history(product.id, page)).lines.map(({ revision }) => revision);
    expect(await revisions({ limit: 10 })).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await revisions({ limit: 2 })).toEqual([6, 5]);
    expect(await revisions({ upToRevision: 3, limit: 2 })).toEqual([3, 2]);
    const [, second] = (await galleries.history(product.id, { limit: 2 })).lines;
    expect(await revisions({ before: second?.number, limit: 2 })).toEqual([4, 3]);
    expect(await revisions({ before: 0, limit: 2 })).toEqual([]);
    const more = async (page: Parameters<typeof galleries.history>[1]) => (await galleries.history(product.id, page)).hasMore;
    expect([await more({ limit: 5 }), await more({ limit: 6 }), await more({ limit: 1, before: second?.number, upToRevision: 1 })]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await galleries.history((product.id + 1) as ProductId, { limit: 2 })).toEqual({ lines: [], hasMore: false, sizeBytes: 0 });
  });

  test('a page of the history ends before it is too large, but holds a line, and says that there is more', async ({ galleries }) => {
    const writer = new Writer(galleries);
    for (const [round, count] of [1, 25, 25, 25, 80].entries()) await writeMuch(writer, `${round}`, count);
    const { product } = await writer.load('shirt');
    const pages: unknown[] = [];
    for (let before: number | undefined, isMore = true; isMore; ) {
      const { lines, hasMore, sizeBytes } = await galleries.history(product.id, { before, limit: 10 });
      expect(sizeBytes).toBe(Buffer.byteLength(lines.map(({ changes }) => JSON.stringify(changes)).join('')));
      expect(lines.length === 1 || sizeBytes <= HISTORY_PAGE_BYTES).toBe(true);
      pages.push([...lines.map(({ revision }) => revision), hasMore]);
      [before, isMore] = [lines.at(-1)?.number, hasMore];
    }
    expect(pages).toEqual([
      [5, true],
      [4, 3, true],
      [2, 1, false],
    ]);
    const twice = await galleries.history(product.id, { upToRevision: 4, limit: 1 });
    expect([twice.lines.length, twice.hasMore]).toEqual([1, true]);
  });

  test('a removed product leaves its history, and a new one of its name begins another', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const { product } = await writer.save('shirt');
    await galleries.removeProduct(SHIRT, author());
    const again = await writer.save('shirt');
    expect((await galleries.history(product.id, { limit: 10 })).lines.map(({ changes }) => changes[0]?.kind)).toEqual(['product-removed', 'product-added']);
    expect((await galleries.history(again.product.id, { limit: 10 })).lines).toHaveLength(1);
  });

  test('of many who make one SKU at once, one makes it and the others find it', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const found: (ProductId | undefined)[] = [];
    const made = await Promise.all(
      times(MANY, (at) =>
        writer.save(at % 2 === 0 ? 'Shirt' : 'sHIRT ', (stored) => {
          found.push(stored.product.revision === 0 ? undefined : stored.product.id);
          return { commands: [], attributes: { scope: 'global', values: { [`a${at}`]: at } } };
        }),
      ),
    );
    expect(new Set(made.map(({ product }) => product.id)).size).toBe(1);
    expect(found.filter((id) => id === undefined)).toHaveLength(1);
    expect((await writer.load('shirt')).attributes.global).toEqual(Object.fromEntries(times(MANY, (at) => [`a${at}`, at])));
  });

  test('many who claim one name for different products at once get different ones', async ({ galleries }) => {
    const writer = new Writer(galleries);
    const added = await Promise.all(times(MANY, (at) => addOne(writer, `sku${at}`, { name: '/a/a/a.jpg', bytes: `${at}` })));
    expect(added.map(({ file }) => file).sort()).toEqual(['/a/a/a.jpg', ...times(MANY - 1, (at) => `/a/a/a_${at + 1}.jpg`)].sort());
    expect(new Set(added.map(({ id }) => id)).size).toBe(MANY);
    for (const [at, { id, file }] of added.entries()) {
      expect((await galleries.findFile(file))?.blob).toBe(blobOf(`${at}`));
      expect(findEntry((await writer.load(`sku${at}`)).gallery, id)?.values.global.file).toBe(file);
    }
  });

  test('a reader never sees half of a write', async ({ galleries, catalog }) => {
    const writer = new Writer(galleries, await furnish({ catalog }));
    const added = await writer.add('shirt', { name: '/a/a/a.jpg' }, { name: '/b/b/b.jpg' });
    const setAll = (text: string) =>
      writer.save('shirt', () => ({
        commands: added.flatMap(({ id }) =>
          (['global', german] as Scope[]).map((scope) => ({ kind: 'set-values', entry: id, scope, values: { label: text } })),
        ),
        attributes: { scope: 'global', values: { name: text } },
      }));
    await setAll('0');
    let writing = true;
    const writes = (async () => {
      for (let round = 1; round <= MANY; round++) await setAll(`${round}`);
      writing = false;
    })();
    while (writing) {
      const { gallery, attributes, product } = await writer.load('shirt');
      const labels = gallery.entries.flatMap(({ values }) => [values.global.label, values.stores[storeCode('german')]?.label]);
      expect(new Set([...labels, attributes.global.name, `${product.revision - 2}`]).size).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writes;
  });
}

function there(stored: StoredProduct | undefined): StoredProduct {
  if (stored === undefined) throw new Error('the product is not there');
  return stored;
}
