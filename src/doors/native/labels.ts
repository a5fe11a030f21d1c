/** Alternative texts of many products in one call. */
import Type, { type Static } from 'typebox';
import { skuKey } from '../../core/ids.js';
import { resultOut } from './edits.js';
import { planOf, runPlan } from './patch.js';
import { type Answer, type Call, type Route, route, success } from './route.js';
import { dryRun, EntryNumber, ResultsOut, StoreText } from './shapes.js';

const LABELS_AT_ONCE = 1000;
const LabelsQuery = Type.Object({ dry_run: dryRun }, { additionalProperties: false });
const Label = Type.Object(
  {
    sku: Type.String({ maxLength: 1000 }),
    entry: EntryNumber,
    store: Type.String({ ...StoreText, description: 'A store view, or `all`.' }),
    label: Type.Optional(
      Type.Union([Type.String({ maxLength: 65_535 }), Type.Null()], { description: 'null at a store view: it inherits again. Absent: it stays.' }),
    ),
    decorative: Type.Optional(Type.Union([Type.Boolean(), Type.Null()], { description: 'As `label`.' })),
  },
  { title: 'Label', additionalProperties: false },
);
const LabelsBody = Type.Object({ labels: Type.Array(Label, { minItems: 1, maxItems: LABELS_AT_ONCE }) }, { title: 'Labels', additionalProperties: false });
type Sent = Static<typeof Label>;

/** Each product on its own: all of its labels or none, and one that is refused stops no other. */
async function patchLabels(call: Call<Static<typeof LabelsQuery>, Static<typeof LabelsBody>>): Promise<Answer> {
  const isPreview = call.query.dry_run === true;
  const results: object[] = [];
  for (const labels of byProduct(call.body.labels)) {
    const sku = labels[0]?.sku ?? '';
    const plan = await planOf(
      call,
      labels.map(({ sku: _, ...members }) => ({ op: 'set', ...members })),
      isPreview,
    );
    if ('answer' in plan) results.push({ sku, problem: plan.answer.body });
    else results.push(resultOut(sku, await runPlan(call, { sku, by: call.by, isPreview }, plan.value)));
  }
  return success({ dry_run: isPreview, results });
}

function byProduct(labels: readonly Sent[]): readonly (readonly Sent[])[] {
  const groups = new Map<string, Sent[]>();
  for (const label of labels) {
    const group = groups.get(skuKey(label.sku));
    if (group === undefined) groups.set(skuKey(label.sku), [label]);
    else group.push(label);
  }
  return [...groups.values()];
}

export const LABEL_ROUTES: readonly Route[] = [
  route({
    method: 'PATCH',
    path: '/labels',
    name: 'patchLabels',
    summary: 'Write many alternative texts',
    about: `Up to ${LABELS_AT_ONCE} of any products and store views. Each product takes all of its own or none; one that is refused stops no other.`,
    query: LabelsQuery,
    body: LabelsBody,
    answer: ResultsOut,
    example: {
      url: '/api/v1/labels?dry_run=true',
      body: {
        labels: [
          { sku: 'shirt', entry: 3, store: 'german', label: 'Hemd, Vorderseite' },
          { sku: 'mug', entry: 7, store: 'all', decorative: true },
        ],
      },
    },
    handle: patchLabels,
  }),
];
