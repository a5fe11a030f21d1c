/** What can be done with the chosen cells: always there, so that it can be seen what choosing is good for. */
import { Button, Group, Menu, Text } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../api/session.js';
import { useStores } from '../../shell/stores.js';
import { type Action, countCells, isTooMuch, type Matrix, operationsFor, type Selection } from './model.js';

interface Props {
  readonly matrix: Matrix;
  readonly selection: Selection;
  readonly onStart: (action: Action) => void;
  readonly onClear: () => void;
}

export function ActionBar({ matrix, selection, onStart, onClear }: Props) {
  const { t } = useTranslation('matrix');
  const { nameOf } = useStores();
  const { online } = useNetwork();
  const { stores } = useUser();
  const count = countCells(selection);
  const chosen = [...selection.keys()];
  const forbidden = chosen.find((store) => stores !== 'every' && !stores.includes(store));
  const hasTooMuch = useMemo(() => isTooMuch(operationsFor({ kind: 'restore' }, matrix, selection), matrix), [matrix, selection]);
  const hindrance = !online
    ? t('hindrance.offline')
    : forbidden !== undefined
      ? t('hindrance.rights', { store: nameOf(forbidden) })
      : hasTooMuch
        ? t('hindrance.much')
        : undefined;
  const isOff = count === 0 || hindrance !== undefined;
  const [only] = chosen;
  const mayPush = chosen.length === 1 && stores === 'every';
  return (
    <Group component="section" aria-label={t('actions')} className="card" px="md" py="xs" gap="sm" justify="space-between">
      <Text role="status" size="sm" fw={count > 0 ? 600 : undefined} c={count > 0 ? undefined : 'dimmed'}>
        {hindrance ?? (count === 0 ? t('nothingChosen') : t('chosen', { count }))}
      </Text>
      <Group gap="xs" className="actions">
        {count > 0 && (
          <Button size="xs" variant="subtle" onClick={onClear}>
            {t('clear')}
          </Button>
        )}
        <Button size="xs" variant="default" disabled={isOff} onClick={() => onStart({ kind: 'restore' })}>
          {t('restore')}
        </Button>
        <Menu shadow="md" width={260} withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button size="xs" variant="default" disabled={isOff}>
              {t('copy')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
            {matrix.views
              .filter(({ store }) => store !== only || chosen.length > 1)
              .map(({ store }) => (
                <Menu.Item key={store} onClick={() => onStart({ kind: 'copy-from', from: store })}>
                  {nameOf(store)}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
        <Button size="xs" variant="default" disabled={isOff || !mayPush} onClick={() => onStart({ kind: 'push-down' })}>
          {t('push')}
        </Button>
      </Group>
    </Group>
  );
}
