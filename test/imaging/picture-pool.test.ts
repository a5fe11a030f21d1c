import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { RenderOutcome, Verdict } from '../../src/app/ports.js';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createImageEngine, type ImageEngineOptions } from '../../src/imaging/engine.js';

const HANG_MS = 60_000;
const STUB = new URL('./stub-process.mjs', import.meta.url);
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An engine of two processes over the stub; a picture's first letter says what becomes of it. */
function anEngine(options: ImageEngineOptions = {}) {
  const engine = createImageEngine({ processUrl: STUB, size: 2, ...options });
  closing.push(() => engine.close());
  const render = (what: string, priority: 'visitor' | 'background' = 'visitor') =>
    engine.render(Buffer.from(what), { rendition: {}, format: 'jpg', priority }, DEFAULT_LIMITS);
  return { close: () => engine.close(), decode: (what: string) => engine.decode(Buffer.from(what), DEFAULT_LIMITS), render };
}
const partOf = (outcome: Verdict | RenderOutcome, part: 0 | 1): number => (outcome.state === 'failed' ? Number(outcome.reason.split(' ')[part]) : Number.NaN);
const processOf = (outcome: Verdict | RenderOutcome): number => partOf(outcome, 0);
const turnOf = (outcome: Verdict | RenderOutcome): number => partOf(outcome, 1);

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

describe('a process for pictures', { timeout: HANG_MS }, () => {
  it('is one for all decodes, which keep their order', async () => {
    const { decode } = anEngine();
    const verdicts = await Promise.all(['a', 'b', 'c'].map(decode));
    expect(new Set(verdicts.map(processOf)).size).toBe(1);
    expect(verdicts.map(turnOf)).toEqual([1, 2, 3]);
  });

  it('is replaced when a picture ends it; that picture is failed, the next is not harmed', async () => {
    const { decode } = anEngine();
    const [first, deadly, next] = await Promise.all(['a', 'd', 'a'].map(decode));
    expect(deadly).toEqual({ state: 'failed', reason: 'it ends the process that works on it' });
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
    expect(await decode('h')).toEqual({ state: 'failed', reason: 'not done within 3 s' });
    await isGone(pid);
    expect(processOf(await decode('a'))).not.toBe(pid);
  });

  it('that stood still may not have done so for the picture: it is tried once more, a visitor waits no longer', async () => {
    const { decode, render } = anEngine({ timeoutMs: 2_000 });
    expect(turnOf(await decode('o'))).toBe(2);
    expect(await render('o')).toEqual({ state: 'failed', reason: 'not done within 2 s' });
  });

  it('is ended when idle', async () => {
    const { decode } = anEngine({ idleMs: 50 });
    await isGone(processOf(await decode('a')));
    expect(processOf(await decode('a'))).toBeGreaterThan(0);
  });

  it('is ended after so many pictures, and another one goes on', async () => {
    const { decode } = anEngine({ picturesEach: 2 });
    const turns = [await decode('a'), await decode('a'), await decode('a')].map(processOf);
    expect([turns[0] === turns[1], turns[1] === turns[2]]).toEqual([true, false]);
    await isGone(turns[0] as number);
  });

  it('is ended on close; whoever waits gets nothing', async () => {
    const { decode, render, close } = anEngine();
    const pid = processOf(await decode('a'));
    const waiting = [decode('h'), decode('a'), render('h'), render('a')];
    await close();
    const [unchecked, busy] = [{ state: 'unchecked' }, { state: 'busy' }];
    expect(await Promise.all([...waiting, decode('a'), render('a')])).toEqual([unchecked, unchecked, busy, busy, unchecked, busy]);
    await isGone(pid);
  });

  it('that cannot start is an outage, no verdict', async () => {
    const { decode, render } = anEngine({ processUrl: new URL('./no-such-file.ts', import.meta.url) });
    await expect(decode('a')).rejects.toThrow('cannot start');
    await expect(render('a')).rejects.toThrow('cannot start');
  });

  it('does not keep its parent running, and ends with it', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./own-end.ts', import.meta.url))]);
    await isGone(Number(stdout.split(' ')[0]));
  });
});

describe('processes for pictures', { timeout: HANG_MS }, () => {
  it('are never more than there are places', async () => {
    const { render } = anEngine();
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => render('s')));
    expect(new Set(outcomes.map(processOf)).size).toBe(2);
  });

  it('leave a place to visitors', async () => {
    const { render } = anEngine();
    const [behind, visitor] = await Promise.all([Promise.all(['s', 's', 's', 's'].map((what) => render(what, 'background'))), render('a')]);
    expect(new Set(behind.map(processOf)).size).toBe(1);
    expect(behind.map(processOf)).not.toContain(processOf(visitor));
  });

  it('take visitors first', async () => {
    const { render } = anEngine({ size: 1 });
    const asked = [render('s'), render('a', 'background'), render('a', 'background'), render('a'), render('a')];
    expect((await Promise.all(asked)).map(turnOf)).toEqual([1, 4, 5, 2, 3]);
  });

  it('let only so many visitors wait; the others are told at once', async () => {
    const { render } = anEngine({ waitingEach: 2 });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => render('s')));
    expect(outcomes.map(({ state }) => state)).toEqual([...Array(6).fill('failed'), ...Array(4).fill('busy')]);
    expect((await render('a')).state).toBe('failed');
  });

  it('work on what needs much memory one by one, others beside it; few may wait for that', async () => {
    const { render } = anEngine();
    const heavy = Array.from({ length: 6 }, () => render('m'));
    const [outcomes, light] = await Promise.all([Promise.all(heavy), Promise.all([render('a'), render('a')])]);
    const done = outcomes.filter(({ state }) => state === 'failed');
    expect([outcomes.length - done.length, done.length]).toEqual([2, 4]);
    expect(Math.max(...light.map(turnOf))).toBeLessThan(Math.max(...done.map(turnOf)));
  });
});
