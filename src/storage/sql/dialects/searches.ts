/** Searches that may take long, in processes of their own: they stop nobody else, and can be ended. */
import { ok, type Result, refuse } from '../../../core/fault.js';
import { SearchLine } from './search-line.js';
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

/** Costs nothing until the first search, which starts a process. */
export class Searches {
  readonly #options: Required<SearchOptions>;
  #processes: readonly SearcherProcess[] = [];
  readonly #line: SearchLine;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    private readonly path: string,
    options: SearchOptions = {},
  ) {
    this.#options = { limitSeconds: 10, lineLength: 100, idleMs: 30_000, searcherUrl: besideThis(), ...options };
    this.#line = new SearchLine(this.#options.lineLength, this.#options.limitSeconds * 1000);
  }

  /** The rows, or `search-too-long`, or `too-many-searches`. Sees all that was committed before it. */
  run(question: Question): Promise<Result<readonly unknown[]>> {
    return this.#line.run(() => this.#runNow(question));
  }

  /** Ends every process; who still waits gets an error. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    for (const one of this.#processes) one.end();
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
