/** Versions of a product as this wire writes them, and the preconditions that name them. */
import { createHash } from 'node:crypto';

/** In an ETag no blank is allowed. */
export const versionOut = (version: string): string => version.replaceAll(' ', '-');
const versionIn = (text: string): string => text.replaceAll('-', ' ');
/** Strong: with what is answered (`text`), another one for each other text. A precondition looks at the version alone. */
export const etagOf = (version: string, text?: string): string =>
  `"${versionOut(version)}${text === undefined ? '' : `.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`}"`;

/** Of the same answer in other bytes. */
export const codedTag = (etag: string, coding: string): string => `${etag.slice(0, -1)}.${coding}"`;

/** The versions that `If-Match` names; undefined: whichever there is. A weak one never matches. Source: RFC 9110, 13.1.1. */
export function expectedVersions(header: string | undefined): readonly string[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').flatMap((one) => {
    const tag = /^"([^".]*)(?:\.[0-9a-z]*){0,2}"$/.exec(one.trim())?.[1];
    return tag === undefined ? [] : [versionIn(tag)];
  });
}

/** The product's revision in a version; undefined: it is none of the product's versions. */
export function revisionIn(version: string, product: number): number | undefined {
  const [id, revision] = version.split(' ');
  return Number(id) === product && revision !== undefined && /^\d{1,15}$/.test(revision) ? Number(revision) : undefined;
}
