/** The pages there are, a route each; the code of each is loaded when it is first opened. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, redirect, retainSearchParams } from '@tanstack/react-router';
import { RowSkeletons } from './pieces/notices.js';
import { NowhereNotice, PageProblem } from './shell/crash.js';
import { lazyPage } from './shell/lazy-page.js';
import { ProductFrame } from './shell/product-frame.js';
import { Root } from './shell/root.js';

/** Every page looks at a store view: it goes with each link. */
export interface StoreSearch {
  /** Code of a store view; absent: all of them. */
  readonly store?: string;
}
export interface ProductsSearch {
  readonly q?: string;
  readonly filter?: 'no-picture' | 'missing-alt' | 'overrides';
}
export interface HistorySearch {
  /** A user or an integration. */
  readonly by?: string;
  readonly door?: string;
}
export interface SettingsSearch {
  /** Absent: the first one. */
  readonly section?: string;
}
const ALT_STATES = ['missing', 'inherited', 'written', 'decorative', 'any'] as const;
export interface AltSearch {
  readonly q?: string;
  /** Absent: `missing`. */
  readonly state?: (typeof ALT_STATES)[number];
}
export interface CompareSearch {
  /** The other store view; absent: the first one. */
  readonly with?: string;
}

const root = createRootRouteWithContext<{ readonly queries: QueryClient }>()({
  component: Root,
  validateSearch: ({ store }: Record<string, unknown>): StoreSearch => (typeof store === 'string' && store !== 'all' ? { store } : {}),
  search: { middlewares: [retainSearchParams(['store'])] },
  notFoundComponent: NowhereNotice,
});
const FILTERS = ['no-picture', 'missing-alt', 'overrides'] as const;

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/products', search: (before) => before, replace: true });
  },
});
const products = createRoute({
  getParentRoute: () => root,
  path: '/products',
  validateSearch: ({ q, filter }: Record<string, unknown>): ProductsSearch => ({
    ...(q === undefined || q === '' ? {} : { q: String(q) }),
    ...(FILTERS.some((one) => one === filter) ? { filter: filter as ProductsSearch['filter'] } : {}),
  }),
  ...lazyPage('products', 'ProductsPage', () => import('./pages/products/page.js')),
});
const product = createRoute({ getParentRoute: () => root, path: '/products/$sku', component: ProductFrame });
const gallery = createRoute({
  getParentRoute: () => product,
  path: '/',
  ...lazyPage('gallery', 'GalleryPage', () => import('./pages/gallery/page.js')),
});
const matrix = createRoute({
  getParentRoute: () => product,
  path: '/matrix',
  ...lazyPage('matrix', 'MatrixPage', () => import('./pages/matrix/page.js')),
});
const compare = createRoute({
  getParentRoute: () => product,
  path: '/compare',
  validateSearch: ({ with: other }: Record<string, unknown>): CompareSearch => (typeof other === 'string' ? { with: other } : {}),
  ...lazyPage('compare', 'ComparePage', () => import('./pages/compare/page.js')),
});
const productHistory = createRoute({
  getParentRoute: () => product,
  path: '/history',
  ...lazyPage('history', 'ProductHistoryPage', () => import('./pages/history/product-page.js')),
});
const productTrash = createRoute({
  getParentRoute: () => product,
  path: '/trash',
  ...lazyPage('trash', 'ProductTrashPage', () => import('./pages/trash/product-page.js')),
});
const altText = createRoute({
  getParentRoute: () => root,
  path: '/alt-text',
  validateSearch: ({ q, state }: Record<string, unknown>): AltSearch => ({
    ...(q === undefined || q === '' ? {} : { q: String(q) }),
    ...(ALT_STATES.some((one) => one === state) ? { state: state as AltSearch['state'] } : {}),
  }),
  ...lazyPage('alt-text', 'AltTextPage', () => import('./pages/alt-text/page.js')),
});
const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  validateSearch: ({ by, door }: Record<string, unknown>): HistorySearch => ({
    ...(by === undefined || by === '' ? {} : { by: String(by) }),
    ...(typeof door === 'string' && door !== '' ? { door } : {}),
  }),
  ...lazyPage('history', 'HistoryPage', () => import('./pages/history/page.js')),
});
const trash = createRoute({ getParentRoute: () => root, path: '/trash', ...lazyPage('trash', 'TrashPage', () => import('./pages/trash/page.js')) });
const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  ...lazyPage('activity', 'ActivityPage', () => import('./pages/activity/page.js')),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: ({ section }: Record<string, unknown>): SettingsSearch => (typeof section === 'string' ? { section } : {}),
  ...lazyPage('settings', 'SettingsPage', () => import('./pages/settings/page.js')),
});

const tree = root.addChildren([
  index,
  products,
  product.addChildren([gallery, matrix, compare, productHistory, productTrash]),
  altText,
  history,
  trash,
  activity,
  settings,
]);

export const createPages = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    basepath: '/admin',
    context: { queries },
    defaultPreload: 'intent',
    defaultPendingComponent: RowSkeletons,
    defaultErrorComponent: PageProblem,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>;
  }
}
