/** What an action on the chosen cells would change, asked of the service; then it is done, or not. */
import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Patch } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { useRefresh } from '../../api/refresh.js';
import type { Operation } from '../../gallery/draft.js';
import { ChangeList } from '../../pieces/change-list.js';
import { ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { useUndo } from '../../pieces/undo.js';
import { useStores } from '../../shell/stores.js';
import { isLost, type Plan } from './kept-plan.js';
import { type Action, countCells, isTooMuch, type Matrix, operationsFor, type Selection } from './model.js';

interface Props {
  readonly sku: string;
  readonly action: Action;
  readonly matrix: Matrix;
  readonly selection: Selection;
  readonly entryName: (entry: number) => string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
  /** What is on its way and may not come through; undefined: nothing is, any more. */
  readonly onPlan: (plan: Plan | undefined) => void;
}

export function ActionDialog({ isOpen, ...props }: Props) {
  const { t } = useTranslation('matrix');
  return (
    <Modal opened={isOpen} onClose={props.onClose} size="xl" title={t(`titles.${props.action.kind}`)} closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <ActionPreview {...props} />
    </Modal>
  );
}

function ActionPreview({ sku, action, matrix, selection, entryName, onClose, onDone, onPlan }: Omit<Props, 'isOpen'>) {
  const { t } = useTranslation('matrix');
  const { nameOf } = useStores();
  const refresh = useRefresh();
  const offerUndo = useUndo();
  const operations = operationsFor(action, matrix, selection) as readonly Operation[] as Patch['operations'];
  const hasTooMuch = isTooMuch(operations, matrix);
  const preview = useQuery({
    queryKey: [...keys.product(sku), 'preview', operations],
    enabled: operations.length > 0 && !hasTooMuch,
    staleTime: 0,
    gcTime: 0,
    queryFn: () => api.patchGallery({ sku, dry_run: true, body: { operations } }),
  });
  const apply = useMutation({
    // What has been seen here is what is done, and nothing else.
    mutationFn: (version: string) => api.patchGallery({ sku, body: { operations } }, { ifMatch: version }),
    onMutate: () => onPlan({ lens: matrix.lens, action, selection }),
    async onSuccess({ change, changes }) {
      onPlan(undefined);
      onClose();
      onDone();
      offerUndo(sku, change, t('done', { count: changes.length }));
      await refresh(sku);
    },
    onError(problem) {
      if (!isLost(problem)) onPlan(undefined);
      void preview.refetch();
    },
  });
  const about = action.kind === 'copy-from' ? t('about.copy-from', { store: nameOf(action.from) }) : t(`about.${action.kind}`);
  const changes = operations.length === 0 ? [] : preview.data?.changes;
  const isNothing = changes?.length === 0;
  // What was on its way has come through, or somebody else has done the same.
  const isOver = isNothing && apply.error !== null;
  useEffect(() => {
    if (isNothing) onPlan(undefined);
  }, [isNothing, onPlan]);
  useEffect(() => {
    if (isOver) void refresh(sku);
  }, [isOver, refresh, sku]);
  return (
    <Stack>
      <Text size="sm">{about}</Text>
      {apply.error !== null && !isOver && <ProblemNotice error={apply.error} title={t('failed')} />}
      {hasTooMuch ? (
        <Text>{t('hindrance.much')}</Text>
      ) : changes === undefined ? (
        preview.error === null ? (
          <RowSkeletons count={3} height={40} />
        ) : (
          <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />
        )
      ) : changes.length === 0 ? (
        <Text fw={600}>{t('noChange', { count: countCells(selection) })}</Text>
      ) : (
        <ChangeList changes={changes} entryName={entryName} />
      )}
      {(preview.data?.warnings.length ?? 0) > 0 && (
        <Alert variant="light" color="yellow" title={t('warnings')}>
          <List size="sm">
            {preview.data?.warnings.slice(0, 20).map(({ text }) => (
              <List.Item key={text}>{text}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t(isNothing ? 'shell:close' : 'shell:cancel')}
        </Button>
        {preview.data !== undefined && changes !== undefined && changes.length > 0 && (
          <Button loading={apply.isPending} disabled={preview.isFetching} onClick={() => apply.mutate(preview.data.gallery.version)}>
            {t('apply', { count: changes.length })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
