/** A form in a dialog: what is typed stays there until it has been taken, or somebody gives it up. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../../pieces/notices.js';

interface DialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** Made anew each time that it opens. */
  readonly children: ReactNode;
}
export function FormDialog({ isOpen, title, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="lg" closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('close') }}>
      {children}
    </Modal>
  );
}

interface FormProps {
  /** What it does, in a word or two: `Add`. */
  readonly action: string;
  /** What to say where it was refused: `Not added`. */
  readonly failed: string;
  readonly sending: { readonly error: unknown; readonly isPending: boolean };
  readonly form: Pick<UseFormReturnType<any>, 'onSubmit' | 'getInputNode'>;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}
export function DialogForm({ action, failed, sending: { error, isPending }, onSubmit, onClose, children }: FormProps) {
  const { t } = useTranslation();
  return (
    <form onSubmit={onSubmit} noValidate autoComplete="off">
      <Stack>
        {children}
        {error !== null && <ProblemNotice error={error} title={failed} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
