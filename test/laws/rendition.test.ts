/** What may be asked of a picture, and that it has one text. Source: `adobe-rest.md` section 10. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheText, PRESETS, parsePreset } from '../../src/core/presets.js';
import { formatLook, formatRendition, SIZE_LADDER_PX, snapRendition, snapWidth } from '../../src/core/rendition.js';
import { parseRendition } from '../../src/core/rendition-query.js';
import { aQuery, rendition } from '../support/rendition.js';

const textOf = (query: string) => formatRendition(rendition(query));

describe('a rendition', () => {
  it.each([
    ['', ''],
    ['width=300', 'width=300'],
    ['width=0.5', 'width=50p'],
    ['width=50p', 'width=50p'],
    ['width=.5', 'width=50p'],
    ['dpr=2&width=300&height=10p', 'width=600&height=20p'],
    ['width=8000&height=4000&dpr=9', 'width=8192&height=4096'],
    ['dpr=3', ''],
    ['fit=crop&width=300', 'width=300'],
    ['height=20&fit=crop&width=300', 'width=300&height=20&fit=crop'],
    ['enable=upscale', ''],
    ['enable=upscale&width=9', 'width=9&enable=upscale'],
    ['enable=upscale&width=9&disable=upscale', 'width=9'],
    ['crop=32:18,smart', 'crop=16:9,smart'],
    ['crop=1.91:1', 'crop=191:100'],
    ['crop=100,0.5,offset-y10,x5', 'crop=100,50p,x5,offset-y10'],
    ['crop=100,200,safe', 'crop=100,200,safe'],
    ['crop=9000,1,x60000', 'crop=9000,1,x60000'],
    ['precrop=1:1&crop=1:2', 'precrop=1:1&crop=1:2'],
    ['trim=5', 'trim=5,5,5,5'],
    ['trim=5,0.1', 'trim=5,10p,5,10p'],
    ['trim=1,2,3', 'trim=1,2,3,2'],
    ['trim=0', ''],
    ['pad=10&dpr=2&width=5', 'width=10&pad=20,20,20,20'],
    ['pad=10&canvas=4:3', 'canvas=4:3'],
    ['width=240&height=300&fit=bounds&canvas=240,300&dpr=2', 'width=480&height=600&fit=bounds&canvas=480,600'],
    ['bg-color=FFF', 'bg-color=255,255,255'],
    ['bg-color=0a0B0c', 'bg-color=10,11,12'],
    ['bg-color=1,2,3,0.5', 'bg-color=1,2,3,0.5'],
    ['orient=r', 'orient=6'],
    ['orient=hv', 'orient=3'],
    ['orient=1', ''],
    ['brightness=0&contrast=-5&saturation=100', 'contrast=-5&saturation=100'],
    ['sharpen=t1,a5', 'sharpen=a5,r1,t1'],
    ['sharpen=a0', ''],
    ['blur=0.5', 'blur=0.5'],
    ['blur=2p', 'blur=2p'],
    ['format=jpeg&quality=80', 'format=jpg&quality=80'],
    ['auto=webp,avif', 'auto=avif,webp'],
    ['auto=webp&format=auto', 'format=auto'],
    ['quality=80,70&optimize=low', 'quality=80,70'],
    ['optimize=low', 'optimize=low'],
    ['store=default&image-type=thumbnail&__proto__=1&v=abc', ''],
  ])('asked as "%s" is "%s"', (query, text) => expect(textOf(query)).toBe(text));

  it.each([
    ...['-1', '0', '99999', '8193', '1e9', '1.5', '', 'abc', '0x10', ' 5', '8193', '1001p', '1'.repeat(99), '٣'].map((value) => ['width', value]),
    ...['0', '11', 'x'].map((value) => ['dpr', value]),
    ...['5', '5,', '0:1', '1:0', '1:1,smart,safe', '5,5,smart', '1:1,x1,offset-x1', '1:1,x1,x2', '1:1,offset-x101', '1:1,q', '-5,5'].map((v) => ['crop', v]),
    ...['1,2,3,4,5', '-1', 'a', '1,'].map((value) => ['trim', value]),
    ...['ff', '256,0,0', '1,2', '1,2,3,4', 'gggggg', '1,2,3,4,5'].map((value) => ['bg-color', value]),
    ...['101', '-101', 'x', '--1'].map((value) => ['brightness', value]),
    ...['a11', 'x1', 'a1,a2', 'r0.1', ''].map((value) => ['sharpen', value]),
    ...['0.2', '1001', '101p'].map((value) => ['blur', value]),
    ...['0', '101', '80,', '1,2,3', '80.5'].map((value) => ['quality', value]),
    ...['9', 'rr', 'constructor', 'toString'].map((value) => ['orient', value]),
    ...['jxl', 'mp4', 'svg', 'constructor', 'JPG'].map((value) => ['format', value]),
    ...[
      ['fit', 'fill'],
      ['auto', 'jxl'],
      ['enable', 'yes'],
      ['disable', ''],
      ['optimize', 'max'],
      ['canvas', '1:1,smart'],
      ['canvas', '9000,1'],
      ['height', '0p'],
    ],
  ] as [string, string][])('%s=%s is refused by its name', (parameter, value) =>
    expect(parseRendition({ width: '5', [parameter]: value })).toMatchObject({ ok: false, fault: { code: 'rendition-refused', parameter } }),
  );

  it('has a text that says the same again', () =>
    fc.assert(
      fc.property(aQuery, (query) => {
        const asked = parseRendition(query);
        if (!asked.ok) throw new Error(JSON.stringify(asked.fault));
        const text = formatRendition(asked.value);
        expect(rendition(text)).toEqual(asked.value);
        expect(textOf(text)).toBe(text);
      }),
    ));

  it('has one text however its parameters stand', () =>
    fc.assert(
      fc.property(aQuery, fc.infiniteStream(fc.nat()), (query, order) => {
        const shuffled = Object.entries(query)
          .map((entry) => [order.next().value, entry] as const)
          .sort((a, b) => a[0] - b[0]);
        expect(parseRendition(Object.fromEntries(shuffled.map(([, entry]) => entry)))).toEqual(parseRendition(query));
      }),
    ));

  it('never fails on whatever a query holds', () =>
    fc.assert(
      fc.property(fc.constantFrom('crop', 'trim', 'width', 'bg-color', 'sharpen', 'canvas', 'quality'), fc.string({ unit: 'binary' }), (name, text) => {
        const read = parseRendition({ [name]: text });
        expect(read.ok || read.fault.code === 'rendition-refused').toBe(true);
      }),
    ));
});

describe('the size ladder', () => {
  it('holds its own steps', () => expect(SIZE_LADDER_PX.map(snapWidth)).toEqual(SIZE_LADDER_PX));
  it.each([
    ['width=300', 'width=320'],
    ['width=1', 'width=32'],
    ['width=8000', 'width=4096'],
    ['height=300', 'height=320'],
    ['width=240&height=300&fit=crop', 'width=256&height=320&fit=crop'],
    ['width=1&height=8192', 'width=32&height=8192'],
    ['width=50p', 'width=50p'],
    ['width=0.57', 'width=57p'],
    ['width=0.5001', 'width=51p'],
    ['height=12.01p', 'height=13p'],
    ['width=200&height=49.5p', 'width=256&height=50p'],
    ['width=200&height=250&fit=bounds&canvas=200,250,x100', 'width=256&height=320&fit=bounds&canvas=256,320,x128'],
    ['width=200&pad=10,5p', 'width=256&pad=13,5p,13,5p'],
    ['crop=100,100&width=50', 'crop=100,100&width=64'],
    ['crop=100,100', 'crop=100,100'],
  ])('takes %s as %s', (query, text) => expect(formatRendition(snapRendition(rendition(query)))).toBe(text));
});

describe('what a rendition shows', () => {
  const lookOf = (query: string) => formatLook(rendition(query));
  it.each([
    ['width=300', 'width=800&quality=40&format=webp'],
    ['width=300', 'height=100&enable=upscale'],
    ['width=300', 'width=50p&auto=avif'],
    ['width=300', 'width=100&height=700&fit=bounds'],
    ['width=300&brightness=10', 'width=900&brightness=10'],
    ['width=300&height=400&fit=crop', 'width=150&height=200&fit=crop'],
    ['width=240&height=300&fit=bounds&canvas=240,300', 'width=88&height=110&fit=bounds&canvas=88,110'],
    ['width=100&pad=10', 'width=200&pad=20'],
  ])('is the same for %s and %s', (one, other) => expect(lookOf(one)).toBe(lookOf(other)));
  it.each([
    ['width=300', 'width=300&brightness=-100'],
    ['width=300', 'width=300&orient=hv'],
    ['width=300', 'width=300&blur=20'],
    ['width=300', 'width=300&crop=90p,90p'],
    ['width=300', 'width=300&bg-color=f00'],
    ['width=300', 'width=300&height=300'],
    ['width=300&height=300', 'width=300&height=300&fit=crop'],
    ['width=300&height=300', 'width=300&height=301'],
    ['width=240&height=300&fit=bounds&canvas=240,300', 'width=240&canvas=240,300'],
    ['width=100&pad=10', 'width=200&pad=10'],
  ])('is not for %s and %s', (one, other) => expect(lookOf(one)).not.toBe(lookOf(other)));
});

describe('presets', () => {
  it.each(Object.entries(PRESETS))('%s can be asked for, and Accept chooses its format', (_, query) =>
    expect(parsePreset(query)).toMatchObject({ ok: true, value: { auto: ['avif', 'webp'], fit: 'bounds' } }),
  );
  it('keep a format of their own', () => expect(parsePreset({ format: 'png' })).toEqual({ ok: true, value: { format: 'png' } }));
  it('have the folder that a theme links to', () => {
    const preset = parsePreset(PRESETS.category_page_grid ?? {});
    const text = preset.ok ? cacheText(preset.value) : '';
    expect(createHash('md5').update(text).digest('hex')).toBe('2765542505660baab28ecd555e27366e');
  });
  it.each([
    ['', 'h:empty_w:empty_rgb255,255,255_r:empty_q:80_proportional_noframe_transparency_doconstrainonly'],
    ['width=5&height=6&bg-color=000&quality=70', 'h:6_w:5_rgb0,0,0_r:empty_q:70_nonproportional_noframe_transparency_doconstrainonly'],
    ['width=5&orient=r&enable=upscale', 'h:empty_w:5_rgb255,255,255_r:90_q:80_proportional_noframe_transparency_notconstrainonly'],
  ])('of "%s" have a folder by "%s"', (query, text) => expect(cacheText(rendition(query))).toBe(text));
});
