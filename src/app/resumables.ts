/** Uploads that may break off and go on later, at any node: files that come in pieces, each its sender's alone, kept once they are whole. */
import { ok, type Result, refuse } from '../core/fault.js';
import type { FileUploads } from './file-uploads.js';
import type { HandleHolder } from './handles.js';
import { createLine } from './line.js';
import { inPieces } from './pieces.js';
import type { Secrets } from './ports.js';
import type { Incoming, IncomingFile, PartialFile, Partials } from './ports-incoming.js';
import type { Pieces } from './ports-pieces.js';
import { holderOf } from './quota.js';

export interface Resumables extends Pick<Partials, 'find'> {
  /** Fault `limit-passed`: whom the id is of has begun too much that is not finished. */
  begin(file: Omit<PartialFile, 'receivedBytes' | 'handle'>): Promise<Result<void>>;
  /**
   * Keeps what comes from `at` on, and says where it ended. What came before a failure stays. `overtaken`: it does not
   * end there (any more), has been kept, or given up. Fault `limit-passed`: it came in too many pieces.
   */
  append(id: string, bytes: AsyncIterable<Uint8Array>, at: number): Promise<Result<number> | 'overtaken'>;
  remove(id: string): Promise<void>;
  newId(by: HandleHolder): string;
  isOf(id: string, by: HandleHolder): boolean;
  /** Keeps what is whole and says its handle, however often it is asked; what is refused is gone. */
  finish(id: string, by: HandleHolder): Promise<Result<string>>;
}

/** What one caller may have begun and not finished. */
const [UNFINISHED_AT_ONCE, UNFINISHED_BYTES] = [20, 2_000_000_000];
/** A piece is in memory while it is sent to where it is kept, so many of them at once; a process that is killed loses less than one. */
const [PIECE_BYTES, SENT_AT_ONCE] = [8 * 1024 * 1024, 4];
/** Of one upload: enough for the longest, and for as many breaks. */
const MOST_PIECES = 4096;

export function createResumables(deps: {
  partials: Partials;
  pieces: Pieces;
  incoming: Incoming;
  fileUploads: Pick<FileUploads, 'take'>;
  secrets: Pick<Secrets, 'newToken'>;
  /** Whether somebody has room for so much more. */
  allows(sizeBytes: number, holder: string): Promise<Result<void>>;
}): Resumables {
  const { partials, pieces, incoming, fileUploads, secrets } = deps;
  const removeAll = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await pieces.remove(name);
  };
  const line = createLine({ atOnce: SENT_AT_ONCE, waiting: 0 });
  /** Where the piece ends. */
  async function keepPiece(id: string, file: IncomingFile, at: number): Promise<Result<number> | 'overtaken'> {
    const { sizeBytes } = file;
    const name = crypto.randomUUID();
    await line.enter('background', () => pieces.putFile(name, file.path));
    const grown = await partials.grow(id, { name, at, sizeBytes }, MOST_PIECES);
    if (grown === 'grown') return ok(at + sizeBytes);
    await pieces.remove(name);
    return grown === 'full' ? refuse({ code: 'limit-passed', what: 'uploads', limit: MOST_PIECES, unit: 'pieces that one may come in' }) : grown;
  }
  async function append(id: string, bytes: AsyncIterable<Uint8Array>, at: number): Promise<Result<number> | 'overtaken'> {
    let end = at;
    for await (const piece of inPieces(bytes, PIECE_BYTES)) {
      const file = await incoming.receive(piece, PIECE_BYTES);
      if (file === undefined || file.sizeBytes === 0) {
        if (file !== undefined) await incoming.drop(file);
        continue;
      }
      const kept = await keepPiece(id, file, end);
      if (kept === 'overtaken' || !kept.ok) return kept;
      end = kept.value;
    }
    return ok(end);
  }
  /** In a file of this machine; undefined: its pieces are not all there (any more). */
  async function whole({ id, sizeBytes }: PartialFile): Promise<IncomingFile | undefined> {
    const names = await partials.pieces(id);
    const bytes = async function* () {
      for (const name of names) yield* (await pieces.stream(name)) ?? [];
    };
    const file = await incoming.receive(bytes(), sizeBytes);
    if (file === undefined || file.sizeBytes === sizeBytes) return file;
    await incoming.drop(file);
    return undefined;
  }
  const remove = async (id: string): Promise<void> => removeAll(await partials.remove(id));
  const gone = refuse({ code: 'upload-refused', reason: 'There is no such upload.' });
  async function finish(id: string, by: HandleHolder): Promise<Result<string>> {
    const partial = await partials.find(id);
    if (partial?.handle !== undefined) return ok(partial.handle);
    if (partial === undefined || partial.receivedBytes < partial.sizeBytes) return gone;
    const file = await whole(partial);
    // Another node was faster, or its bytes are lost.
    const upload = file === undefined ? gone : await fileUploads.take(file, partial.metadata.filename || 'image', by);
    if (upload.ok) await removeAll(await partials.settle(id, upload.value.handle));
    const handle = (await partials.find(id))?.handle;
    if (handle !== undefined) return ok(handle);
    await remove(id);
    return upload.ok ? gone : upload;
  }
  const finishing = new Map<string, Promise<Result<string>>>();
  return {
    async begin(file) {
      const holder = holderIn(file.id);
      const allowed = await deps.allows(file.sizeBytes, holder);
      return allowed.ok ? partials.begin(file, holder, (unfinished) => allow(unfinished, file.sizeBytes)) : allowed;
    },
    append,
    remove,
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

function allow(unfinished: readonly number[], sizeBytes: number): Result<void> {
  const bytes = unfinished.reduce((sum, one) => sum + one, sizeBytes);
  if (unfinished.length >= UNFINISHED_AT_ONCE)
    return refuse({ code: 'limit-passed', what: 'uploads', limit: UNFINISHED_AT_ONCE, unit: 'that are not finished, for one caller' });
  // How large a single file may be is said elsewhere.
  if (unfinished.length > 0 && bytes > UNFINISHED_BYTES)
    return refuse({ code: 'limit-passed', what: 'uploads', limit: UNFINISHED_BYTES, unit: 'bytes in all that are not finished, for one caller' });
  return ok(undefined);
}

const prefixOf = (by: HandleHolder): string => `${holderOf(by)}-`;
/** Whose an id of {@link Resumables.newId} is. */
const holderIn = (id: string): string => id.split('-', 2).join('-');
