import { Checkbox, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { ConfirmDialog } from '../../pieces/confirm-dialog.js';
import { ProblemNotice } from '../../pieces/notices.js';

interface Props {
  readonly job: Job;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** It is a job of its own that takes another one back. */
export function UndoJobDialog({ job, isOpen, onClose }: Props) {
  const { t } = useTranslation('activity');
  const queries = useQueryClient();
  const [isForced, setForced] = useState(false);
  const undo = useMutation({
    mutationFn: () => api.undoJob({ id: job.id, body: isForced ? { force: true } : {} }),
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
      title={t('undo.title', { title: job.title })}
      action={t('undo.action')}
      isDangerous={isForced}
      isBusy={undo.isPending}
      onConfirm={() => undo.mutate()}
      onClose={close}
    >
      <Text size="sm">{t('undo.about', { count: job.changed })}</Text>
      <Checkbox checked={isForced} onChange={(event) => setForced(event.currentTarget.checked)} label={t('undo.force')} description={t('undo.forceAbout')} />
      {undo.error !== null && <ProblemNotice error={undo.error} title={t('undo.failed')} />}
    </ConfirmDialog>
  );
}
