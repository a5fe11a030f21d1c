import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type RpcOutcome, type RpcReason, readRpcTranscripts, replayRpc, reportRpc, rpcTranscriptsPath } from './rpc-replay.js';

const transcripts = readRpcTranscripts();
if (transcripts === null) console.log(`replay of JSON-RPC skipped: ${rpcTranscriptsPath} is missing`);
const reasons = JSON.parse(readFileSync(new URL('./rpc-replay-reasons.json', import.meta.url), 'utf8')) as RpcReason[];

describe.skipIf(transcripts === null)('the exchanges recorded from the ancestor, replayed in its dialect', () => {
  let outcomes: RpcOutcome[] = [];
  const titleOf = ({ exchange }: RpcOutcome) => `#${exchange.index} ${exchange.name}`;
  const reasonOf = ({ exchange }: RpcOutcome) => reasons.find(({ at }) => String(exchange.index) in at);

  beforeAll(async () => {
    if (transcripts === null) return;
    outcomes = await replayRpc(transcripts);
    console.log(reportRpc(outcomes, reasons, transcripts.databaseRows));
  }, 120_000);

  test('none is left out', () => {
    expect(outcomes.map(({ exchange }) => exchange.index)).toEqual(transcripts?.exchanges.map(({ index }) => index));
    expect(outcomes.length + (transcripts?.databaseRows ?? 0)).toBe(440);
  });

  test('each matches or has its reason', () => {
    expect(outcomes.filter((one) => one.differences.length > 0 && reasonOf(one) === undefined).map(titleOf)).toEqual([]);
  });

  test('no reason is given for what matches, under another name, or twice', () => {
    const given = reasons.flatMap(({ at }) => Object.entries(at).map(([index, name]) => `#${index} ${name}`));
    const differing = new Set(outcomes.filter(({ differences }) => differences.length > 0).map(titleOf));
    expect(given.filter((title, at) => !differing.has(title) || given.indexOf(title) !== at)).toEqual([]);
  });
});
