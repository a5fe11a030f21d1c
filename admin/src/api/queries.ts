/** What pages ask for, as queries of TanStack Query. */
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { call, keepCsrf, Problem } from './http.js';
import { keys } from './keys.js';
import type { Gallery, Product, ProductPage, Session, StoreView } from './shapes.js';

/** Of the renditions that the admin shows. */
export const SMALL = 'product_listing_thumbnail';
export const MEDIUM = 'product_page_image_medium';
export const LARGE = 'product_page_main_image';

/** A refusal stays one however often it is asked; a service that is away may be back soon. */
const isWorthAnotherTry = (count: number, error: unknown): boolean => count < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500);

/** Nothing waits in silence for a connection: what cannot be done now fails now, and says so. */
export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: isWorthAnotherTry, staleTime: 5000, refetchOnWindowFocus: true },
      mutations: { networkMode: 'always', retry: false },
    },
  });

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  staleTime: Number.POSITIVE_INFINITY,
  async queryFn(): Promise<Session | null> {
    try {
      const session = await call<Session>('GET', '/session');
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
  queryFn: async ({ signal }) => (await call<{ stores: readonly StoreView[] }>('GET', '/stores', { signal })).stores,
});

/** `stores`: codes with commas between them, `all` for the common values, `*` for everything. */
export const galleryQuery = (sku: string, stores: string) =>
  queryOptions({
    queryKey: keys.gallery(sku, stores),
    queryFn: ({ signal }) =>
      call<Gallery>('GET', `/products/${encodeURIComponent(sku)}/gallery`, { query: { store: stores, presets: `${MEDIUM},${LARGE}` }, signal }),
  });

export const productQuery = (sku: string) =>
  queryOptions({ queryKey: keys.productFacts(sku), queryFn: ({ signal }) => call<Product>('GET', `/products/${encodeURIComponent(sku)}`, { signal }) });

export interface ProductSearch {
  readonly q?: string;
  readonly filter?: 'no-picture' | 'missing-alt' | 'overrides';
  readonly store?: string;
}
export const productsQuery = (search: ProductSearch) =>
  infiniteQueryOptions({
    queryKey: keys.productList(search),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call<ProductPage>('GET', '/products', { query: { ...search, limit: 100, cursor: pageParam === '' ? undefined : pageParam }, signal }),
    getNextPageParam: ({ next }) => next,
  });
