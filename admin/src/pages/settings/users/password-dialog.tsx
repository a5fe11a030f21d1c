import { Alert, PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client.js';
import { DialogForm, FormDialog } from '../form-dialog.js';
import { useWriting } from '../writing.js';

interface Props {
  readonly name: string;
  /** Of who is signed in: it is signed out by it. */
  readonly isSelf: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
export function PasswordDialog({ name, isSelf, isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <FormDialog isOpen={isOpen} title={t('users.passwordTitle', { name })} onClose={onClose}>
      <PasswordForm name={name} isSelf={isSelf} onClose={onClose} />
    </FormDialog>
  );
}

function PasswordForm({ name, isSelf, onClose }: Pick<Props, 'name' | 'isSelf' | 'onClose'>) {
  const { t } = useTranslation('settings');
  const form = useForm({ initialValues: { password: '' }, validate: { password: (password) => (password === '' ? t('needed') : null) } });
  const set = useWriting({ write: () => api.setPassword({ name, body: form.values }), done: t('users.passwordSet'), onDone: onClose });
  return (
    <DialogForm action={t('users.passwordAction')} failed={t('notSaved')} sending={set} form={form} onClose={onClose}>
      <Alert variant="light" color={isSelf ? 'yellow' : 'gray'}>
        {isSelf ? t('users.passwordSelf') : t('users.passwordAbout')}
      </Alert>
      <NewPasswordInput {...form.getInputProps('password')} data-autofocus />
    </DialogForm>
  );
}

export function NewPasswordInput(props: PasswordInputProps) {
  const { t } = useTranslation('settings');
  return (
    <PasswordInput
      {...props}
      label={t('users.password')}
      autoComplete="new-password"
      maxLength={1024}
      visibilityToggleButtonProps={{ 'aria-label': t('users.showPassword'), tabIndex: 0 }}
    />
  );
}
