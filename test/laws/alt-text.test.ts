import fc from 'fast-check';
import { expect, test } from 'vitest';
import { altState } from '../../src/core/alt-text.js';
import { storeScope } from '../../src/core/scope.js';
import { after, aGallery, anyScope, entryId, entryOf, galleriesAndEntry, storeCode, viewOf } from '../support/gallery.js';

const german = storeScope(storeCode('german'));

test('a picture without a text is missing one, unless it is decorative', () => {
  fc.assert(
    fc.property(galleriesAndEntry, anyScope, ({ gallery, entry }, scope) => {
      const { label, decorative } = viewOf(gallery, scope, entry.id).values;
      const state = altState(entry, scope);
      expect(state === 'decorative').toBe(decorative);
      expect(state === 'missing').toBe(!decorative && (label ?? '').replaceAll(' ', '') === '');
      if (scope === 'global') expect(state).not.toBe('inherited');
    }),
  );
});

test('what is common is inherited, what a store view says itself is written, and null gives it back', () => {
  const id = entryId(1);
  const start = aGallery({ entries: 1 });
  const set = (gallery: typeof start, scope: 'global' | typeof german, values: object) => after(gallery, { kind: 'set-values', entry: id, scope, values });
  const stateIn = (gallery: typeof start, scope: 'global' | typeof german) => altState(entryOf(gallery, id), scope);
  const common = set(start, 'global', { label: 'Shirt' });
  expect([stateIn(common, 'global'), stateIn(common, german)]).toEqual(['written', 'inherited']);
  const own = set(common, german, { label: 'Hemd' });
  expect([stateIn(own, german), stateIn(set(own, german, { label: null }), german)]).toEqual(['written', 'inherited']);
  expect(stateIn(set(own, german, { label: '' }), german)).toBe('missing');
  const decorative = set(common, 'global', { decorative: true });
  expect([stateIn(decorative, german), stateIn(set(decorative, german, { decorative: false }), german)]).toEqual(['decorative', 'inherited']);
});
