import { Group, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../pieces/icons.js';
import { SearchBox } from '../../pieces/search-box.js';
import type { AltSearch } from '../../router.js';
import { useStores } from '../../shell/stores.js';

type State = NonNullable<AltSearch['state']>;
const STATES: readonly State[] = ['missing', 'inherited', 'written', 'decorative', 'any'];

export function AltFinder({ q, state }: { readonly q: string; readonly state: State }) {
  const { t } = useTranslation('alt-text');
  const { isGlobal } = useStores();
  const navigate = useNavigate({ from: '/alt-text' });
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
        data={STATES.filter((one) => !isGlobal || one !== 'inherited').map((value) => ({ value, label: t(`filters.${value}`) }))}
        value={state}
        allowDeselect={false}
        onChange={(value) =>
          void navigate({ replace: true, search: (before) => ({ ...before, state: STATES.find((one) => one === value && one !== 'missing') }) })
        }
        w={{ base: '100%', xs: 230 }}
      />
    </Group>
  );
}
