/** Pictures as search engines read them in a page. Source: schema.org, ImageGallery and ImageObject. */
import type { EntryView } from './gallery.js';
import type { ImageType } from './naming.js';

export interface ImageObject {
  readonly '@type': 'ImageObject';
  readonly contentUrl: string;
  /** Pixels, as it is shown. */
  readonly width: number;
  readonly height: number;
  readonly encodingFormat: ImageType;
  /** Absent: nothing is written, or the picture says nothing. */
  readonly caption?: string;
  /** Of the one that plays the role `image`. */
  readonly representativeOfPage?: true;
}
/** What is known of an entry's picture. */
export interface KnownPicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly type: ImageType;
}

/** Of what a scope sees, in display order, what a page shows: pictures that are not hidden, and whose bytes are known. */
export function imageObjects(view: readonly EntryView[], pictureOf: (entry: EntryView) => KnownPicture | undefined): ImageObject[] {
  return view.flatMap((entry): ImageObject[] => {
    const { label, decorative, disabled } = entry.values;
    const picture = disabled || entry.mediaType !== 'image' ? undefined : pictureOf(entry);
    if (picture === undefined) return [];
    const isMain = entry.roles.some((role) => role === 'image');
    return [
      {
        '@type': 'ImageObject',
        contentUrl: picture.url,
        width: picture.width,
        height: picture.height,
        encodingFormat: picture.type,
        ...(label === null || label.trim() === '' || decorative ? {} : { caption: label }),
        ...(isMain ? { representativeOfPage: true } : {}),
      },
    ];
  });
}
