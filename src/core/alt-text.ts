/** What there is to say of alternative texts. */
import type { Entry } from './gallery.js';
import { effectiveCell, inherits, type Scope } from './scope.js';

/**
 * `decorative`: the picture says nothing, and its text is to be empty. `missing`: nobody has written one.
 * `inherited`: the common text is shown in a store view. `written`: the scope's own.
 */
export type AltState = 'missing' | 'inherited' | 'written' | 'decorative';
export const ALT_STATES = ['missing', 'inherited', 'written', 'decorative'] as const satisfies readonly AltState[];

/** In which state an entry's alternative text is, as a scope sees it. */
export function altState({ values }: Pick<Entry, 'values'>, scope: Scope): AltState {
  if (effectiveCell(values, scope, 'decorative')) return 'decorative';
  if (isBlank(effectiveCell(values, scope, 'label'))) return 'missing';
  return inherits(values, scope, 'label') ? 'inherited' : 'written';
}

/** Nothing but blanks is no text. */
const isBlank = (label: string | null): boolean => label === null || /^ *$/.test(label);
