/** Whether this process should be asked: not while what it stands on does not answer, nor when it is about to end. */

export type Part = 'database' | 'blobs';
/** `error`: for the log. */
export interface NotReady {
  readonly reason: Part | 'draining';
  readonly error?: unknown;
}
export interface Readiness {
  /** undefined: it is ready. */
  check(): Promise<NotReady | undefined>;
  /** It is not any more, from now on. */
  drain(): void;
}

/** Whoever asks waits no longer, and has others to ask. */
const PATIENCE_MS = 2000;

/** Each part throws where it does not answer. */
export function createReadiness(parts: Readonly<Record<Part, () => Promise<void>>>, patienceMs = PATIENCE_MS): Readiness {
  let isDraining = false;
  return {
    async check() {
      if (isDraining) return { reason: 'draining' };
      const found = await Promise.all((Object.keys(parts) as Part[]).map((part) => look(part, parts[part], patienceMs)));
      return found.find((one) => one !== undefined);
    },
    drain() {
      isDraining = true;
    },
  };
}

async function look(reason: Part, ask: () => Promise<void>, patienceMs: number): Promise<NotReady | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    await Promise.race([ask(), tooLong]);
    return undefined;
  } catch (error) {
    return { reason, error };
  } finally {
    clearTimeout(timer);
  }
}
