/** Taking changes back: what would happen first, and what others would lose by it. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Change, Edit } from '../../../../client/index.js';
import { api, Problem } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { useRefresh } from '../../api/refresh.js';
import { ChangeList } from '../../pieces/change-list.js';
import { Icon } from '../../pieces/icons.js';
import { ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { useUndo } from '../../pieces/undo.js';

/** One change of the product, or everything after one. */
export type UndoWhat = { readonly change: number } | { readonly back_to: number };

interface Props {
  readonly sku: string;
  readonly what: UndoWhat;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** As of {@link ChangeList}. */
  readonly entryName?: ((entry: number) => string) | undefined;
}

export function UndoDialog({ sku, what, isOpen, onClose, entryName }: Props) {
  const { t } = useTranslation('history');
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="xl"
      title={t('change' in what ? 'undo.titleOne' : 'undo.titleBack')}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      <UndoPreview sku={sku} what={what} entryName={entryName} onClose={onClose} />
    </Modal>
  );
}

function UndoPreview({ sku, what, entryName, onClose }: Omit<Props, 'isOpen'>) {
  const { t } = useTranslation('history');
  const refresh = useRefresh();
  const offerUndo = useUndo();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...keys.product(sku), 'undo', what],
    staleTime: 0,
    gcTime: 0,
    queryFn: () => previewUndo(sku, what),
  });
  const trampled = data?.trampled ?? [];
  const undo = useMutation({
    // What has been seen here is what is done, and nothing else.
    mutationFn: ({ edit, trampled }: Preview) => api.undoChange({ sku, body: { ...what, force: trampled.length > 0 } }, { ifMatch: edit.gallery.version }),
    async onSuccess({ change }) {
      onClose();
      offerUndo(sku, change, t('undo.done'));
      await refresh(sku);
    },
    onError: () => void refetch(),
  });
  if (data === undefined) return error === null ? <RowSkeletons count={3} height={40} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  const { changes } = data.edit;
  return (
    <Stack>
      {undo.error !== null && <ProblemNotice error={undo.error} title={t('shell:notUndone')} />}
      {changes.length === 0 ? (
        <Text>{t('undo.nothing')}</Text>
      ) : (
        <>
          <Text size="sm">{t('undo.about')}</Text>
          <ChangeList changes={changes} entryName={entryName} />
        </>
      )}
      {trampled.length > 0 && (
        <Alert color="yellow" variant="light" icon={<Icon name="warning" />} title={t('undo.tramples')}>
          <Text size="sm">{t('undo.tramplesAbout')}</Text>
          <ChangeList changes={trampled} entryName={entryName} />
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button
          color={trampled.length > 0 ? 'red.8' : undefined}
          disabled={changes.length === 0 || isFetching}
          loading={undo.isPending}
          onClick={() => undo.mutate(data)}
        >
          {t(trampled.length > 0 ? 'undo.force' : 'undo.take')}
        </Button>
      </Group>
    </Stack>
  );
}

interface Preview {
  readonly edit: Edit;
  /** What was changed again since: from what the change had left to what there is now. */
  readonly trampled: readonly Change[];
}
async function previewUndo(sku: string, what: UndoWhat): Promise<Preview> {
  const preview = (isForced: boolean) => api.undoChange({ sku, dry_run: true, body: { ...what, force: isForced } });
  try {
    return { edit: await preview(false), trampled: [] };
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== 'undo-tramples') throw error;
    return { edit: await preview(true), trampled: ((error.members.trampled ?? []) as Trampled[]).map(asChange) };
  }
}

/** As a refusal tells it. */
interface Trampled {
  readonly kind: 'entry' | 'value' | 'role' | 'attribute';
  readonly entry?: number;
  readonly name?: string;
  readonly store: string;
  readonly left?: unknown;
  readonly now?: unknown;
}
function asChange({ kind, entry, name, store, ...sides }: Trampled): Change {
  const place = { store, ...(entry === undefined ? {} : { entry }) };
  if (kind === 'entry') return { ...place, kind: 'now' in sides ? 'entry-added' : 'entry-removed' };
  const values = { ...('left' in sides ? { before: sides.left } : {}), ...('now' in sides ? { after: sides.now } : {}) };
  const named = kind === 'value' ? { field: name } : kind === 'role' ? { role: name } : { attribute: name };
  return { ...place, ...named, ...values, kind: `${kind}-changed` };
}
