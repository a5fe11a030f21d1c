/** Searches that may take long, in processes of their own: they stop nobody else, and can be ended. */
import { ok, type Result, refuse } from '../../../core/fault.js';
import { type Question, SearcherProcess } from './searcher-process.js';

export interface SearchOptions {
  /** A search that takes longer is given up, and so is one that waited for its turn so long. Absent: 10. */
  readonly limitSeconds?: number;
  /** So many wait at most; further ones are refused. Absent: 100. */
  readonly lineLength?: number;
  /** Processes that had nothing to do for so long are ended. Absent: 30 s. */
  readonly idleMs?: number;
  /** The process's module; absent: the one beside this module, built or as source. */
  readonly searcherUrl?: URL;
}

/** Beside each other; each may take all that one core can do. */
const AT_ONCE = 2;

/** Costs nothing until the first search, which starts a process. */
export class Searches {
  readonly #options: Required<SearchOptions>;
  #processes: readonly SearcherProcess[] = [];
  readonly #line: { readonly until: number; readonly go: (inTime: boolean) => void }[] = [];
  #running = 0;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    private readonly path: string,
    options: SearchOptions = {},
  ) {
    this.#options = { limitSeconds: 10, lineLength: 100, idleMs: 30_000, searcherUrl: besideThis(), ...options };
  }

  /** The rows, or `search-too-long`, or `too-many-searches`. Sees all that was committed before it. */
  async run(question: Question): Promise<Result<readonly unknown[]>> {
    if (!(await this.#turn())) return refuse({ code: 'too-many-searches' });
    try {
      return await this.#runNow(question);
    } finally {
      this.#running--;
      this.#callNext();
    }
  }

  /** Ends every process; who still waits gets an error. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    for (const one of this.#processes) one.end();
  }

  /** False: there is no room in the line, or the wait in it was too long. */
  #turn(): Promise<boolean> {
    const { lineLength, limitSeconds } = this.#options;
    if (this.#running >= AT_ONCE && this.#line.length >= lineLength) return Promise.resolve(false);
    return new Promise((go) => {
      this.#line.push({ until: performance.now() + limitSeconds * 1000, go });
      this.#callNext();
    });
  }

  #callNext(): void {
    while (this.#running < AT_ONCE) {
      const next = this.#line.shift();
      if (next === undefined) return;
      const inTime = performance.now() <= next.until;
      if (inTime) this.#running++;
      next.go(inTime);
    }
  }

  async #runNow(question: Question): Promise<Result<readonly unknown[]>> {
    const { limitSeconds } = this.#options;
    // A process may end for reasons of its own: only when the next one does too, nobody can search.
    for (let attempt = 1; attempt <= 2 && !this.#isClosed; attempt++) {
      clearTimeout(this.#idle);
      const outcome = await this.#freeProcess().ask(question, limitSeconds * 1000);
      this.#idle = setTimeout(() => this.#endFree(), this.#options.idleMs).unref();
      if (outcome === 'too-long') return refuse({ code: 'search-too-long', limitSeconds });
      if (outcome === 'died') continue;
      if ('error' in outcome) throw new Error(`a search failed: ${outcome.error}`);
      return ok(outcome.rows);
    }
    throw new Error('the searching process ended');
  }

  #freeProcess(): SearcherProcess {
    this.#processes = this.#processes.filter(({ isAlive }) => isAlive);
    const free = this.#processes.find(({ isBusy }) => !isBusy);
    if (free !== undefined) return free;
    const started = new SearcherProcess(this.#options.searcherUrl, this.path);
    this.#processes = [...this.#processes, started];
    return started;
  }

  #endFree(): void {
    for (const one of this.#processes) if (!one.isBusy) one.end();
  }
}

function besideThis(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './searcher.ts' : './searcher.js', import.meta.url);
}
