/** Stands in for the decoder process, so that a test can have it die or hang: a picture's first letter says what happens. Answers with its own process id. */
import type { DecoderRequest } from '../../src/imaging/decoder-child.js';

process.on('disconnect', () => process.exit());
process.on('message', ({ id, bytes }: DecoderRequest) => {
  const what = String.fromCharCode(bytes[0] ?? 0);
  if (what === 'd') process.exit(3);
  if (what === 'h') return;
  process.send?.({ id, verdict: { state: 'failed', reason: `${process.pid} ${id}` } });
});
process.send?.('loaded');
