/** Why a picture is not taken, as data: the same for programs and for people, at every door that can carry it. */
import type { Fault, FaultCode } from './fault.js';

export interface PictureVerdict {
  readonly code: FaultCode;
  /** What of the picture it is about. */
  readonly field: 'bytes' | 'pixels' | 'structure' | 'content' | 'type' | 'name' | 'url';
  /** The bound that was passed, in bytes or pixels; null: it is about no bound. */
  readonly limit: number | null;
  /** What there was instead; null where there is no more to say. */
  readonly found: string | number | null;
  /** What to do about it: a sentence. */
  readonly advice: string;
}

type PictureFault = Extract<
  Fault,
  {
    code:
      | 'limit-passed'
      | 'image-missing'
      | 'image-unreadable'
      | 'image-ambiguous'
      | 'image-type-refused'
      | 'name-forbidden'
      | 'name-unusable'
      | 'fetch-failed'
      | 'upload-refused';
  }
>;
type Told = Omit<PictureVerdict, 'code'>;
const told = (field: PictureVerdict['field'], found: Told['found'], advice: string, limit: number | null = null): Told => ({ field, limit, found, advice });

const WORDS: { readonly [C in PictureFault['code']]: (fault: Extract<PictureFault, { code: C }>) => Told | undefined } = {
  'limit-passed': ({ what, limit, found = null }) => {
    if (what === 'bytes') return told(what, found, 'Send a smaller file.', limit);
    if (what === 'stored bytes') return told('bytes', found, 'Remove pictures that are not needed, or ask for more room.', limit);
    if (what === 'name') return told(what, found, 'Use a shorter name.', limit);
    return what === 'pixels' ? told(what, found, 'Send a picture with fewer pixels or frames.', limit) : undefined;
  },
  'image-missing': () => told('content', null, 'Send the bytes of a picture.'),
  'image-unreadable': ({ reason }) => told('structure', reason, 'Save the picture again as JPEG, PNG, GIF, WebP or AVIF and send all of it.'),
  'image-ambiguous': ({ found }) => told('content', found, 'Save the picture again without its metadata, with nothing behind its end.'),
  'image-type-refused': ({ found }) => told('type', found, 'Send JPEG, PNG, GIF, WebP or AVIF, under its own type.'),
  'name-forbidden': () => told('name', null, 'Use letters, digits, dot, dash and underscore.'),
  'name-unusable': ({ reason }) => told('name', reason, "Use a short name with a picture's extension."),
  'fetch-failed': ({ reason }) => told('url', reason, 'Check that the address is public and answers with the picture.'),
  'upload-refused': ({ reason }) => told('content', reason, 'Upload the picture again.'),
};

/** Undefined for a fault that says nothing about a picture. */
export function pictureVerdict(fault: Fault): PictureVerdict | undefined {
  const words = (Object.hasOwn(WORDS, fault.code) ? WORDS[fault.code as PictureFault['code']] : undefined) as ((fault: Fault) => Told | undefined) | undefined;
  const said = words?.(fault);
  return said && { code: fault.code, ...said };
}
