import { deepStrictEqual as same } from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Command, decide } from '../../src/core/commands.js';
import type { EntryValues } from '../../src/core/fields.js';
import { DEFAULT_LIMITS, MAX_POSITION } from '../../src/core/limits.js';
import type { Patch, Scope } from '../../src/core/scope.js';
import { after, aGallery, anyScope, aPicture, entryId, NEXT_ID, SCOPES, viewOf } from '../support/gallery.js';

const gallery = aGallery({ entries: 2 });
/** The same values as they come with a new entry and for one that is there. */
const bothWays = (scope: Scope, values: Patch<Pick<EntryValues, 'label' | 'position'>>): Command[] => [
  { kind: 'add-entry', id: NEXT_ID, mediaType: 'image', scope, values: { ...aPicture(NEXT_ID), ...values } },
  { kind: 'set-values', entry: entryId(1), scope, values },
];
const adding = (id: number): Command => ({ kind: 'add-entry', id: entryId(id), mediaType: 'image', scope: 'global', values: aPicture(id) });

test('a gallery holds 250 entries and not one more', () => {
  const full = aGallery({ entries: 250 });
  expect(full.entries).toHaveLength(250);
  same(decide(full, adding(251)), { ok: false, fault: { code: 'limit-passed', what: 'entries', limit: 250, unit: 'entries a gallery' } });
  const room = after(full, { kind: 'remove-entry', entry: entryId(7), scope: 'global', rolesElsewhere: 'clear' });
  expect(decide(room, adding(251)).ok).toBe(true);
});

test('the bound is what the operator sets it to', () => {
  fc.assert(
    fc.property(fc.nat(6), fc.nat(6), (entries, bound) => {
      expect(decide(aGallery({ entries }), adding(7), { ...DEFAULT_LIMITS, entries: bound }).ok).toBe(entries < bound);
    }),
  );
  expect(decide(gallery, { kind: 'set-values', entry: entryId(1), scope: 'global', values: { label: 'four' } }, { ...DEFAULT_LIMITS, labelChars: 3 }).ok).toBe(
    false,
  );
});

test('a full gallery takes every command but one that adds', () => {
  const tight = { ...DEFAULT_LIMITS, entries: 1 };
  expect(decide(gallery, { kind: 'set-values', entry: entryId(1), scope: 'global', values: { label: 'front' } }, tight).ok).toBe(true);
  expect(decide(gallery, { kind: 'remove-entry', entry: entryId(1), scope: 'global', rolesElsewhere: 'refuse' }, tight).ok).toBe(true);
});

test.each(['x', 'ß', 'あ', '🧥'])('a label of 255 characters %s is kept whole, one of 256 is refused, not cut', (character) => {
  for (const scope of SCOPES) {
    for (const command of bothWays(scope, { label: character.repeat(256) }))
      same(decide(gallery, command), { ok: false, fault: { code: 'limit-passed', what: 'label', limit: 255, unit: 'characters' } });
    for (const command of bothWays(scope, { label: character.repeat(255) })) {
      const id = command.kind === 'add-entry' ? NEXT_ID : entryId(1);
      expect(viewOf(after(gallery, command), scope, id).values.label).toBe(character.repeat(255));
    }
  }
});

test('a position is a whole number from 0 to 4294967295, or none', () => {
  const refused = { ok: false, fault: { code: 'limit-passed', what: 'position', limit: MAX_POSITION, unit: 'as the highest number' } };
  expect(MAX_POSITION).toBe(2 ** 32 - 1);
  for (const scope of SCOPES) {
    for (const position of [-1, 0.5, 1.5, MAX_POSITION + 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      for (const command of bothWays(scope, { position })) same(decide(gallery, command), refused);
    for (const position of [0, 1, MAX_POSITION, null]) for (const command of bothWays(scope, { position })) expect(decide(gallery, command).ok).toBe(true);
  }
});

test('any number is either a position that the scope then sees, or refused', () => {
  fc.assert(
    fc.property(anyScope, fc.oneof(fc.double(), fc.integer(), fc.nat(9)), (scope, position) => {
      const command: Command = { kind: 'set-values', entry: entryId(1), scope, values: { position } };
      const valid = Number.isInteger(position) && position >= 0 && position < 2 ** 32;
      expect(decide(gallery, command).ok).toBe(valid);
      if (valid) expect(viewOf(after(gallery, command), scope, entryId(1)).values.position === position).toBe(true);
    }),
  );
});

test('behind the highest position there is no other: the next entry shares it', () => {
  const last = aGallery({ entries: [{ position: MAX_POSITION }] });
  expect(viewOf(after(last, adding(2)), 'global', entryId(2)).values.position).toBe(MAX_POSITION);
});

test('a product whose attribute set has no gallery takes no picture; what it has can still be changed and removed', () => {
  const closed = { ...gallery, takesPictures: false };
  same(decide(closed, adding(7)), { ok: false, fault: { code: 'gallery-closed' } });
  expect(decide(closed, { kind: 'set-values', entry: entryId(1), scope: 'global', values: { label: 'front' } }).ok).toBe(true);
  expect(decide(closed, { kind: 'remove-entry', entry: entryId(1), scope: 'global', rolesElsewhere: 'refuse' }).ok).toBe(true);
});

test('a focal point lies in the picture, its edges included', () => {
  const pointing = (x: number, y: number) =>
    decide(aGallery({ entries: 1 }), { kind: 'set-values', entry: entryId(1), scope: 'global', values: { focal: { x, y } } });
  for (const share of [0, 1, 0.5, Number.MIN_VALUE]) expect(pointing(share, 1 - share).ok).toBe(true);
  for (const share of [-0.001, 1.001, Number.NaN, Number.POSITIVE_INFINITY]) {
    const refused = { ok: false, fault: { code: 'limit-passed', what: 'focal', limit: 1, unit: 'of the width or height' } };
    same([pointing(share, 0), pointing(0, share)], [refused, refused]);
  }
});
