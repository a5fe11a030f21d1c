/** What happened to a product, and taking it back. */
import Type, { type Static } from 'typebox';
import { maySee } from '../../app/access.js';
import type { UndoAsk } from '../../app/edits.js';
import { answerEdit, previewQuery, resultOut } from './edits.js';
import { type Flaw, faultAnswer, invalidRequest } from './faults.js';
import { SKUS_AT_ONCE, timeIn } from './galleries.js';
import type { Asking, ManyPatchQuery } from './patch.js';
import { type Answer, type Call, success } from './route.js';
import { expectedVersions } from './versions.js';
import { lineOut } from './wire.js';

const LINES_A_PAGE = 50;
const number = (description: string) => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

export const HistoryQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: `Lines of a page; absent: ${LINES_A_PAGE}.` })),
    cursor: Type.Optional(number('As `next` of the page before; absent: from the newest line on.')),
  },
  { additionalProperties: false },
);
export const UndoQuery = Type.Object(previewQuery, { additionalProperties: false });
const force = Type.Optional(Type.Boolean({ description: 'Also where later changes are lost by it.' }));
export const UndoBody = Type.Object(
  {
    change: Type.Optional(number('Number of a change of this product: that one is taken back.')),
    back_to: Type.Optional(number('Number of a change of this product: everything after it is taken back.')),
    back_to_time: Type.Optional(
      Type.String({ maxLength: 40, description: 'A time that has passed (`2026-11-22T03:00:00Z`): everything after it is taken back.' }),
    ),
    force,
  },
  { title: 'Undo', description: 'One of `change`, `back_to` and `back_to_time`.', additionalProperties: false },
);
export const ManyUndoBody = Type.Object(
  {
    changes: Type.Array(Type.Object({ sku: Type.String({ maxLength: 1000 }), change: number('Number of a change of it.') }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: SKUS_AT_ONCE,
    }),
    force,
  },
  { title: 'ManyUndo', additionalProperties: false },
);

export async function readHistory({ app, params, query }: Call<Static<typeof HistoryQuery>>): Promise<Answer> {
  const found = await app.history.lines(params.sku ?? '', { before: query.cursor, limit: query.limit ?? LINES_A_PAGE });
  if (!found.ok) return faultAnswer(found.fault);
  const { lines, hasMore } = found.value;
  return success({ lines: lines.map(lineOut), next: hasMore ? (lines.at(-1)?.number ?? null) : null });
}

/** One of the three ways to say it. */
function whatIn({ change, back_to: backTo, back_to_time: time }: Static<typeof UndoBody>, now: number): UndoAsk['what'] | Flaw {
  if ([change, backTo, time].filter((one) => one !== undefined).length !== 1) return { place: '', message: 'needs one of change, back_to and back_to_time' };
  if (change !== undefined) return { change };
  if (backTo !== undefined) return { backTo };
  const backToTime = timeIn(time ?? '');
  return backToTime <= now ? { backToTime } : { place: '/back_to_time', message: 'is no time that has passed' };
}

export async function undoChange(call: Call<Static<typeof UndoQuery>, Static<typeof UndoBody>>): Promise<Answer> {
  const what = whatIn(call.body, call.app.clock());
  if ('place' in what) return invalidRequest([what]);
  const how = { isForced: call.body.force ?? false, isPreview: call.query.dry_run === true, expected: expectedVersions(call.request.headers['if-match']) };
  const ask = undoAsk(call, call.params.sku ?? '', what, how);
  return answerEdit(call, ask, await call.app.edits.undo(ask));
}

/** Each product on its own: one that is refused stops no other. */
export async function undoChanges(call: Call<Static<typeof ManyPatchQuery>, Static<typeof ManyUndoBody>>): Promise<Answer> {
  const how = { isForced: call.body.force ?? false, isPreview: call.query.dry_run === true };
  const results: object[] = [];
  for (const { sku, change } of call.body.changes) results.push(resultOut(sku, await call.app.edits.undo(undoAsk(call, sku, { change }, how))));
  return success({ dry_run: how.isPreview, results });
}

/** What is to be taken back, for whoever asks, over HTTP or out of the queue. */
export function undoAsk(
  { by, shop, principal }: Asking,
  sku: string,
  what: UndoAsk['what'],
  how: Pick<UndoAsk, 'isForced' | 'isPreview' | 'expected'>,
): UndoAsk {
  return { sku, by, what, ...how, stores: new Set(shop.stores.map(({ code }) => code)), may: (resource) => maySee(principal, resource) };
}
