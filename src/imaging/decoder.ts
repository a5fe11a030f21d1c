/**
 * The decoder process: takes a picture, decodes it, answers a verdict; the next one is sent only then. A picture that
 * brings a decoder down brings down this process and nothing else.
 */
import { loadDecoder } from './decode.js';
import type { DecoderAnswer, DecoderRequest } from './decoder-child.js';

// The parent is gone. A plain exit would wait for the picture that is being decoded.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const decode = await loadDecoder();
const answer = (message: DecoderAnswer): unknown => process.send?.(message);

process.on('message', ({ id, bytes, limitPixels }: DecoderRequest) => {
  void decode(bytes, limitPixels).then((verdict) => answer({ id, verdict }));
});
answer('loaded');
