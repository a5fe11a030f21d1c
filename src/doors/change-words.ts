/** What has changed, in the words of this program, for every door that tells of it. */
import type { LoggedChange } from '../app/ports.js';
import type { Change } from '../core/changes.js';
import type { FieldName } from '../core/fields.js';
import type { Entry, Gallery } from '../core/gallery.js';
import type { Scope } from '../core/scope.js';
import { type Warning, warningsOf } from '../core/warnings.js';

/** What each field is called here. `blob` is told in changes alone. */
export const FIELD_WORDS = {
  label: 'label',
  position: 'position',
  disabled: 'disabled',
  decorative: 'decorative',
  focal: 'focal',
  file: 'file',
  blob: 'sha256',
  videoProvider: 'video_provider',
  videoUrl: 'video_url',
  videoTitle: 'video_title',
  videoDescription: 'video_description',
  videoMetadata: 'video_metadata',
} as const satisfies { readonly [F in FieldName]: string };

/** `all` is the global scope. */
export const storeOut = (scope: Scope): string => (scope === 'global' ? 'all' : scope.store);
export const holderOut = (holder: unknown): unknown => (holder === 'none' ? null : holder);

/** Cell by cell, and what somebody may not have meant by it. `after`: the gallery then; absent: it is gone, with its product. */
export function changesOut(changes: readonly LoggedChange[], after: Gallery | undefined) {
  const cells = changes.filter((change): change is Change => !OTHERS.has(change.kind));
  return { changes: changes.map(changeOut), warnings: after === undefined ? [] : warningsOf(cells, after).map(warningOut) };
}
const OTHERS: ReadonlySet<LoggedChange['kind']> = new Set(['attribute-changed', 'product-added', 'product-removed']);

/** One cell of a change; `before` and `after` are left out where the scope held nothing. */
export function changeOut(change: LoggedChange): Record<string, unknown> {
  switch (change.kind) {
    case 'entry-added':
    case 'entry-removed':
      return { kind: change.kind, entry: change.entry.id, media_type: change.entry.mediaType, values: layersOut(change.entry) };
    case 'value-changed':
      return { kind: change.kind, entry: change.entry, field: FIELD_WORDS[change.field], store: storeOut(change.scope), ...cellOut(change) };
    case 'role-changed':
      return { kind: change.kind, role: change.role, store: storeOut(change.scope), ...cellOut(change, holderOut) };
    case 'attribute-changed':
      return { kind: change.kind, attribute: change.attribute, store: storeOut(change.scope), ...cellOut(change) };
    default:
      return { kind: change.kind };
  }
}

/** Per scope, what an entry itself holds there. */
function layersOut({ values }: Pick<Entry, 'values'>): Record<string, unknown> {
  return Object.fromEntries([['all', values.global] as const, ...Object.entries(values.stores)].map(([store, layer]) => [store, fieldsOut(layer)]));
}
const fieldsOut = (layer: object) => Object.fromEntries(Object.entries(layer).map(([field, value]) => [FIELD_WORDS[field as FieldName] ?? field, value]));

function cellOut({ before, after }: { readonly before?: unknown; readonly after?: unknown }, write = (value: unknown) => value): object {
  return { ...(before === undefined ? {} : { before: write(before) }), ...(after === undefined ? {} : { after: write(after) }) };
}

/** With a sentence for people. */
export function warningOut(warning: Warning): Record<string, unknown> {
  if (warning.code === 'pins-value') {
    const { code, entry, store } = warning;
    const field = FIELD_WORDS[warning.field];
    return { code, entry, field, store, text: `pins \`${field}\` of ${entry} in ${store}: equal to the global value` };
  }
  if (warning.code === 'pins-role') return { ...warning, text: `pins \`${warning.role}\` in ${warning.store}: the same entry plays it globally` };
  const { code, entry, role, scope } = warning;
  return {
    code,
    entry,
    role,
    store: storeOut(scope),
    text: `removes an entry that plays \`${role}\` ${scope === 'global' ? 'globally' : `in ${scope.store}`}`,
  };
}
