/** Conditional and partial requests. Source: RFC 9110, sections 13 and 14. */

/** Weak comparison, as If-None-Match wants it. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

export interface Range {
  readonly start: number;
  /** Included. */
  readonly end: number;
}

/** One range; undefined: the whole (none asked, several, not understood, or of another version). */
export function parseRange(range: string | undefined, ifRange: string | undefined, etag: string, sizeBytes: number): Range | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(range ?? '');
  if (match === null || (match[1] === '' && match[2] === '') || (ifRange !== undefined && ifRange.trim() !== etag)) return undefined;
  const [first, last] = [match[1] ?? '', match[2] ?? ''];
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first === '' && Number(last) === 0) return 'unsatisfiable';
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
