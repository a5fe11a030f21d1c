/** The unsaved edits of one gallery in one store view: made, kept over a reload, thrown away. */
import { useEffect, useMemo, useState } from 'react';
import type { Gallery, View } from '../../../client/index.js';
import { countEdits, type Draft, NO_EDITS, refit } from './draft.js';
import { keepDraft, type Place, readDraft } from './kept-draft.js';

export interface Editing {
  readonly view: View;
  readonly draft: Draft;
  readonly count: number;
  /** Of the gallery that the first of these edits was made on: what a save means. */
  readonly version: string;
  /** The edits were here when the page was opened. */
  readonly isFromBefore: boolean;
  /** They will not outlive a reload: the browser has no room. */
  readonly isUnkept: boolean;
  edit(change: (draft: Draft, view: View) => Draft): void;
  discard(): void;
}

interface State {
  readonly draft: Draft;
  readonly version: string;
  readonly isFromBefore: boolean;
}
export const versionOf = (gallery: Gallery): string => (gallery.views[0] as View).version;

/** A component that uses it is made anew for another {@link Place}. */
export function useEditing(place: Place, gallery: Gallery): Editing {
  const view = gallery.views[0] as View;
  const [state, setState] = useState<State>(() => {
    const kept = readDraft(place);
    return { draft: kept?.draft ?? NO_EDITS, version: kept?.version ?? '', isFromBefore: kept !== undefined };
  });
  const [isUnkept, setUnkept] = useState(false);
  const draft = useMemo(() => refit(state.draft, view), [state.draft, view]);
  const count = countEdits(draft);
  const version = count === 0 || state.version === '' ? versionOf(gallery) : state.version;
  useEffect(() => {
    setUnkept(!keepDraft(place, count === 0 ? undefined : { version, draft }));
  }, [place, count, version, draft]);
  useWarning(isUnkept && count > 0);
  return {
    view,
    draft,
    count,
    version,
    isFromBefore: state.isFromBefore && count > 0,
    isUnkept,
    edit: (change) =>
      setState((now) => {
        const before = refit(now.draft, view);
        const meant = countEdits(before) === 0 || now.version === '' ? versionOf(gallery) : now.version;
        return { ...now, draft: change(before, view), version: meant };
      }),
    discard: () => setState({ draft: NO_EDITS, version: '', isFromBefore: false }),
  };
}

/** The browser asks before it leaves. */
function useWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isNeeded]);
}
