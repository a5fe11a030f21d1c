/** Who is signed in. */
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Session } from '../../../client/index.js';
import { api, keepCsrf, onSignedOut } from './client.js';
import { keys } from './keys.js';
import { sessionQuery } from './queries.js';

export const useSession = (): Session | null => useSuspenseQuery(sessionQuery).data;

/** In a page: somebody is signed in there. */
export function useUser(): Session['user'] {
  const session = useSession();
  if (session === null) throw new Error('a page without a session');
  return session.user;
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (who: { username: string; password: string }) => api.openSession({ body: who }),
    onSuccess(session) {
      keepCsrf(session.csrf);
      const before = queries.getQueryData<Session | null>(keys.session);
      // Another person sees nothing of what the one before has loaded.
      if (before?.user.name !== session.user.name) queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      queries.setQueryData(keys.session, session);
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.endSession(),
    onSuccess() {
      keepCsrf('');
      queries.setQueryData(keys.session, null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}

/** Whether the session ended while somebody works: what is on the page stays until they have signed in again. */
export function useEndedSession(): readonly [hasEnded: boolean, resume: () => void] {
  const [hasEnded, setEnded] = useState(false);
  useEffect(() => onSignedOut(() => setEnded(true)), []);
  return [hasEnded, () => setEnded(false)];
}
