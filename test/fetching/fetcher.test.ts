import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { FetchRequest } from '../../src/app/ports.js';
import { createFetcher, type FetcherOptions } from '../../src/fetching/fetcher.js';
import { aHost } from './hosts.js';

const LIMIT = 1000;
const asked = (url: string, more: Partial<FetchRequest> = {}): FetchRequest => ({ url, method: 'GET', headers: {}, ...more });
/** The bytes as text, or why there are none. */
async function fetched(options: FetcherOptions, request: FetchRequest): Promise<string> {
  const result = await createFetcher(options).fetch(request, LIMIT);
  if (result.ok) return Buffer.from(result.value).toString();
  if (result.fault.code !== 'fetch-failed') throw new Error(result.fault.code);
  return `no: ${result.fault.reason}`;
}
const PRIVATE = 'no: the address is not public';

test('bytes of a listed host, asked with what the caller gave', async () => {
  const host = await aHost((_, response) => response.end('bytes'));
  const request = asked(`http://${host.name}/a/b?c=d`, { method: 'POST', headers: { 'X-Key': 'k' }, auth: { username: 'u', password: 'p:w' } });
  expect(await fetched({ hosts: [host.name] }, request)).toBe('bytes');
  expect(await fetched({ hosts: ['127.0.0.1'] }, asked(`http://${host.name}/`))).toBe('bytes');
  expect(host.asked[0]).toMatchObject({ method: 'POST', path: '/a/b?c=d' });
  expect(host.asked[0]?.headers).toMatchObject({
    'x-key': 'k',
    authorization: `Basic ${Buffer.from('u:p:w').toString('base64')}`,
    'accept-encoding': 'identity',
  });
});

test('an address that is not public is never asked, however it is written', async () => {
  const host = await aHost((_, response) => response.end('secret'));
  const { port } = host;
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
    '169.254.169.254',
    '10.0.0.1',
  ];
  for (const name of hosts) expect(await fetched({ hosts: [], timeoutMs: 2000 }, asked(`http://${name}:${port}/`)), name).toBe(PRIVATE);
  expect(await fetched({ hosts: [`127.0.0.1:${port + 1}`, 'other.example'] }, asked(`http://${host.name}/`))).toBe(PRIVATE);
  expect(host.asked).toEqual([]);
});

test('a name is resolved once, every address it has must be public, and the connection goes to the one that was checked', async () => {
  const host = await aHost((_, response) => response.end('bytes'));
  let times = 0;
  const first = { address: '127.0.0.1', family: 4 };
  const resolve = async () => {
    times++;
    return [first];
  };
  expect(await fetched({ hosts: [`pictures.example:${host.port}`], resolve }, asked(`http://pictures.example:${host.port}/`))).toBe('bytes');
  expect([times, host.asked[0]?.headers.host]).toEqual([1, `pictures.example:${host.port}`]);
  expect(await fetched({ hosts: [], resolve }, asked(`http://pictures.example:${host.port}/`))).toBe(PRIVATE);
  expect(await fetched({ hosts: [], resolve: async () => [{ address: '8.8.8.8', family: 4 }, first] }, asked(`http://pictures.example:${host.port}/`))).toBe(
    PRIVATE,
  );
  expect(host.asked).toHaveLength(1);
  expect(await fetched({ hosts: [], resolve: async () => [] }, asked('http://nobody.example/'))).toBe('no: the host has no address');
  expect(await fetched({ hosts: [], resolve: () => Promise.reject(new Error('ENOTFOUND')) }, asked('http://nobody.example/'))).toBe(
    'no: the host did not answer as it should',
  );
});

