import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

const DOORS = ['native', 'adobe-rest', 'shipstream-rpc'] as const;
/** So long nobody has typed before it is searched. */
const PAUSE_MS = 350;

interface Props {
  /** By whom, as it is typed; empty: by anybody. */
  readonly text: string;
  /** Empty: through any door. */
  readonly door: string;
  readonly onText: (text: string) => void;
}
/** What is looked for stands in the address. */
export function HistoryFilter({ text, door, onText }: Props) {
  const { t } = useTranslation('history');
  const navigate = useNavigate({ from: '/history' });
  const go = (who: string, which: string) =>
    void navigate({
      replace: true,
      search: ({ store }) => ({
        ...(store === undefined ? {} : { store }),
        ...(who.trim() === '' ? {} : { by: who.trim() }),
        ...(which === '' ? {} : { door: which }),
      }),
    });
  const later = useDebouncedCallback((who: string) => go(who, door), PAUSE_MS);
  return (
    <Group component="search" gap="sm" align="flex-end">
      <TextInput
        label={t('all.by')}
        placeholder={t('all.byAbout')}
        value={text}
        maxLength={255}
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => {
          onText(event.currentTarget.value);
          later(event.currentTarget.value);
        }}
        rightSection={
          text === '' ? null : (
            <CloseButton
              size="sm"
              aria-label={t('all.clear')}
              onClick={() => {
                onText('');
                go('', door);
              }}
            />
          )
        }
        flex={1}
        miw={220}
        maw={{ sm: 360 }}
      />
      <Select
        label={t('all.door')}
        data={[{ value: '', label: t('all.anyDoor') }, ...DOORS.map((value) => ({ value, label: t(`doors.${value}`) }))]}
        value={door}
        allowDeselect={false}
        onChange={(which) => go(text, which ?? '')}
        w={{ base: '100%', xs: 240 }}
      />
    </Group>
  );
}
