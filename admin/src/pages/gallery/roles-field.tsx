/** What a picture is used for, as chips that are on or off. */
import { Chip, Group, Input, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { editRole, shownRole } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import { UseDefault } from '../../pieces/cell.js';
import { useStores } from '../../shell/stores.js';

interface Props {
  readonly entry: number;
  readonly editing: Editing;
}

export function RolesField({ entry, editing }: Props) {
  const { t } = useTranslation('gallery');
  const { isGlobal, mayWrite } = useStores();
  const { draft, view } = editing;
  const roles = Object.keys(view.roles).flatMap((code) => {
    const shown = shownRole(draft, view, code);
    return shown === undefined ? [] : [{ code, shown, word: t(`roles.${code}`, { defaultValue: code }) }];
  });
  // Only where this picture has to do with it: who plays another role is told at that one.
  const own = roles.filter(({ shown }) => shown.isOwn && (shown.holder === entry || shown.fallback === entry));
  return (
    <Stack gap={6} component="fieldset" className="plain">
      <Input.Label component="legend">{t('rolesLabel')}</Input.Label>
      <Group gap={6}>
        {roles.map(({ code, shown, word }) => (
          <Chip
            key={code}
            size="xs"
            checked={shown.holder === entry}
            disabled={!mayWrite}
            variant={shown.isOwn ? 'filled' : 'outline'}
            onChange={(has) => editing.edit((now, at) => editRole(now, at, code, has ? entry : 'nobody'))}
          >
            {word}
          </Chip>
        ))}
      </Group>
      {!isGlobal &&
        own.map(({ code, word, shown }) => (
          <UseDefault
            key={code}
            field={t('shell:roleNamed', { role: word })}
            visibleField={word}
            isChecked={false}
            isDisabled={!mayWrite}
            fallback={shown.fallback === null ? t('nobody') : t('shell:entryNumber', { entry: shown.fallback })}
            onChange={() => editing.edit((now, at) => editRole(now, at, code, 'inherit'))}
          />
        ))}
    </Stack>
  );
}

interface AddedProps {
  readonly editing: Editing;
  readonly roles: readonly string[];
  readonly onToggle: (role: string, has: boolean) => void;
}
export function AddedRoles({ editing, roles, onToggle }: AddedProps) {
  const { t } = useTranslation('gallery');
  return (
    <Stack gap={6} component="fieldset" className="plain">
      <Input.Label component="legend">{t('rolesLabel')}</Input.Label>
      <Group gap={6}>
        {Object.keys(editing.view.roles).map((code) => (
          <Chip key={code} size="xs" checked={roles.includes(code)} onChange={(has) => onToggle(code, has)}>
            {t(`roles.${code}`, { defaultValue: code })}
          </Chip>
        ))}
      </Group>
    </Stack>
  );
}
