/** Uploads that may break off and go on later: files that come in pieces, each its sender's alone, kept once they are whole. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { FileUploads } from './file-uploads.js';
import type { HandleHolder } from './handles.js';
import type { Secrets } from './ports.js';
import type { Partials } from './ports-incoming.js';

export interface Resumables extends Pick<Partials, 'find' | 'append' | 'remove'> {
  /** Fault `limit-passed`: whom the id is of has begun too much that is not finished. */
  begin(file: Parameters<Partials['begin']>[0]): Promise<Result<void>>;
  newId(by: HandleHolder): string;
  isOf(id: string, by: HandleHolder): boolean;
  /** Keeps what is whole and says its handle, however often it is asked; what is refused is gone. */
  finish(id: string, by: HandleHolder): Promise<Result<string>>;
}

/** What one caller may have begun and not finished on this machine. */
const [UNFINISHED_AT_ONCE, UNFINISHED_BYTES] = [20, 2_000_000_000];

export function createResumables(deps: { partials: Partials; fileUploads: Pick<FileUploads, 'take'>; secrets: Pick<Secrets, 'newToken'> }): Resumables {
  const { partials, fileUploads, secrets } = deps;
  // One after the other: two could else both take the last place.
  let beginning: Promise<unknown> = Promise.resolve();
  async function begin(file: Parameters<Partials['begin']>[0]): Promise<Result<void>> {
    const unfinished = await partials.unfinished(prefixIn(file.id));
    const bytes = unfinished.reduce((sum, sizeBytes) => sum + sizeBytes, file.sizeBytes);
    if (unfinished.length >= UNFINISHED_AT_ONCE)
      return refuse({ code: 'limit-passed', what: 'uploads', limit: UNFINISHED_AT_ONCE, unit: 'that are not finished, for one caller' });
    // How large a single file may be is said elsewhere.
    if (unfinished.length > 0 && bytes > UNFINISHED_BYTES)
      return refuse({ code: 'limit-passed', what: 'uploads', limit: UNFINISHED_BYTES, unit: 'bytes in all that are not finished, for one caller' });
    return ok(await partials.begin(file));
  }
  const finishing = new Map<string, Promise<Result<string>>>();

  async function finish(id: string, by: HandleHolder): Promise<Result<string>> {
    const partial = await partials.find(id);
    if (partial?.handle !== undefined) return ok(partial.handle);
    const file = partial && (await partials.whole(id));
    if (file === undefined) return refuse({ code: 'upload-refused', reason: 'There is no such upload.' });
    const upload = await fileUploads.take(file, partial?.metadata.filename || 'image', by);
    if (upload.ok) await partials.settle(id, upload.value.handle);
    else await partials.remove(id);
    return upload.ok ? ok(upload.value.handle) : upload;
  }
  return {
    begin(file) {
      const begun = beginning.then(() => begin(file));
      beginning = begun.catch(() => undefined);
      return begun;
    },
    append: (id, pieces, at) => partials.append(id, pieces, at),
    remove: (id) => partials.remove(id),
    find: (id) => partials.find(id),
    newId: (by) => `${prefixOf(by)}${secrets.newToken()}`,
    isOf: (id, by) => id.startsWith(prefixOf(by)) && /^[a-z]+-\d+-[\w-]{32}$/.test(id),
    finish(id, by) {
      const running = finishing.get(id) ?? finish(id, by).finally(() => finishing.delete(id));
      finishing.set(id, running);
      return running;
    },
  };
}

const prefixOf = ({ kind, id }: HandleHolder): string => `${kind}-${id}-`;
/** Whose an id of {@link Resumables.newId} is. */
const prefixIn = (id: string): string =>
  id
    .split('-', 2)
    .map((part) => `${part}-`)
    .join('');
