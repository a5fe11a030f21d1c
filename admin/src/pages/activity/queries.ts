import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.js';
import { keys } from '../../api/keys.js';

/** So often it is asked how far jobs are; and, while none runs, whether somebody has started one. */
const [RUNNING_MS, RESTING_MS] = [1000, 15_000];

/** Newest first. */
export const jobsQuery = infiniteQueryOptions({
  queryKey: keys.jobs,
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) => api.listJobs({ limit: 20, cursor: pageParam === '' ? undefined : pageParam }, { signal }),
  getNextPageParam: ({ next }) => next,
  refetchInterval: ({ state }) => (state.data?.pages.some(({ jobs }) => jobs.some((job) => job.state !== 'done')) === true ? RUNNING_MS : RESTING_MS),
});

/** `failed`: of the job as it was last seen; with more of them it is asked anew. */
export const jobProblemsQuery = (id: string, failed: number) =>
  queryOptions({ queryKey: [...keys.jobs, id, failed], queryFn: async ({ signal }) => (await api.readJob({ id }, { signal })).problems });
