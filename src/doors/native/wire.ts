/** Changes and values between this wire and the core. */
import type { HistoryLine } from '../../app/ports.js';
import type { Trampled } from '../../core/fault.js';
import type { FieldName } from '../../core/fields.js';
import type { Scope } from '../../core/scope.js';
import { changeOut, FIELD_WORDS, holderOut, storeOut } from '../change-words.js';

export { FIELD_WORDS, holderOut, storeOut };

export const sourceOut = (scope: Scope): string => (scope === 'global' ? 'global' : scope.store);
export const timeOut = (at: number): string => new Date(at).toISOString();

export const lineOut = ({ number, revision, at, actor, door, request, changes }: HistoryLine) => ({
  change: number,
  revision,
  at: timeOut(at),
  by: actor,
  door,
  request,
  changes: changes.map(changeOut),
});

export function trampledOut({ kind, entry, name, scope, left, now }: Trampled): Record<string, unknown> {
  const word = kind === 'value' ? FIELD_WORDS[name as FieldName] : name;
  const shown = (value: unknown) => (kind === 'entry' ? { entry } : holderOut(value));
  return {
    kind,
    ...(entry === undefined ? {} : { entry }),
    ...(word === undefined ? {} : { name: word }),
    store: storeOut(scope),
    ...(left === undefined ? {} : { left: shown(left) }),
    ...(now === undefined ? {} : { now: shown(now) }),
  };
}
