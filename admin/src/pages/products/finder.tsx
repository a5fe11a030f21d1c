import { Group, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../pieces/icons.js';
import { SearchBox } from '../../pieces/search-box.js';
import type { ProductsSearch } from '../../router.js';

const FILTERS = ['no-picture', 'missing-alt', 'overrides'] as const;

interface Props {
  readonly q: string;
  readonly filter: ProductsSearch['filter'];
}
export function Finder({ q, filter }: Props) {
  const { t } = useTranslation('products');
  const navigate = useNavigate({ from: '/products' });
  return (
    <Group component="search" gap="sm">
      <SearchBox
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<Icon name="search" size={18} />}
        clear={t('clear')}
        mostCharacters={200}
        words={q}
        onSearch={(words) => void navigate({ replace: true, search: (before) => ({ ...before, q: words === '' ? undefined : words }) })}
      />
      <Select
        aria-label={t('filter')}
        data={[{ value: '', label: t('filters.all') }, ...FILTERS.map((value) => ({ value, label: t(`filters.${value}`) }))]}
        value={filter ?? ''}
        allowDeselect={false}
        onChange={(value) => void navigate({ replace: true, search: (before) => ({ ...before, filter: FILTERS.find((one) => one === value) }) })}
        w={{ base: '100%', xs: 250 }}
      />
    </Group>
  );
}
