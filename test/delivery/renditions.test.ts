/** One maker a rendition, bounded, and never a broken picture. */
import { expect, it } from 'vitest';
import type { Served } from '../../src/app/renditions.js';
import { BLOB, createBench, FILE, wish } from './renditions.js';

const textOf = (served: Served) =>
  served.state === 'ready' || served.state === 'instead' ? `${served.state} ${Buffer.from(served.bytes ?? [])}` : served.state;

it('is made once, then comes from what is kept, then from memory', async () => {
  const bench = await createBench();
  const asked = wish('width=300');
  expect(bench.peek(asked, bench.keyOf(asked))).toBeUndefined();
  expect(textOf(await bench.get(asked))).toBe('ready webp 300');
  expect(bench.peek(asked, bench.keyOf(asked))).toBeUndefined();
  expect(textOf(await bench.get(asked))).toBe('ready webp 300');
  expect(Buffer.from(bench.peek(asked, bench.keyOf(asked))?.bytes ?? []).toString()).toBe('webp 300');
  const other = bench.beside();
  expect(other.peek(asked, other.keyOf(asked))).toBeUndefined();
  expect(textOf(await other.get(asked))).toBe('ready webp 300');
  expect([bench.asked, other.asked]).toEqual([[300], []]);
});

it('fifty callers of one new size are one resize', async () => {
  const bench = await createBench();
  const go = bench.hold();
  const callers = Array.from({ length: 50 }, () => bench.get(wish('width=300')));
  setTimeout(go, 20);
  expect(new Set((await Promise.all(callers)).map(textOf))).toEqual(new Set(['ready webp 300']));
  expect(bench.asked).toEqual([300]);
});

it('two processes at once: one makes it, the other waits for it', async () => {
  const bench = await createBench();
  const other = bench.beside();
  const go = bench.hold();
  const [first, second] = [bench.get(wish('width=300')), new Promise((resolve) => setTimeout(resolve, 10)).then(() => other.get(wish('width=300')))];
  setTimeout(go, 60);
  expect([textOf(await first), textOf(await second)]).toEqual(['ready webp 300', 'ready webp 300']);
  expect([bench.asked, other.asked]).toEqual([[300], []]);
});

it('a maker that is no more is replaced once its time is over', async () => {
  const bench = await createBench();
  const asked = wish('width=300');
  await bench.index.lease(bench.keyOf(asked), BLOB, bench.now, bench.now + 1);
  bench.now += 1;
  expect(textOf(await bench.get(asked))).toBe('ready webp 300');
});

it('says the same wish in the same key, and any other in another', async () => {
  const { keyOf } = await createBench();
  const owner = (x: number) => ({ ...FILE, owner: { product: 1, entry: 1, focal: { x, y: 0.5 } } }) as typeof FILE;
  expect(keyOf(wish('width=300&auto=webp'))).toBe(keyOf(wish('format=webp&width=300&v=1')));
  expect(keyOf(wish('width=300', 'webp', owner(0.1)))).toBe(keyOf(wish('width=300', 'webp', owner(0.9))));
  const different = ['width=301', 'width=300&quality=70', 'width=300&blur=2', 'height=300', 'width=300&height=300&fit=crop'].map((query) => keyOf(wish(query)));
  different.push(
    keyOf(wish('width=300')),
    keyOf(wish('width=300', 'avif')),
    keyOf(wish('width=300', 'webp', { ...FILE, blob: BLOB.replace(/^./, '0') as typeof BLOB })),
  );
  for (const x of [0.1, 0.9]) different.push(keyOf(wish('width=300&height=300&fit=crop', 'webp', owner(x))));
  expect(new Set(different).size).toBe(different.length);
});

it('a full line answers with the original, and what waits is made', async () => {
  const bench = await createBench({ atOnce: 1, waiting: 2 });
  const go = bench.hold();
  const all = [1, 2, 3, 4, 5, 6].map((width) => bench.get(wish(`width=${width}`)));
  const refused = await Promise.all(all.slice(3));
  expect(refused.map(textOf)).toEqual(['original', 'original', 'original']);
  go();
  expect((await Promise.all(all.slice(0, 3))).map(textOf)).toEqual(['ready webp 1', 'ready webp 2', 'ready webp 3']);
  expect(bench.asked).toEqual([1, 2, 3]);
});

