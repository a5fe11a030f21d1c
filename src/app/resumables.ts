/** Uploads that may break off and go on later: files that come in pieces, each its sender's alone, kept once they are whole. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { FileUploads } from './file-uploads.js';
import type { HandleHolder } from './handles.js';
import type { Secrets } from './ports.js';
import type { Partials } from './ports-incoming.js';

export interface Resumables extends Pick<Partials, 'begin' | 'find' | 'append' | 'remove'> {
  newId(by: HandleHolder): string;
  isOf(id: string, by: HandleHolder): boolean;
  /** Keeps what is whole and says its handle, however often it is asked; what is refused is gone. */
  finish(id: string, by: HandleHolder): Promise<Result<string>>;
}

export function createResumables(deps: { partials: Partials; fileUploads: Pick<FileUploads, 'take'>; secrets: Pick<Secrets, 'newToken'> }): Resumables {
  const { partials, fileUploads, secrets } = deps;
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
    begin: (file) => partials.begin(file),
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
