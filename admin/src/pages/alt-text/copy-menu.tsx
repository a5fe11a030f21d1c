/** The texts of the same picture in other store views, to start from. */
import { Button, Loader, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { galleryQuery } from '../../api/queries.js';
import { ProblemNotice } from '../../pieces/notices.js';
import { useStores } from '../../shell/stores.js';

interface Props {
  readonly sku: string;
  readonly entry: number;
  readonly isDisabled: boolean;
  readonly onChoose: (text: string) => void;
  readonly onClosed: () => void;
}

export function CopyMenu({ sku, entry, isDisabled, onChoose, onClosed }: Props) {
  const { t } = useTranslation('alt-text');
  const { current, nameOf } = useStores();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({ ...galleryQuery(sku, '*'), enabled: isOpen });
  /** Each text once, with the store views that show it. */
  const texts = new Map<string, string[]>();
  for (const { store, entries } of data?.views ?? []) {
    const text = entries.find(({ id }) => id === entry)?.label.value?.trim() ?? '';
    if (store !== current && text !== '') texts.set(text, [...(texts.get(text) ?? []), nameOf(store)]);
  }
  return (
    <Menu
      opened={isOpen}
      onChange={setOpen}
      shadow="md"
      width={320}
      position="bottom-start"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      returnFocus
    >
      <Menu.Target>
        <Button size="xs" variant="default" disabled={isDisabled}>
          {t('copy')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={300} style={{ overflowY: 'auto' }}>
        {data === undefined && error === null && (
          <Menu.Item disabled leftSection={<Loader size="xs" />}>
            {t('shell:loading')}
          </Menu.Item>
        )}
        {error !== null && <ProblemNotice error={error} />}
        {data !== undefined && texts.size === 0 && <Menu.Item disabled>{t('nothingToCopy')}</Menu.Item>}
        {[...texts].map(([text, stores]) => (
          <Menu.Item
            key={text}
            onClick={() => {
              onChoose(text);
              onClosed();
            }}
          >
            <Text size="sm" lineClamp={2} dir="auto">
              {text}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {stores.join(', ')}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
