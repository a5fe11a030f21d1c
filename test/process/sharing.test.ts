/** Several processes on one data folder. */
import { expect, test } from 'vitest';
import { AS_USER, aJpeg, anUpload, aProduct, bytesAt, freshPlace, inDatabase, mediaOf, serve, signedIn, USER } from './vitrine.js';

test('what is written through one is seen through the other; one name uploaded through both gets a path each', async () => {
  const { data } = await freshPlace();
  const servers = await Promise.all([serve(data, AS_USER), serve(data, AS_USER)]);
  const [one, two] = await Promise.all([signedIn(servers[0].url), signedIn(servers[1].url)]);
  await one('POST', '/all/V1/products', aProduct('vase'));
  expect((await two('GET', '/all/V1/products/vase')).status).toBe(200);

  const pictures = await Promise.all(Array.from({ length: 20 }, (_, number) => aJpeg(number)));
  const replies = await Promise.all(
    pictures.map((picture, at) => (at % 2 === 0 ? one : two)<number>('POST', '/all/V1/products/vase/media', anUpload(picture))),
  );
  expect(replies.map(({ status }) => status)).toEqual(pictures.map(() => 200));
  expect(new Set(replies.map(({ body }) => body)).size).toBe(pictures.length);
  const entries = await mediaOf(two, 'vase');
  expect(new Set(entries.map(({ file }) => file)).size).toBe(pictures.length);
  const files = new Map(entries.map(({ id, file }) => [id, file]));
  for (const [at, { body: id }] of replies.entries()) expect(await bytesAt(servers[at % 2]?.url ?? '', files.get(id) ?? '')).toEqual(pictures[at]);

  // Two clients, two entries of one product, at once: both edits are kept.
  const edits = await Promise.all(
    entries.map(({ id }, at) =>
      (at % 2 === 0 ? one : two)('PUT', `/all/V1/products/vase/media/${id}`, {
        entry: { id, media_type: 'image', label: `view ${id}`, position: at, disabled: false, types: [] },
      }),
    ),
  );
  expect(edits.map(({ status }) => status)).toEqual(entries.map(() => 200));
  for (const { id, label } of await mediaOf(one, 'vase')) expect(label).toBe(`view ${id}`);

  expect((await servers[0].stop()).code).toBe(0);
  expect(await mediaOf(two, 'vase')).toHaveLength(pictures.length);
  expect(await bytesAt(servers[1].url, entries[0]?.file ?? '')).toBeInstanceOf(Buffer);
});

test('first starts side by side on one fresh folder all get ready and agree', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 2; round++) {
    const { data } = await freshPlace();
    const servers = await Promise.all(Array.from({ length: 4 }, () => serve(data, round === 0 ? AS_USER : {})));
    console.log(`4 first starts at once: ready after ${servers.map(({ readyMs }) => readyMs).join(', ')} ms`);
    const file = `${data}/vitrine.sqlite`;
    expect(inDatabase(file, 'select name from account')).toEqual([{ name: round === 0 ? USER : 'admin' }]);
    expect(inDatabase(file, 'select id, code from store where id > 0')).toEqual([{ id: 1, code: 'default' }]);
    expect(
      servers.filter(({ stderr }) => stderr().includes('with the password')),
      'one random password is said',
    ).toHaveLength(round);
    const ends = await Promise.all(servers.map((server) => server.stop()));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  }
});
