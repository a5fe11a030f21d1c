/** What stands in a cell and in the headings: inherited pale, the store view's own strong. */
import { Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gallery, View } from '../../../../client/index.js';
import { SMALL } from '../../api/queries.js';
import { valueWords } from '../../pieces/change-list.js';
import { Icon } from '../../pieces/icons.js';
import { Picture } from '../../pieces/picture.js';
import { useStores } from '../../shell/stores.js';
import { type Facts, isCommon, type Matrix, type Row } from './model.js';

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
          <Picture facts={file == null ? undefined : gallery.pictures[file]} preset={SMALL} alt="" sizes="52px" />
        </span>
      )}
      <Text span size={isNarrow ? 'xs' : 'sm'} fw={600} lineClamp={isNarrow && row.kind === 'entry' ? 1 : 2} dir="auto">
        {name}
      </Text>
    </>
  );
});

export const ColumnHead = memo(function ColumnHead({ matrix, view }: { readonly matrix: Matrix; readonly view: View }) {
  const { t } = useTranslation('matrix');
  const { nameOf } = useStores();
  const count = isCommon(view) ? 0 : matrix.rows.reduce((sum, row) => sum + matrix.facts(row, view).own.length, 0);
  return (
    <>
      <Text span size="sm" fw={650} truncate display="block" dir="auto">
        {nameOf(view.store)}
      </Text>
      <Text span size="xs" display="block" truncate className={count === 0 ? 'inherited' : 'overridden'}>
        {isCommon(view) ? t('common') : count === 0 ? t('noneOwn') : t('own', { count })}
      </Text>
    </>
  );
});

interface Props {
  readonly gallery: Gallery;
  readonly matrix: Matrix;
  readonly row: Row;
  readonly view: View;
  readonly rowName: (row: Row) => string;
  readonly t: Words;
}
/** Of the namespace `matrix`; asked for once, not in each cell. */
export type Words = TFunction<'matrix'>;

export function CellContent({ gallery, matrix, row, view, rowName, t }: Props) {
  const facts = matrix.facts(row, view);
  const mainIsOwn = facts.main !== undefined && facts.main.source !== 'global';
  const others = matrix.lens === 'everything' && row.kind === 'entry' ? facts.own.filter(({ field }) => field !== 'label') : [];
  const tone = isCommon(view) ? 'matrix-common' : mainIsOwn ? 'overridden' : 'inherited';
  return (
    <>
      <span className={`matrix-value ${tone}`} data-tags={others.length > 0} dir="auto">
        <Main gallery={gallery} matrix={matrix} row={row} facts={facts} rowName={rowName} t={t} />
      </span>
      {others.length > 0 && (
        <span className="matrix-tags">
          {others.map(({ field }) => (
            <span key={field} className="matrix-tag">
              {t(`shell:fields.${field}`)}
            </span>
          ))}
        </span>
      )}
      {!isCommon(view) && <span className="visually-hidden">{t(facts.own.length > 0 ? 'isOwn' : 'isInherited')}</span>}
    </>
  );
}

function Main({ gallery, matrix, row, facts, rowName, t }: Omit<Props, 'view'> & { readonly facts: Facts }) {
  const { lens, views } = matrix;
  const { entry, main } = facts;
  if (main === undefined) return <>–</>;
  if (row.kind === 'role') return <>{main.value === null ? t('nobody') : rowName({ key: '', kind: 'entry', entry: Number(main.value) })}</>;
  if (row.kind === 'order') return <OrderText order={main.value as readonly number[]} common={views[0]?.order.value ?? []} />;
  if (lens === 'picture') {
    const file = main.value as string | null;
    return (
      <span className="matrix-shot">
        <Picture
          facts={file === null ? undefined : gallery.pictures[file]}
          preset={SMALL}
          alt={file?.split('/').at(-1) ?? t('shell:value.none')}
          sizes="52px"
        />
      </span>
    );
  }
  if (lens !== 'everything' && lens !== 'label') return <>{valueWords(t as never, main.value)}</>;
  const hidden = lens === 'everything' && entry?.disabled.value === true;
  return (
    <>
      {hidden && (
        <span className="matrix-hidden" title={t('shell:fields.disabled')}>
          <Icon name="hidden" size={14} />
        </span>
      )}
      {entry?.decorative.value === true ? (
        <em>{t('shell:fields.decorative')}</em>
      ) : main.value === null || String(main.value).trim() === '' ? (
        <em>{t('noText')}</em>
      ) : (
        String(main.value)
      )}
    </>
  );
}

/** Where each one of the common order stands here: `2 · 1 · 3`. */
function OrderText({ order, common }: { readonly order: readonly number[]; readonly common: readonly number[] }) {
  const places = new Map(common.map((id, at) => [id, at + 1]));
  return (
    <>
      {order
        .slice(0, 20)
        .map((id) => places.get(id) ?? '–')
        .join(' · ')}
    </>
  );
}
