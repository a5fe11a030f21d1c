import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignIn } from '../../api/session.js';
import { ProblemNotice } from '../../pieces/notices.js';

interface Props {
  /** Stands there already. */
  readonly name?: string;
  readonly onDone?: () => void;
}

export function SignInForm({ name = '', onDone }: Props) {
  const { t } = useTranslation('sign-in');
  const signIn = useSignIn();
  const [username, setUsername] = useState(name);
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  function send(event: FormEvent) {
    event.preventDefault();
    signIn.mutate(
      { username, password },
      {
        onSuccess: onDone,
        onError: () => {
          setPassword('');
          field.current?.focus();
        },
      },
    );
  }
  return (
    <form onSubmit={send}>
      <Stack>
        {signIn.error !== null && <ProblemNotice error={signIn.error} title={t('refused')} />}
        <TextInput
          label={t('username')}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={name === ''}
          required
          withAsterisk={false}
          maxLength={255}
        />
        <PasswordInput
          ref={field}
          label={t('password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          autoFocus={name !== ''}
          data-autofocus={name !== '' || undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('show'), tabIndex: 0 }}
          required
          withAsterisk={false}
          maxLength={4096}
        />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t('signIn')}
        </Button>
      </Stack>
    </form>
  );
}
