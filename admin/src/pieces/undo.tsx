/** A note that something was done, with a button that takes it back. */
import { Button, Group, Text } from '@mantine/core';
import { type NotificationData, notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { useRefresh } from '../api/refresh.js';
import { useProblemWords } from './notices.js';

/** The note that stands there of each product: what was said before goes, so that no two buttons mean different changes. */
const standing = new Map<string, string>();

/** `change`: its number in the history, as a patch has answered it; null: nothing was written, and nothing can be taken back. */
export function useUndo(): (sku: string, change: number | null, done: string) => void {
  const { t } = useTranslation();
  const refresh = useRefresh();
  return (sku, change, done) => {
    function say(note: NotificationData) {
      notifications.hide(standing.get(sku) ?? '');
      standing.set(sku, notifications.show({ closeButtonProps: { 'aria-label': t('close') }, ...note }));
    }
    async function undo(change: number) {
      notifications.hide(standing.get(sku) ?? '');
      try {
        await api.undoChange({ sku, body: { change } });
        say({ message: t('undone') });
      } catch (error) {
        say({ color: 'red', title: t('notUndone'), message: <Refusal error={error} onRetry={() => void undo(change)} />, autoClose: false });
      }
      await refresh(sku);
    }
    say({
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

function Refusal({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{useProblemWords(error)}</Text>
      <Button size="compact-sm" variant="default" onClick={onRetry} style={{ flexShrink: 0 }}>
        {t('problem.retry')}
      </Button>
    </Group>
  );
}
