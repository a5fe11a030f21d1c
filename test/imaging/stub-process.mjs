/** Stands in for a process for pictures, so that a test can have it die or hang (`o`: as every other task): a picture's first letter says what happens. Answers with its own process id and the task's number, after the letters `s` and `m` (which needs much memory) a little later. */
import { setTimeout as sleep } from 'node:timers/promises';

const SLOW_MS = 300;

process.on('disconnect', () => process.exit());
process.on('message', (/** @type {import('../../src/imaging/picture-child.js').PictureRequest} */ { id, task }) => {
  const what = String.fromCharCode(task.source[0] ?? 0);
  if (what === 'd') process.exit(3);
  if (what === 'h' || (what === 'o' && id % 2 === 1)) return;
  if (what === 'm' && task.do === 'render' && !task.mayBeHeavy) return void process.send({ id, outcome: { state: 'heavy' } });
  void sleep(what === 's' || what === 'm' ? SLOW_MS : 0).then(() => process.send({ id, outcome: { state: 'failed', reason: `${process.pid} ${id}` } }));
});
process.send('loaded');
