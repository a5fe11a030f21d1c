/** The picture of an operation, however it comes: bytes in the call, bytes that were uploaded before, or an address to fetch them from. */
import type { Result } from '../core/fault.js';
import { ok } from '../core/fault.js';
import type { Limits } from '../core/limits.js';
import { IMAGE_TYPES, type ImageType } from '../core/naming.js';
import type { Fetcher, Principal } from './ports.js';
import type { TakenPicture, Uploads } from './uploads.js';

export type SentBytes =
  /** What an upload was answered with. */
  | { readonly upload: string }
  | { readonly bytes: Uint8Array; readonly name: string }
  /** Without a name, that of the address. */
  | { readonly url: string; readonly name?: string | undefined };

const TYPES = Object.keys(IMAGE_TYPES) as readonly ImageType[];

/** The picture, checked, and kept unless it is only to be looked at (`isPreview`). What is kept and never named by a write is swept. */
export async function takePicture(
  { uploads, fetcher, limits }: { readonly uploads: Uploads; readonly fetcher: Fetcher; readonly limits: Limits },
  sent: SentBytes,
  by: Pick<Principal, 'kind' | 'id'>,
  isPreview: boolean,
): Promise<Result<TakenPicture>> {
  if ('upload' in sent) return uploads.open(sent.upload, by);
  const bytes = 'bytes' in sent ? ok(sent.bytes) : await fetcher.fetch({ url: sent.url, method: 'GET', headers: {} }, limits.imageBytes);
  if (!bytes.ok) return bytes;
  const checked = uploads.check({ bytes: bytes.value, name: sent.name ?? ('url' in sent ? nameIn(sent.url) : '') }, TYPES);
  if (!checked.ok) return checked;
  const blob = await (isPreview ? uploads.judge(checked.value, by) : uploads.keep(checked.value, by));
  return blob.ok ? ok({ path: checked.value.path, blob: blob.value }) : blob;
}

/** What an address calls its picture, without the extension: the type gives it one. */
export function nameIn(url: string): string {
  const last = URL.canParse(url) ? (new URL(url).pathname.split('/').pop() ?? '') : '';
  const stem = last.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9_-]+/g, '_');
  return stem.slice(0, 100) || 'image';
}
