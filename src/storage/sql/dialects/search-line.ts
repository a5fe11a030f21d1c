/** The line before searches: some run, some wait, further ones are refused. */
import { type Result, refuse } from '../../../core/fault.js';

/** Beside each other in one process of the service; each may take all that one core can do. */
export const SEARCHES_AT_ONCE = 2;

export class SearchLine {
  readonly #line: { readonly until: number; readonly go: (inTime: boolean) => void }[] = [];
  #running = 0;

  /** So many wait at most, and so long each. */
  constructor(
    private readonly length: number,
    private readonly waitMs: number,
  ) {}

  /** `too-many-searches`: there is no room in the line, or the wait in it was too long. */
  async run<T>(search: () => Promise<Result<T>>): Promise<Result<T>> {
    if (!(await this.#turn())) return refuse({ code: 'too-many-searches' });
    try {
      return await search();
    } finally {
      this.#running--;
      this.#callNext();
    }
  }

  #turn(): Promise<boolean> {
    if (this.#running >= SEARCHES_AT_ONCE && this.#line.length >= this.length) return Promise.resolve(false);
    return new Promise((go) => {
      this.#line.push({ until: performance.now() + this.waitMs, go });
      this.#callNext();
    });
  }

  #callNext(): void {
    while (this.#running < SEARCHES_AT_ONCE) {
      const next = this.#line.shift();
      if (next === undefined) return;
      const inTime = performance.now() <= next.until;
      if (inTime) this.#running++;
      next.go(inTime);
    }
  }
}
