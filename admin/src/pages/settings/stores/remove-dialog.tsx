/** Removes a store view for good, after saying what goes with it. */
import { Button, Checkbox, Group, Loader, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoreView } from '../../../../../client/index.js';
import { api } from '../../../api/client.js';
import { keys } from '../../../api/keys.js';
import { ProblemNotice } from '../../../pieces/notices.js';
import { FormDialog } from '../form-dialog.js';
import { useWriting } from '../writing.js';

interface Props {
  readonly store: StoreView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
export function RemoveStoreDialog({ store, isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <FormDialog isOpen={isOpen} title={t('stores.removeTitle', { name: store.name })} onClose={onClose}>
      <Content store={store} onClose={onClose} />
    </FormDialog>
  );
}

function Content({ store: { code }, onClose }: Pick<Props, 'store' | 'onClose'>) {
  const { t, i18n } = useTranslation('settings');
  const queries = useQueryClient();
  const [isSure, setSure] = useState(false);
  const preview = useQuery({
    queryKey: [...keys.settings, 'remains', code],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => api.removeStore({ code, dry_run: true }, { signal }),
  });
  const remove = useWriting({
    write: () => api.removeStore({ code }),
    key: keys.stores,
    done: t('stores.removed'),
    onDone() {
      onClose();
      // What any page has shown of it is no more.
      void queries.invalidateQueries({ predicate: ({ queryKey: [first] }) => first === 'product' || first === 'products' });
    },
  });
  const remains = preview.data?.remains;
  const what = (['values', 'roles', 'attributes'] as const).flatMap((kind) => {
    const count = remains?.[kind] ?? 0;
    return count === 0 ? [] : [t(`stores.${kind}`, { count })];
  });
  return (
    <Stack>
      {preview.error !== null && <ProblemNotice error={preview.error} title={t('stores.notRemovable')} />}
      {preview.isPending && <Loader size="sm" aria-label={t('shell:loading')} />}
      {remains !== undefined && (
        <>
          <Text role="status">
            {what.length === 0 ? t('stores.holdsNothing') : t('stores.holds', { what: new Intl.ListFormat(i18n.language).format(what) })}
          </Text>
          <Checkbox checked={isSure} onChange={(event) => setSure(event.currentTarget.checked)} label={t('stores.sure')} />
        </>
      )}
      {remove.error !== null && <ProblemNotice error={remove.error} title={t('notRemoved')} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('shell:cancel')}
        </Button>
        <Button color="red.8" disabled={!isSure || remains === undefined} loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('stores.removeAction')}
        </Button>
      </Group>
    </Stack>
  );
}
