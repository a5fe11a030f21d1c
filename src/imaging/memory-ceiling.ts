/** A bound on the memory of a process that works on pictures: some need thousands of times their own size. */

/** A picture fills memory at some GB a second: what it takes beyond the ceiling before that is seen is small beside it. */
const LOOK_EVERY_MS = 20;
/** The process and the driver, and room for a picture's own bytes. */
const FIXED_BYTES = 256 * 1024 * 1024;
/** What the costliest format takes, by measuring: AVIF of 10 bits with alpha. */
const BYTES_A_PIXEL = 24;

/** What the decode of a picture of so many pixels may need, the process around it included. */
export const decodeCeiling = (limitPixels: number): number => FIXED_BYTES + BYTES_A_PIXEL * limitPixels;

/**
 * Calls `onOver` once this process holds more than `limitBytes`; what it returns ends the watch. Pictures are worked on
 * in threads beside the loop, which is free to look. The process can then only be ended: the work cannot be stopped.
 */
export function watchMemory(limitBytes: number, onOver: () => void): () => void {
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() <= limitBytes) return;
    clearInterval(timer);
    onOver();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
