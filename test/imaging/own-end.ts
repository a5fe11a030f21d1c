/** A process that decodes one picture and then has nothing more to do: it must end by itself, the decoder still there. */
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createImageEngine } from '../../src/imaging/engine.js';

const engine = createImageEngine({ decoderUrl: new URL('./stub-decoder.ts', import.meta.url) });
const verdict = await engine.decode(Buffer.from('a picture'), DEFAULT_LIMITS);
process.stdout.write(verdict.state === 'failed' ? verdict.reason : verdict.state);
