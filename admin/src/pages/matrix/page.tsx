/** All pictures of a product in all store views at once: what differs where, and the way back. */
import { Alert, Button, Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gallery } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { THUMB } from '../../api/queries.js';
import { useEntryNames } from '../../pieces/entry-names.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { useRoleName } from '../../pieces/role-name.js';
import { useStores } from '../../shell/stores.js';
import { ActionBar } from './action-bar.js';
import { ActionDialog } from './action-dialog.js';
import { Grid } from './grid.js';
import { type Plan, useKeptPlan } from './kept-plan.js';
import { type Action, countCells, ENTRY_FIELDS, type Lens, matrixOf, NO_CELLS, type Row, refitSelection } from './model.js';

export function MatrixPage() {
  const { t } = useTranslation('matrix');
  const { sku } = useParams({ from: '/products/$sku' });
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.gallery(sku, '*'), THUMB],
    // Of a large gallery in many store views these are megabytes.
    staleTime: 30_000,
    structuralSharing: false,
    queryFn: ({ signal }) => api.readGallery({ sku, store: '*', presets: THUMB }, { signal }),
  });
  return (
    <Stack gap="md">
      <div>
        <PageTitle order={2}>{t('title')}</PageTitle>
        <Text c="dimmed" size="sm" id="matrix-how">
          {t('how')}{' '}
          <Text span inherit visibleFrom="xs">
            {t('howByKeys')}
          </Text>
        </Text>
      </div>
      {data !== undefined ? (
        <LoadedMatrix key={sku} sku={sku} gallery={data} />
      ) : error === null ? (
        <RowSkeletons count={7} />
      ) : (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
    </Stack>
  );
}

function LoadedMatrix({ sku, gallery }: { readonly sku: string; readonly gallery: Gallery }) {
  const { t } = useTranslation('matrix');
  const { current } = useStores();
  const roleName = useRoleName();
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [lens, setLens] = useState<Lens>('everything');
  const [onlyOwn, setOnlyOwn] = useState(false);
  const [chosen, setChosen] = useState(NO_CELLS);
  const [plan, keepPlan] = useKeptPlan(sku);
  const [action, setAction] = useState<Action>({ kind: 'restore' });
  const [isOpen, dialog] = useDisclosure();
  const start = (wanted: Action) => {
    setAction(wanted);
    dialog.open();
  };
  const matrix = useMemo(() => matrixOf(gallery, lens, { onlyOwn, first: current }), [gallery, lens, onlyOwn, current]);
  const selection = useMemo(() => refitSelection(chosen, matrix), [chosen, matrix]);
  const common = useMemo(() => ({ ...gallery, views: gallery.views.filter(({ store }) => store === 'all') }), [gallery]);
  const entryName = useEntryNames(common);
  const order = t('order');
  const rowName = useCallback(
    (row: Row) => (row.kind === 'entry' ? entryName(row.entry) : row.kind === 'role' ? t('shell:roleNamed', { role: roleName(row.role) }) : order),
    [entryName, roleName, order, t],
  );
  const drawn = useDeferredValue(matrix);
  if (gallery.views[0]?.entries.length === 0)
    return (
      <EmptyState icon="picture" title={t('empty.title')}>
        <Text c="dimmed">{t('empty.about')}</Text>
        <Link to="/products/$sku" params={{ sku }}>
          {t('empty.gallery')}
        </Link>
      </EmptyState>
    );
  const hasVideos = gallery.views[0]?.entries.some(({ media_type }) => media_type === 'external-video') === true;
  const lenses = [
    { value: 'everything', label: t('everything') },
    ...ENTRY_FIELDS.filter((field) => hasVideos || !field.startsWith('video')).map((value) => ({ value, label: t(`shell:fields.${value}`) })),
    { value: 'roles', label: t('roles') },
  ];
  return (
    <>
      <Group gap="md" align="flex-end">
        <Select
          label={t('lens')}
          data={lenses}
          value={lens}
          allowDeselect={false}
          onChange={(wanted) => setLens((wanted ?? 'everything') as Lens)}
          w={{ base: '100%', xs: 220 }}
        />
        <Checkbox label={t('onlyOwn')} checked={onlyOwn} onChange={(event) => setOnlyOwn(event.currentTarget.checked)} mb={8} />
      </Group>
      {plan !== undefined && !isOpen && (
        <FromBefore
          plan={plan}
          onLook={() => {
            setLens(plan.lens);
            setOnlyOwn(false);
            setChosen(plan.selection);
            start(plan.action);
          }}
          onDiscard={() => keepPlan(undefined)}
        />
      )}
      <ActionBar matrix={matrix} selection={selection} onStart={start} onClear={() => setChosen(NO_CELLS)} />
      <ActionDialog
        sku={sku}
        action={action}
        matrix={matrix}
        selection={selection}
        entryName={entryName}
        isOpen={isOpen}
        onClose={dialog.close}
        onDone={() => setChosen(NO_CELLS)}
        onPlan={keepPlan}
      />
      {matrix.rows.length === 0 ? (
        <EmptyState icon="search" title={t('nothing.title')}>
          <Text c="dimmed">{t('nothing.about')}</Text>
        </EmptyState>
      ) : (
        <Grid key={lens} gallery={gallery} matrix={drawn} selection={selection} isNarrow={isNarrow} rowName={rowName} onSelect={setChosen} />
      )}
    </>
  );
}

function FromBefore({ plan, onLook, onDiscard }: { readonly plan: Plan; readonly onLook: () => void; readonly onDiscard: () => void }) {
  const { t } = useTranslation('matrix');
  return (
    <Alert variant="light" title={t('kept.title')}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" miw={0}>
          {t('kept.about', { action: t(`titles.${plan.action.kind}`), cells: t('chosen', { count: countCells(plan.selection) }) })}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onDiscard}>
            {t('shell:save.discard')}
          </Button>
          <Button size="xs" onClick={onLook}>
            {t('kept.look')}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
