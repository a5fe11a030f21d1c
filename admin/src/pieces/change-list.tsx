/** Cells that changed or would change, a line each: where, which, from what to what. */
import { Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../../client/index.js';
import { useStores } from '../shell/stores.js';
import { useRoleName } from './role-name.js';
import './change-list.css';

interface Props {
  readonly changes: readonly Change[];
  /** An entry in words, for example its label; absent: its number. */
  readonly entryName?: (entry: number) => string;
}
/** So many lines are shown; of more the number is said. */
const SHOWN = 100;
/** The least that a column is wide. */
const WIDTHS_PX = { what: 140, where: 96, before: 110, after: 110 } as const;

export function ChangeList({ changes, entryName }: Props) {
  const { t } = useTranslation();
  const { nameOf } = useStores();
  const nameEntry = (entry: number): string => entryName?.(entry) ?? t('entryNumber', { entry });
  const words = useValueWords(nameEntry);
  const roleName = useRoleName();
  const subject = ({ kind, entry, field, role }: Change): string => {
    const what =
      field !== undefined
        ? t(`fields.${field}`, { defaultValue: field })
        : role !== undefined
          ? t('roleNamed', { role: roleName(role) })
          : t(`changeKinds.${kind}`, { defaultValue: kind });
    return entry === undefined ? what : `${nameEntry(entry)} · ${what}`;
  };
  return (
    <Stack gap="xs">
      <Table.ScrollContainer
        minWidth="var(--changes-least)"
        className="changes-box"
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('changes.list') } }}
      >
        <Table verticalSpacing={6} fz="sm" className="changes" role="table">
          <Table.Thead role="rowgroup">
            <Table.Tr role="row">
              {(['what', 'where', 'before', 'after'] as const).map((column) => (
                <Table.Th key={column} role="columnheader" miw={WIDTHS_PX[column]}>
                  {t(`changes.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody role="rowgroup">
            {changes.slice(0, SHOWN).map((change, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that is shown once
              <Table.Tr key={at} role="row">
                <Table.Td role="cell">
                  <Text inherit lineClamp={4} dir="auto">
                    {subject(change)}
                  </Text>
                </Table.Td>
                <Table.Td role="cell">{change.store === undefined ? '' : nameOf(change.store)}</Table.Td>
                {(['before', 'after'] as const).map((side) => (
                  <Table.Td key={side} role="cell" data-side={t(`changes.${side}`)}>
                    {change.kind.endsWith('-changed') && (
                      <Text size="sm" lineClamp={3} dir="auto">
                        {words(change, side)}
                      </Text>
                    )}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {changes.length > SHOWN && <Text size="sm">{t('changes.more', { count: changes.length - SHOWN })}</Text>}
    </Stack>
  );
}

/** Of a cell before or after a change. Absent: the store view held nothing there. */
function useValueWords(nameEntry: (entry: number) => string): (change: Change, side: 'before' | 'after') => string {
  const { t } = useTranslation();
  return (change, side) => {
    if (!Object.hasOwn(change, side)) return t('value.inherits');
    const value = change[side];
    return change.role !== undefined && typeof value === 'number' ? nameEntry(value) : valueWords(t, value);
  };
}

/** Any value as people read it. */
export function valueWords(t: (key: string, with_?: Record<string, unknown>) => string, value: unknown): string {
  if (value === null || value === undefined) return t('value.none');
  if (value === '') return t('value.empty');
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'object' && 'x' in value && 'y' in value) return `${Math.round(Number(value.x) * 100)} % / ${Math.round(Number(value.y) * 100)} %`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
