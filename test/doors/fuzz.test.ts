/** Whole payloads of wild values: an answer below 500, JSON, nothing of the inside told; refused means unchanged. */
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/running.js';
import { aContent, addEntry, type Client, clientOf, expectAnswered, galleryOf } from './client.js';

const STORES = ['all', 'german', 'default'];
const RUNS = { numRuns: 400, interruptAfterTimeLimit: 6_000 };

const wildText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    '\udc00\ud800',
    '__proto__',
    'no_selection',
    'image',
    '<script>1</script>',
    "'; drop table entry",
    '../..',
    '1e9',
    ' 5 ',
    'null',
    '٣',
  ),
);
const wildNumber = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constantFrom(0, -0, -1, 1.5, 4_294_967_295, 4_294_967_296, 1e308, 5e-324));
const wildScalar = fc.oneof(wildText, wildNumber, fc.boolean(), fc.constant(null));
const wildKey = fc.oneof(
  wildText,
  fc.constantFrom('__proto__', '_Proto__', 'constructor', 'toString', 'valueOf', 'length', 'entry', 'id', 'Label', 'mediaType', 'media_type', 'value'),
);
const { wild } = fc.letrec<{ wild: unknown }>((tie) => ({
  wild: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    wildScalar,
    fc.array(tie('wild'), { maxLength: 4 }),
    fc.array(fc.tuple(wildKey, tie('wild')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}));

/** Each field absent, right or wild; now and then a field that is none. */
function fields(right: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const mixed = Object.fromEntries(Object.entries(right).map(([name, one]) => [name, fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: wild })]));
  const some = fc.record(mixed, { requiredKeys: [] });
  const strange = fc.tuple(some, wildKey, wild).map(([object, key, value]) => ({ ...object, ...Object.fromEntries([[key, value]]) }));
  return fc.oneof({ weight: 8, arbitrary: some }, { weight: 1, arbitrary: strange }, { weight: 1, arbitrary: wild });
}

describe.each(['friendly', 'strict'] as const)('%s', (compat) => {
  let service: TestService;
  let call: Client;
  let changes: DatabaseSyncInstance;
  let entry: fc.Arbitrary<unknown>;
  const sku = fc.constantFrom('A', 'B', 'C');
  const store = fc.constantFrom(...STORES);

  beforeAll(async () => {
    service = await startService({ compat, stores: ['german'] });
    call = clientOf(service);
    for (const one of ['A', 'B', 'C']) {
      const made = await call('POST', '/rest/all/V1/products', { product: { sku: one, name: one, attribute_set_id: 4 } });
      expect(made.status).toBe(200);
      for (let i = 0; i < 2; i++) await addEntry(call, one);
    }
    changes = new DatabaseSync(join(service.data, 'vitrine.sqlite'), { readOnly: true });
    const { base64_encoded_data, type } = await aContent('');
    const content = fields({
      base64_encoded_data: fc.constant(base64_encoded_data),
      type: fc.constantFrom(type, type, type, 'image/jpeg'),
      name: fc.constantFrom('fuzz.png', 'fuzz', '.png', 'ä b.jpg', 'x/y.png', 'a.exe'),
    });
    const video = fields({
      media_type: fc.constant('external-video'),
      video_provider: wildText,
      video_url: fc.constantFrom('https://example.org/', 'javascript:0', 'http://'),
      video_title: fc.oneof(wildText, fc.constant(null)),
      video_description: fc.oneof(wildText, fc.constant(null)),
      video_metadata: wildText,
    });
    entry = fields({
      id: fc.oneof(fc.constant(null), fc.nat(8)),
      media_type: fc.constantFrom('image', 'image', 'external-video', 'video'),
      label: fc.oneof(wildText, fc.constant(null)),
      position: fc.oneof(wildNumber, fc.constant(null)),
      disabled: fc.oneof(fc.boolean(), fc.constant(null)),
      types: fc.oneof(fc.subarray(['image', 'small_image', 'thumbnail', 'none']), fc.constant(null)),
      file: fc.constantFrom('/a/_/a.png', '/x', null),
      content: fc.oneof(content, fc.constant(null)),
      extension_attributes: fields({ video_content: video }),
    });
  });
  afterAll(async () => {
    changes.close();
    await service.stop();
  });

  const changeCount = () => (changes.prepare('select count(*) as count from change').get() as { count: number }).count;
  async function ask(method: string, path: string, body: unknown): Promise<void> {
    const before = changeCount();
    const reply = await call(method, path, JSON.stringify(body) ?? 'null');
    expectAnswered(reply);
    if (reply.status !== 200) expect(changeCount()).toBe(before);
  }

  it('a new entry', () =>
    fc.assert(
      fc.asyncProperty(sku, store, entry, (where, at, one) => ask('POST', `/rest/${at}/V1/products/${where}/media`, { entry: one })),
      RUNS,
    ));

  it('an entry changed', () =>
    fc.assert(
      fc.asyncProperty(sku, store, fc.nat(8), entry, (where, at, id, one) => ask('PUT', `/rest/${at}/V1/products/${where}/media/${id}`, { entry: one })),
      RUNS,
    ));

  it('a whole product', () => {
    const code = fc.constantFrom('note', 'image', 'small_image', 'thumbnail', 'image_label', 'swatch_image', 'description');
    const attribute = fields({ attribute_code: code, value: fc.oneof(wild, fc.constantFrom('no_selection', '/a/_/a.png', null)) });
    const product = fields({
      sku: fc.constantFrom('A', 'B', 'new'),
      name: fc.oneof(wildText, fc.constant(null)),
      attribute_set_id: fc.constantFrom(4, 5, null),
      price: wildNumber,
      status: fc.constantFrom(1, 2, null),
      visibility: wildNumber,
      type_id: fc.constantFrom('simple', '', null),
      weight: wildNumber,
      options: wild,
      media_gallery_entries: fc.oneof(fc.array(entry, { maxLength: 3 }), fc.constant(null)),
      custom_attributes: fc.oneof(fc.array(attribute, { maxLength: 4 }), fc.dictionary(code, wild)),
      extension_attributes: fields({ website_ids: fc.array(wildScalar, { maxLength: 3 }), stock_item: wild }),
    });
    return fc.assert(
      fc.asyncProperty(store, fc.constantFrom('POST', 'PUT'), product, (at, method, one) =>
        ask(method, `/rest/${at}/V1/products${method === 'PUT' ? '/B' : ''}`, { product: one }),
      ),
      RUNS,
    );
  });

  it('anything at all, anywhere', () => {
    const paths = ['/products', '/products/A', '/products/A/media', '/products/A/media/1', '/integration/admin/token'];
    return fc.assert(
      fc.asyncProperty(fc.constantFrom('POST', 'PUT'), store, fc.constantFrom(...paths), wild, (method, at, path, body) =>
        ask(method, `/rest/${at}/V1${path}`, body),
      ),
      { ...RUNS, numRuns: 300 },
    );
  });

  it('and afterwards everything can be read at every store view', async () => {
    for (const at of STORES)
      for (const one of ['A', 'B', 'C']) {
        await galleryOf(call, one, at);
        expectAnswered(await call('GET', `/rest/${at}/V1/products/${one}`));
      }
  });
});
