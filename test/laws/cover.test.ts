import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverOf } from '../../src/core/cover.js';
import { roleHolder, view } from '../../src/core/gallery.js';
import { after, aGallery, anyScope, entryId, galleries, roleCode } from '../support/gallery.js';

test('a product is known by its thumbnail, else by a larger picture, else by the first that is not hidden', () => {
  fc.assert(
    fc.property(galleries(), anyScope, (gallery, scope) => {
      const played = ['thumbnail', 'small_image', 'image'].map((role) => roleHolder(gallery, scope, roleCode(role))).find((holder) => holder !== 'none');
      const shown = view(gallery, scope).find(({ values }) => !values.disabled)?.id;
      expect(coverOf(gallery, scope)?.id).toBe(played ?? shown);
    }),
  );
});

test('a small picture goes before a larger one, and nobody before somebody', () => {
  const gallery = after(aGallery({ entries: 3 }), {
    kind: 'set-roles',
    scope: 'global',
    roles: { [roleCode('image')]: entryId(2), [roleCode('small_image')]: entryId(3), [roleCode('thumbnail')]: 'none' },
  });
  expect(coverOf(gallery, 'global')?.id).toBe(3);
  expect(coverOf(aGallery({ entries: 0 }), 'global')).toBeUndefined();
});
