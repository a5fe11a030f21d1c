/** Saving a gallery's edits: what would change, the save itself, and what to do when somebody else was faster. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Change, Edit, Gallery, HistoryLine, Patch, View } from '../../../client/index.js';
import { api, Problem } from '../api/client.js';
import { keys } from '../api/keys.js';
import { galleryQuery, MEDIUM } from '../api/queries.js';
import { type Operation, operationsOf, refit } from './draft.js';
import { type Editing, versionOf } from './editing.js';

export interface Conflict {
  /** What others have done since, the newest first. */
  readonly theirs: readonly HistoryLine[];
  /** What these edits would change now. */
  readonly mine: readonly Change[];
  /** Of the gallery as the others have left it. */
  readonly version: string;
}

export function useSaving(sku: string, { view, draft, version, discard }: Editing, onSaved: (edit: Edit) => void) {
  const queries = useQueryClient();
  const { store } = view;
  const operations = operationsOf(draft, view);
  const patch = (asked: readonly Operation[], more: { isPreview?: boolean; version?: string | undefined }) => {
    const isPreview = more.isPreview === true ? true : undefined;
    return api.patchGallery({ sku, store, presets: MEDIUM, dry_run: isPreview, body: { operations: asked as Patch['operations'] } }, { ifMatch: more.version });
  };
  const preview = useMutation({ mutationFn: () => patch(operations, { isPreview: true }) });
  const conflict = useMutation({
    async mutationFn(problem: Problem): Promise<Conflict> {
      const gallery = await queries.fetchQuery({ ...galleryQuery(sku, store), staleTime: 0 });
      const now = gallery.views[0] as View;
      const mine = operationsOf(refit(draft, now), now);
      return {
        theirs: (problem.members.changes ?? []) as readonly HistoryLine[],
        mine: mine.length === 0 ? [] : (await patch(mine, { isPreview: true })).changes,
        version: versionOf(gallery),
      };
    },
  });
  const save = useMutation({
    mutationFn: (meant: string) => patch(operations, { version: meant }),
    async onSuccess(edit) {
      queries.setQueryData<Gallery>(keys.gallery(sku, store), edit.gallery);
      discard();
      conflict.reset();
      onSaved(edit);
      await Promise.all([queries.invalidateQueries({ queryKey: keys.product(sku) }), queries.invalidateQueries({ queryKey: keys.products })]);
    },
    onError(problem) {
      if (problem instanceof Problem && problem.status === 412) conflict.mutate(problem);
    },
  });
  return { preview, save: () => save.mutate(version), saving: save, conflict, refresh: () => queries.invalidateQueries({ queryKey: keys.product(sku) }) };
}
