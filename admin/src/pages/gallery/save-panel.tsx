/** Save, what would change, discard; and the way on where the service refuses. */
import { Alert, List, Loader, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/client.js';
import { keepEntry } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import { useSaving } from '../../gallery/saving.js';
import { ChangeList } from '../../pieces/change-list.js';
import { ConfirmDialog } from '../../pieces/confirm-dialog.js';
import { ConflictDialog } from '../../pieces/conflict-dialog.js';
import { ProblemNotice } from '../../pieces/notices.js';
import { SaveBar } from '../../pieces/save-bar.js';
import { useUndo } from '../../pieces/undo.js';
import { RemovedList } from './removed-list.js';

interface Props {
  readonly sku: string;
  readonly editing: Editing;
  readonly entryName: (entry: number) => string;
  /** Files are on their way. */
  readonly isBusy: boolean;
  /** Where the bar stands while something covers the foot of the page; null: there. */
  readonly slot: HTMLElement | null;
}

export function SavePanel({ sku, editing, entryName, isBusy, slot }: Props) {
  const { t } = useTranslation('gallery');
  const { online } = useNetwork();
  const offerUndo = useUndo();
  const { preview, save, saving, conflict, refresh } = useSaving(sku, editing, ({ change, changes }) =>
    offerUndo(sku, change, change === null ? t('save.nothing') : t('save.done', { count: changes.length })),
  );
  const [isReviewing, reviewing] = useDisclosure();
  const [isDiscarding, discarding] = useDisclosure();
  const isConflict = saving.error instanceof Problem && saving.error.status === 412;
  const bar = (
    <SaveBar
      count={editing.count}
      isSaving={saving.isPending}
      hindrance={!online ? t('save.offline') : isBusy ? t('save.uploading') : undefined}
      onReview={() => {
        preview.mutate();
        reviewing.open();
      }}
      onDiscard={discarding.open}
      onSave={save}
    >
      <RemovedList removed={editing.draft.removed} entryName={entryName} onKeep={(entry) => editing.edit((draft, view) => keepEntry(draft, view, entry))} />
      {saving.error !== null && !isConflict && <ProblemNotice error={saving.error} title={t('save.failed')} />}
      {conflict.error !== null && <ProblemNotice error={conflict.error} title={t('save.failed')} onRetry={save} />}
    </SaveBar>
  );
  return (
    <>
      {slot === null ? bar : createPortal(bar, slot)}
      <Modal opened={isReviewing} onClose={reviewing.close} size="xl" title={t('shell:save.review')} closeButtonProps={{ 'aria-label': t('shell:close') }}>
        {preview.isPending && <Loader aria-label={t('shell:loading')} />}
        {preview.error !== null && <ProblemNotice error={preview.error} onRetry={() => preview.mutate()} />}
        {preview.data !== undefined && preview.error === null && (
          <Stack>
            {preview.data.changes.length === 0 ? <Text>{t('save.nothing')}</Text> : <ChangeList changes={preview.data.changes} entryName={entryName} />}
            {preview.data.warnings.length > 0 && (
              <Alert variant="light" color="yellow" title={t('save.warnings')}>
                <List size="sm">
                  {preview.data.warnings.map(({ text }) => (
                    <List.Item key={text}>{text}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
          </Stack>
        )}
      </Modal>
      <ConfirmDialog
        isOpen={isDiscarding}
        title={t('save.discardTitle')}
        action={t('shell:save.discard')}
        isDangerous
        onClose={discarding.close}
        onConfirm={() => {
          saving.reset();
          editing.discard();
          discarding.close();
        }}
      >
        <Text>{t('save.discardAbout', { count: editing.count })}</Text>
      </ConfirmDialog>
      <ConflictDialog
        isOpen={conflict.data !== undefined && editing.count > 0}
        theirs={conflict.data?.theirs ?? []}
        mine={conflict.data?.mine ?? []}
        isBusy={saving.isPending}
        entryName={entryName}
        onKeepMine={() => conflict.data !== undefined && saving.mutate(conflict.data.version)}
        onTakeTheirs={() => {
          editing.discard();
          conflict.reset();
          saving.reset();
          void refresh();
        }}
        onClose={conflict.reset}
      />
    </>
  );
}
