/** Store views: added, renamed, removed. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { StoreView } from '../../../../../client/index.js';
import { storesQuery } from '../../../api/queries.js';
import { EmptyState } from '../../../pieces/notices.js';
import { useMayChangeSettings } from '../rights.js';
import { SectionHead, SectionRows } from '../section.js';
import { AddStoreDialog } from './add-dialog.js';
import { RemoveStoreDialog } from './remove-dialog.js';
import { RenameStoreDialog } from './rename-dialog.js';

export function StoresSection() {
  const { t } = useTranslation('settings');
  const mayChange = useMayChangeSettings();
  const [isAdding, adding] = useDisclosure();
  return (
    <Stack gap="md">
      <SectionHead title={t('sections.stores')} about={t('stores.about')} action={mayChange ? t('stores.add') : undefined} onAction={adding.open} />
      <SectionRows
        query={useQuery(storesQuery)}
        label={t('sections.stores')}
        keyOf={({ code }) => code}
        row={(store) => <StoreRow store={store} mayChange={mayChange} />}
        empty={<EmptyState icon="settings" title={t('stores.none')} />}
      />
      <AddStoreDialog isOpen={isAdding} onClose={adding.close} />
    </Stack>
  );
}

function StoreRow({ store, mayChange }: { readonly store: StoreView; readonly mayChange: boolean }) {
  const { t, i18n } = useTranslation('settings');
  const [isRenaming, renaming] = useDisclosure();
  const [isRemoving, removing] = useDisclosure();
  const { code, name, locale, website, group } = store;
  return (
    <>
      <div className="settings-facts">
        <Group gap="xs">
          <Text fw={600} dir="auto">
            {name}
          </Text>
          <Badge variant="light" color="gray" tt="none" ff="monospace">
            {code}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {t('stores.facts', { language: localeName(locale, i18n.language), locale, website, group })}
        </Text>
      </div>
      {mayChange && (
        <div className="settings-actions">
          <Button variant="subtle" size="sm" onClick={renaming.open} aria-label={t('stores.renameOf', { name })}>
            {t('stores.rename')}
          </Button>
          <Button variant="subtle" size="sm" c="var(--mantine-color-error)" color="red" onClick={removing.open} aria-label={t('stores.removeOf', { name })}>
            {t('stores.remove')}
          </Button>
        </div>
      )}
      <RenameStoreDialog store={store} isOpen={isRenaming} onClose={renaming.close} />
      <RemoveStoreDialog store={store} isOpen={isRemoving} onClose={removing.close} />
    </>
  );
}

/** `German (Germany)`; the locale itself where nobody knows it. */
function localeName(locale: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(locale.replaceAll('_', '-')) ?? locale;
  } catch {
    return locale;
  }
}
