/** A patch: operations that change what they name and nothing else, all of them or none. */
import { Buffer } from 'node:buffer';
import Type, { type Static } from 'typebox';
import { may } from '../../app/access.js';
import type { Edit, EditAsk, Step } from '../../app/edits.js';
import type { BlobFacts } from '../../app/ports.js';
import { type SentBytes, takePicture } from '../../app/sent-pictures.js';
import { scopeOf, storeOf } from '../../app/stores.js';
import type { TakenPicture } from '../../app/uploads.js';
import { type Fault, ok, type Result, refuse } from '../../core/fault.js';
import type { Scope } from '../../core/scope.js';
import { decodeBase64 } from '../base64.js';
import { flawsOf } from './checks.js';
import { answerEdit, previewQuery, resultOut } from './edits.js';
import { type Flaw, faultAnswer, invalidRequest } from './faults.js';
import { SKUS_AT_ONCE } from './galleries.js';
import { type Kind, OPERATION_SHAPES, OPERATIONS } from './operations.js';
import { type Answer, type Call, success } from './route.js';
import type { Bytes } from './shapes.js';
import { expectedVersions } from './versions.js';

export const OPERATIONS_AT_ONCE = 1000;
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

/** So many pictures may come with a call, or be fetched for it; what was uploaded before is not counted. */
const PICTURES_AT_ONCE = 50;

/** Who asks for a patch, over HTTP or out of the queue. */
export type Asking = Pick<Call, 'app' | 'shop' | 'principal' | 'by'>;
/** What the operations come to, with the facts of their pictures. */
export interface PatchPlan {
  readonly steps: readonly Step[];
  readonly blobs: readonly BlobFacts[];
}
type Sent = { readonly op: string } & Readonly<Record<string, unknown>>;
/** An operation that may be asked for, and where. */
interface Asked {
  readonly kind: Kind;
  readonly sent: Sent;
  readonly scope: Scope;
  readonly from: Scope | undefined;
}
type OrAnswer<T> = { readonly value: T } | { readonly answer: Answer };

export async function patchGallery(call: Call<Static<typeof PatchQuery>, Static<typeof PatchBody>>): Promise<Answer> {
  const ask = askOf(call, call.params.sku ?? '', expectedVersions(call.request.headers['if-match']));
  const plan = await planOf(call, call.body.operations, ask.isPreview);
  if ('answer' in plan) return plan.answer;
  return answerEdit(call, ask, await runPlan(call, ask, plan.value));
}

/** Each product on its own: one that is refused stops no other. */
export async function patchGalleries(call: Call<Static<typeof ManyPatchQuery>, Static<typeof ManyPatchBody>>): Promise<Answer> {
  const isPreview = call.query.dry_run === true;
  const plan = await planOf(call, call.body.operations, isPreview);
  if ('answer' in plan) return plan.answer;
  const results: object[] = [];
  for (const sku of call.body.skus) results.push(resultOut(sku, await runPlan(call, { sku, by: call.by, isPreview }, plan.value)));
  return success({ dry_run: isPreview, results });
}

/** Decodes are due for what a write has brought in. */
export async function runPlan({ app }: Pick<Call, 'app'>, ask: EditAsk, { steps, blobs }: PatchPlan): Promise<Result<Edit>> {
  const edit = await app.edits.run({ ...ask, blobs }, steps);
  if (blobs.length > 0 && !ask.isPreview) app.decoding.wake();
  return edit;
}

const askOf = ({ by, query }: Pick<Call<{ dry_run?: boolean }>, 'by' | 'query'>, sku: string, expected: EditAsk['expected']): EditAsk => ({
  sku,
  by,
  expected,
  isPreview: query.dry_run === true,
});

/**
 * What the operations come to on a gallery, or what is wrong with them. Their pictures are taken here, before anything is
 * written, and kept unless it is a preview; operations without pictures need no I/O.
 */
