/** Somebody else has saved since this page was loaded: both sides, and a way on with either. */
import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change, HistoryLine } from '../../../client/index.js';
import { useFormats } from '../formats.js';
import { ChangeList } from './change-list.js';

interface Props {
  readonly isOpen: boolean;
  /** What the others did, the newest first. */
  readonly theirs: readonly HistoryLine[];
  /** What saving would change, as the gallery is now. */
  readonly mine: readonly Change[];
  readonly isBusy: boolean;
  readonly entryName?: (entry: number) => string;
  /** Both stay: what is unsaved here is put on top of theirs. */
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
  readonly onClose: () => void;
}

export function ConflictDialog({ isOpen, theirs, mine, isBusy, entryName, onKeepMine, onTakeTheirs, onClose }: Props) {
  const { t } = useTranslation();
  const { time } = useFormats();
  return (
    <Modal opened={isOpen} onClose={onClose} size="xl" title={t('conflict.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text>{t('conflict.about')}</Text>
        <Stack gap="xs" component="section" aria-labelledby="conflict-theirs">
          <Title order={3} size="h5" id="conflict-theirs">
            {t('conflict.theirs')}
          </Title>
          {theirs.map((line) => (
            <Stack key={line.change} gap={4}>
              <Text size="sm" fw={600}>
                {t('cell.by', { by: line.by, time: time(line.at) })}
              </Text>
              <ChangeList changes={line.changes} entryName={entryName} />
            </Stack>
          ))}
        </Stack>
        <Stack gap="xs" component="section" aria-labelledby="conflict-mine">
          <Title order={3} size="h5" id="conflict-mine">
            {t('conflict.mine')}
          </Title>
          {mine.length === 0 ? <Text size="sm">{t('conflict.nothing')}</Text> : <ChangeList changes={mine} entryName={entryName} />}
        </Stack>
        <Group justify="flex-end" gap="xs" className="actions">
          <Button variant="default" onClick={onClose}>
            {t('conflict.later')}
          </Button>
          <Button variant="default" onClick={onTakeTheirs}>
            {t('conflict.takeTheirs')}
          </Button>
          <Button onClick={onKeepMine} loading={isBusy}>
            {t('conflict.keepMine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
