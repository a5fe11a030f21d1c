import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client.js';
import { DialogForm, FormDialog } from '../form-dialog.js';
import { FIRST_GRANT, type GrantValues, grantOf, useGrantRules } from '../grant.js';
import { GrantFields } from '../grant-fields.js';
import { useWriting } from '../writing.js';
import { NewPasswordInput } from './password-dialog.js';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
export function AddUserDialog({ isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <FormDialog isOpen={isOpen} title={t('users.add')} onClose={onClose}>
      <AddUserForm onClose={onClose} />
    </FormDialog>
  );
}

function AddUserForm({ onClose }: Pick<Props, 'onClose'>) {
  const { t } = useTranslation('settings');
  const initialValues: GrantValues & { name: string; password: string } = { ...FIRST_GRANT, name: '', password: '' };
  const form = useForm({
    initialValues,
    validate: {
      name: (name) => (name.trim() === '' ? t('needed') : null),
      password: (password) => (password === '' ? t('needed') : null),
      ...useGrantRules(),
    },
  });
  const { name, password } = form.values;
  const add = useWriting({
    write: () => api.addUser({ body: { name: name.trim(), password, ...grantOf(form.values) } }),
    done: t('users.added', { name: name.trim() }),
    onDone: onClose,
  });
  return (
    <DialogForm action={t('add')} failed={t('notAdded')} sending={add} form={form} onClose={onClose}>
      <TextInput {...form.getInputProps('name')} label={t('users.name')} data-autofocus maxLength={255} autoCapitalize="none" spellCheck={false} />
      <NewPasswordInput {...form.getInputProps('password')} />
      <GrantFields values={form.values} errors={form.errors} onChange={(part) => form.setValues(part)} />
    </DialogForm>
  );
}
