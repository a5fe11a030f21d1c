/** Lets values of many products inherit again: first what it would change, then a job that does it. */
import { Button, Checkbox, Group, Modal, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewJob } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { ProblemNotice } from '../../pieces/notices.js';
import { useStores } from '../../shell/stores.js';

interface Props {
  readonly skus: readonly string[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
const FIELDS = ['label', 'disabled', 'focal', 'picture'] as const;
const ROLES = ['image', 'small_image', 'thumbnail', 'swatch_image'] as const;
type What = (typeof FIELDS)[number] | 'order' | 'roles';
const ALL: readonly What[] = [...FIELDS, 'order', 'roles'];

const operationsFor = (what: readonly What[], store: string): NewJob['operations'] => {
  const fields = FIELDS.filter((field) => what.includes(field));
  return [
    ...(fields.length === 0 ? [] : [{ op: 'inherit' as const, store, fields }]),
    ...(what.includes('order') ? [{ op: 'inherit-order' as const, store }] : []),
    ...(what.includes('roles') ? ROLES.map((role) => ({ op: 'inherit-role' as const, role, store })) : []),
  ];
};

export function RestoreDialog({ skus, isOpen, onClose }: Props) {
  const { t } = useTranslation('products');
  const { current, isGlobal, views, nameOf } = useStores();
  const queries = useQueryClient();
  const [store, setStore] = useState(isGlobal ? (views[0]?.code ?? '') : current);
  const [what, setWhat] = useState<readonly What[]>(['label']);
  const body = { title: t('restore.jobTitle', { store: nameOf(store) }), target: { skus }, operations: operationsFor(what, store) };
  const preview = useMutation({ mutationFn: () => api.startJob({ dry_run: true, body }) });
  const start = useMutation({
    mutationFn: () => api.startJob({ body }),
    async onSuccess() {
      notifications.show({ message: t('restore.started'), closeButtonProps: { 'aria-label': t('shell:close') } });
      close();
      await queries.invalidateQueries({ queryKey: keys.jobs });
    },
  });
  const change = (act: () => void) => {
    act();
    preview.reset();
    start.reset();
  };
  const close = () => change(onClose);
  const changed = preview.data?.changed ?? 0;
  const error = preview.error ?? start.error;
  return (
    <Modal opened={isOpen} onClose={close} title={t('restore.title')} size="lg" closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <Stack>
        <Text size="sm">{t('restore.about', { store: nameOf(store) })}</Text>
        <Select
          label={t('restore.store')}
          data={views.map(({ code, name }) => ({ value: code, label: name }))}
          value={store}
          allowDeselect={false}
          onChange={(code) => change(() => setStore(code ?? store))}
        />
        <Checkbox.Group label={t('restore.what')} value={[...what]} onChange={(chosen) => change(() => setWhat(chosen as What[]))}>
          <SimpleGrid mt="xs" cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs">
            {ALL.map((one) => (
              <Checkbox key={one} value={one} label={one === 'order' ? t('restore.order') : one === 'roles' ? t('restore.roles') : t(`shell:fields.${one}`)} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        {error !== null && <ProblemNotice error={error} title={t('restore.failed')} />}
        {preview.data !== undefined && (
          <Text role="status" fw={600}>
            {changed === 0 ? t('restore.nothing') : t('restore.would', { count: changed, cells: t('restore.cells', { count: preview.data.cells }) })}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('shell:cancel')}
          </Button>
          {changed === 0 ? (
            <Button onClick={() => preview.mutate()} loading={preview.isPending} disabled={what.length === 0 || store === ''}>
              {t('restore.preview')}
            </Button>
          ) : (
            <Button onClick={() => start.mutate()} loading={start.isPending}>
              {t('restore.apply')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
