/** What stands in a cell and in the headings: inherited pale, the store view's own strong. */
import { Text } from '@mantine/core';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gallery, Picture, View } from '../../../../client/index.js';
import { THUMB } from '../../api/queries.js';
import { valueWords } from '../../pieces/change-list.js';
import { Icon } from '../../pieces/icons.js';
import { Picture as PictureBox } from '../../pieces/picture.js';
import { useStores } from '../../shell/stores.js';
import { ENTRY_FIELDS, type EntryField, isCommon, type Matrix, type Row } from './model.js';

interface HeadProps {
  readonly gallery: Gallery;
  readonly matrix: Matrix;
  readonly row: Row;
  readonly name: string;
  readonly isNarrow: boolean;
}
export const RowHead = memo(function RowHead({ gallery, matrix, row, name, isNarrow }: HeadProps) {
  const common = matrix.views[0];
  const file = row.kind === 'entry' && common !== undefined ? matrix.facts(row, common).entry?.file.value : undefined;
  return (
    <>
      {row.kind === 'entry' && (
        <span className="matrix-picture" style={{ width: isNarrow ? 36 : 52 }}>
          <PictureBox facts={file == null ? undefined : gallery.pictures[file]} preset={THUMB} alt="" sizes="52px" />
        </span>
      )}
      <span className="matrix-name" data-lines={isNarrow && row.kind === 'entry' ? 1 : 2} dir="auto">
        {name}
      </span>
    </>
  );
});

export const ColumnHead = memo(function ColumnHead({ matrix, view }: { readonly matrix: Matrix; readonly view: View }) {
  const { t } = useTranslation('matrix');
  const { nameOf } = useStores();
  const count = isCommon(view) ? 0 : matrix.rows.reduce((sum, row) => sum + matrix.facts(row, view).own.length, 0);
  return (
    <>
      <Text span size="sm" fw={650} truncate display="block" dir="auto" title={nameOf(view.store)}>
        {nameOf(view.store)}
      </Text>
      <Text span size="xs" display="block" truncate className={count === 0 ? 'inherited' : 'overridden'}>
        {isCommon(view) ? t('common') : count === 0 ? t('noneOwn') : t('own', { count })}
      </Text>
    </>
  );
});

/** What cells say beside their values: looked up once, not in each of them. */
export interface CellWords {
  readonly nobody: string;
  readonly none: string;
  readonly noText: string;
  readonly decorative: string;
  readonly hidden: string;
  readonly own: string;
  readonly inherited: string;
  readonly fields: Readonly<Record<EntryField, string>>;
  readonly value: (value: unknown) => string;
}
export function useCellWords(): CellWords {
  const { t } = useTranslation('matrix');
  return useMemo(() => {
    const fields = Object.fromEntries(ENTRY_FIELDS.map((field) => [field, t(`shell:fields.${field}`)])) as Record<EntryField, string>;
    return {
      nobody: t('nobody'),
      none: t('shell:value.none'),
      noText: t('noText'),
      decorative: fields.decorative,
      hidden: fields.disabled,
      own: t('isOwn'),
      inherited: t('isInherited'),
      fields,
      value: (value) => valueWords(t as never, value),
    };
  }, [t]);
}

/** What a cell looks like, and what it is called. */
export interface Face {
  readonly tone: 'matrix-common' | 'overridden' | 'inherited';
  readonly text: string;
  /** The text says that there is none. */
  readonly isWanting: boolean;
  readonly isHidden: boolean;
  /** In place of the text, which is its alternative then. */
  readonly picture: Picture | undefined;
  /** What else the store view has for itself. */
  readonly tags: readonly string[];
  readonly name: string;
}
export function faceOf(gallery: Gallery, matrix: Matrix, row: Row, view: View, rowName: (row: Row) => string, words: CellWords): Face {
  const { entry, main, own } = matrix.facts(row, view);
  const isAll = matrix.lens === 'everything' && row.kind === 'entry';
  const tags = isAll ? own.flatMap(({ field }) => (field === 'label' || field === 'role' || field === 'order' ? [] : [words.fields[field]])) : [];
  const isHidden = isAll && entry?.disabled.value === true;
  const file = matrix.lens === 'picture' && typeof main?.value === 'string' ? main.value : undefined;
  const shown = main === undefined ? { text: '–' } : textOf(matrix, row, main.value, entry?.decorative.value === true, rowName, words);
  const holder = isCommon(view) ? [] : [own.length > 0 ? words.own : words.inherited];
  return {
    tone: isCommon(view) ? 'matrix-common' : main !== undefined && main.source !== 'global' ? 'overridden' : 'inherited',
    text: shown.text,
    isWanting: shown.isWanting === true,
    isHidden,
    picture: file === undefined ? undefined : gallery.pictures[file],
    tags,
    name: [...(isHidden ? [words.hidden] : []), shown.text, ...tags, ...holder].join(', '),
  };
}

function textOf(
  { lens, views }: Matrix,
  row: Row,
  value: unknown,
  isDecorative: boolean,
  rowName: (row: Row) => string,
  words: CellWords,
): Pick<Face, 'text'> & Partial<Face> {
  if (row.kind === 'role') return { text: value === null ? words.nobody : rowName({ key: '', kind: 'entry', entry: Number(value) }) };
  if (row.kind === 'order') return { text: orderText(value as readonly number[], views[0]?.order.value ?? []) };
  if (lens === 'picture') return { text: value === null ? words.none : (String(value).split('/').at(-1) ?? '') };
  if (lens !== 'everything' && lens !== 'label') return { text: words.value(value) };
  if (isDecorative) return { text: words.decorative, isWanting: true };
  return value === null || String(value).trim() === '' ? { text: words.noText, isWanting: true } : { text: String(value) };
}

/** Where each one of the common order stands here: `2 · 1 · 3`. */
function orderText(order: readonly number[], common: readonly number[]): string {
  const places = new Map(common.map((id, at) => [id, at + 1]));
  return order
    .slice(0, 20)
    .map((id) => places.get(id) ?? '–')
    .join(' · ');
}

export function CellContent({ face, words }: { readonly face: Face; readonly words: CellWords }) {
  const { tone, text, isWanting, isHidden, picture, tags } = face;
  return (
    <>
      <span className={`matrix-value ${tone}`} data-tags={tags.length > 0} dir="auto">
        {isHidden && (
          <span className="matrix-hidden" title={words.hidden}>
            <Icon name="hidden" size={14} />
          </span>
        )}
        {picture !== undefined ? (
          <span className="matrix-shot">
            <PictureBox facts={picture} preset={THUMB} alt={text} sizes="52px" />
          </span>
        ) : isWanting ? (
          <em>{text}</em>
        ) : (
          text
        )}
      </span>
      {tags.length > 0 && (
        <span className="matrix-tags">
          {tags.map((tag) => (
            <span key={tag} className="matrix-tag">
              {tag}
            </span>
          ))}
        </span>
      )}
    </>
  );
}
