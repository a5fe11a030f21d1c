/** What was removed from one product, as long as it can come back. */
import { Anchor, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { useUser } from '../../api/session.js';
import { MoreButton } from '../../pieces/endless.js';
import { CardSkeletons, EmptyState, ProblemNotice } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { TrashCard } from './item.js';

const ITEMS = 50;

export function ProductTrashPage() {
  const { t } = useTranslation('trash');
  const { sku } = useParams({ from: '/products/$sku' });
  const { stores } = useUser();
  const query = useInfiniteQuery({
    queryKey: [...keys.product(sku), 'trash'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.listProductTrash({ sku, limit: ITEMS, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="md">
      <div>
        <PageTitle order={2}>{t('title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t(stores === 'every' ? 'about' : 'readOnly')}
        </Text>
      </div>
      {query.isPending ? (
        <CardSkeletons count={4} />
      ) : items.length === 0 ? (
        query.error === null ? (
          <EmptyState icon="trash" title={t('empty.title')}>
            <Text c="dimmed">{t('empty.about')}</Text>
            <Anchor renderRoot={(props) => <Link {...props} to="/products/$sku" params={{ sku }} />}>{t('empty.gallery')}</Anchor>
          </EmptyState>
        ) : (
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : (
        <>
          <ul className="trash-cards" aria-label={t('list')}>
            {items.map((item) => (
              <TrashCard key={item.entry} item={item} />
            ))}
          </ul>
          <MoreButton query={query} count={items.length} />
        </>
      )}
    </Stack>
  );
}