it('whoever waits too long gets the nearest that is ready and shows the same, and later the right one', async () => {
  const bench = await createBench({ patienceMs: 20 });
  for (const width of [100, 400, 800]) await bench.get(wish(`width=${width}`));
  const go = bench.hold();
  expect(textOf(await bench.get(wish('width=300')))).toBe('instead webp 400');
  expect(textOf(await bench.get(wish('width=1100')))).toBe('instead webp 800');
  expect(textOf(await bench.get(wish('width=300&height=300&fit=crop')))).toBe('original');
  expect(textOf(await bench.get(wish('width=301', 'jpg')))).toBe('original');
  go();
  await bench.stop();
  expect(textOf(await bench.get(wish('width=300')))).toBe('ready webp 300');
});

it('what shows something else never stands in, however near its size is', async () => {
  const bench = await createBench({ patienceMs: 20 });
  const others = ['brightness=-100', 'orient=hv', 'blur=40', 'crop=4:3,x0,y0', 'crop=50p,50p', 'bg-color=f00', 'saturation=-100'];
  for (const other of others) await bench.get(wish(`width=301&${other}`));
  const go = bench.hold();
  expect(textOf(await bench.get(wish('width=300')))).toBe('original');
  expect(textOf(await bench.get(wish('width=200&blur=40')))).toBe('instead webp 301');
  go();
  await bench.stop();
});

it('what cannot be made is not tried again for some minutes', async () => {
  const bench = await createBench();
  bench.answer = { state: 'failed', reason: 'broken' };
  for (let i = 0; i < 3; i++) expect(textOf(await bench.get(wish('width=300')))).toBe('original');
  expect(bench.asked).toEqual([300]);
  bench.answer = undefined;
  bench.now += 600_000;
  expect(textOf(await bench.get(wish('width=300')))).toBe('ready webp 300');
});

it('a picture that failed its decode is not tried at all', async () => {
  const bench = await createBench();
  expect(textOf(await bench.get(wish('width=300', 'webp', { ...FILE, verdict: { state: 'failed', reason: 'x' } })))).toBe('original');
  expect(bench.asked).toEqual([]);
});

it('what does not suit the picture is refused, with the parameter', async () => {
  const bench = await createBench();
  bench.answer = { state: 'refused', parameter: 'crop', reason: 'outside' };
  expect(await bench.get(wish('crop=5000,5000'))).toEqual({ state: 'refused', parameter: 'crop', reason: 'outside' });
});

it('an engine that is out, or busy, costs the visitor nothing but the size, and the next one tries again', async () => {
  const bench = await createBench();
  bench.answer = new Error('no process');
  expect(textOf(await bench.get(wish('width=300')))).toBe('original');
  expect(bench.errors).toEqual([bench.answer]);
  bench.answer = { state: 'busy' };
  expect(textOf(await bench.get(wish('width=300')))).toBe('original');
  bench.answer = undefined;
  expect(textOf(await bench.get(wish('width=300')))).toBe('ready webp 300');
});

it('bytes that are lost, or cut short, are made anew', async () => {
  const bench = await createBench({ hotBytes: 0 });
  const asked = wish('width=300');
  await bench.get(asked);
  const name = bench.keyOf(asked) as string as typeof BLOB;
  await bench.room.put(name, Buffer.from('web'));
  expect(textOf(await bench.get(asked))).toBe('ready webp 300');
  await bench.room.deleteOlder(name, Number.MAX_SAFE_INTEGER);
  expect(textOf(await bench.get(asked))).toBe('ready webp 300');
  expect(bench.asked).toEqual([300, 300, 300]);
});

it('an original without bytes is nothing to make of', async () => {
  const bench = await createBench();
  expect(textOf(await bench.get(wish('width=300', 'webp', { ...FILE, blob: 'f'.repeat(64) as typeof BLOB })))).toBe('original');
  expect(bench.asked).toEqual([]);
});

