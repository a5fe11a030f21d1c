/** Asks before something that is not taken back by a click. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  /** What it does, in a word or two: `Remove`. */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  /** It cannot be done, or not yet. */
  readonly isOff?: boolean;
  /** With a table in it. */
  readonly isWide?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function ConfirmDialog({
  isOpen,
  title,
  action,
  isDangerous = false,
  isBusy = false,
  isOff = false,
  isWide = false,
  onConfirm,
  onClose,
  children,
}: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened={isOpen} onClose={onClose} size={isWide ? 'xl' : undefined} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color={isDangerous ? 'red.8' : undefined} loading={isBusy} disabled={isOff} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
