import { Checkbox, Group, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client.js';
import { useRoleName } from '../../../pieces/role-name.js';
import { DialogForm, FormDialog } from '../form-dialog.js';
import { useWriting } from '../writing.js';

interface Props {
  /** Roles of the sets that there are. */
  readonly known: readonly string[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}
const ROLE = /^[a-z][a-z0-9_]{0,59}$/;
/** As somebody lists them: `sole, box`. */
const rolesIn = (text: string): string[] => text.split(/[\s,;]+/).filter((one) => one !== '');

export function AddSetDialog({ known, isOpen, onClose }: Props) {
  const { t } = useTranslation('settings');
  return (
    <FormDialog isOpen={isOpen} title={t('sets.add')} onClose={onClose}>
      <AddSetForm known={known} onClose={onClose} />
    </FormDialog>
  );
}

function AddSetForm({ known, onClose }: Pick<Props, 'known' | 'onClose'>) {
  const { t } = useTranslation('settings');
  const roleName = useRoleName();
  const form = useForm({
    initialValues: { name: '', hasGallery: true, roles: [...known], others: '' },
    validate: {
      name: (name) => (name.trim() === '' ? t('needed') : null),
      others: (others) => (rolesIn(others).every((code) => ROLE.test(code)) ? null : t('sets.roleWrong')),
    },
  });
  const { name, hasGallery, roles, others } = form.values;
  const add = useWriting({
    write: () => api.addSet({ body: { name: name.trim(), has_gallery: hasGallery, roles: hasGallery ? [...new Set([...roles, ...rolesIn(others)])] : [] } }),
    done: t('sets.added'),
    onDone: onClose,
  });
  return (
    <DialogForm action={t('add')} failed={t('notAdded')} sending={add} form={form} onClose={onClose}>
      <TextInput {...form.getInputProps('name')} label={t('sets.name')} data-autofocus maxLength={255} />
      <Switch {...form.getInputProps('hasGallery', { type: 'checkbox' })} label={t('sets.hasGallery')} description={t('sets.hasGalleryAbout')} />
      {hasGallery && (
        <>
          {known.length > 0 && (
            <Checkbox.Group label={t('sets.roles')} description={t('sets.rolesAbout')} {...form.getInputProps('roles')}>
              <Group mt="xs">
                {known.map((code) => (
                  <Checkbox key={code} value={code} label={roleName(code)} />
                ))}
              </Group>
            </Checkbox.Group>
          )}
          <TextInput {...form.getInputProps('others')} label={t('sets.others')} description={t('sets.othersAbout')} autoCapitalize="none" spellCheck={false} />
        </>
      )}
    </DialogForm>
  );
}
