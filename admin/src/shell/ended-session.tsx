import { Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useEndedSession, useUser } from '../api/session.js';
import { SignInForm } from '../pages/sign-in/form.js';

/** Over whatever page it is: what has been typed there stays where it is. */
export function EndedSession() {
  const { t } = useTranslation();
  const { name } = useUser();
  const queries = useQueryClient();
  const [hasEnded, resume] = useEndedSession();
  return (
    <Modal opened={hasEnded} onClose={() => {}} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('ended.title')}>
      <Stack>
        <Text size="sm">{t('ended.about')}</Text>
        <SignInForm
          name={name}
          onDone={() => {
            resume();
            void queries.invalidateQueries({ predicate: ({ queryKey, state }) => queryKey[0] !== 'session' && state.status === 'error' });
          }}
        />
      </Stack>
    </Modal>
  );
}
