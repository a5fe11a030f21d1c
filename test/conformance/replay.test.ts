import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../support/running.js';
import { type Outcome, type Reason, type ReplayService, replay, report, shareThatFits } from './replay.js';
import { membersNotKept } from './replay-compare.js';
import { readTranscripts, transcriptsPath } from './replay-records.js';

const transcripts = readTranscripts();
if (transcripts === null) console.log(`replay skipped: ${transcriptsPath} is missing`);
const reasons = JSON.parse(readFileSync(new URL('./replay-reasons.json', import.meta.url), 'utf8')) as Reason[];

/** The part whose queue was never worked off in the recording. */
const PART_WITHOUT_WORKER = 1;

/** The recorded tree: two store views of one website, a third in a second website. */
async function startRecordedTree(part: number): Promise<ReplayService> {
  const service = await startService({
    compat: 'strict',
    env: part === PART_WITHOUT_WORKER ? { VITRINE_WORK: 'off' } : {},
    stores: [
      { code: 'second', name: 'Second Store View' },
      { code: 'third', name: 'Third Store View', website: 'web2' },
    ],
  });
  const user = { name: 'replay', password: 'Replay-12345' };
  await service.addUser(user.name, user.password);
  return { url: service.url, token: service.token, user, stop: () => service.stop() };
}

describe.skipIf(transcripts === null)('the recorded exchanges, replayed in strict', () => {
  const { exchanges, records, databaseRows } = transcripts ?? { exchanges: [], records: 0, databaseRows: 0 };
  let outcomes: Outcome[] = [];

  beforeAll(async () => {
    outcomes = await replay(exchanges, startRecordedTree, reasons);
    console.log(report(outcomes, databaseRows));
  }, 120_000);

  test('none is left out', () => {
    expect(outcomes.map(({ exchange }) => exchange.index)).toEqual(exchanges.map(({ index }) => index));
    expect(outcomes.length + databaseRows).toBe(records);
  });

  test('each matches or has its reason', () => {
    expect(outcomes.filter(({ kind }) => kind === 'UNEXPLAINED').map(({ exchange }) => `#${exchange.index} ${exchange.name}`)).toEqual([]);
  });

  test('at least 95 of 100 fit in status, messages and shape', () => {
    expect(shareThatFits(outcomes)).toBeGreaterThanOrEqual(0.95);
  });

  test('no reason is given for what matches, or twice, or for what is not there', () => {
    const given = reasons.flatMap(({ at }) => Object.keys(at));
    const replayed = new Set(exchanges.map(({ index }) => String(index)));
    expect(outcomes.filter(({ stale }) => stale).map(({ exchange }) => `#${exchange.index} ${exchange.name}`)).toEqual([]);
    expect(given.filter((index, n) => !replayed.has(index) || given.indexOf(index) !== n)).toEqual([]);
  });

  test('every member in the table is one the recording has', () => {
    expect(Object.keys(membersNotKept).filter((member) => !outcomes.some(({ without }) => without.includes(member)))).toEqual([]);
  });
});
