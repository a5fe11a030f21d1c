/** Pictures waiting for the decoder process, which is started on first need and ended when idle. */
import type { Verdict } from '../app/ports.js';
import { DecoderChild, type DecoderRequest } from './decoder-child.js';

interface DecoderOptions {
  readonly url: URL;
  /** A process that had nothing to do for so long is ended. */
  readonly idleMs: number;
  /** Longest time for one picture, the start of a process included. */
  readonly timeoutMs: number;
}

export class DecoderQueue {
  #child: DecoderChild | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #lastId = 0;
  #isClosed = false;

  constructor(private readonly options: DecoderOptions) {}

  /**
   * The verdict, after those asked for before it; `unchecked` once closed. A picture that is too slow or ends the
   * process is failed. Rejects where no process can be started: that is an outage and says nothing about the picture.
   */
  decode(bytes: Uint8Array, limitPixels: number): Promise<Verdict> {
    const verdict = this.#last.then(() => this.#decodeNow({ id: ++this.#lastId, bytes, limitPixels }));
    this.#last = verdict.catch(() => undefined);
    return verdict;
  }

  /** Ends the process; whoever still waits gets `unchecked`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#end();
    await this.#last;
  }

  async #decodeNow(request: DecoderRequest): Promise<Verdict> {
    clearTimeout(this.#idle);
    // A process may end for reasons of its own: the picture is at fault only when the next one dies of it too.
    const first = await this.#ask(request);
    const verdict = first === 'died' ? await this.#ask(request) : first;
    this.#idle = setTimeout(() => this.#end(), this.options.idleMs).unref();
    return verdict === 'died' ? { state: 'failed', reason: 'it ends the decoder' } : verdict;
  }

  async #ask(request: DecoderRequest): Promise<Verdict | 'died'> {
    if (this.#isClosed) return { state: 'unchecked' };
    if (this.#child?.isAlive !== true) this.#child = new DecoderChild(this.options.url);
    const answer = await this.#child.ask(request, this.options.timeoutMs);
    return this.#isClosed ? { state: 'unchecked' } : answer;
  }

  #end(): void {
    clearTimeout(this.#idle);
    this.#child?.end();
    this.#child = undefined;
  }
}
