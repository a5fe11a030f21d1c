/** Clients and S3 without the service in between: what they send there themselves, and where they fetch. */
import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { BlobLinks, DirectUploads } from '../../app/ports.js';
import type { BlobHash } from '../../core/ids.js';
import type { S3Place } from './s3-place.js';
import type { S3Requests } from './s3-requests.js';

const TICKET = /^([0-9a-f-]{36})\.(\d{1,15})$/;
const sentName = (id: string) => `incoming/sent-${id}`;

/** `keep`: copies an object to where its bytes belong. */
export function createDirectUploads(
  s3: S3Requests,
  { bucket }: S3Place,
  { keep, hashOf }: { keep(hash: BlobHash, from: string): Promise<void>; hashOf(name: string): Promise<{ hash: BlobHash; sizeBytes: number } | undefined> },
): DirectUploads {
  return {
    async begin({ sizeBytes, type, expiresInS }) {
      const id = randomUUID();
      const ask = new PutObjectCommand({ Bucket: bucket, Key: s3.keyOf(sentName(id)), ContentLength: sizeBytes, ContentType: type });
      const signableHeaders = new Set(['host', 'content-type', 'content-length']);
      const url = await s3.told('sign', getSignedUrl(s3.client, ask, { expiresIn: expiresInS, signableHeaders }));
      return { url, method: 'PUT', headers: { 'content-type': type }, ticket: `${id}.${sizeBytes}` };
    },
    async finish(ticket) {
      const [, id = '', size] = TICKET.exec(ticket) ?? [];
      if (id === '' || (await s3.head(sentName(id)))?.sizeBytes !== Number(size)) return undefined;
      // The address still takes bytes: what is read and kept is a copy that only we can write.
      const own = `incoming/${randomUUID()}`;
      await s3.copy(sentName(id), own, undefined);
      try {
        const found = await hashOf(own);
        if (found === undefined || found.sizeBytes !== Number(size)) return undefined;
        await keep(found.hash, own);
        await s3.remove(sentName(id));
        return found;
      } finally {
        await s3.remove(own);
      }
    },
  };
}

/** For caches on the way the answer is as lasting as the bytes: the address itself runs out. */
export function createLinks(s3: S3Requests, { bucket }: S3Place, nameOf: (hash: BlobHash) => string): BlobLinks {
  return {
    place: nameOf,
    async signed(hash, { type, expiresInS }) {
      const ask = new GetObjectCommand({ Bucket: bucket, Key: s3.keyOf(nameOf(hash)), ResponseContentType: type });
      return s3.told('sign', getSignedUrl(s3.client, ask, { expiresIn: expiresInS }));
    },
  };
}
