/** What the walks through the formats share. */
import type { ImageFacts } from '../app/ports.js';

/** What a header says: the stored size, before any turn that EXIF or `irot` asks for. */
export type PictureSize = Omit<ImageFacts, 'type'>;
/** Refuses an empty size or one past the limit, and hands back the one that may pass; asked as soon as a header is read. */
export type Measure = (size: PictureSize) => PictureSize;
