/** The service, as these pages call it: `api.readGallery({ sku })`. Whatever goes wrong is a {@link Problem}. */
import { createClient, Problem } from '../../../client/index.js';
import { onceEach } from './same-write.js';

export { Problem };

const listeners = new Set<() => void>();
let csrf = '';

/** Told with the session; goes with every write. */
export function keepCsrf(token: string): void {
  csrf = token;
}
export const csrfToken = (): string => csrf;

/** Calls back whenever the service says that nobody is signed in. Gives a function that ends it. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
/** Of an answer to `url`. What signs in is refused with the same status. */
export function noticeAnswer(status: number, url: string): void {
  if (status === 401 && !url.endsWith('/session')) for (const listener of listeners) listener();
}

/** No answer came (status 0). */
export const unreachable = (): Problem => new Problem({ type: 'unreachable', title: 'Not reached', status: 0, detail: '' });

/** Its body is read here: one that breaks off is no answer, either. */
const reach: typeof fetch = async (url, init) => {
  try {
    const answer = await fetch(url, { ...init, credentials: 'same-origin', cache: 'no-store' });
    noticeAnswer(answer.status, String(url));
    return answer.status === 204 ? answer : new Response(await answer.arrayBuffer(), answer);
  } catch (error) {
    throw init?.signal?.aborted === true ? error : unreachable();
  }
};

export const api = createClient({ baseUrl: '', csrf: csrfToken, fetch: onceEach(reach) });
