/** A change of many cells that was sent and may not have come through: kept for each product until it is done or thrown away. */
import { useCallback, useState } from 'react';
import { Problem } from '../../api/client.js';
import { useUser } from '../../api/session.js';
import { keep, readKept } from '../../kept.js';
import { type Action, ENTRY_FIELDS, type Lens, type Selection } from './model.js';

export interface Plan {
  readonly lens: Lens;
  readonly action: Action;
  readonly selection: Selection;
}
/** As it is kept: JSON knows no maps. */
interface Kept extends Pick<Plan, 'lens' | 'action'> {
  readonly cells: readonly (readonly [store: string, rows: readonly string[]])[];
}

/** Whether the page can say nothing about a write: it was not answered, or by nobody who knows of it. */
export const isLost = (error: unknown): boolean => error instanceof Problem && (error.status === 0 || error.status === 401 || error.status >= 500);

/** undefined: there is none. A component that uses it is made anew for another product. */
export function useKeptPlan(sku: string): readonly [plan: Plan | undefined, keepPlan: (plan: Plan | undefined) => void] {
  const { name } = useUser();
  const [plan, setPlan] = useState(() => planIn(readKept(['matrix', name, sku])));
  const keepPlan = useCallback(
    (wanted: Plan | undefined) => {
      setPlan(wanted);
      keep(['matrix', name, sku], wanted && keptOf(wanted));
    },
    [name, sku],
  );
  return [plan, keepPlan];
}

const keptOf = ({ lens, action, selection }: Plan): Kept => ({ lens, action, cells: [...selection].map(([store, rows]) => [store, [...rows]]) });

/** undefined: it cannot be read. */
function planIn(kept: unknown): Plan | undefined {
  const { lens, action, cells } = (kept ?? {}) as Partial<Kept>;
  const isKnown = LENSES.some((one) => one === lens) && ACTIONS.some((one) => one === action?.kind);
  if (lens === undefined || action === undefined || !isKnown || !Array.isArray(cells)) return undefined;
  try {
    return { lens, action, selection: new Map(cells.map(([store, rows]) => [store, new Set(rows)])) };
  } catch {
    return undefined;
  }
}
const LENSES: readonly Lens[] = ['everything', ...ENTRY_FIELDS, 'roles'];
const ACTIONS: readonly Action['kind'][] = ['restore', 'push-down', 'copy-from'];
