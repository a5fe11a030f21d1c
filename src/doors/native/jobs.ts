/** Jobs: a patch of very many products, previewed, watched, and taken back as one. */
import Type, { type Static } from 'typebox';
import type { Edit } from '../../app/edits.js';
import { bulkOfJob, type Job, type JobTask } from '../../app/jobs.js';
import type { ListAsk } from '../../app/product-list.js';
import type { Result as Outcome } from '../../core/fault.js';
import { skuKey } from '../../core/ids.js';
import { CursorText, limitOf, NextOut, pageOf, placeIn } from './cursor.js';
import { resultOut } from './edits.js';
import { faultAnswer, invalidRequest, jobNotDone, jobNotFound, jobUnchanged, problem } from './faults.js';
import { undoAsk } from './history.js';
import { planOf, runPlan } from './patch.js';
import { askIn, SearchShape } from './products.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { dryRun, NOTHING, nullable, ProblemOut, Result } from './shapes.js';
import { timeOut } from './wire.js';

const [PAGE, PAGE_MOST] = [20, 100];
/** Of one job. */
const [PRODUCTS_AT_ONCE, OPERATIONS_AT_ONCE, OPERATIONS_CHARS] = [50_000, 100, 65_536];
/** What a preview and a job tell of single products. */
const [SAMPLE, PROBLEMS_TOLD] = [50, 100];
/** A preview looks at products for so long, and lets others have their turn in between. */
const [PREVIEW_MS, TURN_MS] = [5000, 10];

const count = (description: string) => Type.Integer({ description });
const JobOut = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'The history tells it as the `request` of each change.' }),
    title: Type.String(),
    kind: Type.Enum(['patch', 'undo']),
    by: Type.String(),
    at: Type.String({ format: 'date-time' }),
    state: Type.Enum(['waiting', 'running', 'done']),
    total: count('Products.'),
    done: count('Products that are settled.'),
    failed: count('Those of them that were refused.'),
    changed: count('Those of them that were changed.'),
    can_undo: Type.Boolean({ description: 'It is done, and has changed something.' }),
  },
  { title: 'Job' },
);
const StartQuery = Type.Object({ dry_run: dryRun }, { additionalProperties: false });
const StartBody = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: 255, description: 'For people; absent: the names of the operations.' })),
    target: Type.Union(
      [
        Type.Object({ skus: Type.Array(Type.String({ maxLength: 1000 }), { minItems: 1, maxItems: PRODUCTS_AT_ONCE }) }, { additionalProperties: false }),
        Type.Object({ search: SearchShape }, { additionalProperties: false }),
      ],
      { description: `Products by their SKUs, or all that a search of GET /products means; ${PRODUCTS_AT_ONCE} at most.` },
    ),
    operations: Type.Array(Type.Object({ op: Type.String() }), {
      minItems: 1,
      maxItems: OPERATIONS_AT_ONCE,
      description: 'As of a patch, without bytes.',
    }),
  },
  { title: 'NewJob', additionalProperties: false },
);
const StartedOut = Type.Object(
  {
    job: Type.Optional(JobOut),
    dry_run: Type.Optional(Type.Boolean()),
    products: Type.Optional(count('How many products are meant.')),
    looked_at: Type.Optional(count('How many of them the preview came to look at in its time; the counts are of these.')),
    changed: Type.Optional(count('How many would change.')),
    cells: Type.Optional(count('How many single changes that is.')),
    refused: Type.Optional(count('How many would be refused.')),
    sample: Type.Optional(Type.Array(Result, { description: `The first ${SAMPLE} products that would change or be refused.` })),
  },
  { title: 'StartedJob', description: '`job`, or with `dry_run` what it would come to.' },
);
const JobsQuery = Type.Object({ limit: limitOf(PAGE, PAGE_MOST), cursor: Type.Optional(CursorText) }, { additionalProperties: false });
const JobsOut = Type.Object({ jobs: Type.Array(JobOut), next: NextOut }, { title: 'Jobs' });
const JobDetailsOut = Type.Object(
  {
    job: JobOut,
    problems: Type.Array(Type.Object({ sku: nullable(Type.String()), problem: ProblemOut }, { title: 'JobProblem' }), {
      description: `The first ${PROBLEMS_TOLD} products that were refused.`,
    }),
  },
  { title: 'JobDetails' },
);
const JobUndoBody = Type.Object(
  { force: Type.Optional(Type.Boolean({ description: 'Also where later changes are lost by it.' })) },
  { title: 'JobUndo', additionalProperties: false },
);

