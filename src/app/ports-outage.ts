/**
 * What an adapter throws when its engine does not do its work now: no answer in time, or no room. It is nobody's
 * mistake and nothing was kept; the doors say 503, or 507 where it is `full`. The message is for the log alone.
 */
export class Outage extends Error {
  constructor(
    readonly reason: 'unavailable' | 'full',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Outage';
  }
}

/** The outage that an error is, also where a file system or an embedded database says that no room is left. */
export function outageIn(error: unknown): Outage | undefined {
  if (error instanceof Outage) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || (typeof message === 'string' && /database or disk is full/.test(message));
  return isFull ? new Outage('full', 'no room is left', { cause: error }) : undefined;
}
