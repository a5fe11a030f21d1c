import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../pieces/icons.js';
import type { AltSearch } from '../../router.js';
import { useStores } from '../../shell/stores.js';

type State = NonNullable<AltSearch['state']>;
const STATES: readonly State[] = ['missing', 'inherited', 'written', 'decorative', 'any'];
/** So long nobody has typed before it is searched. */
const PAUSE_MS = 250;

/** What is looked for stands in the address: it can be sent to somebody. */
export function AltFinder({ q, state }: { readonly q: string; readonly state: State }) {
  const { t } = useTranslation('alt-text');
  const { isGlobal } = useStores();
  const navigate = useNavigate({ from: '/alt-text' });
  const [text, setText] = useState(q);
  const go = (words: string, which: State) =>
    void navigate({
      replace: true,
      search: ({ store }) => ({
        ...(store === undefined ? {} : { store }),
        ...(words.trim() === '' ? {} : { q: words.trim() }),
        ...(which === 'missing' ? {} : { state: which }),
      }),
    });
  const later = useDebouncedCallback((words: string) => go(words, state), PAUSE_MS);
  return (
    <Group component="search" gap="sm">
      <TextInput
        aria-label={t('search')}
        placeholder={t('search')}
        inputMode="search"
        value={text}
        maxLength={200}
        leftSection={<Icon name="search" size={18} />}
        rightSection={
          text === '' ? null : (
            <CloseButton
              size="sm"
              aria-label={t('clear')}
              onClick={() => {
                setText('');
                go('', state);
              }}
            />
          )
        }
        onChange={(event) => {
          setText(event.currentTarget.value);
          later(event.currentTarget.value);
        }}
        flex={1}
        miw={220}
      />
      <Select
        aria-label={t('filter')}
        data={STATES.filter((one) => !isGlobal || one !== 'inherited').map((value) => ({ value, label: t(`filters.${value}`) }))}
        value={state}
        allowDeselect={false}
        onChange={(value) => go(text, STATES.find((one) => one === value) ?? 'missing')}
        w={{ base: '100%', xs: 230 }}
      />
    </Group>
  );
}
