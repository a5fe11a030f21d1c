/** Stands at the foot of a page that holds something unsaved: how much, what it would change, save, discard. */
import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** How many values differ from what is kept; 0: the bar is not there. */
  readonly count: number;
  readonly isSaving: boolean;
  /** Why it cannot be saved now; undefined: it can. */
  readonly hindrance?: string | undefined;
  readonly onReview: () => void;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
  /** A problem with the last attempt. */
  readonly children?: ReactNode;
}

export function SaveBar({ count, isSaving, hindrance, onReview, onDiscard, onSave, children }: Props) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <Stack component="section" aria-label={t('save.bar')} className="card save-bar" gap="sm">
      {children}
      <Group justify="space-between" gap="sm">
        <Text fw={600} role="status">
          {t('save.count', { count })}
          {hindrance !== undefined && (
            <Text span c="dimmed" fw={400} display="block" size="sm">
              {hindrance}
            </Text>
          )}
        </Text>
        <Group gap="xs" className="actions">
          <Button variant="subtle" onClick={onDiscard} disabled={isSaving}>
            {t('save.discard')}
          </Button>
          <Button variant="default" onClick={onReview} disabled={isSaving}>
            {t('save.review')}
          </Button>
          <Button onClick={onSave} loading={isSaving} disabled={hindrance !== undefined}>
            {t('save.save')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
