/** A button for what is done at once after one question. */
import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ConfirmDialog } from '../../pieces/confirm-dialog.js';
import { ProblemNotice } from '../../pieces/notices.js';
import { useWriting } from './writing.js';

interface Props {
  readonly word: string;
  /** Whose it is, too: for who cannot see where it stands. */
  readonly label: string;
  readonly title: string;
  /** What it does. */
  readonly about: string;
  readonly action: string;
  readonly done: string;
  readonly failed: string;
  readonly isDangerous?: boolean;
  readonly write: () => Promise<unknown>;
}
export function AskButton({ word, label, title, about, action, done, failed, isDangerous = false, write }: Props) {
  const [isOpen, { open, close }] = useDisclosure();
  const writing = useWriting({ write, done, onDone: close });
  return (
    <>
      <Button
        variant="subtle"
        size="sm"
        aria-label={label}
        color={isDangerous ? 'red' : undefined}
        c={isDangerous ? 'var(--mantine-color-error)' : undefined}
        onClick={() => {
          writing.reset();
          open();
        }}
      >
        {word}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={title}
        action={action}
        isDangerous={isDangerous}
        isBusy={writing.isPending}
        onConfirm={() => writing.mutate()}
        onClose={close}
      >
        <Text size="sm">{about}</Text>
        {writing.error !== null && <ProblemNotice error={writing.error} title={failed} />}
      </ConfirmDialog>
    </>
  );
}
