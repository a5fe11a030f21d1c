/**
 * A process of its own on one database file: `sqlite-child.ts JOB FILE [NAME] [COUNT]`. It says `ready`, waits for a
 * line, and works; what it acknowledges it prints, a line each.
 */
import { once } from 'node:events';
import { openSqliteIn } from './adapters.js';
import { addOne, Writer } from './writing.js';

const [job, file = '', name = '', count = '0'] = process.argv.slice(2);
const say = (line: string | number) => process.stdout.write(`${line}\n`);

say('ready');
await once(process.stdin, 'data');
process.stdin.destroy();
if (job === 'start') await (await openSqliteIn(file)).close();
else {
  const opened = await openSqliteIn(file);
  const writer = new Writer(opened.galleries);
  /** Adds one to what is there: a lost write shows. */
  const add = (sku: string) =>
    writer.save(sku, ({ attributes }) => ({ commands: [], attributes: { scope: 'global', values: { count: Number(attributes.global.count ?? 0) + 1 } } }));
  for (let round = 1; job === 'forever' || round <= Number(count); round++) {
    await add('shared');
    // Many short galleries: one alone would reach its limit where the other process is slow to start.
    if (round % 2 === 0) await addOne(writer, `${name} ${Math.ceil(round / 100)}`, { name: '/a/a/a.jpg', bytes: `${name} ${round}` });
    say(round);
  }
  await opened.close();
}
