/** Forms with files, as clients write them and as none should; and what stands in the folder of files on their way in. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestService } from '../support/running.js';
import type { Native } from './calling.js';

export interface FormFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of the part; absent: none. */
  readonly type?: string;
}
const BOUNDARY = 'a-boundary';
export const FORM = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

export function partOf({ name, bytes, type }: FormFile): Buffer {
  const quoted = name.replaceAll('"', '%22');
  const head = [`--${BOUNDARY}`, `content-disposition: form-data; name="file"; filename="${quoted}"`, ...(type === undefined ? [] : [`content-type: ${type}`])];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes, Buffer.from('\r\n')]);
}
export const END = Buffer.from(`--${BOUNDARY}--\r\n`);
export const formOf = (...files: readonly FormFile[]): Buffer => Buffer.concat([...files.map(partOf), END]);

export interface Uploaded {
  readonly name: string;
  readonly upload?: string;
  readonly sha256?: string;
  readonly verdict?: { readonly code: string; readonly field: string; readonly limit: number | null; readonly found: unknown; readonly advice: string };
}

export async function upload(call: Native, ...files: readonly FormFile[]): Promise<readonly Uploaded[]> {
  const { status, text, body } = await call('POST', '/uploads', formOf(...files), FORM);
  if (status !== 201) throw new Error(text);
  return (body as { uploads: readonly Uploaded[] }).uploads;
}

/** Names in the folder of files on their way in. */
export const arriving = async ({ data }: Pick<TestService, 'data'>): Promise<readonly string[]> => readdir(join(data, 'uploads')).catch(() => []);

export async function arrivingBytes(service: Pick<TestService, 'data'>): Promise<number> {
  const sizes = (await arriving(service)).map((name) =>
    stat(join(service.data, 'uploads', name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Names of the pieces of uploads that are not whole. */
export const keptPieces = async ({ data }: Pick<TestService, 'data'>): Promise<readonly string[]> =>
  (await readdir(join(data, 'blobs', 'incoming')).catch(() => [])).filter((name) => name.startsWith('piece-')).sort();

/** Names of what is kept, whether or not anything refers to it. */
export async function keptBlobs({ data }: Pick<TestService, 'data'>): Promise<readonly string[]> {
  const all = await readdir(join(data, 'blobs'), { recursive: true }).catch(() => []);
  return all.flatMap((path) => /[0-9a-f]{64}$/.exec(path)?.[0] ?? []).sort();
}
