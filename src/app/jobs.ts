/** Jobs: one change on many products, worked off on the queue, watched while it runs, and taken back as one. */
import type { Actor, Bulk, Bulks } from './ports.js';
import type { JobStore } from './ports-jobs.js';

/** What a job is to do. Its operations on the queue name a product each; what is common to all of them stands here, once. */
export type JobTask =
  | { readonly kind: 'patch'; readonly title: string; readonly operations: readonly { readonly op: string }[] }
  /** `of`: the job that is taken back. */
  | { readonly kind: 'undo'; readonly title: string; readonly of: string; readonly force: boolean };
/** What is to be done to one product. `change`: to be taken back. */
export interface JobStep {
  readonly sku: string;
  readonly change?: number;
}
/** What came of one. `change` null: there was nothing to do. */
export interface JobResult {
  readonly sku: string;
  readonly change: number | null;
}
/** A job, and how far it has come. */
export interface Job {
  readonly id: string;
  readonly task: JobTask;
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Products: all, those that are settled, those of them that were refused, and that were changed. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly changed: number;
}
export interface Jobs {
  /** undefined: there is no such job, or it is forgotten by now. */
  find(id: string): Promise<Job | undefined>;
  /** The newest first; `before`: the last one of the page before. */
  list(before: Pick<Job, 'startedAt' | 'id'> | undefined, limit: number): Promise<readonly Job[]>;
  /** `sku` undefined: not known any more. `message`: as the door that performed it has put it. */
  failures(id: string, limit: number): Promise<readonly { readonly sku: string | undefined; readonly message: string }[]>;
  /** What would take the job back, product by product. */
  stepsBack(id: string): Promise<readonly JobStep[]>;
}

/** Jobs are bulks of that door. */
export const JOB_DOOR = 'native';
/** What a settled operation says of itself: jobs are counted by it. */
export const SETTLED = { changed: 'Changed.', unchanged: 'Nothing to change.' } as const;

/** As the queue takes it. */
export const bulkOfJob = (task: JobTask, actor: Actor): Omit<Bulk, 'id' | 'startedAt' | 'operationCount'> => ({
  description: JSON.stringify(task),
  door: JOB_DOOR,
  topic: `${JOB_DOOR}.${task.kind}`,
  store: undefined,
  actor,
});
/** What {@link bulkOfJob} has put into it. */
export const taskOf = ({ description }: Pick<Bulk, 'description'>): JobTask => JSON.parse(description) as JobTask;

/** So many finished jobs are known without counting again. */
const KEPT = 1000;
const RESULTS_AT_ONCE = 5000;

type Counts = Pick<Job, 'done' | 'failed' | 'changed'>;

export function createJobs({ store, bulks }: { readonly store: JobStore; readonly bulks: Pick<Bulks, 'find'> }): Jobs {
  const finished = new Map<string, Counts>();
  async function countsOf({ id, operationCount }: Bulk): Promise<Counts> {
    const known = finished.get(id);
    if (known !== undefined) return known;
    const outcomes = await store.outcomes(id);
    const sum = (wanted: (one: (typeof outcomes)[number]) => boolean) => outcomes.filter(wanted).reduce((all, { count }) => all + count, 0);
    const counts = {
      done: sum(({ status }) => status === 'complete' || status === 'failed'),
      failed: sum(({ status }) => status === 'failed'),
      changed: sum(({ message }) => message === SETTLED.changed),
    };
    if (finished.size >= KEPT) finished.clear();
    if (counts.done === operationCount) finished.set(id, counts);
    return counts;
  }
  const jobOf = async (bulk: Bulk): Promise<Job> => {
    const { id, actor, startedAt, operationCount: total } = bulk;
    return { id, task: taskOf(bulk), actor, startedAt, total, ...(await countsOf(bulk)) };
  };
  return {
    async find(id) {
      const bulk = await bulks.find(id);
      return bulk?.door === JOB_DOOR ? jobOf(bulk) : undefined;
    },
    list: async (before, limit) => Promise.all((await store.list(JOB_DOOR, { before, limit })).map(jobOf)),
    failures: async (id, limit) =>
      (await store.failures(id, limit)).map(({ data, message }) => ({ sku: data === undefined ? undefined : (JSON.parse(data) as JobStep).sku, message })),
    async stepsBack(id) {
      const steps: JobStep[] = [];
      for (let after = -1; ; ) {
        const page = await store.results(id, SETTLED.changed, { after, limit: RESULTS_AT_ONCE });
        for (const { result } of page) {
          const { sku, change } = JSON.parse(result) as JobResult;
          if (change !== null) steps.push({ sku, change });
        }
        const last = page.at(-1);
        if (last === undefined || page.length < RESULTS_AT_ONCE) return steps;
        after = last.number;
      }
    },
  };
}
