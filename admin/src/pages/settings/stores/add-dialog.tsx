import { Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client.js';
import { keys } from '../../../api/keys.js';
import { DialogForm, FormDialog } from '../form-dialog.js';
import { useWriting } from '../writing.js';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
const CODE = /^(?!all$|admin$)[a-z][a-z0-9_]{0,31}$/;
const LOCALE = /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$/;

/** What the service would take for a code, from what people call it: `Österreich` → `osterreich`. */
const codeFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 32);

export function AddStoreDialog({ isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <FormDialog isOpen={isOpen} title={t('stores.add')} onClose={onClose}>
      <AddStoreForm onClose={onClose} />
    </FormDialog>
  );
}

function AddStoreForm({ onClose }: Pick<Props, 'onClose'>) {
  const { t } = useTranslation('settings');
  const form = useForm({
    initialValues: { name: '', code: '', locale: 'en_US', website: 'base' },
    validate: {
      name: (name) => (name.trim() === '' ? t('needed') : null),
      code: (code) => (CODE.test(code) ? null : t('stores.codeWrong')),
      locale: (locale) => (LOCALE.test(locale) ? null : t('stores.localeWrong')),
      website: (website) => (CODE.test(website) ? null : t('stores.codeWrong')),
    },
  });
  const add = useWriting({
    write: () => api.addStore({ body: { ...form.values, name: form.values.name.trim() } }),
    key: keys.stores,
    done: t('stores.added'),
    onDone: onClose,
  });
  const name = form.getInputProps('name');
  return (
    <DialogForm action={t('add')} failed={t('notAdded')} sending={add} form={form} onClose={onClose}>
      <TextInput
        {...name}
        label={t('stores.name')}
        description={t('stores.nameAbout')}
        data-autofocus
        maxLength={255}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          if (form.values.code === codeFrom(form.values.name)) form.setFieldValue('code', codeFrom(typed));
          form.setFieldValue('name', typed);
        }}
      />
      <TextInput
        {...form.getInputProps('code')}
        label={t('stores.code')}
        description={t('stores.codeAbout')}
        maxLength={32}
        autoCapitalize="none"
        spellCheck={false}
      />
      <Group grow align="flex-start">
        <TextInput {...form.getInputProps('locale')} label={t('stores.locale')} description={t('stores.localeAbout')} maxLength={35} spellCheck={false} />
        <TextInput {...form.getInputProps('website')} label={t('stores.website')} description={t('stores.websiteAbout')} maxLength={32} spellCheck={false} />
      </Group>
    </DialogForm>
  );
}
