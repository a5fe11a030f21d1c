/** Says of the cell that the mouse or the focus is on what it holds, who has set it and when. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { View } from '../../../../client/index.js';
import { useOriginWords } from '../../pieces/cell.js';
import { valueWords } from '../../pieces/change-list.js';
import { useStores } from '../../shell/stores.js';
import { type Held, isCommon, type Matrix, type Row } from './model.js';

export interface Place {
  readonly row: Row;
  readonly view: View;
  readonly rect: DOMRect;
}
interface Props {
  readonly place: Place;
  readonly matrix: Matrix;
  readonly name: string;
  readonly rowName: (row: Row) => string;
}
/** So wide and about so high it may be. */
const [WIDTH_PX, HEIGHT_PX, GAP_PX] = [320, 180, 6];

export function Detail({ place: { row, view, rect }, matrix, name, rowName }: Props) {
  const { t } = useTranslation('matrix');
  const { nameOf } = useStores();
  const origin = useOriginWords();
  const { own, main } = matrix.facts(row, view);
  const words = (held: Pick<Held, 'value'>, value: unknown = held.value): string => {
    if (row.kind === 'order') return '';
    if (row.kind === 'role') return value === null ? t('nobody') : rowName({ key: '', kind: 'entry', entry: Number(value) });
    return valueWords(t as never, value);
  };
  const isBelow = rect.bottom + HEIGHT_PX < innerHeight;
  const left = Math.max(8, Math.min(rect.left, innerWidth - WIDTH_PX - 8));
  const style = {
    maxWidth: Math.min(WIDTH_PX, innerWidth - 16),
    left,
    ...(isBelow ? { top: rect.bottom + GAP_PX } : { bottom: innerHeight - rect.top + GAP_PX }),
  };
  return (
    <div className="card matrix-detail" role="tooltip" id="matrix-detail" style={style}>
      <Text size="sm" fw={650} lineClamp={1} dir="auto">
        {name} · {nameOf(view.store)}
      </Text>
      {own.length === 0 && main !== undefined && (
        <>
          {words(main) !== '' && (
            <Text size="sm" lineClamp={4} dir="auto">
              {words(main)}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {origin(main, isCommon(view))}
          </Text>
        </>
      )}
      {own.slice(0, 4).map(({ field, cell }) => (
        <div key={field} className="matrix-detail-field">
          <Text size="sm" lineClamp={3} dir="auto">
            {row.kind === 'entry' && <b>{t(`shell:fields.${field}`)}: </b>}
            {words(cell)}
          </Text>
          {cell.fallback !== undefined && row.kind !== 'order' && (
            <Text size="xs" c="dimmed" lineClamp={2} dir="auto">
              {t('shell:wouldBe', { value: words(cell, cell.fallback) })}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {origin(cell)}
          </Text>
        </div>
      ))}
    </div>
  );
}
