/** The format that a rendition is made in. */
import type { ImageType } from './naming.js';
import { AUTO_FORMATS, type AutoFormat, formatRendition, type OutputFormat, type Rendition } from './rendition.js';

/** What is known of a picture when its format is chosen. */
export interface FormatSource {
  readonly type: ImageType;
  /** 1 for a still picture. */
  readonly frames: number;
  /** Absent: not known yet. */
  readonly hasAlpha?: boolean | undefined;
}

/** The type that each format is delivered as. */
export const OUTPUT_TYPES: Readonly<Record<OutputFormat, ImageType>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  pjpg: 'image/jpeg',
  png: 'image/png',
  png8: 'image/png',
  webp: 'image/webp',
  webpll: 'image/webp',
};
const FAMILIES: Readonly<Record<ImageType, OutputFormat>> = {
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** The formats that `Accept` may choose; empty: the answer is the same for everybody, and `Vary` needs nothing. */
export const autoFormats = ({ format, auto }: Rendition): readonly AutoFormat[] => (format === 'auto' ? AUTO_FORMATS : (auto ?? []));

/**
 * `format=auto` and `auto` give the first of AVIF and WebP that `Accept` names (`*` names neither), else the format
 * asked for, else the original's own. Where `Accept` may choose, an AVIF or WebP original that it does not name comes as
 * JPEG or PNG. Moving pictures are never AVIF: they would stand still. `accept` absent: it names nothing.
 */
export function chooseFormat(rendition: Rendition, source: FormatSource, accept: string | undefined): OutputFormat {
  const wanted = autoFormats(rendition);
  const named = acceptedTypes(accept);
  const isStill = source.frames === 1;
  const negotiated = wanted.find((format) => named.has(OUTPUT_TYPES[format]) && (isStill || format !== 'avif'));
  if (negotiated !== undefined) return negotiated;
  if (rendition.format !== undefined && rendition.format !== 'auto') return rendition.format;
  const own = FAMILIES[source.type];
  if (wanted.length === 0 || (own !== 'avif' && own !== 'webp') || named.has(source.type)) return own;
  if (!isStill) return 'gif';
  return source.hasAlpha === false ? 'jpg' : 'png';
}

/** The types that a header names with a weight above 0. */
function acceptedTypes(accept = ''): ReadonlySet<string> {
  const ranges = accept.slice(0, 2000).toLowerCase().split(',');
  const taken = ranges.filter((range) => !/;\s*q\s*=\s*0(\.0*)?\s*(;|$)/.test(range));
  return new Set(taken.map((range) => range.replace(/;.*/s, '').trim()));
}

const DEFAULT_QUALITY = 80;
const OPTIMIZED: Readonly<Record<NonNullable<Rendition['optimize']>, number>> = { low: 90, medium: 80, high: 65 };
/** AVIF looks at 50 as JPEG does at 80. Source: the defaults of its encoders. */
const AVIF_SCALE = 5 / 8;

/** The number an encoder is given, 1 to 100, for the quality that was asked on the scale of JPEG; 80 where nothing was. */
export function encoderQuality({ quality, optimize, auto, format: asked }: Rendition, format: OutputFormat): number {
  const isAutoWebp = format === 'webp' && (asked === 'auto' || auto?.includes('webp') === true);
  const value = quality === undefined ? (optimize === undefined ? DEFAULT_QUALITY : OPTIMIZED[optimize]) : isAutoWebp ? quality.webp : quality.value;
  return format === 'avif' ? Math.max(1, Math.round(value * AVIF_SCALE)) : value;
}

/** What makes one made picture of an original differ from another, as text: `width=300&format=webp&quality=80`; however the format came to be chosen. */
export function renditionKey(rendition: Rendition, format: OutputFormat): string {
  const { auto: _auto, optimize: _optimize, ...asked } = rendition;
  const quality = encoderQuality(rendition, format);
  return formatRendition({ ...asked, format, quality: { value: quality, webp: quality } });
}
