const SAY_EVERY_MS = 1000;
const DRAW_EVERY_MS = 100;

export interface Progress {
  /** So much of so many; `words` say it. */
  at(done: number, total: number, words: string): void;
  /** A line of its own. */
  line(text: string): void;
  end(): void;
}

/** On stderr: a bar for people at a terminal, a line a second for everybody else. */
export function createProgress(): Progress {
  const isTerminal = process.stderr.isTTY === true;
  let [saidAt, say] = [Date.now(), () => undefined as unknown];
  return {
    at(done, total, words) {
      say = () => {
        const bar = isTerminal ? `\r\u001b[K[${'#'.repeat(Math.round((total === 0 ? 1 : done / total) * 30)).padEnd(30)}] ` : 'vitrine: ';
        saidAt = Date.now();
        return process.stderr.write(`${bar}${words}${isTerminal ? '' : '\n'}`);
      };
      if (Date.now() - saidAt > (isTerminal ? DRAW_EVERY_MS : SAY_EVERY_MS)) say();
    },
    line: (text) => void process.stderr.write(`${isTerminal ? '\r\u001b[K' : ''}vitrine: ${text}\n`),
    end() {
      if (!isTerminal) return;
      say();
      process.stderr.write('\n');
    },
  };
}
