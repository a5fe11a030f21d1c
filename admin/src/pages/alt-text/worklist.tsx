/** The pictures of one store view that are looked for, and what was typed for others earlier. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AltText } from '../../../../client/index.js';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { useUser } from '../../api/session.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import type { AltSearch } from '../../router.js';
import { useStores } from '../../shell/stores.js';
import { useKeptTexts } from './kept-texts.js';
import { AltList } from './list.js';

const ITEMS = 50;

interface Props {
  readonly q: string | undefined;
  readonly state: NonNullable<AltSearch['state']>;
}
export function Worklist({ q, state }: Props) {
  const { t } = useTranslation('alt-text');
  const { current, nameOf } = useStores();
  const navigate = useNavigate({ from: '/alt-text' });
  const { texts, before, discard } = useKeptTexts(useUser().name, current);
  const [round, setRound] = useState(0);
  const search = { store: current, state: state === 'any' ? undefined : state, q };
  const query = useInfiniteQuery({
    queryKey: [...keys.altTexts, 'list', search],
    initialPageParam: '',
    // What has been written stays in sight until the list is asked for anew: nothing jumps away under somebody's hands.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ pageParam, signal }) => api.listAltTexts({ ...search, limit: ITEMS, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
    getNextPageParam: ({ next }) => next,
  });
  const items: readonly AltText[] = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isSearch = q !== undefined || state !== 'missing';
  return (
    <>
      {before.length > 0 && (
        <FromBefore
          skus={before}
          onDiscard={() => {
            discard();
            // Its rows hold what has been thrown away.
            setRound(round + 1);
          }}
        />
      )}
      {query.isPending ? (
        <RowSkeletons count={4} height={190} />
      ) : items.length === 0 && !query.hasNextPage ? (
        query.error !== null ? (
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <EmptyState icon={isSearch ? 'search' : 'text'} title={t(isSearch ? 'nothing.title' : 'done.title')}>
            <Text c="dimmed">{isSearch ? t('nothing.about') : t('done.about', { store: nameOf(current) })}</Text>
            <Button variant="default" onClick={() => void navigate({ search: ({ store }) => ({ store, state: 'any' }) })}>
              {t('showAny')}
            </Button>
          </EmptyState>
        )
      ) : (
        <>
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed" id="alt-how" visibleFrom="xs">
              {t('how')}
            </Text>
            <Button size="xs" variant="subtle" loading={query.isRefetching} onClick={() => void query.refetch()}>
              {t('reload')}
            </Button>
          </Group>
          <AltList key={`${state} ${round}`} items={items} kept={texts} query={query} />
        </>
      )}
    </>
  );
}

/** So many products are named. */
const NAMED = 8;

/** Says where texts are that nobody has seen saved: they need not be in the list that is shown. */
function FromBefore({ skus, onDiscard }: { readonly skus: readonly string[]; readonly onDiscard: () => void }) {
  const { t } = useTranslation('alt-text');
  return (
    <Alert variant="light" title={t('kept.title')}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" miw={0}>
          {t('kept.about')}{' '}
          {skus.slice(0, NAMED).map((sku, at) => (
            <Fragment key={sku}>
              {at > 0 && ', '}
              <Link to="/alt-text" search={({ store }) => ({ store, q: sku, state: 'any' as const })}>
                {sku}
              </Link>
            </Fragment>
          ))}
          {skus.length > NAMED && ` ${t('kept.more', { more: skus.length - NAMED })}`}
        </Text>
        <Button size="xs" variant="default" onClick={onDiscard}>
          {t('shell:save.discard')}
        </Button>
      </Group>
    </Alert>
  );
}
