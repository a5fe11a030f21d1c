/** A note that something was done, with a button that takes it back. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { useRefresh } from '../api/refresh.js';
import { useProblemWords } from './notices.js';

/** `change`: its number in the history, as a patch has answered it; null: nothing was written, and nothing can be taken back. */
export function useUndo(): (sku: string, change: number | null, done: string) => void {
  const { t } = useTranslation();
  const refresh = useRefresh();
  return (sku, change, done) => {
    const id = `done-${sku}-${change}`;
    async function undo(change: number) {
      notifications.hide(id);
      try {
        await api.undoChange({ sku, body: { change } });
        notifications.show({ message: t('undone'), closeButtonProps: { 'aria-label': t('close') } });
      } catch (error) {
        notifications.show({
          color: 'red',
          title: t('notUndone'),
          message: <Words error={error} />,
          autoClose: false,
          closeButtonProps: { 'aria-label': t('close') },
        });
      }
      await refresh(sku);
    }
    notifications.show({
      id,
      closeButtonProps: { 'aria-label': t('close') },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{done}</Text>
          {change !== null && (
            <Button size="compact-sm" variant="default" onClick={() => void undo(change)}>
              {t('undo')}
            </Button>
          )}
        </Group>
      ),
    });
  };
}

const Words = ({ error }: { readonly error: unknown }) => <>{useProblemWords(error)}</>;
