/** Every door tells of the same gallery, however it came about: values, order, roles, paths, addresses. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BlobHash } from '../../src/core/ids.js';
import { contentVersion } from '../../src/core/picture-urls.js';
import { picture } from '../conformance/pictures.js';
import { addProduct, type Client, clientOf, galleryOf, type WireEntry } from '../doors/client.js';
import { callsIn, itemsOf, logIn, type Rpc } from '../doors/rpc-client.js';
import { startService, type TestService } from '../support/running.js';
import { type GalleryView, galleryIn, type Native, nativeOf, patch, viewIn } from './calling.js';

const STORES = ['all', 'german', 'french'];
const PRESET = 'product_small_image';
const ROLES = ['image', 'small_image', 'thumbnail', 'swatch_image'];

let service: TestService;
let root: Native;
let adobe: Client;
let rpc: Rpc;
let sent: { base64: string; name: string }[];
let count = 0;
beforeAll(async () => {
  service = await startService({ stores: ['german', 'french'] });
  [root, adobe, rpc] = [nativeOf(service), clientOf(service), callsIn(service, await logIn(service))];
  sent = await Promise.all([1, 2, 3, 4].map(async (number) => ({ base64: (await picture(`image:png:${number}`)).toString('base64'), name: `p${number}.png` })));
});
afterAll(() => service.stop());

/** `entry`: which one of those there are, from 0 on; numbers are put in their place later. */
const anyStore = fc.constantFrom(...STORES);
const anyOne = fc.nat(2);
const anyPicture = fc.nat(3);
const anyLabel = fc.constantFrom('', ' ', 'front', 'Vorderseite', '<b>"&', null);
const anyOperation = fc.oneof(
  fc.record({ op: fc.constant('set'), entry: anyOne, store: anyStore, label: anyLabel }),
  fc.record({ op: fc.constant('set'), entry: anyOne, store: anyStore, position: fc.nat(4), decorative: fc.boolean() }),
  fc.record({ op: fc.constantFrom('hide', 'show'), entry: anyOne, store: anyStore }),
  fc.record({
    op: fc.constant('set'),
    entry: anyOne,
    store: anyStore,
    focal: fc.record({ x: fc.constantFrom(0, 0.5), y: fc.constantFrom(0, 1) }, { noNullPrototype: true }),
  }),
  fc.record({ op: fc.constant('replace'), entry: anyOne, store: anyStore, picture: anyPicture }),
  fc.record({ op: fc.constant('give-role'), entry: anyOne, store: anyStore, role: fc.constantFrom(...ROLES) }),
  fc.record({ op: fc.constant('take-role'), store: anyStore, role: fc.constantFrom(...ROLES) }),
  fc.record({ op: fc.constant('copy-from'), from: anyStore, store: fc.constantFrom('german', 'french') }),
  fc.record({ op: fc.constant('push-down'), store: fc.constantFrom('german', 'french') }),
  fc.record({ op: fc.constant('inherit'), store: fc.constantFrom('german', 'french'), entry: anyOne }),
);
type Operation = { readonly op: string; readonly entry?: number; readonly picture?: number };

async function aProduct(entries: number, operations: readonly Operation[]): Promise<string> {
  const sku = `ONE-${++count}`;
  await addProduct(adobe, sku);
  const adds = Array.from({ length: entries }, (_, at) => ({ op: 'add', picture: sent[at % 4], on_duplicate: 'allow', label: `entry ${at}` }));
  const { added } = (await patch(root, sku, adds)) as unknown as { added: { entry: number }[] };
  const named = operations.map(({ entry, picture: number, ...rest }) => ({
    ...rest,
    ...(entry === undefined ? {} : { entry: added[entry % entries]?.entry }),
    ...(number === undefined ? {} : { picture: sent[number] }),
  }));
  if (named.length > 0) await patch(root, sku, named);
  return sku;
}

/** As the common ground of all doors has it. */
const ofAdobe = ({ label, position, disabled, file, types }: WireEntry) => ({ label: label ?? '', position, disabled, file, roles: [...types] });
const ofNative = (gallery: GalleryView, store: string) =>
  viewIn(gallery, store).entries.map(({ label, position, disabled, file, roles }) => ({
    ...{ label: label.value ?? '', position: position.value, disabled: disabled.value, file: file.value, roles },
  }));

