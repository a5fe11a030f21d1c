/** Which rights, and for which store views: in a form, and as it is read. */
import { Checkbox, Fieldset, Radio, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../../client/index.js';
import { ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { useStores } from '../../shell/stores.js';
import type { GrantValues } from './grant.js';
import { resourcesQuery } from './queries.js';

interface Props {
  readonly values: GrantValues;
  /** Of the fields `resources` and `stores`. */
  readonly errors: Readonly<Record<string, unknown>>;
  readonly onChange: (part: Partial<GrantValues>) => void;
}
export function GrantFields({ values, errors, onChange }: Props) {
  const { t } = useTranslation('settings');
  const { views } = useStores();
  const { data, error, refetch } = useQuery(resourcesQuery);
  const resourceWords = useResourceWords();
  return (
    <>
      <Choice
        label={t('grant.resources')}
        every={t('grant.everyResource')}
        some={t('grant.someResources')}
        isEvery={values.everyResource}
        onEvery={(everyResource) => onChange({ everyResource })}
      >
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <RowSkeletons count={4} height={24} />}
        {data !== undefined && (
          <Boxes
            label={t('grant.someResources')}
            options={data.map(({ code, about }) => ({ value: code, label: resourceWords(code, about), description: code }))}
            chosen={values.resources}
            error={errors.resources}
            onChange={(resources) => onChange({ resources })}
          />
        )}
      </Choice>
      <Choice
        label={t('grant.stores')}
        every={t('grant.everyStore')}
        some={t('grant.someStores')}
        isEvery={values.everyStore}
        onEvery={(everyStore) => onChange({ everyStore })}
      >
        <Boxes
          label={t('grant.someStores')}
          options={views.map(({ code, name }) => ({ value: code, label: name, description: code }))}
          chosen={values.stores}
          error={errors.stores}
          onChange={(stores) => onChange({ stores })}
        />
      </Choice>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly every: string;
  readonly some: string;
  readonly isEvery: boolean;
  readonly onEvery: (isEvery: boolean) => void;
  readonly children: React.ReactNode;
}
const Choice = ({ label, every, some, isEvery, onEvery, children }: ChoiceProps) => (
  <Fieldset legend={label} className="settings-choice">
    <Stack gap="xs">
      <Radio checked={isEvery} onChange={() => onEvery(true)} label={every} />
      <Radio checked={!isEvery} onChange={() => onEvery(false)} label={some} />
      {!isEvery && children}
    </Stack>
  </Fieldset>
);

interface BoxesProps {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly description: string }[];
  readonly chosen: readonly string[];
  readonly error: unknown;
  readonly onChange: (chosen: string[]) => void;
}
const Boxes = ({ label, options, chosen, error, onChange }: BoxesProps) => (
  <Checkbox.Group aria-label={label} value={[...chosen]} onChange={onChange} error={typeof error === 'string' ? error : undefined} ms={28}>
    <Stack gap={8}>
      {options.map((one) => (
        <Checkbox key={one.value} size="sm" {...one} />
      ))}
    </Stack>
  </Checkbox.Group>
);

/** A right in the reader's language, where there are words for it; else the service's own. */
function useResourceWords(): (code: string, about: string) => string {
  const { t } = useTranslation('settings');
  return (code, about) => t(`resources.${code.replace('::', '-')}`, { defaultValue: about });
}

/** `Everything, in all store views`. */
export function GrantSummary({ resources, stores }: Pick<User, 'resources' | 'stores'>) {
  const { t } = useTranslation('settings');
  const { nameOf } = useStores();
  const about = useQuery({ ...resourcesQuery, enabled: resources !== 'every' }).data;
  const words = useResourceWords();
  const rights =
    resources === 'every' ? t('grant.everyResource') : resources.map((code) => words(code, about?.find((one) => one.code === code)?.about ?? code)).join(', ');
  return (
    <Text size="sm" c="dimmed">
      {rights}
      {' · '}
      {stores === 'every' ? t('grant.everyStore') : t('grant.onlyIn', { stores: stores.map(nameOf).join(', ') })}
    </Text>
  );
}