test('a redirect is checked as the first address is', async () => {
  const secret = await aHost((_, response) => response.end('secret'));
  for (const location of [`http://${secret.name}/`, 'http://169.254.169.254/latest', `http://localhost:${secret.port}/`]) {
    const host = await aHost((_, response) => response.writeHead(302, { location }).end());
    expect(await fetched({ hosts: [host.name] }, asked(`http://${host.name}/`))).toBe(PRIVATE);
  }
  const elsewhere = await aHost((_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
  expect(await fetched({ hosts: [elsewhere.name] }, asked(`http://${elsewhere.name}/`))).toBe('no: the address is neither http nor https');
  expect(secret.asked).toEqual([]);
});

test('what the caller gave stays with its host', async () => {
  const given = { headers: { 'x-key': 'k', authorization: 'Bearer t' } };
  const last = await aHost((_, response) => response.end('bytes'));
  const middle = await aHost((_, response) => response.writeHead(307, { location: `http://${first.name}/end` }).end());
  const first = await aHost(({ url }, response) => {
    if (url === '/end') return void response.writeHead(302, { location: `http://${last.name}/` }).end();
    response.writeHead(302, { location: url === '/start' ? '/own' : `http://${middle.name}/` }).end();
  });
  const hosts = [first.name, middle.name, last.name];
  expect(await fetched({ hosts }, asked(`http://${first.name}/start`, given))).toBe('bytes');
  expect(await fetched({ hosts }, asked(`http://${first.name}/start`, { auth: { username: 'u', password: 'p' } }))).toBe('bytes');
  expect(first.asked.map(({ path, headers }) => [path, headers['x-key'] ?? null])).toEqual([
    ['/start', 'k'],
    ['/own', 'k'],
    ['/end', null],
    ['/start', null],
    ['/own', null],
    ['/end', null],
  ]);
  expect(first.asked.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, true, false, true, true, false]);
  for (const { headers } of [...middle.asked, ...last.asked]) expect([headers['x-key'], headers.authorization]).toEqual([undefined, undefined]);
});

test('five redirects are followed, a sixth is not; a POST becomes a GET unless it must not', async () => {
  const host = await aHost(({ url = '' }, response) => {
    const left = Number(url.slice(2));
    if (left === 0) response.end('bytes');
    else response.writeHead(url.startsWith('/a') ? 302 : 308, { location: `${url.slice(0, 2)}${left - 1}` }).end();
  });
  const get = (path: string) => fetched({ hosts: [host.name] }, asked(`http://${host.name}${path}`, { method: 'POST' }));
  expect([await get('/a5'), await get('/a6'), await get('/b1')]).toEqual(['bytes', 'no: more than 5 redirects', 'bytes']);
  expect(host.asked.map(({ method }) => method).join()).toBe(
    [...['POST', ...Array(5).fill('GET')], ...['POST', ...Array(5).fill('GET')], 'POST', 'POST'].join(),
  );
});

test('too long, announced or not, another status, another encoding: nothing', async () => {
  const host = await aHost(({ url }, response) => {
    if (url === '/long') response.end('x'.repeat(LIMIT + 1));
    else if (url === '/chunks') for (const part of ['x'.repeat(LIMIT), 'y', undefined]) part === undefined ? response.end() : response.write(part);
    else if (url === '/most') response.end('x'.repeat(LIMIT));
    else if (url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    else if (url === '/cut') response.writeHead(200, { 'content-length': '500' }).write('x', () => response.destroy());
    else response.writeHead(Number(url?.slice(1))).end('x');
  });
  const get = (path: string) => fetched({ hosts: [host.name] }, asked(`http://${host.name}${path}`));
  expect(await get('/most')).toBe('x'.repeat(LIMIT));
  for (const path of ['/long', '/chunks']) expect(await get(path)).toBe('no: the limit is 1000 bytes');
  for (const status of [204, 206, 304, 302, 404, 500]) expect(await get(`/${status}`)).toBe(`no: the host answered ${status}`);
  expect(await get('/gzip')).toBe('no: the host answered in an encoding that was not asked for');
  expect(await get('/cut')).toBe('no: the host did not answer as it should');
});

test('an address or a header that cannot be sent is refused before anybody is asked', async () => {
  const host = await aHost((_, response) => response.end('bytes'));
  const wrong = (headers: Record<string, string>) => fetched({ hosts: [host.name] }, asked(`http://${host.name}/`, { headers }));
  for (const name of [
    'Host',
    'cookie',
    'Connection',
    'Keep-Alive',
    'Proxy-Authorization',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Content-Length',
    'Expect',
  ])
    expect(await wrong({ [name]: 'x' }), name).toContain('no: a header is not');
  for (const headers of [{ 'a b': 'x' }, { 'x-a': 'x\r\nhost: y' }, { '': 'x' }, { 'x-a': 'x'.repeat(8193) }])
    expect(await wrong(headers)).toBe('no: a header cannot be sent');
  expect(await wrong(Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`x-${n}`, 'x'])))).toBe('no: more than 32 headers');
  const get = (url: string) => fetched({ hosts: [] }, asked(url));
  for (const url of ['', 'x', 'http://', 'http://a b/', '//x/y', 'x'.repeat(9000)]) expect(await get(url)).toBe('no: the address is none');
  for (const url of ['file:///etc/passwd', 'ftp://x/', 'data:image/png;base64,AA', 'javascript:1', 'gopher://x'])
    expect(await get(url)).toBe('no: the address is neither http nor https');
  expect(await get('http://u:p@host.example/')).toBe('no: the address holds a name or a password');
  expect(host.asked).toEqual([]);
});

test('nobody is waited for too long, before the answer or in the middle of it, nor while a name is looked up', async () => {
  const host = await aHost(({ url }, response) => {
    if (url === '/part') response.writeHead(200).write('x');
  });
  const slow = { hosts: [host.name, 'slow.example'], timeoutMs: 300 };
  for (const path of ['/none', '/part']) expect(await fetched(slow, asked(`http://${host.name}${path}`))).toBe('no: no answer within 0.3 s');
  expect(await fetched({ ...slow, resolve: () => new Promise(() => undefined) }, asked('http://slow.example/'))).toBe('no: no answer within 0.3 s');
});

test('so many at once and no more', async () => {
  const waiting: (() => void)[] = [];
  const host = await aHost((_, response) => {
    waiting.push(() => void response.end('bytes'));
    if (waiting.length === 8) for (const go of waiting) setTimeout(go, 50);
  });
  const fetcher = createFetcher({ hosts: [host.name] });
  const results = await Promise.all(Array.from({ length: 10 }, () => fetcher.fetch(asked(`http://${host.name}/`), LIMIT)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(8);
  expect(results.flatMap((one) => (one.ok ? [] : [one.fault]))).toEqual(Array(2).fill({ code: 'fetch-failed', reason: 'too many are being fetched now' }));
});
