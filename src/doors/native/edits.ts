/** What an edit came to, or would come to, as this door tells it. */
import type Type from 'typebox';
import type { Static } from 'typebox';
import type { Edit, EditAsk } from '../../app/edits.js';
import type { ExplainedGallery } from '../../app/history.js';
import { scopeOfVersion } from '../../app/view-versions.js';
import type { Fault, Result } from '../../core/fault.js';
import { cellsOf } from '../../core/provenance.js';
import { changesOut } from '../change-words.js';
import { columnsOf, storesWanted } from './columns.js';
import { faultAnswer } from './faults.js';
import { show, ViewQuery, versionOf } from './galleries.js';
import { type Answer, type Call, success } from './route.js';
import { dryRun } from './shapes.js';
import { etagOf, revisionIn } from './versions.js';
import { lineOut } from './wire.js';

export const previewQuery = {
  ...ViewQuery.properties,
  dry_run: dryRun,
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
  const told = editOut(edit.value);
  const warnings = [...told.warnings, ...(await trashWarnings(call, edit.value))];
  return success({ dry_run: ask.isPreview, ...told, warnings, gallery: shown.value[0] }, { etag: etagOf(versionOf(call, columns.value, explained)) });
}

function editOut({ changes, after, number, meant }: Edit) {
  const added = [...meant].map(([operation, { entry, isNew }]) => ({ operation, entry, reused: !isNew }));
  return { change: number ?? null, ...changesOut(changes, after), added };
}

/** Pictures that are added while the same bytes lie in the product's trash: what was wanted may be the old entry, with all it had. */
async function trashWarnings({ app }: Call, { changes, product }: Edit): Promise<object[]> {
  const added = changes.flatMap((change) => (change.kind === 'entry-added' ? [change.entry] : []));
  if (added.length === 0) return [];
  const lying = await app.trash.holds(product.id, [...new Set(added.map(({ values }) => values.global.blob))]);
  return [...lying.values()]
    .filter((entry) => added.every(({ id }) => id !== entry))
    .map((entry) => ({
      code: 'in-trash',
      entry,
      store: 'all',
      text: `the same picture lies in the trash as ${entry}: restore brings it back with everything it had`,
    }));
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
  const since = await app.history.linesSince(sku, LINES_TOLD, ({ revision }, gallery) => {
    const versionOf = app.edits.versionsOf(gallery);
    return expected.some((version) => {
      const scope = scopeOfVersion(version);
      return scope === undefined ? revisionIn(version, product) === revision : versionOf(scope) === version;
    });
  });
  return since === undefined ? answer : { ...answer, body: { ...(answer.body as object), changes: since.map(lineOut) } };
}