async function startJob(call: Call<Static<typeof StartQuery>, Static<typeof StartBody>>): Promise<Answer> {
  const { title, target, operations } = call.body;
  const task = { kind: 'patch', title: title ?? [...new Set(operations.map(({ op }) => op))].join(', ').slice(0, 255), operations } as const satisfies JobTask;
  if (operations.some((one) => 'picture' in one)) return invalidRequest([{ place: '/operations', message: 'bring pictures: a job takes none' }]);
  if (JSON.stringify(task).length > OPERATIONS_CHARS)
    return invalidRequest([{ place: '/operations', message: `are longer than ${OPERATIONS_CHARS} characters` }]);
  // Refused as a whole where it could be done to no product.
  const plan = await planOf(call, operations, true);
  if ('answer' in plan) return plan.answer;
  const meant = 'skus' in target ? { skus: oncePer(target.skus) } : await skusOf(call, target.search);
  if ('answer' in meant) return meant.answer;
  if (call.query.dry_run === true) {
    const asPreview = { by: call.by, isPreview: true };
    return success(await preview(call, meant.skus, async (sku) => ({ sku, edit: await runPlan(call, { sku, ...asPreview }, plan.value) })));
  }
  return accept(
    call,
    task,
    meant.skus.map((sku) => JSON.stringify({ sku })),
  );
}

/** Each product once, however its SKU is written. */
const oncePer = (skus: readonly string[]): readonly string[] => [...new Map(skus.map((sku) => [skuKey(sku), sku])).values()];

async function skusOf({ app, shop }: Call, search: Static<typeof SearchShape>): Promise<{ readonly skus: readonly string[] } | { readonly answer: Answer }> {
  const asked: { readonly ask: ListAsk } | { readonly answer: Answer } = askIn(shop, search, '/target/search');
  if ('answer' in asked) return asked;
  const skus: string[] = [];
  for await (const products of app.productLists.all(asked.ask)) {
    skus.push(...products.map(({ sku }) => sku));
    if (skus.length > PRODUCTS_AT_ONCE)
      return { answer: faultAnswer({ code: 'limit-passed', what: 'products', limit: PRODUCTS_AT_ONCE, unit: 'products a job' }) };
  }
  return { skus };
}

async function preview<T>({ app }: Call, all: readonly T[], tried: (one: T) => Promise<{ readonly sku: string; readonly edit: Outcome<Edit> }>) {
  const sample: object[] = [];
  let [lookedAt, changed, cells, refused] = [0, 0, 0, 0];
  const end = app.clock() + PREVIEW_MS;
  for (let turnEnd = app.clock() + TURN_MS; lookedAt < all.length && app.clock() < end; lookedAt++) {
    const { sku, edit } = await tried(all[lookedAt] as T);
    const count = edit.ok ? edit.value.changes.length : 0;
    changed += count > 0 ? 1 : 0;
    cells += count;
    refused += edit.ok ? 0 : 1;
    if ((!edit.ok || count > 0) && sample.length < SAMPLE) sample.push(resultOut(sku, edit));
    if (app.clock() < turnEnd) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turnEnd = app.clock() + TURN_MS;
  }
  return { dry_run: true, products: all.length, looked_at: lookedAt, changed, cells, refused, sample };
}

async function accept({ app, principal }: Call, task: JobTask, steps: readonly string[]): Promise<Answer> {
  const { kind, id, name } = principal;
  const bulk = await app.work.accept(bulkOfJob(task, { kind, id, name }), steps);
  const { startedAt, actor } = bulk;
  return { status: 202, body: { job: jobOut({ id: bulk.id, task, actor, startedAt, total: steps.length, done: 0, failed: 0, changed: 0 }) } };
}

function jobOut({ id, task, actor, startedAt, total, done, failed, changed }: Job) {
  const state = done >= total ? 'done' : done > 0 ? 'running' : 'waiting';
  const counts = { total, done, failed, changed, can_undo: state === 'done' && changed > 0 };
  return { id, title: task.title, kind: task.kind, by: actor.name, at: timeOut(startedAt), state, ...counts };
}

