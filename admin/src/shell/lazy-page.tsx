/** A page whose code and words come when it is first opened. */
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { type ComponentType, useEffect } from 'react';
import { api, Problem } from '../api/client.js';
import { keys } from '../api/keys.js';
import { loadWords } from '../i18n.js';
import { RowSkeletons } from '../pieces/notices.js';
import { PageProblem } from './crash.js';

/** As parts of a route. `words`: the file of its words. */
export function lazyPage<N extends string>(words: string, name: N, load: () => Promise<Readonly<Record<N, ComponentType>>>) {
  const code = queryOptions({
    queryKey: keys.page(name),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      Promise.all([load(), loadWords(words)])
        .then(([module]) => module[name] as ComponentType)
        .catch(explain),
  });
  return {
    loader: ({ context }: { readonly context: { readonly queries: QueryClient } }) => context.queries.prefetchQuery(code),
    component: function LazyPage() {
      const { data: Page, error, refetch } = useQuery(code);
      useReload(name, Page !== undefined ? 'there' : error === null || error instanceof Problem ? 'not-yet' : 'never');
      if (Page !== undefined) return <Page />;
      return error === null ? <RowSkeletons /> : <PageProblem error={error} reset={() => void refetch()} />;
    },
  };
}

/** The browser does not say why: where the service does not answer either, that is why. */
async function explain(error: unknown): Promise<never> {
  await api.readAbout();
  throw error;
}

const RELOADED = 'vitrine.reloaded-for';
/**
 * The service answers, and still the code does not come: a browser remembers what it could not fetch once, and a new version of the service has
 * no more of the old one's files. Loading everything anew helps against both; where it does not, it is not done again.
 */
function useReload(name: string, state: 'there' | 'not-yet' | 'never'): void {
  useEffect(() => {
    if (state === 'there') sessionStorage.removeItem(RELOADED);
    if (state !== 'never' || sessionStorage.getItem(RELOADED) === name) return;
    sessionStorage.setItem(RELOADED, name);
    location.reload();
  }, [name, state]);
}
