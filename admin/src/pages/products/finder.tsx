import { CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../pieces/icons.js';
import type { ProductsSearch } from '../../router.js';

const FILTERS = ['no-picture', 'missing-alt', 'overrides'] as const;
/** So long nobody has typed before it is searched. */
const PAUSE_MS = 250;

interface Props {
  readonly q: string;
  readonly filter: ProductsSearch['filter'];
}
/** What is looked for stands in the address: it can be sent to somebody. */
export function Finder({ q, filter }: Props) {
  const { t } = useTranslation('products');
  const navigate = useNavigate({ from: '/products' });
  const [text, setText] = useState(q);
  const sent = useRef(q);
  // Somebody else has changed the address: the button that shows all, or the way back.
  useEffect(() => {
    if (q !== sent.current) setText(q);
    sent.current = q;
  }, [q]);
  const go = (wanted: ProductsSearch) => {
    sent.current = wanted.q ?? '';
    void navigate({ replace: true, search: ({ store }) => ({ ...(store === undefined ? {} : { store }), ...wanted }) });
  };
  const wanted = (words: string, which: ProductsSearch['filter']): ProductsSearch => ({
    ...(words.trim() === '' ? {} : { q: words.trim() }),
    ...(which === undefined ? {} : { filter: which }),
  });
  const later = useDebouncedCallback((words: string) => go(wanted(words, filter)), PAUSE_MS);
  return (
    <Group component="search" gap="sm">
      <TextInput
        aria-label={t('search')}
        placeholder={t('search')}
        type="text"
        inputMode="search"
        value={text}
        maxLength={200}
        onChange={(event) => {
          setText(event.currentTarget.value);
          later(event.currentTarget.value);
        }}
        leftSection={<Icon name="search" size={18} />}
        rightSection={
          text === '' ? null : (
            <CloseButton
              size="sm"
              aria-label={t('clear')}
              onClick={() => {
                setText('');
                go(wanted('', filter));
              }}
            />
          )
        }
        flex={1}
        miw={220}
      />
      <Select
        aria-label={t('filter')}
        data={[{ value: '', label: t('filters.all') }, ...FILTERS.map((value) => ({ value, label: t(`filters.${value}`) }))]}
        value={filter ?? ''}
        allowDeselect={false}
        onChange={(value) =>
          go(
            wanted(
              text,
              FILTERS.find((one) => one === value),
            ),
          )
        }
        w={{ base: '100%', xs: 250 }}
      />
    </Group>
  );
}
