import type { PartialFile, Partials } from '../../app/ports-incoming.js';
import { ok } from '../../core/fault.js';

interface Kept extends PartialFile {
  readonly holder: string;
  readonly pieces: readonly string[];
}

export function createMemoryPartials(): Partials {
  const kept = new Map<string, Kept>();
  const remove = (id: string): readonly string[] => {
    const pieces = kept.get(id)?.pieces ?? [];
    kept.delete(id);
    return pieces;
  };
  return {
    async begin(file, holder, allow) {
      const unfinished = [...kept.values()].filter((one) => one.holder === holder && one.handle === undefined);
      const allowed = allow(unfinished.map(({ sizeBytes }) => sizeBytes));
      if (!allowed.ok) return allowed;
      kept.set(file.id, { ...file, receivedBytes: 0, holder, pieces: [] });
      return ok(undefined);
    },
    async find(id) {
      const found = kept.get(id);
      if (found === undefined) return undefined;
      const { holder: _, pieces: __, ...file } = found;
      return file;
    },
    async grow(id, { name, at, sizeBytes }, mostPieces) {
      const found = kept.get(id);
      if (found === undefined || found.handle !== undefined || found.receivedBytes !== at) return 'overtaken';
      if (found.pieces.length >= mostPieces) return 'full';
      kept.set(id, { ...found, receivedBytes: at + sizeBytes, pieces: [...found.pieces, name] });
      return 'grown';
    },
    pieces: async (id) => kept.get(id)?.pieces ?? [],
    async settle(id, handle) {
      const found = kept.get(id);
      if (found === undefined) return [];
      kept.set(id, { ...found, handle: found.handle ?? handle, pieces: [] });
      return found.pieces;
    },
    remove: async (id) => remove(id),
    async forget(createdBefore, limit) {
      const old = [...kept.values()].filter(({ createdAt }) => createdAt < createdBefore).slice(0, limit);
      return { count: old.length, pieces: old.flatMap(({ id }) => remove(id)) };
    },
  };
}
