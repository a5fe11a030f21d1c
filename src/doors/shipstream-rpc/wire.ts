/** Images between this wire and the core. A wire's own words (`exclude`, `types`) end here. */
import { Buffer } from 'node:buffer';
import type { FetchRequest } from '../../app/ports.js';
import type { SentPicture } from '../../app/uploads.js';
import type { EntryView } from '../../core/gallery.js';
import { IMAGE_TYPES, type ImageType } from '../../core/naming.js';
import { decodeBase64 } from '../base64.js';
import type { Call } from './call.js';
import type { Dialect } from './dialect.js';
import { done, imageNotSpecified, invalidData, type Outcome, refused } from './faults.js';
import { fileRequestIn } from './file-request.js';
import { WRONG } from './reader.js';

export const ACCEPTED: readonly ImageType[] = ['image/jpeg', 'image/gif', 'image/png', 'image/webp'];

/** As a list shows it. */
export function itemOut({ values, roles }: EntryView, base: string, { number }: Dialect) {
  return {
    file: values.file,
    label: values.label ?? '',
    position: number(values.position),
    exclude: number(values.disabled ? 1 : 0),
    url: `${base}media/catalog/product${values.file}`,
    types: roles,
  };
}

export type Data = Readonly<Record<string, unknown>>;

/** `data` as an object; an empty list is what some clients make of an empty one. undefined: it is none. */
export function dataIn(sent: unknown): Data | undefined {
  if (Array.isArray(sent)) return sent.length === 0 ? {} : undefined;
  return typeof sent === 'object' && sent !== null ? (sent as Data) : undefined;
}

/** A value with the texts that were cut out of it for their key, although they are no pictures. */
export function uncut(value: unknown, cuts: Call['cuts']): unknown {
  if (cuts.size === 0) return value;
  if (typeof value === 'string') return cuts.has(value) ? Buffer.from(cuts.get(value) as Uint8Array).toString('utf8') : value;
  if (Array.isArray(value)) return value.map((one) => uncut(one, cuts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, uncut(one, cuts)]));
}

/** What was sent of an image beside its bytes. Absent: not sent. */
export interface SentValues {
  readonly label?: string;
  readonly position?: number;
  readonly disabled?: boolean;
  readonly types?: readonly string[];
}

export function valuesIn(data: Data, { read }: Dialect, doing: 'create' | 'update'): Outcome<SentValues> {
  const sent = {
    label: read.label(data.label),
    position: read.position(data.position),
    disabled: read.exclude(data.exclude ?? data.disabled),
    types: read.types(data.types, doing),
  };
  const wrong = Object.entries(sent).find(([, value]) => value === WRONG)?.[0];
  if (wrong !== undefined) return invalidData(MEANT[wrong] ?? wrong);
  return done(Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)));
}
const MEANT: Readonly<Record<string, string>> = {
  label: 'label: has to be a text',
  position: 'position: has to be a whole number from 0 on',
  disabled: 'exclude: has to be 0 or 1',
  types: 'types: has to be a list of texts',
};

type Wire = Pick<Call, 'dialect' | 'cuts'>;

/** The bytes that were sent, or where they are to be fetched; undefined: neither. */
export type PictureSource = { readonly sent: SentPicture } | { readonly fetched: FetchRequest; readonly name: string };

export function newPictureIn(data: Data, call: Wire): Outcome<PictureSource> {
  const source = pictureIn(data, call, 'The image contents is not valid base64 data.');
  return source.ok && source.value === undefined ? imageNotSpecified() : (source as Outcome<PictureSource>);
}

/** Of an image that is there; a text as `file` is its path, which does not change. */
export function otherPictureIn(data: Data, call: Wire): Outcome<PictureSource | undefined> {
  const file = dataIn(data.file);
  const isIncomplete = file !== undefined && (file.mime == null || file.content == null);
  if (isIncomplete && call.dialect.name === 'openmage') return done(undefined);
  return pictureIn(data, call, 'Image content is not valid base64 data.');
}

function pictureIn(data: Data, { dialect, cuts }: Wire, notBase64: string): Outcome<PictureSource | undefined> {
  const file = dataIn(data.file);
  const isAsked = data.file_request !== undefined && data.file_request !== null;
  if (isAsked && file !== undefined) return invalidData('file and file_request: only one of them');
  if (isAsked) return fileRequestIn(uncut(data.file_request, cuts));
  if (file === undefined) return done(undefined);
  if (file.mime == null || file.content == null) return imageNotSpecified();
  const type = file.mime === 'image/jpg' && dialect.name === 'shipstream' ? 'image/jpeg' : file.mime;
  if (!ACCEPTED.some((one) => one === type)) return refused(102, 'Invalid image type.');
  const bytes = typeof file.content === 'string' ? decodeBase64(cuts.get(file.content) ?? Buffer.from(file.content, 'latin1')) : undefined;
  if (bytes === undefined || bytes.length === 0) return refused(102, notBase64);
  const name = nameIn(file.name, type as ImageType, dialect);
  return name.ok ? done({ sent: { bytes, type: type as ImageType, name: name.value } }) : name;
}

/** Without a name it is `image`. The ancestor cleans more, and adds the extension of the type to every name. */
function nameIn(sent: unknown, type: ImageType, { name: dialect, read }: Dialect): Outcome<string> {
  const name = read.name(sent) ?? 'image';
  if (name === WRONG) return invalidData('file.name: has to be a text');
  if (dialect === 'shipstream') return done(name);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: one of them ends names there
  if (/[/\u0000]|\.\./.test(name)) return refused(104, 'Cannot create image.');
  return done(`${(name === '0' ? 'image' : name).replace(/[^A-Za-z0-9_.-]+/g, '_')}.${IMAGE_TYPES[type][0]}`);
}
