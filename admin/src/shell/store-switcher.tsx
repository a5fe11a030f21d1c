import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStores } from './stores.js';

/** Which store view every page shows. */
export function StoreSwitcher() {
  const { t } = useTranslation();
  const { current, views, choose } = useStores();
  return (
    <Select
      aria-label={t('storeView')}
      data={[{ value: 'all', label: t('allStores') }, ...views.map(({ code, name }) => ({ value: code, label: name }))]}
      value={current}
      onChange={(code) => choose(code ?? 'all')}
      allowDeselect={false}
      searchable={views.length > 8}
      ms={{ base: 0, xs: 'md' }}
      me="auto"
      w={{ base: '100%', xs: 260 }}
      comboboxProps={{ shadow: 'md', withinPortal: false }}
    />
  );
}
