import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { StoreView } from '../../../../../client/index.js';
import { api } from '../../../api/client.js';
import { keys } from '../../../api/keys.js';
import { DialogForm, FormDialog } from '../form-dialog.js';
import { useWriting } from '../writing.js';

interface Props {
  readonly store: StoreView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
export function RenameStoreDialog({ store, isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <FormDialog isOpen={isOpen} title={t('stores.renameTitle', { name: store.name })} onClose={onClose}>
      <RenameStoreForm store={store} onClose={onClose} />
    </FormDialog>
  );
}

function RenameStoreForm({ store: { code, name }, onClose }: Pick<Props, 'store' | 'onClose'>) {
  const { t } = useTranslation('settings');
  const form = useForm({ initialValues: { name }, validate: { name: (typed) => (typed.trim() === '' ? t('needed') : null) } });
  const rename = useWriting({
    write: () => api.renameStore({ code, body: { name: form.values.name.trim() } }),
    key: keys.stores,
    done: t('stores.renamed'),
    onDone: onClose,
  });
  return (
    <DialogForm action={t('stores.renameAction')} failed={t('notSaved')} sending={rename} form={form} onClose={onClose}>
      <TextInput {...form.getInputProps('name')} label={t('stores.name')} description={t('stores.codeStays', { code })} data-autofocus maxLength={255} />
    </DialogForm>
  );
}
