/** A patch: operations that change what they name and nothing else, all of them or none. */
import Type, { type Static } from 'typebox';
import { may } from '../../app/access.js';
import type { EditAsk } from '../../app/edits.js';
import { scopeOf, storeOf } from '../../app/stores.js';
import type { Command } from '../../core/commands.js';
import { type Fault, ok, type Result, refuse } from '../../core/fault.js';
import type { Gallery } from '../../core/gallery.js';
import type { Scope } from '../../core/scope.js';
import { flawsOf } from './checks.js';
import { answerEdit, previewQuery, resultOut } from './edits.js';
import { type Flaw, faultAnswer, invalidRequest } from './faults.js';
import { SKUS_AT_ONCE } from './galleries.js';
import { type Kind, OPERATION_SHAPES, OPERATIONS } from './operations.js';
import { type Answer, type Call, success } from './route.js';
import { expectedVersions } from './versions.js';

export const OPERATIONS_AT_ONCE = 1000;
const COMMANDS_AT_ONCE = 10_000;
export const RESOURCE = 'Magento_Catalog::catalog';

export const PatchQuery = Type.Object(previewQuery, { additionalProperties: false });
/** Each operation is checked against its own shape, so that what is wrong can be told of that one alone. */
export const PatchBody = Type.Object(
  { operations: Type.Array(Type.Object({ op: Type.String() }), { minItems: 1, maxItems: OPERATIONS_AT_ONCE }) },
  { title: 'Patch', additionalProperties: false },
);

export const ManyPatchQuery = Type.Object({ dry_run: previewQuery.dry_run }, { additionalProperties: false });
export const ManyPatchBody = Type.Object(
  {
    skus: Type.Array(Type.String({ maxLength: 1000 }), { minItems: 1, maxItems: SKUS_AT_ONCE }),
    operations: Type.Array(Type.Object({ op: Type.String() }), { minItems: 1, maxItems: OPERATIONS_AT_ONCE }),
  },
  { title: 'ManyPatch', additionalProperties: false },
);

/** An operation that may be asked for, and where. */
interface Asked {
  readonly kind: Kind;
  readonly sent: object;
  readonly scope: Scope;
}

export async function patchGallery(call: Call<Static<typeof PatchQuery>, Static<typeof PatchBody>>): Promise<Answer> {
  const asked = askedIn(call, call.body.operations);
  if ('answer' in asked) return asked.answer;
  const ask = askOf(call, call.params.sku ?? '', expectedVersions(call.request.headers['if-match']));
  return answerEdit(call, ask, await call.app.edits.run(ask, asked.plan));
}

/** Each product on its own: one that is refused stops no other. */
export async function patchGalleries(call: Call<Static<typeof ManyPatchQuery>, Static<typeof ManyPatchBody>>): Promise<Answer> {
  const asked = askedIn(call, call.body.operations);
  if ('answer' in asked) return asked.answer;
  const results: object[] = [];
  for (const sku of call.body.skus) {
    const ask = askOf(call, sku, undefined);
    results.push(resultOut(sku, await call.app.edits.run(ask, asked.plan)));
  }
  return success({ dry_run: call.query.dry_run === true, results });
}

const askOf = ({ by, query }: Pick<Call<{ dry_run?: boolean }>, 'by' | 'query'>, sku: string, expected: EditAsk['expected']): EditAsk => ({
  sku,
  by,
  expected,
  isPreview: query.dry_run === true,
});

/** What the operations come to on a gallery, or what is wrong with them. */
function askedIn(
  call: Pick<Call, 'shop' | 'principal'>,
  operations: readonly { readonly op: string }[],
): { readonly plan: Plan } | { readonly answer: Answer } {
  const flaws = operations.flatMap((one, at) => operationFlaws(one, `/operations/${at}`));
  if (flaws.length > 0) return { answer: invalidRequest(flaws) };
  const asked: Asked[] = [];
  for (const [at, one] of operations.entries()) {
    const next = askedOf(call, one, `/operations/${at}`);
    if ('answer' in next) return next;
    asked.push(next);
  }
  return { plan: (gallery) => commandsOn(gallery, asked) };
}
type Plan = (gallery: Gallery) => Result<readonly Command[]>;

/** An operation on every entry comes to a command each: a short body may ask for very many. */
function commandsOn(gallery: Gallery, asked: readonly Asked[]): Result<readonly Command[]> {
  const commands: Command[] = [];
  for (const { kind, sent, scope } of asked) {
    commands.push(...kind.commands(sent as never, scope, gallery));
    if (commands.length > COMMANDS_AT_ONCE) return refuse({ code: 'limit-passed', what: 'entries', limit: COMMANDS_AT_ONCE, unit: 'over all operations' });
  }
  return ok(commands);
}

function operationFlaws(one: { readonly op: string }, place: string): readonly Flaw[] {
  const shape = Object.hasOwn(OPERATION_SHAPES, one.op) ? OPERATION_SHAPES[one.op] : undefined;
  if (shape === undefined) return [{ place: `${place}/op`, message: `is none of ${Object.keys(OPERATIONS).join(', ')}` }];
  return flawsOf(shape, one, place);
}

function askedOf({ shop, principal }: Pick<Call, 'shop' | 'principal'>, sent: { readonly op: string }, place: string): Asked | { readonly answer: Answer } {
  const kind = OPERATIONS[sent.op] as Kind;
  const { store: code = 'all' } = sent as { store?: string };
  const [store, scope] = [storeOf(shop, code), scopeOf(shop, code)];
  const refused = (fault: Fault) => ({ answer: faultAnswer(fault) });
  if (store === undefined || scope === undefined) return refused({ code: 'store-not-found', store: code });
  if (kind.needsStore === true && scope === 'global')
    return { answer: invalidRequest([{ place: `${place}/store`, message: 'is no store view that could inherit' }]) };
  return may(principal, RESOURCE, store) ? { kind, sent, scope } : refused({ code: 'not-authorized', resource: RESOURCE });
}
