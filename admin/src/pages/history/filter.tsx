import { Group, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SearchBox } from '../../pieces/search-box.js';

const DOORS = ['native', 'adobe-rest', 'shipstream-rpc'] as const;

interface Props {
  /** Empty: by anybody. */
  readonly by: string;
  /** Empty: through any door. */
  readonly door: string;
}
export function HistoryFilter({ by, door }: Props) {
  const { t } = useTranslation('history');
  const navigate = useNavigate({ from: '/history' });
  return (
    <Group component="search" gap="sm" align="flex-end">
      <SearchBox
        label={t('all.by')}
        placeholder={t('all.byAbout')}
        clear={t('all.clear')}
        mostCharacters={255}
        autoCapitalize="none"
        spellCheck={false}
        words={by}
        onSearch={(who) => void navigate({ replace: true, search: (before) => ({ ...before, by: who === '' ? undefined : who }) })}
        maw={{ sm: 360 }}
      />
      <Select
        label={t('all.door')}
        data={[{ value: '', label: t('all.anyDoor') }, ...DOORS.map((value) => ({ value, label: t(`doors.${value}`) }))]}
        value={door}
        allowDeselect={false}
        onChange={(value) => void navigate({ replace: true, search: (before) => ({ ...before, door: DOORS.find((one) => one === value) }) })}
        w={{ base: '100%', xs: 240 }}
      />
    </Group>
  );
}
