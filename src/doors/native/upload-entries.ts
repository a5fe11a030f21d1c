/** Files of a form that become entries in the same call. */
import Type, { type Static } from 'typebox';
import type { Step } from '../../app/edits.js';
import { scopeOf } from '../../app/stores.js';
import { type Fault, ok } from '../../core/fault.js';
import { findEntry } from '../../core/gallery.js';
import { effectiveCell } from '../../core/scope.js';
import { changesOut } from '../change-words.js';
import { faultAnswer } from './faults.js';
import { FILES_AT_ONCE } from './multipart.js';
import { planOf, runPlan } from './patch.js';
import { type Answer, type Call, type Route, route } from './route.js';
import { ChangeOut, dryRun, EntryNumber, nullable, StoreText, WarningOut } from './shapes.js';
import { nameOut, VerdictOut, verdictOut } from './uploads.js';

const EntriesQuery = Type.Object(
  {
    store: Type.Optional(Type.String({ ...StoreText, description: 'The store view that the label is for; absent or `all`: for all of them.' })),
    roles: Type.Optional(Type.String({ maxLength: 2000, description: 'Roles that the first of the files is to play (`image,thumbnail`); empty: none.' })),
    label: Type.Optional(Type.String({ maxLength: 65_535, description: 'Of each of them.' })),
    on_duplicate: Type.Optional(Type.Enum(['reuse', 'error', 'allow'], { description: 'As of the operation `add`.' })),
    dry_run: dryRun,
  },
  { additionalProperties: false },
);
type EntriesQuery = Static<typeof EntriesQuery>;

const AddedOut = Type.Object(
  { name: Type.String(), entry: EntryNumber, reused: Type.Boolean({ description: 'It was there already.' }), file: Type.String() },
  { title: 'AddedFile' },
);
const RefusedOut = Type.Object({ name: Type.String(), verdict: VerdictOut }, { title: 'RefusedFile' });
const EntriesOut = Type.Object(
  {
    results: Type.Array(Type.Union([AddedOut, RefusedOut])),
    dry_run: Type.Boolean(),
    change: nullable(Type.Integer({ description: 'Its number in the history, for undo; null: nothing was written.' })),
    changes: Type.Array(ChangeOut),
    warnings: Type.Array(WarningOut),
  },
  { title: 'AddedFiles' },
);

/** What is wrong with the product or with the call refuses all; what is wrong with one file, or with that one alone, stops no other. */
async function addEntries(call: Call<EntriesQuery>): Promise<Answer> {
  const { files, shop } = call;
  const { dry_run: isPreview = false, ...query } = call.query;
  const sku = call.params.sku ?? '';
  const good = files.flatMap(({ upload }, at) => (upload.ok ? { at, handle: upload.value.handle } : []));
  const plan = await planOf(
    call,
    good.map(({ handle }, nth) => operationOf(query, handle, nth === 0)),
    isPreview,
  );
  if ('answer' in plan) return plan.answer;
  const refused = new Map<number, Fault>();
  const steps = plan.value.steps.map((step, nth) => alone(step, (fault) => (fault === undefined ? refused.delete(nth) : refused.set(nth, fault))));
  const edit = await runPlan(call, { sku, by: call.by, isPreview }, { ...plan.value, steps });
  if (!edit.ok) return faultAnswer(edit.fault);
  const { meant, changes, after, number } = edit.value;
  const results = files.map(({ name, upload }, at) => {
    const nth = good.findIndex((one) => one.at === at);
    const found = meant.get(nth);
    const entry = found && findEntry(after, found.entry);
    const fault = upload.ok ? refused.get(nth) : upload.fault;
    if (fault !== undefined) return { name: nameOut(name), verdict: verdictOut(fault) };
    if (found === undefined || entry === undefined) throw new Error('an entry was neither added nor refused');
    const file = effectiveCell(entry.values, scopeOf(shop, query.store ?? 'all') ?? 'global', 'file');
    return { name: nameOut(name), entry: found.entry, reused: !found.isNew, file };
  });
  return { status: 201, body: { results, dry_run: isPreview, change: number ?? null, ...changesOut(changes, after) } };
}

function operationOf({ roles, ...more }: Omit<EntriesQuery, 'dry_run'>, upload: string, isFirst: boolean) {
  return { op: 'add', picture: { upload }, ...more, ...(roles !== undefined && isFirst ? { roles: roles === '' ? [] : roles.split(',') } : {}) };
}

/** The step, or nothing where it is refused. It may be tried more than once: each try says anew what became of it. */
function alone(step: Step, tell: (fault: Fault | undefined) => void): Step {
  return async (gallery, claims) => {
    const outcome = await step(gallery, claims);
    tell(outcome.ok ? undefined : outcome.fault);
    return outcome.ok ? outcome : ok({ commands: [] });
  };
}

export const UPLOAD_ENTRY_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/products/{sku}/entries',
    name: 'uploadEntries',
    summary: 'Upload files as entries',
    about: `Uploads up to ${FILES_AT_ONCE} files of a form and adds them to the gallery, in their order, in one change. Each becomes an entry or gets a verdict; one bad file stops no other.`,
    takesFiles: true,
    query: EntriesQuery,
    status: 201,
    answer: EntriesOut,
    example: { url: '/api/v1/products/shirt/entries?store=german&label=Vorderseite&roles=image,thumbnail' },
    handle: addEntries,
  }),
];
