/** The foot of a list that comes in pages: the way to the next one, and what went wrong on it. */
import { Button, Group } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from './notices.js';

interface Props {
  /** What `useInfiniteQuery` gives. */
  readonly query: {
    readonly error: unknown;
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly fetchNextPage: () => unknown;
  };
  /** How many items there are so far; 0: the next page is asked for at once, as pages may be empty while there is more. */
  readonly count: number;
}

export function MoreButton({ query, count }: Props) {
  const { t } = useTranslation();
  const { error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const goesOn = count === 0 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (goesOn) fetchNextPage();
  }, [goesOn, fetchNextPage]);
  if (isFetchNextPageError) return <ProblemNotice error={error} title={t('list.moreFailed')} onRetry={() => fetchNextPage()} />;
  if (!hasNextPage) return null;
  return (
    <Group justify="center">
      <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
        {t('list.more')}
      </Button>
    </Group>
  );
}
