/** A form in a dialog: what is typed stays there until it has been taken, or somebody gives it up. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
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

interface FormProps<V extends object> {
  readonly form: UseFormReturnType<V>;
  /** What it does, in a word or two: `Add`. */
  readonly action: string;
  /** What to say where it was refused: `Not added`. */
  readonly failed: string;
  readonly sending: { readonly error: unknown; readonly isPending: boolean; readonly mutate: () => void };
  readonly onClose: () => void;
  readonly children: ReactNode;
}
/** Sends what is as it has to be; else the first field that is not gets the focus. */
export function DialogForm<V extends object>({ form, action, failed, sending: { error, isPending, mutate }, onClose, children }: FormProps<V>) {
  const { t } = useTranslation();
  const send = form.onSubmit(
    () => mutate(),
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  );
  return (
    <form onSubmit={send} noValidate autoComplete="off">
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
