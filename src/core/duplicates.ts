/** The same picture sent twice: a client that heard no answer asks again, and means the entry that is there. */
import { ok, type Result, refuse } from './fault.js';
import type { EntryValues } from './fields.js';
import { type Gallery, type MediaType, view } from './gallery.js';
import type { EntryId } from './ids.js';
import type { Scope } from './scope.js';

/** What somebody who adds a picture wants where it is there already: that entry, a refusal, or another one all the same. */
export type OnDuplicate = 'reuse' | 'error' | 'allow';

/** What two entries are the same by. Two videos may share a preview. */
export interface Likeness extends Pick<EntryValues, 'blob'> {
  readonly mediaType: MediaType;
  /** null: none. */
  readonly videoUrl: string | null;
}

/** The entry that is meant instead of a new one, the first in display order; undefined: a new one is. Fault: `picture-there`. */
export function decideDuplicate(gallery: Gallery, scope: Scope, sent: Likeness, wish: OnDuplicate): Result<EntryId | undefined> {
  if (wish === 'allow') return ok(undefined);
  const there = view(gallery, scope).find(
    ({ mediaType, values }) => mediaType === sent.mediaType && values.blob === sent.blob && values.videoUrl === sent.videoUrl,
  );
  return there !== undefined && wish === 'error' ? refuse({ code: 'picture-there', entry: there.id }) : ok(there?.id);
}
