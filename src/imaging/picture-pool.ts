/** Processes for pictures: started on first need, ended when idle, never more than there are places for. */
import { PictureChild, type PictureOutcome, type PictureTask } from './picture-child.js';

interface PoolOptions {
  readonly url: URL;
  /** Processes at most; background work takes one fewer. */
  readonly size: number;
  /** Visitors' tasks that may wait; further ones are not taken. */
  readonly waiting: number;
  /** A process that had nothing to do for so long is ended. */
  readonly idleMs: number;
  /** The driver's memory grows a little with each: after so many a process is ended. */
  readonly picturesEach: number;
  /** Longest time for one picture, and for the start of a process. */
  readonly timeoutMs: number;
}
export type Priority = 'visitor' | 'background';
/** Each may take seconds. */
const HEAVY_WAITING = 4;
interface Waiting {
  readonly start: () => void;
}

export class PicturePool {
  /** The one that worked last comes first, so that the others get to be idle. */
  readonly #idle: { readonly child: PictureChild; readonly timer: NodeJS.Timeout }[] = [];
  readonly #working = new Set<PictureChild>();
  readonly #places: Record<Priority, number> = { visitor: 0, background: 0 };
  readonly #waiting: Record<Priority, Waiting[]> = { visitor: [], background: [] };
  /** What needs much memory is done one by one. */
  #lastHeavy: Promise<unknown> = Promise.resolve();
  #heavyWaiting = 0;
  #lastId = 0;
  #isClosed = false;

  constructor(private readonly options: PoolOptions) {}

  /**
   * The outcome; tasks of one priority begin in their order, visitors' before the others. `busy`: too many wait already
   * (of those that need much memory, which are done one by one, few);
   * `closed`: the pool is. A picture that ends its process twice is failed, and so is one that is too slow, behind visitors
   * where it is so twice. Rejects where no process can be started: that is an outage and says nothing about the picture.
   */
  async run(task: PictureTask, priority: Priority): Promise<PictureOutcome | 'busy' | 'closed'> {
    const outcome = await this.#runNow(task, priority);
    if (outcome === 'busy' || outcome === 'closed' || outcome.state !== 'heavy') return outcome;
    if (priority === 'visitor' && this.#heavyWaiting >= HEAVY_WAITING) return 'busy';
    this.#heavyWaiting++;
    const turn = this.#lastHeavy.then(() => this.#runNow({ ...task, mayBeHeavy: true } as PictureTask, priority));
    this.#lastHeavy = turn.catch(() => undefined).finally(() => this.#heavyWaiting--);
    return turn;
  }

  async #runNow(task: PictureTask, priority: Priority): Promise<PictureOutcome | 'busy' | 'closed'> {
    if (this.#isClosed) return 'closed';
    if (priority === 'visitor' && this.#waiting.visitor.length >= this.options.waiting) return 'busy';
    await this.#place(priority);
    try {
      // A process may end, and a machine stand still, for reasons of its own: the picture is at fault where it happens again.
      const first = await this.#ask(task);
      const outcome = first === 'died' || (first === 'slow' && priority === 'background') ? await this.#ask(task) : first;
      if (outcome === 'died') return { state: 'failed', reason: 'it ends the process that works on it' };
      return outcome === 'slow' ? { state: 'failed', reason: `not done within ${this.options.timeoutMs / 1000} s` } : outcome;
    } finally {
      this.#places[priority]--;
      this.#startNext();
    }
  }

  /** Ends the processes; whoever still waits gets `closed`. */
  close(): void {
    this.#isClosed = true;
    for (const { child, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      child.end();
    }
    for (const child of this.#working) child.end();
    for (const { start } of [...this.#waiting.visitor.splice(0), ...this.#waiting.background.splice(0)]) start();
  }

  #isFree(priority: Priority): boolean {
    const { visitor, background } = this.#places;
    return visitor + background < this.options.size && (priority === 'visitor' || background < Math.max(1, this.options.size - 1));
  }

  /** Taken when it resolves. */
  #place(priority: Priority): Promise<void> {
    if (this.#isFree(priority)) {
      this.#places[priority]++;
      return Promise.resolve();
    }
    return new Promise((start) => this.#waiting[priority].push({ start }));
  }
  #startNext(): void {
    const next = (['visitor', 'background'] as const).find((priority) => this.#waiting[priority].length > 0 && this.#isFree(priority));
    if (next === undefined) return;
    this.#places[next]++;
    this.#waiting[next].shift()?.start();
  }

  async #ask(task: PictureTask): Promise<PictureOutcome | 'died' | 'slow' | 'closed'> {
    if (this.#isClosed) return 'closed';
    const child = this.#take();
    this.#working.add(child);
    try {
      const outcome = await child.ask({ id: ++this.#lastId, task }, this.options.timeoutMs);
      return this.#isClosed ? 'closed' : outcome;
    } finally {
      this.#working.delete(child);
      // What a large picture took is given back at once.
      const wasHeavy = 'mayBeHeavy' in task && task.mayBeHeavy;
      if (wasHeavy || child.asked >= this.options.picturesEach) child.end();
      if (child.isAlive) this.#rest(child);
    }
  }

  #take(): PictureChild {
    for (let rested = this.#idle.pop(); rested !== undefined; rested = this.#idle.pop()) {
      clearTimeout(rested.timer);
      if (rested.child.isAlive) return rested.child;
    }
    return new PictureChild(this.options.url);
  }
  #rest(child: PictureChild): void {
    const timer = setTimeout(() => {
      this.#idle.splice(
        this.#idle.findIndex((rested) => rested.child === child),
        1,
      );
      child.end();
    }, this.options.idleMs).unref();
    this.#idle.push({ child, timer });
  }
}
