/** One product of a job, when its turn has come: with the shop, the rights and the gallery as they are then. */
import type { App } from '../../app/app.js';
import type { Edit } from '../../app/edits.js';
import { type JobStep, type JobTask, SETTLED, taskOf } from '../../app/jobs.js';
import type { Author } from '../../app/ports.js';
import { writableStores } from '../../app/rights.js';
import type { DueOperation, Performed } from '../../app/work.js';
import type { Result } from '../../core/fault.js';
import { faultAnswer } from './faults.js';
import { undoAsk } from './history.js';
import { type Asking, planOf, RESOURCE, runPlan } from './patch.js';
import type { Answer } from './route.js';

/** What became of the product; a refusal is a problem of this door, as JSON. */
export async function performStep(app: App, { bulk, data, principal }: DueOperation): Promise<Performed> {
  const step = JSON.parse(data) as JobStep;
  // Rights that are gone are told as such, and not as a user that is.
  if (principal === undefined) return refused(faultAnswer({ code: 'not-authorized', resource: RESOURCE }));
  const shop = await app.stores.shop();
  const by: Author = { actor: principal.name, door: bulk.door, request: bulk.id, at: app.clock(), mayWrite: writableStores(principal, shop) };
  const edit = await editOf({ app, shop, principal, by }, taskOf(bulk), step);
  if ('answer' in edit) return refused(edit.answer);
  if (!edit.result.ok) return refused(faultAnswer(edit.result.fault));
  const { number: change = null, product } = edit.result.value;
  return { ok: true, message: change === null ? SETTLED.unchanged : SETTLED.changed, result: JSON.stringify({ sku: product.sku, change }) };
}

/** A longer problem is kept without what it tells in particular: a job may have as many of them as products. */
const PROBLEM_CHARS = 8192;

/** The problem, to be told with the job. */
function refused({ body }: Pick<Answer, 'body'>): Performed {
  const { type, title, status, detail } = body as Readonly<Record<string, unknown>>;
  const whole = JSON.stringify(body);
  return { ok: false, message: whole.length > PROBLEM_CHARS ? JSON.stringify({ type, title, status, detail }) : whole, code: 0 };
}

async function editOf(asking: Asking, task: JobTask, { sku, change = 0 }: JobStep): Promise<{ readonly result: Result<Edit> } | { readonly answer: Answer }> {
  const { app, by } = asking;
  if (task.kind === 'patch') {
    const plan = await planOf(asking, task.operations, false);
    return 'answer' in plan ? plan : { result: await runPlan({ app }, { sku, by, isPreview: false }, plan.value) };
  }
  return { result: await app.edits.undo(undoAsk(asking, sku, { change }, { isForced: task.force, isPreview: false })) };
}
