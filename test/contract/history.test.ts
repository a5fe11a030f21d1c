/** How much of a product's history is looked through. */
import { expect, test } from 'vitest';
import { createHistory, linesWhile } from '../../src/app/history.js';
import { DATABASES } from './adapters.js';
import { addOne, Writer, writeMuch } from './writing.js';

const [memory] = DATABASES;
const opened = async () => {
  if (memory === undefined) throw new Error('the memory adapter is there');
  const { galleries } = await memory.open();
  return { galleries, writer: new Writer(galleries) };
};

test('lines are read on over pages that are short because they are large', async () => {
  const { galleries, writer } = await opened();
  const { id } = await addOne(writer, 'shirt', { name: '/a/a/a.jpg', values: { label: 'Front' } });
  for (const name of ['a', 'b', 'c']) await writeMuch(writer, name, 50);
  const { product } = await writer.load('shirt');
  const lines = await linesWhile(galleries, product.id, () => true);
  expect(lines).toMatchObject({ ok: true, value: [{ revision: 4 }, { revision: 3 }, { revision: 2 }, { revision: 1 }] });
  const explained = await createHistory(galleries).explain('shirt', 'every');
  expect(new Set([...(explained?.origins ?? [])].map(([, { number }]) => number))).toEqual(new Set([lines.ok ? lines.value[3]?.number : 0]));
  expect(explained?.gallery.entries.map((entry) => entry.id)).toEqual([id]);
});

test('more than so many bytes of changes are not taken back', async () => {
  const { galleries, writer } = await opened();
  await addOne(writer, 'shirt', { name: '/a/a/a.jpg' });
  for (let round = 0; round < 12; round++) await writeMuch(writer, `r${round}`, 50);
  const { product } = await writer.load('shirt');
  expect(await linesWhile(galleries, product.id, ({ revision }) => revision > 8)).toMatchObject({ ok: true, value: { length: 5 } });
  expect(await linesWhile(galleries, product.id, () => true)).toEqual({
    ok: false,
    fault: { code: 'undo-impossible', reason: 'there are more than 32000000 bytes of changes since' },
  });
  expect((await createHistory(galleries).explain('shirt', 'every'))?.origins.size).toBe(0);
});