async function expectOneGallery(sku: string, store: string): Promise<void> {
  const gallery = await galleryIn(root, sku, `?store=${store}&presets=${PRESET}`);
  const view = viewIn(gallery, store);
  const wanted = ofNative(gallery, store);
  expect(view.order.value).toEqual(view.entries.map(({ id }) => id));

  const rpcStore = store === 'all' ? undefined : store;
  const items = await itemsOf(rpc, sku, rpcStore);
  expect(items.map(({ label, position, exclude, file, types }) => ({ label, position, disabled: exclude === 1, file, roles: types }))).toEqual(wanted);
  for (const { url, file } of items) expect(new URL(url).pathname).toBe(`/media/catalog/product${file}`);

  expect((await galleryOf(adobe, sku, store)).map(ofAdobe)).toEqual(wanted);
  const product = (await adobe('GET', `/rest/${store}/V1/products/${sku}`)).body as {
    media_gallery_entries: WireEntry[];
    custom_attributes: { attribute_code: string; value: string }[];
  };
  expect(product.media_gallery_entries.map(ofAdobe)).toEqual(wanted);
  for (const role of ROLES) {
    const holder = view.entries.find(({ id }) => id === view.roles[role]?.value);
    const value = product.custom_attributes.find(({ attribute_code }) => attribute_code === role)?.value ?? 'no_selection';
    expect(value, role).toBe(holder?.file.value ?? 'no_selection');
    expect(holder?.roles.includes(role) ?? true).toBe(true);
  }

  const { image } = (await root('GET', `/products/${sku}/json-ld?store=${store}`)).body as {
    image: { contentUrl: string; caption?: string; representativeOfPage?: true }[];
  };
  const shown = view.entries.filter(({ disabled }) => !disabled.value);
  expect(image.map(({ contentUrl, caption, representativeOfPage = false }) => ({ contentUrl, caption: caption ?? null, representativeOfPage }))).toEqual(
    shown.map(({ file, label, decorative, roles }) => ({
      contentUrl: gallery.pictures[file.value]?.url,
      caption: decorative.value || (label.value ?? '').trim() === '' ? null : label.value,
      representativeOfPage: roles.includes('image'),
    })),
  );

  for (const { file } of view.entries) {
    const served = await service.app.originals.find(file.value);
    const version = contentVersion({ blob: served?.file.blob as BlobHash, focal: served?.file.owner?.focal });
    const { url = '', renditions = {} } = gallery.pictures[file.value] ?? {};
    const link = renditions[PRESET];
    const addresses = [url, link?.url ?? '', ...(link?.srcset.split(', ').map((one) => one.split(' ')[0] ?? '') ?? [])].filter(Boolean);
    for (const address of addresses) {
      expect(new URL(address).pathname.endsWith(file.value)).toBe(true);
      expect(new URL(address).searchParams.get('v')).toBe(version);
    }
  }
}

it('gallery, lists, single reads, role attributes, addresses and JSON-LD agree in every store view', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(anyOperation, { maxLength: 8 }), async (entries, operations) => {
      const sku = await aProduct(entries, operations as readonly Operation[]);
      for (const store of STORES) await expectOneGallery(sku, store);
    }),
    { numRuns: 25 },
  );
}, 120_000);

it('what JSON-LD is asked of that is not there is a problem', async () => {
  expect((await root('GET', '/products/nothing/json-ld')).status).toBe(404);
  expect((await root('GET', '/products/nothing/json-ld?store=nowhere')).status).toBe(404);
});

it('JSON-LD stands in a page as it is: a caption cannot end its script', async () => {
  const sku = await aProduct(1, []);
  const { entries } = viewIn(await galleryIn(root, sku), 'all');
  const label = '</script><script>alert(1)</script><!--';
  await patch(root, sku, [{ op: 'set', entry: entries[0]?.id, label }]);
  const reply = await root('GET', `/products/${sku}/json-ld`);
  expect(reply.text).not.toContain('<');
  expect((reply.body as { image: { caption: string }[] }).image[0]?.caption).toBe(label);
});
