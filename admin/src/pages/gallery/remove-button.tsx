/** Removes a picture from every store view, after saying where it is used. */
import { Button, List, Loader, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Gallery } from '../../../../client/index.js';
import { galleryQuery } from '../../api/queries.js';
import { ConfirmDialog } from '../../pieces/confirm-dialog.js';
import { Icon } from '../../pieces/icons.js';
import { ProblemNotice } from '../../pieces/notices.js';
import { useStores } from '../../shell/stores.js';

interface Props {
  readonly sku: string;
  readonly entry: number;
  readonly isDisabled: boolean;
  readonly onRemove: () => void;
}

export function RemoveButton({ sku, entry, isDisabled, onRemove }: Props) {
  const { t } = useTranslation('gallery');
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        c="var(--mantine-color-error)"
        px="xs"
        disabled={isDisabled}
        onClick={open}
        leftSection={<Icon name="trash" size={18} />}
      >
        {t('remove.open')}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={t('remove.title')}
        action={t('remove.action')}
        isDangerous
        onClose={close}
        onConfirm={() => {
          close();
          onRemove();
        }}
      >
        <Text>{t('remove.about')}</Text>
        {isOpen && <Uses sku={sku} entry={entry} />}
      </ConfirmDialog>
    </>
  );
}

function Uses({ sku, entry }: { readonly sku: string; readonly entry: number }) {
  const { t } = useTranslation('gallery');
  const { nameOf } = useStores();
  const { data, error } = useQuery(galleryQuery(sku, '*'));
  if (error !== null) return <ProblemNotice error={error} />;
  if (data === undefined) return <Loader size="sm" aria-label={t('shell:loading')} />;
  const uses = usesOf(data, entry);
  if (uses.length === 0) return <Text size="sm">{t('remove.unused')}</Text>;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t('remove.used')}
      </Text>
      <List size="sm">
        {uses.map(({ store, roles, values }) => (
          <List.Item key={store}>
            {`${nameOf(store)}: `}
            {[...roles.map((code) => t(`roles.${code}`, { defaultValue: code })), ...(values === 0 ? [] : [t('remove.values', { count: values })])].join(', ')}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

/** Roles it plays in each store view, and how many values that store view has of it for itself. */
function usesOf({ views }: Gallery, entry: number) {
  return views
    .map(({ store, entries, roles }) => {
      const here = entries.find(({ id }) => id === entry);
      const cells = Object.entries(here ?? {}).filter(([, cell]) => typeof cell === 'object' && cell !== null && 'source' in cell && cell.source === store);
      return { store, roles: Object.keys(roles).filter((code) => roles[code]?.value === entry), values: cells.length };
    })
    .filter(({ roles, values }) => roles.length > 0 || values > 0);
}
