/** What happened to all products. */
import Type, { type Static } from 'typebox';
import { CursorText, cursorOut, limitOf, NextOut, placeIn } from './cursor.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { HistoryLineOut } from './shapes.js';
import { lineOut } from './wire.js';

const LINES_A_PAGE = 50;
const JournalQuery = Type.Object(
  {
    limit: limitOf(LINES_A_PAGE, 200),
    cursor: Type.Optional(CursorText),
    by: Type.Optional(Type.String({ maxLength: 255, description: 'Who did it.' })),
    door: Type.Optional(Type.String({ maxLength: 50, description: 'Through which door: `native`, `adobe-rest`, `shipstream-rpc`.' })),
  },
  { additionalProperties: false },
);
const JournalOut = Type.Object(
  {
    lines: Type.Array(Type.Object({ sku: Type.String(), ...HistoryLineOut.properties }, { title: 'JournalLine' })),
    next: NextOut,
  },
  { title: 'Journal' },
);

async function readJournal({ app, query }: Call<Static<typeof JournalQuery>>): Promise<Answer> {
  const asked = placeIn(query, ['number']);
  if ('answer' in asked) return asked.answer;
  const { lines, next } = await app.journal.read({ before: asked.place?.[0], limit: query.limit ?? LINES_A_PAGE, actor: query.by, door: query.door });
  return success({ lines: lines.map((line) => ({ sku: line.sku, ...lineOut(line) })), next: next === undefined ? null : cursorOut(next) });
}

export const JOURNAL_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/history',
    name: 'readJournal',
    summary: 'What happened to all products',
    about:
      'The history of every product as one, the newest line first, of products that are no more, too. Each page looks through a bounded number of lines, so that it may hold fewer than asked for, even none, while there is more.',
    query: JournalQuery,
    answer: JournalOut,
    example: { url: '/api/v1/history?by=anna&limit=20' },
    handle: readJournal,
  }),
];