export async function planOf(call: Asking, operations: readonly { readonly op: string }[], isPreview: boolean): Promise<OrAnswer<PatchPlan>> {
  const flaws = operations.flatMap((one, at) => operationFlaws(one, `/operations/${at}`));
  if (flaws.length > 0) return { answer: invalidRequest(flaws) };
  const asked: Asked[] = [];
  for (const [at, one] of operations.entries()) {
    const next = askedOf(call, one as Sent, `/operations/${at}`);
    if ('answer' in next) return next;
    asked.push(next.value);
  }
  const pictures = await takePictures(call, operations as readonly Sent[], isPreview);
  if ('answer' in pictures) return pictures;
  const steps = asked.map(
    ({ kind, sent, scope, from }, at): Step =>
      (gallery, claims) =>
        kind.step(sent as never, { scope, from, gallery, claims, picture: pictures.value.get(at) }),
  );
  return { value: { steps, blobs: [...pictures.value.values()].map(({ blob }) => blob) } };
}

/** By the number of the operation. One that cannot be taken refuses them all. */
async function takePictures(call: Asking, operations: readonly Sent[], isPreview: boolean): Promise<OrAnswer<ReadonlyMap<number, TakenPicture>>> {
  const wanted = operations.flatMap(({ picture }, at) => (picture === undefined ? [] : [[at, picture as Static<typeof Bytes>] as const]));
  const here = wanted.filter(([, picture]) => !('upload' in picture));
  if (here.length > PICTURES_AT_ONCE)
    return { answer: invalidRequest([{ place: '/operations', message: `bring more than ${PICTURES_AT_ONCE} pictures: upload them first` }]) };
  const taken = new Map<number, TakenPicture>();
  for (const [at, picture] of wanted) {
    const bytes = bytesIn(picture);
    const one = bytes.ok ? await takePicture(call.app, bytes.value, call.principal, isPreview) : bytes;
    if (!one.ok) {
      const answer = faultAnswer(one.fault);
      return { answer: { ...answer, body: { ...(answer.body as object), operation: at } } };
    }
    taken.set(at, one.value);
  }
  return { value: taken };
}

function bytesIn(sent: Static<typeof Bytes>): Result<SentBytes> {
  if (!('base64' in sent)) return ok(sent);
  const bytes = decodeBase64(Buffer.from(sent.base64, 'latin1'));
  return bytes === undefined || bytes.length === 0 ? refuse({ code: 'image-unreadable', reason: 'no valid base64' }) : ok({ bytes, name: sent.name });
}

function operationFlaws(one: { readonly op: string }, place: string): readonly Flaw[] {
  const shape = Object.hasOwn(OPERATION_SHAPES, one.op) ? OPERATION_SHAPES[one.op] : undefined;
  if (shape === undefined) return [{ place: `${place}/op`, message: `is none of ${Object.keys(OPERATIONS).join(', ')}` }];
  return flawsOf(shape, one, place);
}

function askedOf({ shop, principal }: Asking, sent: Sent, place: string): OrAnswer<Asked> {
  const kind = OPERATIONS[sent.op] as Kind;
  const { store: code = 'all', from } = sent as { store?: string; from?: string };
  const [store, scope] = [storeOf(shop, code), scopeOf(shop, code)];
  const other = from === undefined ? undefined : scopeOf(shop, from);
  const refused = (fault: Fault) => ({ answer: faultAnswer(fault) });
  if (store === undefined || scope === undefined) return refused({ code: 'store-not-found', store: code });
  if (from !== undefined && other === undefined) return refused({ code: 'store-not-found', store: from });
  if (kind.needsStore === true && scope === 'global')
    return { answer: invalidRequest([{ place: `${place}/store`, message: 'is no store view that could inherit' }]) };
  const isAllowed = may(principal, RESOURCE, kind.isCommon === true ? 'every' : store);
  return isAllowed ? { value: { kind, sent, scope, from: other } } : refused({ code: 'not-authorized', resource: RESOURCE });
}
