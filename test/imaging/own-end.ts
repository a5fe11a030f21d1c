/** A process that has one picture decoded and then has nothing more to do: it must end by itself, the process for it still there. */
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createImageEngine } from '../../src/imaging/engine.js';

const engine = createImageEngine({ processUrl: new URL('./stub-process.mjs', import.meta.url) });
const verdict = await engine.decode(Buffer.from('a picture'), DEFAULT_LIMITS);
process.stdout.write(verdict.state === 'failed' ? verdict.reason : verdict.state);
