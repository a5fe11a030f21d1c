/** Values of the door's declared shapes: right, wrong, missing, in excess. */
import fc, { type Arbitrary } from 'fast-check';
import type { Shape } from '../../src/doors/adobe-rest/binder.js';
import { picture } from '../conformance/pictures.js';

/** They stand for the newest entries there are when a request is sent. */
export const ENTRY_IDS = [9_000_001, 9_000_002, 9_000_003, 9_000_004, 9_000_005, 9_000_006] as const;
export const SKUS = ['A', 'B', 'C', 'a/b c'] as const;

export const wildText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom('', '\0', '\ud800', '\udc00\ud800', '__proto__', 'no_selection', 'image', '<script>1</script>', "'; drop table entry"),
  fc.constantFrom('../..', '%2e%2e%2f', '1e9', ' 5 ', 'null', 'true', '٣', '&x;', ']]>', 'x'.repeat(300), 'x'.repeat(70_000)),
);
const wildNumber = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constantFrom(0, -0, -1, 1.5, 4_294_967_295, 4_294_967_296, 1e308, 5e-324));
const wildScalar = fc.oneof(wildText, wildNumber, fc.boolean(), fc.constant(null));
const wildKey = fc.oneof(
  wildText,
  fc.constantFrom('__proto__', '_Proto__', 'constructor', 'toString', 'valueOf', 'length', 'item', '0', 'entry', 'id', 'Label', 'mediaType', 'media_type'),
);
export const { wild } = fc.letrec<{ wild: unknown }>((tie) => ({
  wild: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    wildScalar,
    fc.array(tie('wild'), { maxLength: 4 }),
    fc.array(fc.tuple(wildKey, tie('wild')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  ),
}));

/** Far more often the first than one of the others. */
export const mostly = <T>(often: Arbitrary<T>, ...seldom: Arbitrary<T>[]): Arbitrary<T> =>
  fc.oneof({ weight: 25 * seldom.length, arbitrary: often }, ...seldom.map((arbitrary) => ({ weight: 1, arbitrary })));

/** Each field absent, right, null or wild; now and then a field that is none. */
export function fieldsOf(right: Readonly<Record<string, Arbitrary<unknown>>>): Arbitrary<unknown> {
  const mixed = Object.entries(right).map(([name, one]) => {
    const value = fc.oneof({ weight: 40, arbitrary: one }, { weight: 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: wild });
    return [name, fc.option(value, { nil: ABSENT, freq: 6 })] as const;
  });
  const some = fc.record(Object.fromEntries(mixed)).map((object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== ABSENT)));
  const strange = fc.tuple(some, wildKey, wild).map(([object, key, value]) => ({ ...object, ...Object.fromEntries([[key, value]]) }));
  return fc.oneof({ weight: 30, arbitrary: some }, { weight: 1, arbitrary: strange }, { weight: 1, arbitrary: wild });
}
const ABSENT = Symbol('absent');

/** As base64. */
export const PICTURES: readonly string[] = await Promise.all([1, 2, 3].map(async (number) => (await picture(`image:png:${number}`)).toString('base64')));
const code = fc.constantFrom('note', 'image', 'small_image', 'thumbnail', 'image_label', 'swatch_image', 'description', 'constructor');
const smallInt = fc.oneof(
  fc.nat(12),
  fc.nat(12).map(String),
  fc.nat(4).map((number) => `${number}.5`),
);

/** What makes a call go through, by the name of the field. */
const entryId = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ENTRY_IDS) }, { weight: 1, arbitrary: smallInt });
const KNOWN: Readonly<Record<string, Arbitrary<unknown>>> = {
  id: entryId,
  entry_id: entryId,
  sku: fc.constantFrom(...SKUS, 'a', 'new'),
  attribute_set_id: fc.constant(4),
  attribute_set_name: fc.constantFrom('Default', 'default', '4'),
  type_id: fc.constantFrom('simple', ''),
  media_type: mostly(fc.constantFrom('image', 'external-video'), fc.constant('video')),
  types: mostly<string[]>(fc.subarray(['image', 'small_image', 'thumbnail']), fc.constant(['none'])),
  file: mostly(fc.constant('/f/u/fuzz.png'), fc.constantFrom('/x', '../../x')),
  base64_encoded_data: mostly(fc.constantFrom(...PICTURES), fc.base64String({ maxLength: 6000 })),
  type: mostly(fc.constant('image/png'), fc.constant('image/jpeg')),
  name: mostly(fc.constantFrom('fuzz.png', 'fuzz', 'ä b.png'), fc.constantFrom('.png', 'x/y.png', 'a.exe')),
  position: mostly(smallInt, wildNumber),
  label: mostly(fc.constantFrom('Front', ''), wildText),
  video_url: mostly(fc.constant('https://example.org/'), fc.constantFrom('javascript:0', 'http://')),
  username: fc.constantFrom('test-root', 'nobody'),
  website_ids: fc.array(fc.oneof(fc.constant(1), smallInt), { maxLength: 3 }),
  store_codes: fc.subarray(['default', 'german', 'nowhere']),
};

/** By snake_case name. */
export function valueLike(shape: Shape, name: string): Arbitrary<unknown> {
  const known = KNOWN[name];
  if (known !== undefined) return known;
  switch (shape.kind) {
    case 'int':
    case 'float':
      return smallInt;
    case 'bool':
      return fc.constantFrom<unknown>(true, false, 1, 0, 'true', 'false', 'on', '');
    case 'object':
      return fieldsOf(Object.fromEntries(Object.entries(shape.fields).map(([field, of]) => [field, valueLike(of, field)])));
    case 'list':
      return fc.array(valueLike(shape.of, ''), { maxLength: 3 });
    case 'attributes': {
      const value = mostly(fc.constantFrom<unknown>('no_selection', '/f/u/fuzz.png', 'note', 7, null), wild);
      return fc.oneof(fc.array(fieldsOf({ attribute_code: code, value }), { maxLength: 4 }), fc.dictionary(code, value, { maxKeys: 4 }));
    }
    case 'texts':
      return fc.array(mostly(fc.string({ maxLength: 5 }), wildText), { maxLength: 3 });
    case 'any':
      return mostly(fc.constantFrom<unknown>(null, [], {}, 'x', [1], { a: [{}] }), wild);
    default:
      return mostly(fc.string({ unit: 'grapheme', maxLength: 12 }), wildText);
  }
}
