/**
 * A process for pictures: takes one, decodes it or makes of it what is asked, and answers; the next one is sent only
 * then. A picture that brings the driver down brings down this process and nothing else.
 */
import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import type { PictureFile } from '../app/ports.js';
import type { Limits } from '../core/limits.js';
import { loadDecoder } from './decode.js';
import { decodeCeiling, watchMemory } from './memory-ceiling.js';
import type { PictureAnswer, PictureOutcome, PictureRequest, PictureTask } from './picture-child.js';
import { loadRenderer } from './rendering.js';
import { inspectImage } from './structure.js';

/** Whoever answers requests goes first. */
const NICENESS = 10;
/** Far more than most renditions need; what needs more is made again when nothing else of its size is. */
const LIGHT_BYTES = 400 * 1024 * 1024;
const TOO_LARGE: PictureOutcome = { state: 'failed', reason: 'it needs more memory than may be used' };

// The parent is gone. A plain exit would wait for the picture that is being worked on.
process.on('disconnect', () => end());
setPriority(NICENESS);

const [decode, render] = [await loadDecoder(), await loadRenderer()];

process.on('message', ({ id, task }: PictureRequest) => {
  const answer = (outcome: PictureOutcome, then?: () => void) => process.send?.({ id, outcome } satisfies PictureAnswer, undefined, {}, then);
  const isLight = task.do === 'render' && !task.mayBeHeavy;
  const unwatch = watchMemory(isLight ? LIGHT_BYTES : decodeCeiling(task.limitPixels), () => answer(isLight ? { state: 'heavy' } : TOO_LARGE, end));
  void perform(task).then((outcome) => {
    unwatch();
    answer(outcome);
  });
});
process.send?.('loaded' satisfies PictureAnswer);

function perform(task: PictureTask): Promise<PictureOutcome> {
  if (task.do === 'inspect') return inspect(task.file, task.limits);
  return task.do === 'decode' ? decode(task.source, task.limitPixels) : render(task.source, task.ask, task);
}
async function inspect({ path }: PictureFile, limits: Limits): Promise<PictureOutcome> {
  return { state: 'inspected', facts: inspectImage(await readFile(path), limits) };
}
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
