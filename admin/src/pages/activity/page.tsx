/** Changes of many products at once: how far they are, what went wrong, and the way back. */
import { Anchor, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MoreButton } from '../../pieces/endless.js';
import { EmptyState, ProblemNotice, RowSkeletons } from '../../pieces/notices.js';
import { PageTitle } from '../../pieces/page-title.js';
import { JobCard } from './job-card.js';
import { jobsQuery } from './queries.js';

export function ActivityPage() {
  const { t } = useTranslation('activity');
  const query = useInfiniteQuery(jobsQuery);
  const { data, error, isFetchNextPageError, refetch } = query;
  const jobs = data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <Stack gap="md">
      <div>
        <PageTitle>{t('title')}</PageTitle>
        <Text c="dimmed" size="sm">
          {t('about')}
        </Text>
      </div>
      {error !== null && !isFetchNextPageError && (
        <ProblemNotice error={error} title={data === undefined ? undefined : t('shell:list.stale')} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <RowSkeletons count={4} height={112} />}
      {data !== undefined && jobs.length === 0 && !query.hasNextPage && <Nothing />}
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {data !== undefined && <MoreButton query={query} count={jobs.length} />}
    </Stack>
  );
}

function Nothing() {
  const { t } = useTranslation('activity');
  return (
    <EmptyState icon="activity" title={t('empty.title')}>
      <Text c="dimmed" maw={520}>
        {t('empty.about')}
      </Text>
      <Anchor component={Link} to="/products">
        {t('empty.next')}
      </Anchor>
    </EmptyState>
  );
}
