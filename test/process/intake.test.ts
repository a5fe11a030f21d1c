/** The full decode, in the process of its own that the built program starts. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  AS_USER,
  aDamagedJpeg,
  aJpeg,
  anUpload,
  aProduct,
  type Call,
  childrenOf,
  eventually,
  freshPlace,
  inDatabase,
  isAlive,
  serve,
  signedIn,
} from './vitrine.js';

const LINUX = process.platform === 'linux';

interface Verdict {
  readonly size_bytes: number;
  readonly verdict: string;
  readonly reason: string | null;
}

const verdicts = (data: string) => inDatabase<Verdict>(`${data}/vitrine.sqlite`, 'select size_bytes, verdict, reason from blob');
const upload = (call: Call, bytes: Uint8Array) => call('POST', '/all/V1/products/vase/media', anUpload(bytes));

async function start(intake: string) {
  const { data } = await freshPlace();
  const server = await serve(data, { ...AS_USER, VITRINE_INTAKE: intake });
  const call = await signedIn(server.url);
  await call('POST', '/all/V1/products', aProduct('vase'));
  return { data, server, call };
}

const allChecked = (data: string) => eventually('the verdicts', () => (verdicts(data).every(({ verdict }) => verdict !== 'unchecked') ? true : undefined));

test('behind: both are taken, and the damaged one is found out afterwards', async () => {
  const { data, server, call } = await start('behind');
  if (LINUX) expect(childrenOf(server.pid), 'no decoder before the first picture').toEqual([]);
  const [good, damaged] = [await aJpeg(1, 64), await aDamagedJpeg()];
  expect([(await upload(call, good)).status, (await upload(call, damaged)).status]).toEqual([200, 200]);
  await allChecked(data);
  expect(verdicts(data).sort((a, b) => a.size_bytes - b.size_bytes)).toEqual([
    { size_bytes: good.length, verdict: 'ready', reason: null },
    { size_bytes: damaged.length, verdict: 'failed', reason: expect.stringMatching(/\w+ \w+/) },
  ]);
  const pixels = inDatabase<{ pixels: string | null }>(`${data}/vitrine.sqlite`, 'select pixels from blob order by size_bytes').map((row) => row.pixels);
  expect([JSON.parse(pixels[0] ?? ''), pixels[1]]).toEqual([
    {
      ...{ widthPx: 64, heightPx: 64, hasAlpha: false, isAnimated: false },
      ...{ thumbhash: expect.stringMatching(/^[\w+/]{20,40}=*$/), dominantColor: expect.stringMatching(/^#[0-9a-f]{6}$/) },
    },
    null,
  ]);
  await eventually('its line in the log', () => (/"reason":"[^"]+".*"msg":"a picture cannot be decoded"/.test(server.stdout()) ? true : undefined));
  const children = LINUX ? childrenOf(server.pid) : [];
  if (LINUX) expect(children).toHaveLength(1);
  expect((await server.stop()).code).toBe(0);
  await eventually('the end of the decoder', () => (children.some(isAlive) ? undefined : true), 5000);
});

test('behind: what a killed server did not come to is decoded after the next start', async () => {
  const { data, server, call } = await start('behind');
  await upload(call, await aDamagedJpeg());
  await eventually('the decoder', () => (!LINUX || childrenOf(server.pid).length > 0 ? true : undefined));
  const children = LINUX ? childrenOf(server.pid) : [];
  await server.stop('SIGKILL');
  await eventually('the end of the decoder', () => (children.some(isAlive) ? undefined : true), 5000);
  await serve(data, AS_USER);
  await allChecked(data);
  expect(verdicts(data)).toEqual([expect.objectContaining({ verdict: 'failed' })]);
});

test('decode: the damaged one is refused before the answer, and nothing is kept of it', async () => {
  const { data, call } = await start('decode');
  expect((await upload(call, await aDamagedJpeg())).status).toBe(400);
  expect(verdicts(data)).toEqual([]);
  expect((await upload(call, await aJpeg(1))).status).toBe(200);
  expect(verdicts(data)).toEqual([expect.objectContaining({ verdict: 'ready' })]);
});

test('structure: nothing is decoded', async () => {
  const { data, server, call } = await start('structure');
  expect((await upload(call, await aDamagedJpeg())).status).toBe(200);
  await pause(400);
  expect(verdicts(data)).toEqual([expect.objectContaining({ verdict: 'unchecked' })]);
  if (LINUX) expect(childrenOf(server.pid)).toEqual([]);
});

test.runIf(LINUX && process.env.VITRINE_LONG_TESTS !== undefined)('an idle decoder ends by itself', { timeout: 60_000 }, async () => {
  const { data, server, call } = await start('behind');
  await upload(call, await aJpeg(1));
  await allChecked(data);
  expect(childrenOf(server.pid)).toHaveLength(1);
  await eventually('the end of the idle decoder', () => (childrenOf(server.pid).length === 0 ? true : undefined), 35_000);
  await upload(call, await aDamagedJpeg());
  await allChecked(data);
});
