/** Around the pages of one product: which it is, and the way between them. */
import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { productQuery } from '../api/queries.js';
import { Tabs } from '../pieces/tabs.js';
import { useStores } from './stores.js';

const PAGES = [
  ['/products/$sku', 'productNav.gallery'],
  ['/products/$sku/matrix', 'productNav.matrix'],
  ['/products/$sku/compare', 'productNav.compare'],
  ['/products/$sku/history', 'productNav.history'],
  ['/products/$sku/trash', 'productNav.trash'],
] as const;

export function ProductFrame() {
  const { t } = useTranslation();
  const { sku } = useParams({ from: '/products/$sku' });
  const { current } = useStores();
  const { pathname } = useLocation();
  const name = useQuery({ ...productQuery(sku, current), placeholderData: (before) => (before?.sku === sku ? before : undefined) }).data?.name ?? undefined;
  return (
    <Stack gap="md">
      <div>
        <Anchor component={Link} to="/products" size="sm">
          {t('nav.products')}
        </Anchor>
        <Group gap="sm" align="baseline">
          <Title order={1} dir="auto">
            {name ?? sku}
          </Title>
          {name !== undefined && (
            <Text c="dimmed" ff="monospace" size="sm">
              {sku}
            </Text>
          )}
        </Group>
      </div>
      <Tabs label={t('productNav.label')} current={pathname}>
        {PAGES.map(([to, word]) => (
          <Link key={to} to={to} params={{ sku }} activeOptions={{ exact: true, includeSearch: false }}>
            {t(word)}
          </Link>
        ))}
      </Tabs>
      <Outlet />
    </Stack>
  );
}
