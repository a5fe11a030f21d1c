/** What an edit came to, or would come to, as this door tells it. */
import Type, { type Static } from 'typebox';
import type { Edit, EditAsk } from '../../app/edits.js';
import type { ExplainedGallery } from '../../app/history.js';
import type { Change } from '../../core/changes.js';
import type { Fault, Result } from '../../core/fault.js';
import { cellsOf } from '../../core/provenance.js';
import { warningsOf } from '../../core/warnings.js';
import { columnsOf, storesWanted } from './columns.js';
import { faultAnswer } from './faults.js';
import { show, ViewQuery } from './galleries.js';
import { type Answer, type Call, success } from './route.js';
import { etagOf, revisionIn } from './versions.js';
import { changeOut, lineOut, warningOut } from './wire.js';

export const previewQuery = {
  ...ViewQuery.properties,
  dry_run: Type.Optional(Type.Boolean({ description: 'Only tell what it would change; nothing is written.' })),
};
type EditQuery = Static<ReturnType<typeof Type.Object<typeof previewQuery>>>;
/** So many lines of the history are told to somebody who meant an older version. */
const LINES_TOLD = 100;

export async function answerEdit(call: Call<EditQuery>, ask: EditAsk, edit: Result<Edit>): Promise<Answer> {
  if (!edit.ok) return refusal(call, ask, edit.fault);
  const columns = columnsOf(call.shop, call.query.store);
  if (!columns.ok) return faultAnswer(columns.fault);
  const now = await call.app.history.explain(ask.sku, storesWanted(columns.value));
  if (now === undefined) return faultAnswer({ code: 'product-not-found', sku: ask.sku });
  const explained = ask.isPreview ? wouldBe(now, edit.value) : now;
  const shown = await show(call, columns.value, [explained]);
  if (!shown.ok) return faultAnswer(shown.fault);
  return success({ dry_run: ask.isPreview, ...editOut(edit.value), gallery: shown.value[0] }, { etag: etagOf(explained.version) });
}

function editOut({ changes, after, number }: Edit) {
  const warnings = warningsOf(
    changes.filter((change): change is Change => change.kind !== 'attribute-changed'),
    after,
  );
  return { change: number ?? null, changes: changes.map(changeOut), warnings: warnings.map(warningOut) };
}

/** Of one product among several. */
export function resultOut(sku: string, edit: Result<Edit>) {
  return edit.ok ? { sku: edit.value.product.sku, ...editOut(edit.value) } : { sku, problem: faultAnswer(edit.fault).body };
}

/** Nobody has set yet what would be set. */
function wouldBe(now: ExplainedGallery, { changes, after }: Edit): ExplainedGallery {
  const touched = new Set(changes.flatMap(cellsOf));
  return { ...now, gallery: after, origins: new Map([...now.origins].filter(([cell]) => !touched.has(cell))) };
}

/** To who meant another version: what has happened since. */
async function refusal({ app }: Call, { sku, expected = [] }: EditAsk, fault: Fault): Promise<Answer> {
  const answer = faultAnswer(fault);
  if (fault.code !== 'version-differs') return answer;
  const product = Number(fault.version.split(' ')[0]);
  const [meant] = expected.flatMap((version) => revisionIn(version, product) ?? []);
  const lines = meant === undefined ? undefined : await app.history.lines(sku, { limit: LINES_TOLD });
  if (meant === undefined || lines?.ok !== true) return answer;
  const since = lines.value.filter(({ revision }) => revision > meant);
  return { ...answer, body: { ...(answer.body as object), changes: since.map(lineOut) } };
}
