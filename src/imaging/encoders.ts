/** How each format is written. */
import type { Sharp } from 'sharp';
import type { OutputFormat } from '../core/rendition.js';

export interface Encoding {
  /** 1 to 100, on the format's own scale. */
  readonly quality: number;
  /** More work for fewer bytes. */
  readonly isThorough: boolean;
  /** Of a moving picture: milliseconds a frame, and how often it runs (0: for ever). */
  readonly motion?: { readonly delay: number[]; readonly loop: number } | undefined;
}
interface Encoder {
  /** What is transparent stays so. */
  readonly keepsAlpha: boolean;
  /** Frames stay; else the first one is taken. */
  readonly keepsFrames: boolean;
  readonly encode: (picture: Sharp, encoding: Encoding) => Sharp;
}

/** By default AVIF works 17 times as long as WebP, at 1 twice, for about a tenth more bytes of the same look. */
const AVIF_EFFORT = { quick: 1, thorough: 4 };
/** By default, 4, WebP works twice as long for 2 % fewer bytes and 0.4 dB. */
const WEBP_EFFORT = 2;
/** From here on colours are kept as sharp as light and shade; below, nobody sees it. */
const FULL_COLOR_QUALITY = 90;

const jpeg = (picture: Sharp, { quality }: Encoding, progressive: boolean): Sharp =>
  picture.jpeg({ quality, progressive, chromaSubsampling: quality >= FULL_COLOR_QUALITY ? '4:4:4' : '4:2:0' });

export const ENCODERS: Readonly<Record<OutputFormat, Encoder>> = {
  avif: {
    ...{ keepsAlpha: true, keepsFrames: false },
    encode: (picture, { quality, isThorough }) =>
      picture.avif({ quality, effort: isThorough ? AVIF_EFFORT.thorough : AVIF_EFFORT.quick, chromaSubsampling: '4:2:0' }),
  },
  gif: { keepsAlpha: true, keepsFrames: true, encode: (picture, { motion }) => picture.gif({ ...motion }) },
  jpg: { keepsAlpha: false, keepsFrames: false, encode: (picture, encoding) => jpeg(picture, encoding, false) },
  pjpg: { keepsAlpha: false, keepsFrames: false, encode: (picture, encoding) => jpeg(picture, encoding, true) },
  png: { keepsAlpha: true, keepsFrames: false, encode: (picture) => picture.png() },
  png8: { keepsAlpha: true, keepsFrames: false, encode: (picture, { quality }) => picture.png({ palette: true, quality }) },
  webp: {
    keepsAlpha: true,
    keepsFrames: true,
    encode: (picture, { quality, motion }) => picture.webp({ quality, effort: WEBP_EFFORT, ...motion }),
  },
  webpll: { keepsAlpha: true, keepsFrames: true, encode: (picture, { motion }) => picture.webp({ lossless: true, ...motion }) },
};
