import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { RestoreDialog } from './restore-dialog.js';

interface Props {
  readonly chosen: ReadonlySet<string>;
  readonly onClear: () => void;
}

/** What can be done with the chosen products. */
export function SelectionBar({ chosen, onClear }: Props) {
  const { t } = useTranslation('products');
  const [isOpen, { open, close }] = useDisclosure();
  if (chosen.size === 0) return null;
  return (
    <>
      <Group component="section" aria-label={t('selected', { count: chosen.size })} className="card save-bar" justify="space-between">
        <Text fw={600} role="status">
          {t('selected', { count: chosen.size })}
        </Text>
        <Group gap="xs" className="actions">
          <Button variant="subtle" onClick={onClear}>
            {t('unselect')}
          </Button>
          <Button onClick={open}>{t('restore.open')}</Button>
        </Group>
      </Group>
      <RestoreDialog skus={[...chosen]} isOpen={isOpen} onClose={close} />
    </>
  );
}
