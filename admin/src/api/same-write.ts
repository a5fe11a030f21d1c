/** A write whose answer was lost, sent again as it was, is the same write: whether it came through or not, it is done once. */
import { freshKey } from '../fresh-key.js';

/** Writes without an answer that are remembered; of more the oldest is forgotten. */
const REMEMBERED = 20;

/**
 * Gives each write an `Idempotency-Key`: a new one, or that of the same text whose answer never came (or was a failure of the service).
 * A write that is answered ends that: what is asked for after it is meant anew. Only tried (`dry_run`): no write.
 */
export function onceEach(send: typeof fetch): typeof fetch {
  const lost = new Map<string, string>();
  const remember = (write: string, key: string) => {
    lost.set(write, key);
    for (const [oldest] of lost) if (lost.size > REMEMBERED) lost.delete(oldest);
  };
  return async (url, init = {}) => {
    const write = textOf(String(url), init);
    if (write === undefined) return send(url, init);
    const key = lost.get(write) ?? freshKey();
    const headers = new Headers(init.headers);
    headers.set('idempotency-key', key);
    try {
      const answer = await send(url, { ...init, headers });
      if (answer.status < 500) lost.clear();
      else remember(write, key);
      return answer;
    } catch (error) {
      remember(write, key);
      throw error;
    }
  };
}

/** What is asked for; undefined: nothing that is written, or not to be told by its text. */
function textOf(url: string, { method = 'GET', headers, body }: RequestInit): string | undefined {
  if (method === 'GET' || new URL(url, 'http://here').searchParams.get('dry_run') === 'true') return undefined;
  if (typeof body !== 'string' && body !== undefined) return undefined;
  return JSON.stringify([method, url, new Headers(headers).get('if-match'), body]);
}
