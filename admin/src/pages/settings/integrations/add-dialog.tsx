import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntegrationKeys } from '../../../../../client/index.js';
import { api } from '../../../api/client.js';
import { DialogForm, FormDialog } from '../form-dialog.js';
import { FIRST_GRANT, type GrantValues, grantOf, useGrantRules } from '../grant.js';
import { GrantFields } from '../grant-fields.js';
import { useWriting } from '../writing.js';
import { KeysDialog } from './keys-dialog.js';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
/** First what it may do, then its keys, which are told this once. */
export function AddIntegrationDialog({ isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  const [keys, setKeys] = useState<IntegrationKeys>();
  return (
    <>
      <FormDialog isOpen={isOpen} title={t('integrations.add')} onClose={onClose}>
        <AddIntegrationForm
          onClose={onClose}
          onAdded={(added) => {
            onClose();
            setKeys(added);
          }}
        />
      </FormDialog>
      <KeysDialog keys={keys} onClose={() => setKeys(undefined)} />
    </>
  );
}

function AddIntegrationForm({ onClose, onAdded }: { readonly onClose: () => void; readonly onAdded: (keys: IntegrationKeys) => void }) {
  const { t } = useTranslation('settings');
  const initialValues: GrantValues & { name: string } = { ...FIRST_GRANT, name: '' };
  const form = useForm({
    initialValues,
    validate: {
      name: (name) => (name.trim() === '' ? t('needed') : null),
      ...useGrantRules(),
    },
  });
  const name = form.values.name.trim();
  const add = useWriting({
    write: () => api.addIntegration({ body: { name, ...grantOf(form.values) } }),
    done: t('integrations.added', { name }),
    onDone: onAdded,
  });
  return (
    <DialogForm action={t('add')} failed={t('notAdded')} sending={add} form={form} onClose={onClose}>
      <TextInput {...form.getInputProps('name')} label={t('integrations.name')} description={t('integrations.nameAbout')} data-autofocus maxLength={255} />
      <GrantFields values={form.values} errors={form.errors} onChange={(part) => form.setValues(part)} />
    </DialogForm>
  );
}
