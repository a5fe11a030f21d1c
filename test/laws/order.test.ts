import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/core/commands.js';
import { view } from '../../src/core/gallery.js';
import { MAX_POSITION } from '../../src/core/limits.js';
import { storeScope } from '../../src/core/scope.js';
import { accepted, after, aGallery, anyScope, changesOf, entryId, entryOf, galleries, idsOf, storeCode, viewsElsewhere } from '../support/gallery.js';

const german = storeScope(storeCode('german'));
const moves = fc
  .tuple(galleries(2), anyScope, fc.constantFrom('before' as const, 'after' as const), fc.nat(5), fc.nat(5))
  .map(([gallery, scope, side, a, b]) => {
    const ids = idsOf(gallery);
    const entry = ids[a % ids.length] as (typeof ids)[number];
    const others = ids.filter((id) => id !== entry);
    return { gallery, scope, entry, place: { side, of: others[b % others.length] as (typeof ids)[number] } };
  });
const orderOf = (gallery: Parameters<typeof view>[0], scope: Parameters<typeof view>[1]) => view(gallery, scope).map(({ id }) => id);

test('a moved entry stands right there, and the others keep their order', () => {
  fc.assert(
    fc.property(moves, ({ gallery, scope, entry, place }) => {
      const others = orderOf(gallery, scope).filter((id) => id !== entry);
      const at = others.indexOf(place.of) + (place.side === 'after' ? 1 : 0);
      const moved = after(gallery, { kind: 'move-entry', entry, scope, place });
      expect(orderOf(moved, scope)).toEqual([...others.slice(0, at), entry, ...others.slice(at)]);
    }),
  );
});

test('a move writes positions of its scope and nothing else', () => {
  fc.assert(
    fc.property(moves, ({ gallery, scope, entry, place }) => {
      for (const change of changesOf(gallery, { kind: 'move-entry', entry, scope, place }))
        expect(change).toMatchObject({ kind: 'value-changed', field: 'position', scope });
      if (scope !== 'global')
        expect(viewsElsewhere(after(gallery, { kind: 'move-entry', entry, scope, place }), scope)).toEqual(viewsElsewhere(gallery, scope));
    }),
  );
});

test('where there is room one position is enough, and who stands there already is left alone', () => {
  const gallery = aGallery({ entries: [{ position: 10 }, { position: 20 }, { position: 30 }] });
  const [first, second, third] = [entryId(1), entryId(2), entryId(3)];
  expect(changesOf(gallery, { kind: 'move-entry', entry: third, scope: german, place: { side: 'before', of: second } })).toEqual([
    { kind: 'value-changed', entry: third, field: 'position', scope: german, after: 11 },
  ]);
  expect(changesOf(gallery, { kind: 'move-entry', entry: first, scope: german, place: { side: 'after', of: third } })).toHaveLength(1);
  for (const place of [
    { side: 'before' as const, of: third },
    { side: 'after' as const, of: first },
    { side: 'after' as const, of: second },
  ])
    expect(changesOf(gallery, { kind: 'move-entry', entry: second, scope: german, place })).toEqual([]);
});

test('behind the highest position there is, everybody is numbered anew', () => {
  const gallery = aGallery({ entries: [{ position: 5 }, { position: MAX_POSITION }] });
  const moved = after(gallery, { kind: 'move-entry', entry: entryId(1), scope: 'global', place: { side: 'after', of: entryId(2) } });
  expect([1, 2].map((id) => entryOf(moved, entryId(id)).values.global.position)).toEqual([2, 1]);
});

test('an entry that is not there neither moves nor is moved to', () => {
  const gallery = aGallery({ entries: 1 });
  for (const [entry, of] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const place = { side: 'before' as const, of: entryId(of) };
    expect(decide(gallery, { kind: 'move-entry', entry: entryId(entry), scope: 'global', place })).toEqual({
      ok: false,
      fault: { code: 'entry-not-found', entry: 2 },
    });
  }
  expect(accepted(decide(gallery, { kind: 'move-entry', entry: entryId(1), scope: 'global', place: { side: 'after', of: entryId(1) } }))).toEqual([]);
});
