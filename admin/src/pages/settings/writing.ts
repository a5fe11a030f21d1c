import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/keys.js';
import { useNote } from '../../pieces/note.js';

interface Writing<A, R> {
  readonly write: (ask: A) => Promise<R>;
  /** What is asked for anew; absent: everything of the settings. */
  readonly key?: QueryKey;
  /** Said in a note. */
  readonly done: string;
  readonly onDone?: (result: R) => void;
}
/** A write whose success is noted, and seen in the lists. */
export function useWriting<A = void, R = unknown>({ write, key = keys.settings, done, onDone }: Writing<A, R>) {
  const queries = useQueryClient();
  const note = useNote();
  return useMutation({
    mutationFn: write,
    async onSuccess(result: R) {
      onDone?.(result);
      note(done);
      await queries.invalidateQueries({ queryKey: key });
    },
  });
}
