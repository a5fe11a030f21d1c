/** One searching process, seen from its parent. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Question {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}
/** `error`: what the database says; for the log. */
export type Reply = { readonly rows: readonly unknown[] } | { readonly error: string };
type Outcome = Reply | 'too-long' | 'died';

/** What it needs of the surroundings; the service's settings, secrets among them, are not for it. */
const KEPT_VARIABLES: readonly string[] = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];

/** Keeps its parent running only while it searches. */
export class SearcherProcess {
  readonly #process: ChildProcess;
  #answer: ((outcome: Outcome) => void) | undefined;
  #isAlive = true;

  /** `url`: the process's module; one that ends in `.ts` runs from source. `path`: the database. */
  constructor(url: URL, path: string) {
    this.#process = fork(fileURLToPath(url), [path], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: url.pathname.endsWith('.ts') ? ['--import', 'tsx'] : [],
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT_VARIABLES.includes(name))),
    });
    this.#process.on('message', (reply) => this.#answer?.(reply as Reply));
    for (const event of ['exit', 'error', 'disconnect']) this.#process.on(event, () => this.end());
    this.#release();
  }

  /** False once the process ended, whoever ended it. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isBusy(): boolean {
    return this.#answer !== undefined;
  }

  /** One question at a time. `too-long`: it took longer than `limitMs`, and the process is ended. `died`: it ended otherwise. */
  async ask(question: Question, limitMs: number): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    this.#hold();
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#answer = resolve;
      timer = setTimeout(() => resolve('too-long'), limitMs);
      this.#process.send(question, () => undefined);
    });
    clearTimeout(timer);
    this.#answer = undefined;
    this.#release();
    if (outcome === 'too-long') this.end();
    return outcome;
  }

  /** At once, whatever it is at: it keeps nothing. Whoever waits for an answer gets `died`. */
  end(): void {
    this.#isAlive = false;
    this.#process.kill('SIGKILL');
    this.#answer?.('died');
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
