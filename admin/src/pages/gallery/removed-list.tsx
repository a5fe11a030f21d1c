import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly removed: readonly number[];
  readonly entryName: (entry: number) => string;
  readonly onKeep: (entry: number) => void;
}

/** What goes with the next save, and can stay until then. */
export function RemovedList({ removed, entryName, onKeep }: Props) {
  const { t } = useTranslation('gallery');
  if (removed.length === 0) return null;
  return (
    <Stack gap={4}>
      {removed.map((entry) => (
        <Group key={entry} justify="space-between" wrap="nowrap">
          <Text size="sm" lineClamp={1} dir="auto">
            {t('remove.willGo', { name: entryName(entry) })}
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => onKeep(entry)}>
            {t('remove.keep')}
          </Button>
        </Group>
      ))}
    </Stack>
  );
}