async function listJobs({ app, query }: Call<Static<typeof JobsQuery>>): Promise<Answer> {
  const asked = placeIn(query, ['number', 'text']);
  if ('answer' in asked) return asked.answer;
  const limit = query.limit ?? PAGE;
  const jobs = await app.jobs.list(asked.place && { startedAt: asked.place[0], id: asked.place[1] }, limit + 1);
  const { page, next } = pageOf(jobs, limit, ({ startedAt, id }) => [startedAt, id]);
  return success({ jobs: page.map(jobOut), next });
}

async function readJob({ app, params }: Call): Promise<Answer> {
  const job = await app.jobs.find(params.id ?? '');
  if (job === undefined) return jobNotFound();
  const failures = job.failed === 0 ? [] : await app.jobs.failures(job.id, PROBLEMS_TOLD);
  return success({ job: jobOut(job), problems: failures.map(({ sku, message }) => ({ sku: sku ?? null, problem: problemIn(message) })) });
}

/** What a product was refused with; a try that never came to an end left a sentence instead. */
function problemIn(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return problem(500, 'internal-error', 'Something went wrong', message).body;
  }
}

async function undoJob(call: Call<Static<typeof StartQuery>, Static<typeof JobUndoBody>>): Promise<Answer> {
  const { app, params, body } = call;
  const job = await app.jobs.find(params.id ?? '');
  if (job === undefined) return jobNotFound();
  if (job.done < job.total) return jobNotDone();
  if (job.changed === 0) return jobUnchanged();
  const steps = await app.jobs.stepsBack(job.id);
  const isForced = body.force ?? false;
  if (call.query.dry_run === true) {
    const how = { isForced, isPreview: true };
    return success(await preview(call, steps, async ({ sku, change = 0 }) => ({ sku, edit: await app.edits.undo(undoAsk(call, sku, { change }, how)) })));
  }
  const task: JobTask = { kind: 'undo', title: job.task.title, of: job.id, force: isForced };
  return accept(
    call,
    task,
    steps.map((step) => JSON.stringify(step)),
  );
}

export const JOB_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/jobs',
    name: 'startJob',
    summary: 'The same change on very many products',
    about: `The operations of a patch on up to ${PRODUCTS_AT_ONCE} products, worked off behind this call: each product wholly or not at all, with the rights that you have then. With \`dry_run\` it tells what it would come to, as far as it comes in ${PREVIEW_MS / 1000} s.`,
    query: StartQuery,
    body: StartBody,
    status: 202,
    answer: StartedOut,
    example: {
      url: '/api/v1/jobs?dry_run=true',
      body: { target: { search: { filter: 'overrides', store: 'german' } }, operations: [{ op: 'inherit-equal', store: 'german' }] },
    },
    handle: startJob,
  }),
  route({
    method: 'GET',
    path: '/jobs',
    name: 'listJobs',
    summary: 'Jobs',
    about: 'The newest first. Those that are long done are forgotten.',
    query: JobsQuery,
    answer: JobsOut,
    example: { url: '/api/v1/jobs' },
    handle: listJobs,
  }),
  route({
    method: 'GET',
    path: '/jobs/{id}',
    name: 'readJob',
    summary: 'A job',
    about: 'How far it has come, and which products were refused.',
    query: NOTHING,
    answer: JobDetailsOut,
    example: { url: '/api/v1/jobs/5f2f5c1e-6f0c-4a0f-9a33-6c2d7a1c9b11' },
    handle: readJob,
  }),
  route({
    method: 'POST',
    path: '/jobs/{id}/undo',
    name: 'undoJob',
    summary: 'Take a job back',
    about:
      'A job of its own that takes back what the other one has changed, product by product. A product that was changed since is refused, unless `force` says to lose that. One that has changed nothing (`can_undo`) cannot be taken back. With `dry_run` it tells what it would come to, as a new job does.',
    query: StartQuery,
    body: JobUndoBody,
    status: 202,
    answer: StartedOut,
    example: { url: '/api/v1/jobs/5f2f5c1e-6f0c-4a0f-9a33-6c2d7a1c9b11/undo', body: {} },
    handle: undoJob,
  }),
];
