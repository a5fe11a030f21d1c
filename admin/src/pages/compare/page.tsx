/** Two store views side by side, as a shopper sees them; what is not the same says so. */
import { Button, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gallery, View } from '../../../../client/index.js';
import { galleryQuery } from '../../api/queries.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { useStores } from '../../shell/stores.js';
import { differencesOf, type Seen, seenIn } from './difference.js';
import { Shelf } from './shelf.js';

export function ComparePage() {
  const { t } = useTranslation('compare');
  const { sku } = useParams({ from: '/products/$sku' });
  const { with: wanted } = useSearch({ from: '/products/$sku/compare' });
  const { current, views, nameOf, choose } = useStores();
  const navigate = useNavigate({ from: '/products/$sku/compare' });
  const codes = ['all', ...views.map(({ code }) => code)];
  const other = codes.find((code) => code === wanted && code !== current) ?? codes.find((code) => code !== current) ?? 'all';
  const chooseOther = (code: string) => void navigate({ search: (before) => ({ ...before, with: code }) });
  const { data, error, refetch } = useQuery(galleryQuery(sku, [current, other].join(',')));
  const options = codes.map((value) => ({ value, label: nameOf(value) }));
  return (
    <Stack gap="md">
      <div>
        <PageTitle order={2}>{t('title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t('about')}
        </Text>
      </div>
      {views.length === 0 ? (
        <EmptyState icon="products" title={t('noStores.title')}>
          <Text c="dimmed">{t('noStores.about')}</Text>
          <Link to="/settings">{t('noStores.settings')}</Link>
        </EmptyState>
      ) : (
        <>
          <div className="shelves">
            <Select
              label={t('left')}
              data={options.filter(({ value }) => value !== other)}
              value={current}
              allowDeselect={false}
              onChange={(code) => choose(code ?? current)}
            />
            <Select
              label={t('right')}
              data={options.filter(({ value }) => value !== current)}
              value={other}
              allowDeselect={false}
              onChange={(code) => code !== null && chooseOther(code)}
            />
          </div>
          {data !== undefined ? (
            <Comparison sku={sku} gallery={data} stores={[current, other]} />
          ) : error === null ? (
            <RowSkeletons count={4} height={180} />
          ) : (
            <ProblemNotice error={error} onRetry={() => void refetch()} />
          )}
        </>
      )}
    </Stack>
  );
}

function Comparison({ sku, gallery, stores }: { readonly sku: string; readonly gallery: Gallery; readonly stores: readonly [string, string] }) {
  const { t } = useTranslation('compare');
  const [shown, setShown] = useState<'all' | 'different'>('all');
  const [pointed, point] = useState<number>();
  const [left, right] = stores.map((store) => gallery.views.find((view) => view.store === store)) as [View | undefined, View | undefined];
  if (left === undefined || right === undefined) return null;
  if (left.entries.length === 0)
    return (
      <EmptyState icon="picture" title={t('empty.title')}>
        <Text c="dimmed">{t('empty.about')}</Text>
        <Link to="/products/$sku" params={{ sku }}>
          {t('empty.gallery')}
        </Link>
      </EmptyState>
    );
  const [seenLeft, seenRight] = [seenIn(gallery, left), seenIn(gallery, right)];
  const inLeft = differencesOf(seenLeft, seenRight, left.roles, right.roles);
  const inRight = differencesOf(seenRight, seenLeft, right.roles, left.roles);
  const count = new Set([...inLeft.keys(), ...inRight.keys()]).size;
  const shelf = (seen: Seen, view: View, differences: typeof inLeft, other: Seen) => (
    <Shelf
      sku={sku}
      seen={shown === 'all' ? seen : { ...seen, pictures: seen.pictures.filter(({ entry }) => differences.has(entry.id)) }}
      view={view}
      other={other}
      differences={differences}
      pointed={pointed}
      onPoint={point}
    />
  );
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Text fw={600} role="status">
          {count === 0 ? t('same') : t('different', { count })}
        </Text>
        {count > 0 && (
          <SegmentedControl
            size="xs"
            color="brand.6"
            aria-label={t('shown')}
            data={[
              { value: 'all', label: t('showAll') },
              { value: 'different', label: t('showDifferent') },
            ]}
            value={shown}
            onChange={(value) => setShown(value as typeof shown)}
          />
        )}
      </Group>
      <div className="shelves">
        {shelf(seenLeft, left, inLeft, seenRight)}
        {shelf(seenRight, right, inRight, seenLeft)}
      </div>
      {count > 0 && (
        <Button variant="default" w="fit-content" renderRoot={(props) => <Link {...props} to="/products/$sku/matrix" params={{ sku }} />}>
          {t('matrix')}
        </Button>
      )}
    </>
  );
}
