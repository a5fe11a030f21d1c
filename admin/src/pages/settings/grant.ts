/** What somebody may do, as a form holds it. */
import { useTranslation } from 'react-i18next';
import type { User } from '../../../../client/index.js';

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

/** What somebody has, to begin with. */
export const valuesOf = ({ resources, stores }: Pick<User, 'resources' | 'stores'>): GrantValues => ({
  everyResource: resources === 'every',
  resources: resources === 'every' ? [] : resources,
  everyStore: stores === 'every',
  stores: stores === 'every' ? [] : stores,
});

/** Something has to be chosen where not everything is meant. */
export function useGrantRules() {
  const { t } = useTranslation('settings');
  return {
    resources: (resources: readonly string[], { everyResource }: GrantValues) => (everyResource || resources.length > 0 ? null : t('grant.chooseOne')),
    stores: (stores: readonly string[], { everyStore }: GrantValues) => (everyStore || stores.length > 0 ? null : t('grant.chooseOne')),
  };
}

/** As the calls want it. */
export const grantOf = ({ everyResource, resources, everyStore, stores }: GrantValues) => ({
  // Which there are comes from the service.
  resources: everyResource ? ('every' as const) : ([...resources] as never[]),
  stores: everyStore ? ('every' as const) : [...stores],
});
