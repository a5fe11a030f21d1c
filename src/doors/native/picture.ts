/** One picture as this door tells of it: its addresses, its size, and a placeholder until it is there. */
import type { BlobFacts } from '../../app/ports.js';
import type { EntryValues } from '../../core/fields.js';
import type { BlobHash } from '../../core/ids.js';
import { originalUrl, presetLink } from '../../core/picture-urls.js';
import type { PresetQuery } from '../../core/presets.js';

/** With which renditions pictures are told of, and what is known of their bytes. */
export interface PictureShowing {
  /** Names of renditions whose addresses are wanted. */
  readonly presets: readonly string[];
  readonly known: Readonly<Record<string, PresetQuery>>;
  readonly base: string;
  readonly facts: ReadonlyMap<BlobHash, BlobFacts>;
}

/** undefined: nothing is known of the bytes any more. */
export function pictureOut({ file, blob, focal }: Pick<EntryValues, 'file' | 'blob' | 'focal'>, { presets, known, base, facts }: PictureShowing) {
  const fact = facts.get(blob);
  if (fact === undefined) return undefined;
  const pixels = fact.verdict.state === 'ready' ? fact.verdict.pixels : undefined;
  const size = { widthPx: pixels?.widthPx ?? fact.widthPx, heightPx: pixels?.heightPx ?? fact.heightPx };
  const picture = { file, blob, focal, ...size, frames: fact.frames };
  const renditions = presets.flatMap((preset) => {
    const link = presetLink(base, picture, preset, known);
    return link === undefined ? [] : [[preset, link]];
  });
  return {
    url: originalUrl(base, picture),
    type: fact.type,
    width: size.widthPx,
    height: size.heightPx,
    size_bytes: fact.sizeBytes,
    state: fact.verdict.state,
    thumbhash: pixels?.thumbhash ?? null,
    dominant_color: pixels?.dominantColor ?? null,
    renditions: Object.fromEntries(renditions),
  };
}
