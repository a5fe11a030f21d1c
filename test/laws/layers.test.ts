import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideAll } from '../../src/core/commands.js';
import { decideDuplicate } from '../../src/core/duplicates.js';
import { type Gallery, keptPath, roleHolder, servedPicture, view } from '../../src/core/gallery.js';
import type { MediaPath } from '../../src/core/ids.js';
import { copyFrom, dropEqual, pushDown } from '../../src/core/layers.js';
import { inherits, sameScope, storeScope } from '../../src/core/scope.js';
import {
  accepted,
  after,
  aGallery,
  anyScope,
  anyStoreScope,
  aPicture,
  entryId,
  entryOf,
  galleries,
  galleriesAndEntry,
  SCOPES,
  STORE_SCOPES,
  storeCode,
} from '../support/gallery.js';

const german = storeScope(storeCode('german'));
/** What an entry shows but the path: a copy has one of its own. */
const shown = (gallery: Gallery, scope: Parameters<typeof view>[1]) =>
  view(gallery, scope).map(({ values: { file: _, ...values }, ...entry }) => ({ ...entry, values }));
/** Paths that nobody has. */
const claiming = () => {
  let number = 0;
  return async (wanted: MediaPath) => `${wanted}-${++number}` as MediaPath;
};

test('push-down: the store view looks as before, and holds nothing of its own', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, (gallery, store) => {
      const pushed = after(gallery, ...pushDown(gallery, store, {}));
      expect(view(pushed, store)).toEqual(view(gallery, store));
      expect(view(pushed, 'global')).toEqual(view(pushed, store));
      for (const { values } of pushed.entries) for (const field of Object.keys(values.global)) expect(inherits(values, store, field as 'label')).toBe(true);
      for (const role of pushed.roleCodes) expect(inherits(pushed.roles, store, role)).toBe(true);
    }),
  );
});

test('push-down: what other store views override stays as it is', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, (gallery, store) => {
      const pushed = after(gallery, ...pushDown(gallery, store, {}));
      for (const other of STORE_SCOPES.filter((one) => !sameScope(one, store)))
        for (const [at, { values }] of gallery.entries.entries())
          expect(pushed.entries[at]?.values.stores[(other as { store: never }).store]).toEqual(values.stores[(other as { store: never }).store]);
    }),
  );
});

test('copy-from: the store view shows what the other one shows, and nobody else sees a difference', async () => {
  await fc.assert(
    fc.asyncProperty(galleries(), anyScope, anyStoreScope, async (gallery, from, store) => {
      const copied = after(gallery, ...(await copyFrom(gallery, from, store, {}, claiming())));
      expect(shown(copied, store)).toEqual(shown(gallery, from));
      for (const role of gallery.roleCodes) expect(roleHolder(copied, store, role)).toBe(roleHolder(gallery, from, role));
      for (const other of SCOPES.filter((one) => !sameScope(one, store))) expect(view(copied, other)).toEqual(view(gallery, other));
      expect(await copyFrom(copied, from, store, {}, claiming()).then((commands) => accepted(decideAll(copied, commands)).changes)).toEqual([]);
    }),
  );
});

test('dropping what equals the common values changes nothing that is seen but a path, and twice drops nothing more', () => {
  fc.assert(
    fc.property(galleries(), anyStoreScope, (gallery, store) => {
      const dropped = after(gallery, ...dropEqual(gallery, store));
      expect(SCOPES.map((scope) => shown(dropped, scope))).toEqual(SCOPES.map((scope) => shown(gallery, scope)));
      expect(accepted(decideAll(dropped, dropEqual(dropped, store))).changes).toEqual([]);
    }),
  );
});

test('path and bytes are overridden together, or inherited together', async () => {
  await fc.assert(
    fc.asyncProperty(galleries(), anyScope, anyStoreScope, async (gallery, from, store) => {
      const copied = after(gallery, ...(await copyFrom(gallery, from, store, {}, claiming())));
      for (const now of [copied, after(copied, ...dropEqual(copied, store)), after(copied, ...pushDown(copied, store, {}))])
        for (const { values } of now.entries) for (const scope of STORE_SCOPES) expect(inherits(values, scope, 'file')).toBe(inherits(values, scope, 'blob'));
    }),
  );
});

test('only the named fields of the named entry are meant', () => {
  const gallery = aGallery({
    entries: 2,
    overrides: { german: { 1: { label: 'a', disabled: true }, 2: { label: 'b' } } },
    roles: { german: { image: 2 } },
  });
  const pushed = after(gallery, ...pushDown(gallery, german, { entry: entryId(1), fields: ['label'] }));
  expect(entryOf(pushed, entryId(1)).values.stores).toEqual({ german: { disabled: true } });
  expect(entryOf(pushed, entryId(2))).toEqual(entryOf(gallery, entryId(2)));
  expect(pushed.roles).toEqual(gallery.roles);
  expect(decideAll(gallery, pushDown(gallery, german, { entry: entryId(9) }))).toMatchObject({ fault: { code: 'entry-not-found', entry: 9 } });
});

test('a picture is served with the focal point of the scope that it comes from', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ entry }, scope) => {
      const { file, blob, focal } = servedPicture(entry, scope);
      const from = scope !== 'global' && inherits(entry.values, scope, 'file') ? 'global' : scope;
      const own = from === 'global' ? {} : (entry.values.stores[from.store] ?? {});
      expect({ file, blob, focal }).toEqual({
        file: own.file ?? entry.values.global.file,
        blob: own.blob ?? entry.values.global.blob,
        focal: own.focal ?? entry.values.global.focal,
      });
    }),
  );
});

test('other bytes keep a path of the same name, and only where it is the own one', () => {
  const gallery = aGallery({ entries: [{ file: '/s/h/shirt_2.jpg' as MediaPath }], overrides: { german: { 1: aPicture(1, 1) } } });
  const entry = entryOf(gallery, entryId(1));
  expect(keptPath(entry, 'global', '/s/h/shirt.jpg' as MediaPath)).toBe('/s/h/shirt_2.jpg');
  expect(keptPath(entry, 'global', '/s/h/shirts.jpg' as MediaPath)).toBeUndefined();
  expect(keptPath(entry, german, '/s/h/shirt.jpg' as MediaPath)).toBeUndefined();
  expect(keptPath(entry, german, aPicture(1, 1).file)).toBe(aPicture(1, 1).file);
});

test('the same bytes are the same entry, where the caller wishes so', () => {
  const gallery = aGallery({ entries: 2, overrides: { german: { 2: aPicture(2, 1) } } });
  const sent = (version: number) => ({ mediaType: 'image' as const, videoUrl: null, blob: aPicture(2, version).blob });
  expect(decideDuplicate(gallery, 'global', sent(0), 'reuse')).toEqual({ ok: true, value: 2 });
  expect(decideDuplicate(gallery, 'global', sent(1), 'reuse')).toEqual({ ok: true, value: undefined });
  expect(decideDuplicate(gallery, german, sent(1), 'reuse')).toEqual({ ok: true, value: 2 });
  expect(decideDuplicate(gallery, german, sent(1), 'allow')).toEqual({ ok: true, value: undefined });
  expect(decideDuplicate(gallery, german, sent(1), 'error')).toEqual({ ok: false, fault: { code: 'picture-there', entry: 2 } });
  expect(decideDuplicate(gallery, 'global', { ...sent(0), mediaType: 'external-video', videoUrl: 'https://a.example' }, 'error').ok).toBe(true);
});
