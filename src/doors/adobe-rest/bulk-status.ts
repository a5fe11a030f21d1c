/** What became of queued calls. Source: adobe-rest section 8, recorded answers. */
import type { Bulk, Operation, OperationDetails, OperationField, OperationStatus } from '../../app/ports.js';
import { storeOf } from '../../app/stores.js';
import type { Condition } from '../../core/search.js';
import { type Answer, refusal, success } from './answer.js';
import { listAnswer, readCriteria, type SentCriteria } from './criteria.js';
import { faultAnswer } from './faults.js';
import { timeOut } from './product-wire.js';
import type { Call } from './route.js';

/** This wire's numbers; what cannot be queued (5) is refused with the whole call here. */
const CODES: Readonly<Record<OperationStatus, number>> = { complete: 1, retriable: 2, failed: 3, open: 4 };

export const readStatus = (call: Call): Promise<Answer> =>
  answerBulk(call, async (bulk) => {
    const operations = await call.app.bulks.operations(bulk.id);
    return bulkOut(
      bulk,
      operations.map((one) => ({ id: one.number, ...stateOut(one) })),
    );
  });

export const readDetails = (call: Call): Promise<Answer> =>
  answerBulk(call, async (bulk) => {
    const operations = await call.app.bulks.details(bulk.id);
    return bulkOut(
      bulk,
      operations.map((one) => detailsOut(call, bulk, one)),
    );
  });

/** How many operations have the status of that number: a bare number. */
export const countOperations = (call: Call): Promise<Answer> =>
  answerBulk(call, async ({ id }) => {
    const status = statusOf(call.args.status);
    return status === undefined ? 0 : call.app.bulks.count(id, status);
  });

const FIELDS: ReadonlyMap<string, OperationField> = new Map([
  ['bulk_uuid', 'bulk'],
  ['topic_name', 'topic'],
  ['status', 'status'],
  ['start_time', 'started'],
]);

/** Operations of every bulk. */
export async function searchBulks(call: Call): Promise<Answer> {
  const { app, options, args } = call;
  const sent = args.search_criteria as SentCriteria;
  const query = readCriteria(sent, app.limits, options.compat);
  if (!query.ok) return query.answer;
  const { groups, sort, page } = query.value;
  const unknown = [...groups.flat(), ...sort].find(({ field }) => !FIELDS.has(field));
  if (unknown !== undefined) return faultAnswer({ code: 'attribute-unknown', attribute: unknown.field.slice(0, 255) }, options.compat);
  const found = await app.bulks.search({
    groups: groups.map((group) => group.map(conditionIn)),
    sort: sort.map((one) => ({ ...one, field: fieldIn(one) })),
    page,
  });
  const items = found.operations.map((one) => ({ ...detailsOut(call, one.bulk, one), extension_attributes: { start_time: timeOut(one.bulk.startedAt) } }));
  return listAnswer(sent, page, found.total, items);
}

const fieldIn = ({ field }: { readonly field: string }): OperationField => FIELDS.get(field) as OperationField;

/** Statuses are numbers on this wire. */
function conditionIn(sent: Condition<string>): Condition<OperationField> {
  const condition = { ...sent, field: fieldIn(sent) };
  if (condition.field !== 'status' || !('values' in condition)) return condition;
  return { ...condition, values: condition.values.map((value) => statusOf(Number(value)) ?? value) };
}

const statusOf = (code: unknown): OperationStatus | undefined => (Object.keys(CODES) as OperationStatus[]).find((status) => CODES[status] === code);

async function answerBulk({ app, args }: Call, out: (bulk: Bulk) => Promise<unknown>): Promise<Answer> {
  const bulkUuid = args.bulk_uuid as string;
  const bulk = await app.bulks.find(bulkUuid);
  return bulk === undefined ? refusal(404, 'Bulk uuid %bulkUuid not exist', { bulkUuid: bulkUuid.slice(0, 100) }) : success(await out(bulk));
}

const bulkOut = ({ id, description, actor, startedAt, operationCount }: Bulk, operations_list: readonly unknown[]) => ({
  operations_list,
  user_type: actor.kind === 'integration' ? 1 : 2,
  bulk_id: id,
  description,
  start_time: timeOut(startedAt),
  user_id: actor.id,
  operation_count: operationCount,
});

const stateOut = ({ status, message, errorCode }: Operation) => ({
  status: CODES[status],
  result_message: message ?? null,
  error_code: errorCode ?? null,
});

function detailsOut({ shop }: Call, bulk: Bulk, operation: OperationDetails) {
  const code = storeOf(shop, bulk.store);
  const store_id = String(shop.stores.find((store) => store.code === code)?.id ?? 0);
  const { data, result } = operation;
  const envelope = data === undefined ? null : phpJson({ entity_id: null, entity_link: '', meta_information: phpJson(JSON.parse(data)), store_id });
  return {
    id: operation.number,
    bulk_uuid: bulk.id,
    topic_name: bulk.topic,
    serialized_data: envelope,
    result_serialized_data: result ?? null,
    ...stateOut(operation),
  };
}

/** As the original's platform writes JSON: slashes and everything beyond ASCII escaped. */
function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
