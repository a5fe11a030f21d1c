/** One decoder process, seen from its parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '../app/ports.js';

export interface DecoderRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly limitPixels: number;
}
/** `loaded` comes once, before any verdict. */
export type DecoderAnswer = 'loaded' | { readonly id: number; readonly verdict: Verdict };

/** What a decoder needs of the surroundings. The service's settings, secrets among them, stay away from hostile pictures. */
const KEPT_VARIABLES: readonly string[] = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];

/** Keeps its parent running only while a picture is in work. */
export class DecoderChild {
  readonly #process: ChildProcess;
  readonly #gone: Promise<void>;
  #isLoaded = false;
  #isAlive = true;
  #isEnded = false;

  /** `url`: the decoder's module; one that ends in `.ts` runs from source. */
  constructor(url: URL) {
    this.#process = fork(fileURLToPath(url), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: url.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [],
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT_VARIABLES.includes(name))),
    });
    this.#process.on('message', (message) => {
      this.#isLoaded ||= message === 'loaded';
    });
    this.#gone = new Promise((resolve) => {
      for (const event of ['exit', 'error', 'disconnect']) this.#process.on(event, () => resolve());
    });
    void this.#gone.then(() => this.#kill());
    this.#release();
  }

  /** False once the process ended, whoever ended it. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /**
   * One picture at a time. `died`: the process ended while it had the picture. A picture that takes longer than
   * `timeoutMs` is failed and the process ended. Rejects where the process never came to load its driver.
   */
  async ask(request: DecoderRequest, timeoutMs: number): Promise<Verdict | 'died'> {
    const over = new AbortController();
    this.#hold();
    try {
      this.#process.send(request, () => undefined);
      return await Promise.race([this.#verdict(request.id, over.signal), this.#death(), this.#tooLong(timeoutMs, over.signal)]);
    } finally {
      over.abort();
      this.#release();
    }
  }

  /** It keeps nothing that would need a farewell. Whoever waits for an answer gets `died`. */
  end(): void {
    this.#isEnded = true;
    this.#kill();
  }

  #kill(): void {
    this.#isAlive = false;
    this.#process.kill('SIGKILL');
  }

  #verdict(id: number, over: AbortSignal): Promise<Verdict> {
    return new Promise((resolve) => {
      const read = (answer: unknown): void => {
        const given = answer as DecoderAnswer;
        if (given !== 'loaded' && given.id === id) resolve(given.verdict);
      };
      this.#process.on('message', read);
      over.addEventListener('abort', () => this.#process.off('message', read));
    });
  }

  async #death(): Promise<'died'> {
    await this.#gone;
    if (!this.#isLoaded && !this.#isEnded) throw new Error('the decoder process cannot start');
    return 'died';
  }

  #tooLong(timeoutMs: number, over: AbortSignal): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#kill();
        if (this.#isLoaded) resolve({ state: 'failed', reason: `not decoded within ${timeoutMs / 1000} s` });
        else reject(new Error('the decoder process does not start in time'));
      }, timeoutMs);
      over.addEventListener('abort', () => clearTimeout(timer));
    });
  }

  #hold(): void {
    this.#process.ref();
    this.#process.channel?.ref();
  }

  #release(): void {
    this.#process.unref();
    this.#process.channel?.unref();
  }
}