it('the time of use is noted down once in a while', async () => {
  const bench = await createBench();
  const asked = wish('width=300');
  for (let i = 0; i < 2; i++) await bench.get(asked);
  const usedAt = async () => {
    const found = await bench.index.find(bench.keyOf(asked), 0);
    return (found === 'failed' ? 0 : (found?.usedAt ?? 0)) - 1_000_000;
  };
  bench.now += 10 * 60_000;
  bench.peek(asked, bench.keyOf(asked));
  await bench.stop();
  expect(await usedAt()).toBe(0);
  bench.now += 60 * 60_000;
  for (let i = 0; i < 3; i++) bench.peek(asked, bench.keyOf(asked));
  await bench.stop();
  expect(await usedAt()).toBe(70 * 60_000);
});

it('background work makes what is not there, and waits for visitors', async () => {
  const bench = await createBench({ atOnce: 1 });
  const go = bench.hold();
  const first = bench.prepare(wish('width=1'));
  const [behind, visitor] = [bench.prepare(wish('width=2')), bench.get(wish('width=3'))];
  go();
  expect([(await first).isNew, (await behind).isNew, textOf(await visitor)]).toEqual([true, true, 'ready webp 3']);
  expect(bench.asked).toEqual([1, 3, 2]);
  expect((await bench.prepare(wish('width=3'))).isNew).toBe(false);
});

it('AVIF is made again with more work once it is asked for a second time, under another ETag, and kept so', async () => {
  const bench = await createBench();
  const asked = wish('width=300', 'avif');
  const key = bench.keyOf(asked);
  expect(textOf(await bench.get(asked))).toBe('ready avif 300');
  await bench.stop();
  expect(bench.asked).toEqual([300]);
  const again = await bench.get(asked);
  expect(again.state === 'ready' && again.kept.key).toBe(key);
  await bench.stop();
  const better = bench.peek(asked, key);
  expect(Buffer.from(better?.bytes ?? []).toString()).toBe('better avif 300');
  expect(better?.kept.key).not.toBe(key);
  await bench.stop();
  const other = bench.beside();
  expect(textOf(await other.get(asked))).toBe('ready better avif 300');
  expect(other.peek(asked, key)?.kept.key).toBe(better?.kept.key);
  expect([bench.asked, other.asked]).toEqual([[300, 300], []]);
});

it('what is no AVIF stays as it was made', async () => {
  const bench = await createBench();
  for (let i = 0; i < 3; i++) await bench.get(wish('width=300'));
  await bench.stop();
  expect(bench.asked).toEqual([300]);
});

it('small ones of a large original are made of a copy of middle size, once that is there', async () => {
  const bench = await createBench({ atOnce: 1 });
  const pixels = FILE.verdict.state === 'ready' ? FILE.verdict.pixels : undefined;
  const large = { ...FILE, verdict: { state: 'ready', pixels: { ...pixels, widthPx: 4000, heightPx: 3000 } } } as typeof FILE;
  await bench.get(wish('width=300', 'webp', large));
  await bench.stop();
  expect(bench.asked).toEqual([300, 1536]);
  await bench.get(wish('width=400', 'webp', large));
  await bench.get(wish('width=1500', 'webp', large));
  await bench.get(wish('width=400&crop=100,100', 'webp', large));
  expect(bench.asked).toEqual([300, 1536, 400, 1500, 400]);
  expect(bench.sources).toEqual(['original', 'original', 'jpg 1536', 'original', 'original']);
});

it('one that cannot be kept is served nevertheless', async () => {
  const bench = await createBench({ hotBytes: 0 });
  bench.room.put = () => Promise.reject(new Error('no space'));
  for (let i = 0; i < 2; i++) expect(textOf(await bench.get(wish('width=300')))).toBe('ready webp 300');
  expect([bench.asked, bench.errors.map(String)]).toEqual([
    [300, 300],
    ['Error: no space', 'Error: no space'],
  ]);
});
