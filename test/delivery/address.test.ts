/** What addresses mean, and what they cannot mean. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { PRESETS } from '../../src/core/presets.js';
import { formatRendition } from '../../src/core/rendition.js';
import { type AddressRules, createAddresses } from '../../src/doors/delivery/address.js';
import { sign } from '../../src/doors/delivery/signature.js';

const RULES: AddressRules = { delivery: 'presets', deliveryKey: '', presets: PRESETS };
const reader = (rules: Partial<AddressRules> = {}) => createAddresses({ ...RULES, ...rules });
/** As `path -> rendition`, or the state. */
function shown(url: string, rules: Partial<AddressRules> = {}): string {
  const address = reader(rules)(url);
  if (address.state === 'refused') return `refused ${address.parameter}`;
  return address.state === 'picture' ? `${address.path} ${address.rendition === undefined ? 'original' : formatRendition(address.rendition)}` : address.state;
}
const FREE = { delivery: 'free' } as const;

it.each([
  ['/media/catalog/product/m/j/x.jpg', '/m/j/x.jpg original'],
  ['//media/catalog/product/m/j/x.jpg?', '/m/j/x.jpg original'],
  ['/pub/media/catalog/product/m/j/x.jpg?store=default&image-type=small_image&constructor=1&__proto__=2', '/m/j/x.jpg original'],
  ['/media/catalog/product/m/j/x%20y.jpg?width=300', '/m/j/x y.jpg width=300'],
  ['/media/catalog/product/m/j/x.jpg?width=10&width=300', '/m/j/x.jpg width=300'],
  ['/media/catalog/product/m/j/x.jpg?width=240&dpr=2', '/m/j/x.jpg width=480'],
  ['/media/catalog/product/m/j/x.jpg?width=50p', '/m/j/x.jpg width=50p'],
])('%s', (url, meaning) => expect(shown(url, FREE)).toBe(meaning));

it.each([
  'width=-1',
  'width=99999',
  'height=x',
  'fit=fill',
  'dpr=11',
  'crop=0,0',
  'quality=101',
  'format=exe',
  'bg-color=12',
  'blur=',
  'width=1e9&height=1e9&dpr=9',
])('refuses %s by its parameter', (query) => expect(shown(`/media/catalog/product/m/j/x.jpg?${query}`)).toBe(`refused ${/^[a-z-]+/.exec(query)?.[0]}`));

it('by default free sizes go up to the ladder, and those of presets stay', () => {
  const of = (query: string) => shown(`/media/catalog/product/x?${query}`);
  expect(of('width=500')).toBe('/x width=640');
  expect(of('width=9')).toBe('/x width=32');
  expect(of('width=8000')).toBe('/x width=4096');
  expect(of('width=500&height=250&fit=crop')).toBe('/x width=640&height=320&fit=crop');
  expect(of('width=240&height=300&fit=bounds&canvas=240,300')).toBe('/x width=240&height=300&fit=bounds&canvas=240,300');
});

it('presets have addresses of their own, in few densities', () => {
  expect(shown('/media/p/category_page_grid/m/j/x.jpg')).toBe('/m/j/x.jpg width=240&height=300&fit=bounds&canvas=240,300&auto=avif,webp');
  expect(shown('/pub/media/p/category_page_grid/m/j/x.jpg?dpr=1.3&width=9&blur=5')).toBe(
    '/m/j/x.jpg width=480&height=600&fit=bounds&canvas=480,600&auto=avif,webp',
  );
  expect(shown('/media/p/category_page_grid/m/j/x.jpg?dpr=100')).toBe('refused dpr');
  for (const name of ['nothing', 'constructor', '__proto__', '', '%00', '..', 'category_page_grid%2f'])
    expect(shown(`/media/p/${name}/m/j/x.jpg`)).toBe('none');
});

it("themes' cache links are presets, with a frame and without", () => {
  const text = 'h:300_w:240_rgb255,255,255_r:empty_q:80_proportional_frame_transparency_doconstrainonly';
  const md5 = (of: string) => createHash('md5').update(of).digest('hex');
  expect(md5(text)).toBe('2765542505660baab28ecd555e27366e');
  expect(shown(`/media/catalog/product/cache/${md5(text)}/m/j/x.jpg`)).toBe('/m/j/x.jpg width=240&height=300&fit=bounds&canvas=240,300&auto=avif,webp');
  expect(shown(`/media/catalog/product/cache/${md5(text.replace('_frame', '_noframe'))}/m/j/x.jpg`)).toBe(
    '/m/j/x.jpg width=240&height=300&fit=bounds&auto=avif,webp',
  );
  expect(shown(`/media/catalog/product/cache/${'0'.repeat(32)}/m/j/x.jpg`)).toBe('none');
});

it('signed: what carries the right signature, whatever the order of its parameters', () => {
  const rules = { delivery: 'signed', deliveryKey: 'secret' } as const;
  const of = (query: string, path = '/m/j/x.jpg') => shown(`/media/catalog/product${path}?${query}`, rules);
  const signature = sign('secret', '/m/j/x.jpg', { width: '300', 'bg-color': '1,2,3' });
  expect(of(`width=300&bg-color=1,2,3&s=${signature}&v=abc&store=german`)).toBe('/m/j/x.jpg width=300&bg-color=1,2,3');
  expect(of(`bg-color=1%2C2%2C3&s=${signature}&width=300`)).toBe('/m/j/x.jpg width=300&bg-color=1,2,3');
  const others = [
    `width=301&bg-color=1,2,3&s=${signature}`,
    `width=300&s=${signature}`,
    'width=300&bg-color=1,2,3',
    'width=300&bg-color=1,2,3&s=',
    `width=300&bg-color=1,2,3&dpr=2&s=${signature}`,
  ];
  for (const query of others) expect(of(query)).toBe('unsigned');
  expect(of(`width=300&bg-color=1,2,3&s=${signature}`, '/m/j/y.jpg')).toBe('unsigned');
  expect([of(''), of('v=1')]).toEqual(['/m/j/x.jpg original', '/m/j/x.jpg original']);
  expect(shown('/media/p/swatch_image/m/j/x.jpg', rules)).toContain('width=30');
});

it.each([
  '/media/catalog/product',
  '/media/catalog/product%00/x',
  '/media/catalog/product/%',
  '/media/catalog/product/x%00.jpg',
  '/media/catalog/product/%c0%ae',
  '/media/x',
  '/',
  '',
])('%j is nowhere', (url) => expect(shown(url)).toBe('none'));

it('who varies says so, and what it means is read once', () => {
  const read = reader(FREE);
  const of = (query: string) => read(`/media/catalog/product/x?${query}`);
  expect(of('width=3')).toMatchObject({ varies: false });
  expect(of('width=3&auto=webp&v=abc&store=german')).toMatchObject({ varies: true, version: 'abc', store: 'german' });
  expect(of('format=auto')).toMatchObject({ varies: true });
  expect(of('width=3')).toBe(of('width=3'));
});
