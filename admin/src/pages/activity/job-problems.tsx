/** The products of a job that were refused, each with why. */
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Job, JobProblem } from '../../../../client/index.js';
import { Problem } from '../../api/client.js';
import { ProblemNotice, RowSkeletons, useProblemWords } from '../../pieces/notices.js';
import { ProductLink } from '../../pieces/product-link.js';
import { jobProblemsQuery } from './queries.js';
import './activity.css';

export function JobProblems({ job }: { readonly job: Job }) {
  const { t } = useTranslation('activity');
  const { data, error, refetch } = useQuery(jobProblemsQuery(job.id, job.failed));
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <RowSkeletons count={Math.min(3, job.failed)} height={28} />;
  return (
    <Stack gap="xs">
      <ul className="job-problems">
        {data.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other
          <Line key={at} of={one} />
        ))}
      </ul>
      {job.failed > data.length && <Text size="sm">{t('problems.more', { count: job.failed - data.length })}</Text>}
    </Stack>
  );
}

function Line({ of: { sku, problem } }: { readonly of: JobProblem }) {
  const words = useProblemWords(new Problem(problem));
  return (
    <li>
      {sku !== null && <ProductLink sku={sku} />}
      <Text size="sm">{words}</Text>
    </li>
  );
}
