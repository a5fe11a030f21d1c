/** One line of a history: who, when and from where; its changes; and the way to take it back. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change, HistoryLine } from '../../../../client/index.js';
import { useUser } from '../../api/session.js';
import { useFormats } from '../../formats.js';
import { ChangeList } from '../../pieces/change-list.js';
import { Icon } from '../../pieces/icons.js';
import { useStores } from '../../shell/stores.js';
import { UndoDialog, type UndoWhat } from './undo-dialog.js';
import './history.css';

interface Props {
  readonly sku: string;
  readonly line: HistoryLine;
  /** Among lines of many products: each says whose it is. */
  readonly showSku?: boolean;
  /** As of {@link ChangeList}. */
  readonly entryName?: ((entry: number) => string) | undefined;
  /** The newest one: there is nothing after it to take back. */
  readonly isNewest?: boolean;
}

/** Stands in a list (`ol`). */
export function HistoryItem({ sku, line, showSku = false, entryName, isNewest = false }: Props) {
  const { t } = useTranslation('history');
  const { time } = useFormats();
  const { stores } = useUser();
  const [isOpen, { toggle }] = useDisclosure();
  const [what, setWhat] = useState<UndoWhat>({ change: line.change });
  const [isAsking, asking] = useDisclosure();
  const list = useId();
  const mayUndo = stores === 'every' || line.changes.every(({ store }) => store !== undefined && stores.includes(store));
  const ask = (wanted: UndoWhat) => {
    setWhat(wanted);
    asking.open();
  };
  return (
    <li className="card history-line">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} flex={1} miw={220}>
          {showSku && (
            <Link to="/products/$sku/history" params={{ sku }} className="history-sku">
              {sku}
            </Link>
          )}
          <Text fw={600}>
            <ChangeSummary changes={line.changes} />
          </Text>
          <Text size="sm" c="dimmed">
            <time dateTime={line.at}>{t('shell:cell.by', { by: line.by, time: time(line.at) })}</time> · {t(`doors.${line.door}`, { defaultValue: line.door })}
          </Text>
        </Stack>
        <Group gap="xs">
          <Button
            size="xs"
            variant="subtle"
            px={8}
            className="history-show"
            onClick={toggle}
            aria-expanded={isOpen}
            aria-controls={isOpen ? list : undefined}
            aria-label={t(isOpen ? 'hideNamed' : 'showNamed', { change: line.change })}
          >
            {isOpen ? t('hide') : t('show', { count: line.changes.length })}
          </Button>
          {!showSku && !isNewest && (
            <Button
              size="xs"
              variant="default"
              disabled={!mayUndo}
              onClick={() => ask({ back_to: line.change })}
              aria-label={t('backNamed', { change: line.change })}
            >
              {t('back')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="undo" size={16} />}
            disabled={!mayUndo}
            onClick={() => ask({ change: line.change })}
            aria-label={t('takeNamed', { change: line.change })}
          >
            {t('take')}
          </Button>
        </Group>
      </Group>
      {isOpen && (
        <Stack id={list} gap={4} mt="xs">
          <ChangeList changes={line.changes} entryName={entryName} />
          <Text size="xs" c="dimmed" ff="monospace">
            {t('number', { change: line.change })} · {t('shell:problem.request', { id: line.request })}
          </Text>
        </Stack>
      )}
      <UndoDialog sku={sku} what={what} isOpen={isAsking} onClose={asking.close} entryName={entryName} />
    </li>
  );
}

/** So many subjects are named, the others counted. */
const NAMED = 3;

/** `Alternative text, Hidden` with where: `German`. */
function ChangeSummary({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation('history');
  const { nameOf } = useStores();
  const counted = new Map<string, number>();
  // What came and went says more than what came along with it.
  for (const { kind, field } of [...changes].sort((a, b) => Number(a.kind.endsWith('-changed')) - Number(b.kind.endsWith('-changed')))) {
    const words = field === undefined ? t(`kinds.${kind}`, { defaultValue: kind }) : t(`shell:fields.${field}`, { defaultValue: field });
    counted.set(words, (counted.get(words) ?? 0) + 1);
  }
  const subjects = [...counted].map(([words, count]) => (count === 1 ? words : t('times', { words, count })));
  const stores = [...new Set(changes.flatMap(({ store }) => (store === undefined ? [] : [store])))];
  const more = subjects.length - NAMED;
  return (
    <>
      {subjects.slice(0, NAMED).join(', ')}
      {more > 0 && ` ${t('andMore', { count: more })}`}
      {stores.slice(0, NAMED).map((store) => (
        <Badge key={store} variant="light" color={store === 'all' ? 'gray' : undefined} tt="none" ms={8} component="span">
          {nameOf(store)}
        </Badge>
      ))}
      {stores.length > NAMED && (
        <Text span size="sm" c="dimmed" ms={8}>
          {t('andMore', { count: stores.length - NAMED })}
        </Text>
      )}
    </>
  );
}
