import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/app/ports.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createImageEngine, type ImageEngineOptions } from '../../src/imaging/engine.js';

const HANG_MS = 60_000;
const STUB = new URL('./stub-decoder.ts', import.meta.url);
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An engine over the stub, as a function from the first letter of a picture to the verdict. */
function anEngine(options: ImageEngineOptions = {}) {
  const engine = createImageEngine({ decoderUrl: STUB, ...options });
  closing.push(() => engine.close());
  return { close: () => engine.close(), decode: (what: string) => engine.decode(Buffer.from(what), DEFAULT_LIMITS) };
}
const processOf = (verdict: Verdict): number => (verdict.state === 'failed' ? Number(verdict.reason.split(' ')[0]) : Number.NaN);

/** Until a process is gone; a process that is not ours would throw otherwise. */
async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}

describe('the decoder process', { timeout: HANG_MS }, () => {
  it('is one for many pictures, which keep their order', async () => {
    const { decode } = anEngine();
    const verdicts = await Promise.all(['a', 'b', 'c'].map(decode));
    expect(new Set(verdicts.map(processOf)).size).toBe(1);
    expect(verdicts.map((verdict) => verdict.state === 'failed' && verdict.reason.split(' ')[1])).toEqual(['1', '2', '3']);
  });

  it('is replaced when a picture ends it; that picture is failed, the next is not harmed', async () => {
    const { decode } = anEngine();
    const [first, deadly, next] = await Promise.all(['a', 'd', 'a'].map(decode));
    expect(deadly).toEqual({ state: 'failed', reason: 'it ends the decoder' });
    expect(processOf(next as Verdict)).not.toBe(processOf(first as Verdict));
  });

  it('is replaced when it ended while it had nothing to do', async () => {
    const { decode } = anEngine();
    const pid = processOf(await decode('a'));
    process.kill(pid, 'SIGKILL');
    expect(processOf(await decode('a'))).not.toBe(pid);
  });

  it('is ended when a picture takes too long', async () => {
    const { decode } = anEngine({ timeoutMs: 3_000 });
    const pid = processOf(await decode('a'));
    expect(await decode('h')).toEqual({ state: 'failed', reason: 'not decoded within 3 s' });
    await isGone(pid);
    expect(processOf(await decode('a'))).not.toBe(pid);
  });

  it('is ended when idle', async () => {
    const { decode } = anEngine({ idleMs: 50 });
    await isGone(processOf(await decode('a')));
    expect(processOf(await decode('a'))).toBeGreaterThan(0);
  });

  it('is ended on close; whoever waits gets no verdict', async () => {
    const { decode, close } = anEngine();
    const pid = processOf(await decode('a'));
    const waiting = ['h', 'a'].map(decode);
    await close();
    expect(await Promise.all([...waiting, decode('a')])).toEqual([{ state: 'unchecked' }, { state: 'unchecked' }, { state: 'unchecked' }]);
    await isGone(pid);
  });

  it('that cannot start is an outage, no verdict', async () => {
    const { decode } = anEngine({ decoderUrl: new URL('./no-such-file.ts', import.meta.url) });
    await expect(decode('a')).rejects.toThrow('cannot start');
  });

  it('does not keep its parent running, and ends with it', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./own-end.ts', import.meta.url))]);
    await isGone(Number(stdout.split(' ')[0]));
  });
});
