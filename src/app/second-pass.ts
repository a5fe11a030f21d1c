/** What visitors had made in haste is made again behind them, once somebody asks for it a second time: with more work, in fewer bytes. */
import type { RenditionKey } from '../core/ids.js';
import type { KeptRendition } from './ports.js';
import type { Wish } from './rendition-key.js';

/** Each takes a second or two of a core; what finds no place is noted again with its next use. */
const WAITING = 256;
/** Remembered as tried, whatever came of it. */
const REMEMBERED = 10_000;

export interface SecondPass {
  /** It was asked for, and is as the first visitor had it. */
  note(wish: Wish, key: RenditionKey): void;
  /** Waits for the one that is being made; the others are left. */
  stop(): Promise<void>;
}

/** Only AVIF gains enough: a tenth of the bytes, for many times the work. */
export const isHasty = ({ type }: Pick<KeptRendition, 'type'>): boolean => type === 'image/avif';

/** `improve` makes one; they are made one after the other. */
export function createSecondPass(improve: (wish: Wish, key: RenditionKey) => Promise<unknown>): SecondPass {
  const waiting = new Map<RenditionKey, Wish>();
  const tried = new Set<RenditionKey>();
  let running: Promise<void> | undefined;
  async function run(): Promise<void> {
    for (const [key, wish] of waiting) {
      waiting.delete(key);
      await improve(wish, key);
    }
  }
  return {
    note(wish, key) {
      if (tried.has(key) || waiting.size >= WAITING) return;
      if (tried.size >= REMEMBERED) tried.clear();
      tried.add(key);
      waiting.set(key, wish);
      running ??= run().finally(() => {
        running = undefined;
      });
    },
    async stop() {
      waiting.clear();
      await running;
    },
  };
}
