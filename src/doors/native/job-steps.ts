/** One product of a job, when its turn has come: with the shop, the rights and the gallery as they are then. */
import { may } from '../../app/access.js';
import type { App } from '../../app/app.js';
import type { Edit } from '../../app/edits.js';
import { type JobStep, type JobTask, SETTLED, taskOf } from '../../app/jobs.js';
import type { Author, Principal } from '../../app/ports.js';
import type { DueOperation, Performed } from '../../app/work.js';
import type { Result } from '../../core/fault.js';
import { faultAnswer } from './faults.js';
import { planOf, RESOURCE, runPlan } from './patch.js';
import type { Answer } from './route.js';

export async function performStep(app: App, { bulk, data, principal }: DueOperation): Promise<Performed> {
  const step = JSON.parse(data) as JobStep;
  // Rights that are gone are told as such, and not as a user that is.
  if (principal === undefined) return refused(faultAnswer({ code: 'not-authorized', resource: RESOURCE }));
  const by: Author = { actor: principal.name, door: bulk.door, request: bulk.id, at: app.clock(), mayWrite: principal.stores };
  const edit = await editOf(app, principal, by, taskOf(bulk), step);
  if ('answer' in edit) return refused(edit.answer);
  if (!edit.result.ok) return refused(faultAnswer(edit.result.fault));
  const { number: change = null, product } = edit.result.value;
  return { ok: true, message: change === null ? SETTLED.unchanged : SETTLED.changed, result: JSON.stringify({ sku: product.sku, change }) };
}

/** The problem whole, to be told with the job. */
const refused = ({ body }: Answer): Performed => ({ ok: false, message: JSON.stringify(body), code: 0 });

async function editOf(
  app: App,
  principal: Principal,
  by: Author,
  task: JobTask,
  { sku, change = 0 }: JobStep,
): Promise<{ readonly result: Result<Edit> } | { readonly answer: Answer }> {
  const shop = await app.stores.shop();
  if (task.kind === 'patch') {
    const plan = await planOf({ app, shop, principal, by }, task.operations, false);
    return 'answer' in plan ? plan : { result: await runPlan({ app }, { sku, by, isPreview: false }, plan.value) };
  }
  const stores = new Set(shop.stores.map(({ code }) => code));
  const what = { change };
  const rights = (resource: Parameters<typeof may>[1], store: Parameters<typeof may>[2]) => may(principal, resource, store);
  return { result: await app.edits.undo({ sku, by, what, isForced: task.force, stores, isPreview: false, may: rights }) };
}
