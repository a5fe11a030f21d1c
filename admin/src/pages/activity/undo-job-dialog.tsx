/** Taking a job back: what would happen to which products first, then a job of its own that does it. */
import { Checkbox, Stack, Text } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Job, Problem, type ProblemBody, type StartedJob } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { ChangeList } from '../../pieces/change-list.js';
import { ConfirmDialog } from '../../pieces/confirm-dialog.js';
import { ProblemNotice, RowSkeletons, useProblemWords } from '../../pieces/notices.js';
import { ProductLink } from '../../pieces/product-link.js';

interface Props {
  readonly job: Job;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
/** Products that are told one by one. */
const SHOWN = 10;

export function UndoJobDialog({ job, isOpen, onClose }: Props) {
  const { t } = useTranslation('activity');
  const queries = useQueryClient();
  const [isForced, setForced] = useState(false);
  const body = isForced ? { force: true } : {};
  const preview = useQuery({
    queryKey: [...keys.jobs, job.id, 'undo', isForced],
    enabled: isOpen,
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.undoJob({ id: job.id, dry_run: true, body }, { signal }),
  });
  const undo = useMutation({
    mutationFn: () => api.undoJob({ id: job.id, body }),
    async onSuccess() {
      close();
      await queries.invalidateQueries({ queryKey: keys.jobs });
    },
  });
  function close() {
    onClose();
    setForced(false);
    undo.reset();
  }
  return (
    <ConfirmDialog
      isOpen={isOpen}
      isWide
      title={t('undo.title', { title: job.title })}
      action={t('undo.action')}
      isDangerous={isForced}
      isBusy={undo.isPending}
      isOff={preview.data === undefined || preview.isPlaceholderData || preview.data.changed === 0}
      onConfirm={() => undo.mutate()}
      onClose={close}
    >
      <Text size="sm">{t('undo.about')}</Text>
      {preview.data !== undefined && <UndoPreview preview={preview.data} />}
      {preview.data === undefined && preview.error === null && <RowSkeletons count={3} height={40} />}
      {preview.error !== null && <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />}
      <Checkbox checked={isForced} onChange={(event) => setForced(event.currentTarget.checked)} label={t('undo.force')} description={t('undo.forceAbout')} />
      {undo.error !== null && <ProblemNotice error={undo.error} title={t('undo.failed')} />}
    </ConfirmDialog>
  );
}

function UndoPreview({ preview: { products = 0, looked_at = 0, changed = 0, refused = 0, sample = [] } }: { readonly preview: StartedJob }) {
  const { t } = useTranslation('activity');
  const told = changed + refused;
  return (
    <Stack gap="sm">
      <Text role="status" fw={600}>
        {[t('undo.would', { count: changed }), ...(refused === 0 ? [] : [t('undo.refused', { count: refused })])].join(' ')}
      </Text>
      {looked_at < products && <Text size="sm">{t('undo.part', { seen: looked_at, all: products })}</Text>}
      <ul className="job-problems">
        {sample.slice(0, SHOWN).map((one) => (
          <li key={one.sku}>
            <ProductLink sku={one.sku} />
            {one.problem === undefined ? <ChangeList changes={one.changes ?? []} /> : <Refusal problem={one.problem} />}
          </li>
        ))}
      </ul>
      {told > SHOWN && <Text size="sm">{t('problems.more', { count: told - SHOWN })}</Text>}
    </Stack>
  );
}

const Refusal = ({ problem }: { readonly problem: ProblemBody }) => <Text size="sm">{useProblemWords(new Problem(problem))}</Text>;
