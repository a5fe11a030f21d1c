/** What stands on each card of the board: kept entries and new pictures alike. */
import { useTranslation } from 'react-i18next';
import type { EntryView, Gallery, Picture, View } from '../../../../client/index.js';
import { type Added, type Draft, type NewPicture, type Shown, shownField, shownOrder, shownRole } from '../../gallery/draft.js';

export interface CardFacts {
  /** Number of an entry, or the key of a new picture. */
  readonly key: number | string;
  readonly entry?: EntryView;
  readonly added?: Added;
  /** As it is kept; undefined: it is new. */
  readonly picture?: Picture | undefined;
  /** Bytes that are not saved yet. */
  readonly fresh?: NewPicture | undefined;
  readonly isPictureOwn: boolean;
  readonly label: string | null;
  /** Of the values for all store views: nothing of it is inherited. */
  readonly isCommon: boolean;
  readonly isLabelOwn: boolean;
  readonly isVideo: boolean;
  readonly isDecorative: boolean;
  readonly isHidden: boolean;
  readonly isHiddenOwn: boolean;
  readonly roles: readonly { readonly code: string; readonly isOwn: boolean }[];
  readonly isEdited: boolean;
}

export function entryCards(gallery: Gallery, view: View, draft: Draft): readonly CardFacts[] {
  const roles = Object.keys(view.roles).map((code) => ({ code, ...shownRole(draft, view, code) }));
  const rolesOf = (key: number | string) => roles.flatMap(({ code, holder, isOwn }) => (holder === key ? [{ code, isOwn: isOwn === true }] : []));
  const entries = new Map(view.entries.map((entry) => [entry.id, entry]));
  const kept = shownOrder(draft, view).order.flatMap((id): CardFacts[] => {
    const entry = entries.get(id);
    if (entry === undefined) return [];
    const [label, hidden] = [shownField(draft, view, entry, 'label'), shownField(draft, view, entry, 'disabled')];
    const replaced = draft.pictures[id];
    const file = replaced === 'inherit' ? (entry.file.fallback ?? entry.file.value) : entry.file.value;
    return [
      {
        key: id,
        entry,
        picture: file === null || file === undefined ? undefined : gallery.pictures[file],
        fresh: replaced === 'inherit' ? undefined : replaced,
        isPictureOwn: replaced === undefined ? entry.file.source !== 'global' : replaced !== 'inherit' && view.store !== 'all',
        isCommon: view.store === 'all',
        label: (label as Shown<string | null> | undefined)?.value ?? null,
        isLabelOwn: label?.isOwn === true,
        isVideo: entry.media_type === 'external-video',
        isDecorative: shownField(draft, view, entry, 'decorative')?.value === true,
        isHidden: hidden?.value === true,
        isHiddenOwn: hidden?.isOwn === true,
        roles: rolesOf(id),
        isEdited: draft.fields[id] !== undefined || replaced !== undefined,
      },
    ];
  });
  const fresh = draft.added.map(
    (added): CardFacts => ({
      key: added.key,
      added,
      fresh: added.picture,
      isPictureOwn: false,
      isCommon: true,
      label: added.label === '' ? null : added.label,
      isLabelOwn: false,
      isVideo: added.video !== undefined,
      isDecorative: false,
      isHidden: false,
      isHiddenOwn: false,
      roles: rolesOf(added.key),
      isEdited: true,
    }),
  );
  return [...kept, ...fresh];
}

/** An entry in a word or two: its label, else its number. */
export function useEntryName(gallery: Gallery): (entry: number) => string {
  const { t } = useTranslation();
  const entries = gallery.views[0]?.entries ?? [];
  return (id) => {
    const label = entries.find((entry) => entry.id === id)?.label?.value;
    return label === null || label === undefined || label.trim() === ''
      ? t('entryNumber', { entry: id })
      : label.length > 60
        ? `${label.slice(0, 60)}…`
        : label;
  };
}
