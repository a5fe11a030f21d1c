/** Requests to S3: bounded in time and tries, and failures in our words. Credentials come by the SDK's own chain (AWS_* variables …). */
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Outage } from '../../app/ports-outage.js';
import type { S3Place } from './s3-place.js';

const TRIES = 4;
const CONNECT_MS = 3000;
/** Without a byte coming or going. */
const IDLE_MS = 10_000;
/** One request of a known size with all its tries. */
const WHOLE_MS = 60_000;

/** A part of an object: `end` included. */
export interface Part {
  readonly start: number;
  readonly end: number;
}
export interface Answer {
  readonly body: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
}
export interface Listed {
  readonly name: string;
  readonly writtenAt: number;
  readonly sizeBytes: number;
}

/** Objects by their names below the place's prefix. What does not go throws {@link Outage}. */
export interface S3Requests {
  readonly client: S3Client;
  /** Whatever the SDK does in `work`, its failure in our words. */
  told<T>(what: string, work: Promise<T>): Promise<T>;
  keyOf(name: string): string;
  put(name: string, bytes: Uint8Array, type: string | undefined): Promise<void>;
  /** Undefined: there is none of that name. */
  head(name: string): Promise<{ readonly writtenAt: number; readonly sizeBytes: number } | undefined>;
  get(name: string, part?: Part): Promise<Answer | undefined>;
  copy(from: string, to: string, type: string | undefined): Promise<void>;
  remove(name: string): Promise<void>;
  list(under: string): AsyncIterable<Listed>;
}

export function createS3Requests({ bucket, prefix, region, endpoint, pathStyle }: S3Place): S3Requests {
  // What it warns of is what the package file says.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const client = new S3Client({
    region: region ?? process.env.AWS_REGION ?? 'us-east-1',
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: pathStyle,
    maxAttempts: TRIES,
    // Servers that are not Amazon's do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: IDLE_MS },
  });
  const Bucket = bucket;
  const keyOf = (name: string) => `${prefix}${name}`;
  const inTime = () => ({ abortSignal: AbortSignal.timeout(WHOLE_MS) });
  const told = async <T>(what: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw outageOf(what, error);
    }
  };
  return {
    client,
    told,
    keyOf,
    async put(name, bytes, type) {
      const ask = { Bucket, Key: keyOf(name), Body: bytes, ContentLength: bytes.length, ContentType: type };
      await told('put', client.send(new PutObjectCommand(ask), inTime()));
    },
    async head(name) {
      const found = await told('head', ifThere(client.send(new HeadObjectCommand({ Bucket, Key: keyOf(name) }), inTime())));
      return found && { writtenAt: found.LastModified?.getTime() ?? 0, sizeBytes: found.ContentLength ?? 0 };
    },
    async get(name, part) {
      const Range = part && `bytes=${part.start}-${part.end}`;
      const asked = client.send(new GetObjectCommand({ Bucket, Key: keyOf(name), Range }));
      // A part that begins behind the end is empty, as it is of a file.
      const found = await told('get', ifThere(asked.catch((error: unknown) => (statusOf(error) === 416 ? 'nothing' : Promise.reject(error)))));
      return found === 'nothing' ? { body: Readable.from([]), sizeBytes: 0 } : found && answerOf(found);
    },
    async copy(from, to, type) {
      const typed = type === undefined ? {} : { ContentType: type, MetadataDirective: 'REPLACE' as const };
      await told('copy', client.send(new CopyObjectCommand({ Bucket, Key: keyOf(to), CopySource: `${bucket}/${keyOf(from)}`, ...typed }), inTime()));
    },
    async remove(name) {
      await told('delete', ifThere(client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(name) }), inTime())));
    },
    async *list(under) {
      let ContinuationToken: string | undefined;
      do {
        const ask = { Bucket, Prefix: keyOf(under), ContinuationToken };
        const page = await told('list', client.send(new ListObjectsV2Command(ask), inTime()));
        for (const { Key, LastModified, Size } of page.Contents ?? [])
          if (Key?.startsWith(prefix)) yield { name: Key.slice(prefix.length), writtenAt: LastModified?.getTime() ?? 0, sizeBytes: Size ?? 0 };
        ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      } while (ContinuationToken !== undefined);
    },
  };
}

function answerOf({ Body, ContentLength }: GetObjectCommandOutput): Answer {
  if (Body === undefined) throw new Outage('unavailable', 'S3 get: an answer without a body');
  return { body: Body as unknown as AsyncIterable<Uint8Array>, sizeBytes: ContentLength ?? 0 };
}

/** Undefined where there is no such object. A bucket that is not there is an outage. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    // The answer to HEAD has no body, and so no name.
    if ((error as Error).name !== 'NoSuchBucket' && statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Of the server's answer; undefined: there was none. */
export const statusOf = (error: unknown): number | undefined => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** Its name and status only: what else the SDK's errors carry may tell of signatures and places. */
function outageOf(what: string, error: unknown): Outage {
  if (error instanceof Outage) return error;
  const { name, code } = error as { name?: string; code?: string };
  const status = statusOf(error);
  const isFull = status === 507 || /QuotaExceeded|StorageFull|InsufficientStorage|QuotaError/i.test(name ?? '');
  return new Outage(isFull ? 'full' : 'unavailable', `S3 ${what}: ${[name, code, status].filter((part) => part !== undefined).join(' ')}`);
}
