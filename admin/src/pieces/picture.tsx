/** A picture in a box whose size is known before it comes; until then its ThumbHash stands there. */
import { useMemo, useState } from 'react';
import type { Picture as Facts } from '../../../client/index.js';
import { Icon } from './icons.js';
import { placeholderOf } from './thumbhash.js';

interface Props {
  /** null or undefined: there is none, and the box says so. */
  readonly facts: Facts | null | undefined;
  /** Name of a rendition; one that is not there: the original. */
  readonly preset: string;
  /** Its alternative text; empty: what stands beside it says it all. */
  readonly alt: string;
  /** Width through height of the box. */
  readonly ratio?: number;
  readonly sizes?: string;
  readonly isEager?: boolean;
}

export function Picture({ facts, preset, alt, ratio = 1, sizes, isEager = false }: Props) {
  const backdrop = usePlaceholder(facts);
  const [come, setCome] = useState<string>();
  if (facts === null || facts === undefined)
    return (
      <span className="picture picture-none" style={{ aspectRatio: ratio }}>
        <Icon name="picture" size={28} />
      </span>
    );
  const rendition = facts.renditions[preset];
  const url = rendition?.url ?? facts.url;
  return (
    <span className="picture" style={{ aspectRatio: ratio, ...(come === url ? {} : backdrop) }}>
      <img
        key={url}
        src={url}
        onLoad={() => setCome(url)}
        srcSet={rendition === undefined || rendition.srcset === '' ? undefined : rendition.srcset}
        sizes={rendition === undefined || rendition.srcset === '' ? undefined : (sizes ?? `${rendition.width}px`)}
        alt={alt}
        loading={isEager ? 'eager' : 'lazy'}
        decoding="async"
        draggable={false}
      />
    </span>
  );
}

/** Only what has no transparent parts fills its box: through those it would be seen for ever. */
function usePlaceholder(facts: Facts | null | undefined): { backgroundImage?: string; backgroundSize?: string; backgroundRepeat?: string } {
  const [hash, colour] = [facts?.thumbhash ?? null, facts?.dominant_color ?? null];
  return useMemo(() => {
    if (hash === null || colour === null) return {};
    return { backgroundImage: `url(${urlOf(hash)})`, backgroundSize: 'contain', backgroundRepeat: 'no-repeat' };
  }, [hash, colour]);
}

const drawn = new Map<string, string>();
function urlOf(hash: string): string {
  const known = drawn.get(hash);
  if (known !== undefined) return known;
  const { width, height, rgba } = placeholderOf(hash);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  const url = canvas.toDataURL();
  drawn.set(hash, url);
  return url;
}
