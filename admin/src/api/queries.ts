/** What pages ask for, as queries of TanStack Query. */
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import type { Session } from '../../../client/index.js';
import { api, keepCsrf, Problem } from './client.js';
import { keys } from './keys.js';

/** Of the renditions that the admin shows. */
export const SMALL = 'product_small_image';
/** Of a row in a table. */
export const THUMB = 'product_thumbnail_image';
/** Without a frame: as high and wide as the picture is. */
export const MEDIUM = 'product_page_image_medium_no_frame';

/** A refusal stays one however often it is asked; a service that is away may be back soon. */
const isWorthAnotherTry = (count: number, error: unknown): boolean => count < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500);

/** Nothing waits in silence for a connection: what cannot be done now fails now, and says so. */
export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: isWorthAnotherTry, staleTime: 5000, refetchOnWindowFocus: true, refetchOnReconnect: true },
      mutations: { networkMode: 'always', retry: false },
    },
  });

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  staleTime: Number.POSITIVE_INFINITY,
  async queryFn(): Promise<Session | null> {
    try {
      const session = await api.readSession();
      keepCsrf(session.csrf);
      return session;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

export const storesQuery = queryOptions({
  queryKey: keys.stores,
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await api.listStores({}, { signal })).stores,
});

/** Version and limits of the service. */
export const aboutQuery = queryOptions({ queryKey: keys.about, staleTime: Number.POSITIVE_INFINITY, queryFn: ({ signal }) => api.readAbout({}, { signal }) });

/** `stores`: codes with commas between them, `all` for the common values, `*` for everything. */
export const galleryQuery = (sku: string, stores: string) =>
  queryOptions({
    queryKey: keys.gallery(sku, stores),
    queryFn: ({ signal }) => api.readGallery({ sku, store: stores, presets: MEDIUM }, { signal }),
  });

/** `store`: whose name of it. */
export const productQuery = (sku: string, store: string) =>
  queryOptions({ queryKey: keys.productFacts(sku, store), queryFn: ({ signal }) => api.readProduct({ sku, store }, { signal }) });

export interface ProductSearch {
  readonly q?: string;
  readonly filter?: 'no-picture' | 'missing-alt' | 'overrides';
  readonly store?: string;
}
export const productsQuery = (search: ProductSearch) =>
  infiniteQueryOptions({
    queryKey: keys.productList(search),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.listProducts({ ...search, limit: 100, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
