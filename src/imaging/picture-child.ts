/** One process for pictures, seen from its parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ImageFacts, PictureFile, RenderAsk, RenderOutcome, Verdict } from '../app/ports.js';
import type { Result } from '../core/fault.js';
import type { Limits } from '../core/limits.js';

/** What such a process can be asked. `limitPixels` bounds what it opens, and with it the memory it may take. */
export type PictureTask =
  | { readonly do: 'decode'; readonly source: Uint8Array | PictureFile; readonly limitPixels: number }
  | { readonly do: 'inspect'; readonly file: PictureFile; readonly limits: Limits; readonly limitPixels: number }
  | { readonly do: 'render'; readonly source: Uint8Array | PictureFile; readonly ask: RenderAsk; readonly limitPixels: number; readonly mayBeHeavy: boolean };
export interface PictureRequest {
  readonly id: number;
  readonly task: PictureTask;
}
/** A {@link Verdict} for a decode, `inspected` for an inspection, the rest for a render; any may be `failed`. `heavy`: not tried, as it needs much memory and may not. */
export type PictureOutcome = Verdict | RenderOutcome | { readonly state: 'heavy' } | { readonly state: 'inspected'; readonly facts: Result<ImageFacts> };
/** `loaded` comes once, before any outcome. */
export type PictureAnswer = 'loaded' | { readonly id: number; readonly outcome: PictureOutcome };

/** What the driver needs of the surroundings. The service's settings, secrets among them, stay away from hostile pictures. */
const KEPT_VARIABLES: readonly string[] = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];
/** Fewer pools of the C library: a fifth less memory for the same work. */
const ADDED_VARIABLES = { MALLOC_ARENA_MAX: '2' };

/** Keeps its parent running only while a picture is in work. */
export class PictureChild {
  readonly #process: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #loaded: Promise<void>;
  #asked = 0;
  #isLoaded = false;
  #isAlive = true;
  #isEnded = false;

  /** `url`: the process's module; one that ends in `.ts` runs from source. */
  constructor(url: URL) {
    this.#process = fork(fileURLToPath(url), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: url.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [],
      env: { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT_VARIABLES.includes(name))), ...ADDED_VARIABLES },
    });
    this.#loaded = new Promise((resolve) => {
      this.#process.once('message', () => {
        this.#isLoaded = true;
        resolve();
      });
    });
    this.#gone = new Promise((resolve) => {
      for (const event of ['exit', 'error', 'disconnect']) this.#process.on(event, () => resolve());
    });
    void this.#gone.then(() => this.#kill());
    this.#release();
  }

  /** How many pictures it was given. */
  get asked(): number {
    return this.#asked;
  }

  /** False once the process ended, whoever ended it. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /**
   * One picture at a time. `died`: the process ended while it had the picture; `slow`: it was ended, as the picture took
   * longer than `timeoutMs`. Rejects where the process did not come to load its driver, for which it has as long.
   */
  async ask(request: PictureRequest, timeoutMs: number): Promise<PictureOutcome | 'died' | 'slow'> {
    const over = new AbortController();
    this.#asked++;
    this.#hold();
    try {
      this.#process.send(request, () => undefined);
      return await Promise.race([this.#outcome(request.id, over.signal), this.#death(), this.#tooLong(timeoutMs, over.signal)]);
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

  #outcome(id: number, over: AbortSignal): Promise<PictureOutcome> {
    return new Promise((resolve) => {
      const read = (answer: unknown): void => {
        const given = answer as PictureAnswer;
        if (given !== 'loaded' && given.id === id) resolve(given.outcome);
      };
      this.#process.on('message', read);
      over.addEventListener('abort', () => this.#process.off('message', read));
    });
  }

  async #death(): Promise<'died'> {
    await this.#gone;
    if (!this.#isLoaded && !this.#isEnded) throw new Error('a process for pictures cannot start');
    return 'died';
  }

  async #tooLong(timeoutMs: number, signal: AbortSignal): Promise<'slow'> {
    await Promise.race([this.#loaded, pause(timeoutMs, undefined, { signal })]);
    const isLoaded = this.#isLoaded;
    if (isLoaded) await pause(timeoutMs, undefined, { signal });
    this.#kill();
    if (!isLoaded) throw new Error('a process for pictures does not start in time');
    return 'slow';
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
