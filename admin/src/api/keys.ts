/** Under which keys answers are kept, a function each: what is asked, and what is to be asked anew after a write. */
export const keys = {
  session: ['session'] as const,
  /** Code of a page. */
  page: (name: string) => ['page', name] as const,
  stores: ['stores'] as const,
  about: ['about'] as const,
  /** All lists of products. */
  products: ['products'] as const,
  productList: (search: object) => ['products', search] as const,
  /** Everything about one product. */
  product: (sku: string) => ['product', sku] as const,
  productFacts: (sku: string, store: string) => ['product', sku, 'facts', store] as const,
  gallery: (sku: string, stores: string) => ['product', sku, 'gallery', stores] as const,
  jobs: ['jobs'] as const,
  /** The history of all products, however it is searched. */
  journal: ['journal'] as const,
  /** Alternative texts and how far they are. */
  altTexts: ['alt-texts'] as const,
  /** The trash of all products. */
  trash: ['trash'] as const,
  /** Everything of the settings but the store views. */
  settings: ['settings'] as const,
};
