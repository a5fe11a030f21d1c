/** What somebody may do, as a form holds it. */
export interface GrantValues {
  readonly everyResource: boolean;
  readonly resources: readonly string[];
  readonly everyStore: boolean;
  readonly stores: readonly string[];
}
/** Enough for who looks after pictures. */
export const FIRST_GRANT: GrantValues = {
  everyResource: false,
  resources: ['Magento_Catalog::products', 'Magento_Catalog::catalog'],
  everyStore: true,
  stores: [],
};

/** As the calls want it. */
export const grantOf = ({ everyResource, resources, everyStore, stores }: GrantValues) => ({
  // Which there are comes from the service.
  resources: everyResource ? ('every' as const) : ([...resources] as never[]),
  stores: everyStore ? ('every' as const) : [...stores],
});
