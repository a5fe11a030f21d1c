import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../../../client/index.js';
import { api } from '../../../api/client.js';
import { DialogForm, FormDialog } from '../form-dialog.js';
import { grantOf, useGrantRules, valuesOf } from '../grant.js';
import { GrantFields } from '../grant-fields.js';
import { useWriting } from '../writing.js';

interface Props {
  readonly user: User;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
export function RightsDialog({ user, isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <FormDialog isOpen={isOpen} title={t('users.rightsTitle', { name: user.name })} onClose={onClose}>
      <RightsForm user={user} onClose={onClose} />
    </FormDialog>
  );
}

function RightsForm({ user, onClose }: Pick<Props, 'user' | 'onClose'>) {
  const { t } = useTranslation('settings');
  const form = useForm({ initialValues: valuesOf(user), validate: useGrantRules() });
  const set = useWriting({
    write: () => api.setRights({ name: user.name, body: grantOf(form.values) }),
    done: t('users.rightsSet'),
    onDone: onClose,
  });
  return (
    <DialogForm action={t('users.rightsAction')} failed={t('notSaved')} sending={set} form={form} onClose={onClose}>
      <GrantFields values={form.values} errors={form.errors} onChange={(part) => form.setValues(part)} />
    </DialogForm>
  );
}
