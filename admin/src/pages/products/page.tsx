/** All products, however many: found by words and filters, chosen for a change of many. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { productsQuery } from '../../api/queries.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { useStores } from '../../shell/stores.js';
import { Finder } from './finder.js';
import { ProductList } from './list.js';
import { SelectionBar } from './selection-bar.js';

export function ProductsPage() {
  const { t } = useTranslation('products');
  const { q, filter } = useSearch({ from: '/products' });
  const { current, isGlobal } = useStores();
  const navigate = useNavigate({ from: '/products' });
  const needsStore = isGlobal && (filter === 'missing-alt' || filter === 'overrides');
  const search = { ...(q === undefined ? {} : { q }), ...(filter === undefined ? {} : { filter }), store: isGlobal ? undefined : current };
  const { data, error, isPending, hasNextPage, isFetchNextPageError, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    ...productsQuery(search),
    enabled: !needsStore,
  });
  const products = useMemo(() => data?.pages.flatMap((page) => page.products) ?? [], [data]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const total = data?.pages[0]?.total ?? null;
  const toggle = (sku: string) => setChosen((now) => (now.has(sku) ? new Set([...now].filter((one) => one !== sku)) : new Set([...now, sku])));
  const isSearch = q !== undefined || filter !== undefined;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="baseline">
        <PageTitle>{t('title')}</PageTitle>
        {data !== undefined && (
          <Text c="dimmed" size="sm" role="status">
            {total !== null ? t('total', { count: total }) : hasNextPage ? t('found', { count: products.length }) : t('total', { count: products.length })}
          </Text>
        )}
      </Group>
      <Finder q={q ?? ''} filter={filter} />
      {needsStore ? (
        <EmptyState icon="search" title={t('needsStore')} />
      ) : error !== null && products.length === 0 ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <RowSkeletons count={8} height={72} />
      ) : products.length === 0 && !hasNextPage ? (
        <Nothing isSearch={isSearch} onClear={() => void navigate({ search: ({ store }) => (store === undefined ? {} : { store }) })} />
      ) : (
        <ProductList
          products={products}
          chosen={chosen}
          onToggle={toggle}
          hasMore={hasNextPage && !isFetchNextPageError}
          isLoadingMore={isFetchingNextPage}
          onMore={() => void fetchNextPage()}
        />
      )}
      {isFetchNextPageError && <ProblemNotice error={error} title={t('moreFailed')} onRetry={() => void fetchNextPage()} />}
      <SelectionBar chosen={chosen} onClear={() => setChosen(new Set())} />
    </Stack>
  );
}

function Nothing({ isSearch, onClear }: { readonly isSearch: boolean; readonly onClear: () => void }) {
  const { t } = useTranslation('products');
  return (
    <EmptyState icon={isSearch ? 'search' : 'products'} title={t(isSearch ? 'nothing.title' : 'empty.title')}>
      <Text c="dimmed" maw={520}>
        {t(isSearch ? 'nothing.about' : 'empty.about')}
      </Text>
      {isSearch && (
        <Button variant="default" onClick={onClear}>
          {t('nothing.clear')}
        </Button>
      )}
    </EmptyState>
  );
}
