/** What a Catalog promises, whatever keeps it. */
import { expect } from 'vitest';
import type { Catalog } from '../../src/app/ports.js';
import { refuse } from '../../src/core/fault.js';
import { type RoleCode, skuKey } from '../../src/core/ids.js';
import { STANDARD_ROLES } from '../../src/core/roles.js';
import { storeScope } from '../../src/core/scope.js';
import { accepted, storeCode } from '../support/gallery.js';
import { type DatabaseAdapter, testOn } from './adapters.js';
import { addOne, author, blobOf, DEFAULT_SET, factsOf, furnish, path, Writer } from './writing.js';

const german = storeCode('german');

export function catalogContract(adapter: DatabaseAdapter): void {
  const test = testOn(adapter.open);

  test('a fresh shop has one website, group and store view, and one attribute set', async ({ catalog }) => {
    const { version, ...shop } = await catalog.shop();
    expect(version).toBeGreaterThan(0);
    expect(shop).toEqual({
      websites: [
        { id: 0, code: 'admin', name: 'Admin', defaultGroup: 0 },
        { id: 1, code: 'base', name: 'Main Website', defaultGroup: 1 },
      ],
      groups: [
        { id: 0, website: 0, code: 'default', name: 'Default', defaultStore: 0 },
        { id: 1, website: 1, code: 'main_website_store', name: 'Main Website Store', defaultStore: 1 },
      ],
      stores: [{ id: 1, code: 'default', name: 'Default Store View', website: 1, group: 1, locale: 'en_US' }],
      sets: [{ ...DEFAULT_SET, roles: STANDARD_ROLES }],
    });
  });

  test('a store view is added to the website it names, or to the first', async ({ catalog }) => {
    const made = accepted(await add(catalog, 'german', { name: 'Deutsch "ä"', locale: 'de_DE' }));
    expect(made).toEqual({ id: made.id, code: 'german', name: 'Deutsch "ä"', website: 1, group: 1, locale: 'de_DE' });
    const named = accepted(await add(catalog, 'constructor', { website: 'base' }));
    expect(named).toMatchObject({ website: 1, group: 1 });
    const { stores, groups } = await catalog.shop();
    expect(stores.slice(1)).toEqual([made, named]);
    expect(groups[1]?.defaultStore).toBe(1);
  });

  test('a website that is new is made with its group, whose default is the store view', async ({ catalog }) => {
    const first = accepted(await add(catalog, 'paris', { name: 'Paris', website: 'europe' }));
    const second = accepted(await add(catalog, 'lyon', { name: 'Lyon', website: 'europe' }));
    const { websites, groups } = await catalog.shop();
    expect(websites[2]).toEqual({ id: first.website, code: 'europe', name: 'europe', defaultGroup: first.group });
    expect(groups[2]).toEqual({ id: first.group, website: first.website, code: 'europe_store', name: 'Paris', defaultStore: first.id });
    expect([second.website, second.group]).toEqual([first.website, first.group]);
    expect([websites, groups].map(({ length }) => length)).toEqual([3, 3]);
  });

  test('a code is one store view, also when many add it at once', async ({ catalog }) => {
    const tried = await Promise.all(Array.from({ length: 8 }, () => add(catalog, 'german')));
    expect(tried.filter(({ ok }) => ok)).toHaveLength(1);
    expect(tried.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 7 }, () => refuse({ code: 'store-exists', store: german })));
    expect((await catalog.shop()).stores).toHaveLength(2);
  });

  test('the number of a removed store view is not given to another', async ({ catalog }) => {
    const ids = new Set<number>();
    for (const code of ['german', 'german', 'english']) {
      ids.add(accepted(await add(catalog, code)).id);
      accepted(await catalog.removeStore(storeCode(code)));
    }
    expect(ids.size).toBe(3);
  });

  test('a store view is renamed, and only that', async ({ catalog }) => {
    const made = accepted(await add(catalog, 'german'));
    expect(accepted(await catalog.renameStore(german, 'Deutsch'))).toEqual({ ...made, name: 'Deutsch' });
    expect((await catalog.shop()).stores[1]).toEqual({ ...made, name: 'Deutsch' });
  });

  test('an attribute set is added once by its name', async ({ catalog }) => {
    const roles = ['hover', 'constructor', 'image'] as RoleCode[];
    const made = accepted(await catalog.addSet({ name: 'Lamps', hasGallery: false, roles }));
    expect(made).toEqual({ id: made.id, name: 'Lamps', hasGallery: false, roles });
    expect(await catalog.addSet({ name: 'Lamps', hasGallery: true, roles: [] })).toEqual(refuse({ code: 'name-taken', name: 'Lamps' }));
    expect((await catalog.shop()).sets).toEqual([DEFAULT_SET, made]);
  });

  test('the version grows with each change, and with nothing else', async ({ catalog }) => {
    let { version } = await catalog.shop();
    const grows = async (change: () => Promise<{ readonly ok: boolean }>) => {
      const { ok } = await change();
      const now = (await catalog.shop()).version;
      if (ok) expect(now).toBeGreaterThan(version);
      else expect(now).toBe(version);
      version = now;
      return ok;
    };
    const steps: readonly (readonly [boolean, () => Promise<{ readonly ok: boolean }>])[] = [
      [true, () => add(catalog, 'german')],
      [false, () => add(catalog, 'german')],
      [true, () => catalog.renameStore(german, 'Deutsch')],
      [false, () => catalog.renameStore(storeCode('nowhere'), 'x')],
      [true, () => catalog.addSet({ name: 'Lamps', hasGallery: true, roles: [] })],
      [false, () => catalog.addSet({ name: 'Lamps', hasGallery: true, roles: [] })],
      [true, () => catalog.removeStore(german)],
      [false, () => catalog.removeStore(german)],
    ];
    for (const [done, step] of steps) expect(await grows(step)).toBe(done);
  });

  test('a store view that is not there is a fault, and the global scope is none', async ({ catalog, galleries }) => {
    const writer = new Writer(galleries);
    await writer.save('shirt', () => ({ commands: [], attributes: { scope: 'global', values: { name: 'Shirt' } } }));
    for (const code of ['nowhere', 'admin', 'all', '', '__proto__', 'constructor'].map(storeCode)) {
      const fault = refuse({ code: 'store-not-found', store: code });
      expect(await catalog.remains(code)).toEqual(fault);
      expect(await catalog.removeStore(code)).toEqual(fault);
      expect(await catalog.renameStore(code, 'x')).toEqual(fault);
    }
    expect((await writer.load('shirt')).attributes.global).toEqual({ name: 'Shirt' });
  });

  test('a removal takes along what the store view overrides, counted before, and nothing else', async ({ catalog, galleries }) => {
    await furnish({ catalog });
    const writer = new Writer(galleries);
    for (const [sku, name] of [
      ['shirt', '/a/a/a.jpg'],
      ['hat', '/b/b/b.jpg'],
    ] as const) {
      const { id } = await addOne(writer, sku, { name, values: { label: 'global' } });
      for (const scope of ['english', 'german', 'constructor'].map((code) => storeScope(storeCode(code)))) {
        await writer.set(sku, id, scope, { label: 'x', position: 0 });
        await writer.run(sku, { kind: 'set-roles', scope, roles: { ['image' as RoleCode]: 'none' } });
        await writer.save(sku, () => ({ commands: [], attributes: { scope, values: { name: 'n', price: 1, status: 2 } } }));
      }
    }
    for (const code of [german, storeCode('constructor')]) {
      const store = (await catalog.shop()).stores.find((one) => one.code === code);
      const counts = { store, values: 4, roles: 2, attributes: 6 };
      expect(accepted(await catalog.remains(code))).toEqual(counts);
      expect(accepted(await catalog.removeStore(code))).toEqual(counts);
    }
    expect((await catalog.shop()).stores.map(({ code }) => code)).toEqual(['default', 'english']);
    for (const sku of ['shirt', 'hat']) {
      const { gallery, attributes } = await writer.load(sku);
      const layers = [gallery.entries[0]?.values, gallery.roles, attributes].map((scoped) => Object.keys(scoped?.stores ?? {}));
      expect(layers).toEqual([['english'], ['english'], ['english']]);
      expect(gallery.entries[0]?.values.global.label).toBe('global');
    }
    accepted(await add(catalog, 'german'));
    expect(accepted(await catalog.remains(german))).toMatchObject({ values: 0, roles: 0, attributes: 0 });
    expect(Object.keys((await writer.load('shirt')).attributes.stores)).toEqual(['english']);
  });

  test('a picture that only the removed store view showed is served no more, and its name is free', async ({ catalog, galleries, index }) => {
    await furnish({ catalog });
    const writer = new Writer(galleries);
    const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
    for (const [code, file] of [
      ['german', '/g/e/german.jpg'],
      ['english', '/e/n/english.jpg'],
    ] as const) {
      await writer.save('shirt', () => ({
        commands: [{ kind: 'set-values', entry: id, scope: storeScope(storeCode(code)), values: { file: path(file), blob: blobOf(code) } }],
        blobs: [factsOf(blobOf(code))],
      }));
    }
    accepted(await catalog.removeStore(german));
    expect(await galleries.findFile('/g/e/german.jpg')).toBeUndefined();
    expect((await galleries.findFile('/e/n/english.jpg'))?.blob).toBe(blobOf('english'));
    expect((await galleries.findFile('/a/a/a.jpg'))?.blob).toBe(blobOf('/a/a/a.jpg'));
    expect(await index.forgetUnused(author().at + 1, 10)).toEqual([blobOf('german')]);
    expect((await addOne(writer, 'hat', { name: '/g/e/german.jpg' })).file).toBe('/g/e/german.jpg');
    expect(await galleries.removeProduct(skuKey('shirt'), author())).toBe(true);
  });
}

function add(catalog: Catalog, code: string, { name = code, website, locale = 'en_US' }: { name?: string; website?: string; locale?: string } = {}) {
  return catalog.addStore({ code: storeCode(code), name, website, locale });
}
