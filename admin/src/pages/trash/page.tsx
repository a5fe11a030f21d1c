/** What was removed from any product, as long as it can come back. */
import { Anchor, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { useUser } from '../../api/session.js';
import { MoreButton } from '../../pieces/endless.js';
import { CardSkeletons, EmptyState, ProblemNotice } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { TrashCard } from './item.js';

const ITEMS = 48;

export function TrashPage() {
  const { t } = useTranslation('trash');
  const { stores } = useUser();
  const query = useInfiniteQuery({
    queryKey: keys.trash,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.listTrash({ limit: ITEMS, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
  const { data, error, isFetchNextPageError } = query;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="md">
      <div>
        <PageTitle>{t('all.title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t(stores === 'every' ? 'all.about' : 'readOnly')}
        </Text>
      </div>
      {error !== null && !isFetchNextPageError && (
        <ProblemNotice error={error} title={data === undefined ? undefined : t('shell:list.stale')} onRetry={() => void query.refetch()} />
      )}
      {data === undefined && error === null && <CardSkeletons />}
      {data !== undefined && items.length === 0 && !query.hasNextPage && <Nothing />}
      {items.length > 0 && (
        <ul className="trash-cards" aria-label={t('list')}>
          {items.map((item) => (
            <TrashCard key={item.entry} item={item} showSku />
          ))}
        </ul>
      )}
      {data !== undefined && <MoreButton query={query} count={items.length} />}
    </Stack>
  );
}

function Nothing() {
  const { t } = useTranslation('trash');
  return (
    <EmptyState icon="trash" title={t('all.none')}>
      <Text c="dimmed" maw={520}>
        {t('all.noneAbout')}
      </Text>
      <Anchor component={Link} to="/products">
        {t('all.products')}
      </Anchor>
    </EmptyState>
  );
}
