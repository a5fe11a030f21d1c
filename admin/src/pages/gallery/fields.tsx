/** A field of an entry in the store view that is looked at. Typing gives it a value of its own; the check box gives that up. */
import { Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryView } from '../../../../client/index.js';
import { aboutQuery } from '../../api/queries.js';
import type { Field, FieldValues } from '../../api/shapes.js';
import { useFormats } from '../../formats.js';
import { editField, type FieldEdit, type Shown, shownField } from '../../gallery/draft.js';
import type { Editing } from '../../gallery/editing.js';
import { UseDefault, useOriginWords } from '../../pieces/cell.js';
import { valueWords } from '../../pieces/change-list.js';
import { useStores } from '../../shell/stores.js';

interface Place {
  readonly editing: Editing;
  readonly entry: EntryView;
}
type FieldsOf<T> = { [F in Field]: FieldValues[F] extends T ? F : never }[Field];

interface FieldAccess<F extends Field> {
  readonly shown: Shown<FieldValues[F]>;
  readonly isDisabled: boolean;
  set(value: FieldValues[F]): void;
  edit(edit: FieldEdit<F>): void;
}
/** undefined: the entry has no such field. */
export function useField<F extends Field>({ editing, entry }: Place, field: F): FieldAccess<F> | undefined {
  const { mayWrite } = useStores();
  const shown = shownField(editing.draft, editing.view, entry, field);
  if (shown === undefined) return undefined;
  const edit = (wanted: FieldEdit<F>) => editing.edit((draft, view) => editField(draft, view, entry.id, field, wanted));
  return { shown, isDisabled: !mayWrite, edit, set: (value) => edit({ set: value }) };
}

interface DefaultProps<F extends Field> {
  readonly access: FieldAccess<F>;
  readonly name: string;
  readonly children: ReactNode;
}
/** The control, and below it the check box where there is something to fall back to. */
export function WithDefault<F extends Field>({ access: { shown, isDisabled, edit, set }, name, children }: DefaultProps<F>) {
  const { t } = useTranslation();
  const { isGlobal } = useStores();
  return (
    <Stack gap={6} className={shown.isOwn ? 'field own' : 'field'}>
      {children}
      {!isGlobal && (
        <UseDefault
          field={name}
          isChecked={!shown.isOwn}
          isDisabled={isDisabled || (shown.value === null && !shown.isOwn)}
          fallback={valueWords(t, shown.fallback)}
          onChange={(isChecked) => (isChecked ? edit('inherit') : set(shown.value))}
        />
      )}
    </Stack>
  );
}

/** Who has set a value of the store view's own, and when; of an inherited one the check box says it all. */
export function useDescription(shown: Pick<Shown<unknown>, 'isEdited' | 'isOwn' | 'cell'>): string {
  const { t } = useTranslation('gallery');
  const words = useOriginWords();
  const { isGlobal } = useStores();
  if (shown.isEdited) return t('unsaved');
  return isGlobal || shown.isOwn ? words(shown.cell, isGlobal) : '';
}

interface TextProps extends Place {
  readonly field: FieldsOf<string | null>;
  /** Absent: one line. */
  readonly rows?: number;
  readonly type?: 'url';
  readonly placeholder?: string;
}
/** What is wrong with a text that the service will not take; undefined: nothing. */
function useTooLong(field: Field, text: string): string | undefined {
  const { t } = useTranslation('gallery');
  const { number } = useFormats();
  const most = useQuery(aboutQuery).data?.limits.label_chars;
  if (field !== 'label' || most === undefined || text.length <= most) return undefined;
  const chars = [...text].length;
  return chars <= most ? undefined : t('tooLong', { chars: number(chars), most: number(most) });
}

export function TextField({ field, rows, type, placeholder, ...place }: TextProps) {
  const { t } = useTranslation();
  const access = useField(place, field);
  const name = t(`fields.${field}`);
  const description = useDescription(access?.shown ?? { isEdited: true, isOwn: false, cell: NO_CELL });
  const error = useTooLong(field, access?.shown.value ?? '');
  const { isGlobal } = useStores();
  if (access === undefined) return null;
  const { shown, isDisabled, set } = access;
  const common = {
    label: name,
    description,
    error,
    value: shown.value ?? '',
    disabled: isDisabled,
    placeholder,
    dir: 'auto',
    inputWrapperOrder: ['label' as const, 'input' as const, 'error' as const, 'description' as const],
    classNames: isGlobal ? {} : { input: shown.isOwn ? 'own-input' : 'default-input' },
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value),
  };
  return (
    <WithDefault access={access} name={name}>
      {rows === undefined ? <TextInput {...common} type={type} /> : <Textarea {...common} autosize minRows={rows} maxRows={8} />}
    </WithDefault>
  );
}
const NO_CELL = { value: null, source: 'global', since: null, by: null, change: null };

interface FlagProps extends Place {
  readonly field: FieldsOf<boolean>;
  /** Absent: the name of the field. */
  readonly label?: string;
}
export function FlagField({ field, label, ...place }: FlagProps) {
  const { t } = useTranslation();
  const access = useField(place, field);
  const description = useDescription(access?.shown ?? { isEdited: true, isOwn: false, cell: NO_CELL });
  if (access === undefined) return null;
  const name = label ?? t(`fields.${field}`);
  return (
    <WithDefault access={access} name={name}>
      <Switch
        label={name}
        description={description}
        checked={access.shown.value === true}
        disabled={access.isDisabled}
        onChange={(event) => access.set(event.currentTarget.checked)}
      />
    </WithDefault>
  );
}
