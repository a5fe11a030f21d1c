// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the rows and columns that are not seen
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
/**
 * The cells. Only those that can be seen are drawn, both ways; the focus stays on the grid itself, which names its active cell. By mouse: a
 * click chooses, dragging and shift choose up to there, control adds; headings stand for their whole row or column.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gallery } from '../../../../client/index.js';
import { CellContent, ColumnHead, RowHead, type Words } from './cell.js';
import { Detail, type Place } from './detail.js';
import { isChosen, type Matrix, NO_CELLS, type Row, type Selection, toggled, withRange } from './model.js';
import './matrix.css';

const [ROW_PX, HEAD_PX, COLUMN_PX] = [68, 52, 176];
/** Of the frame. */
const EDGES_PX = 2;

interface Props {
  readonly gallery: Gallery;
  readonly matrix: Matrix;
  readonly selection: Selection;
  readonly isNarrow: boolean;
  readonly rowName: (row: Row) => string;
  readonly onSelect: (selection: Selection) => void;
}

/** -1 is the heading. */
interface At {
  readonly row: number;
  readonly column: number;
}
const idOf = ({ row, column }: At): string => `matrix-${row}-${column}`;

export function Grid({ gallery, matrix, selection, isNarrow, rowName, onSelect }: Props) {
  const { t } = useTranslation('matrix');
  const { rows, views } = matrix;
  const headPx = isNarrow ? 104 : 232;
  const columnPx = isNarrow ? 132 : COLUMN_PX;
  const box = useRef<HTMLDivElement>(null);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    paddingStart: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    overscan: 4,
    useFlushSync: false,
  });
  const across = useVirtualizer({
    count: views.length,
    horizontal: true,
    getScrollElement: () => box.current,
    estimateSize: () => columnPx,
    paddingStart: headPx,
    scrollPaddingStart: headPx,
    overscan: 2,
    useFlushSync: false,
  });
  const [active, setActive] = useState<At>({ row: 0, column: Math.min(1, views.length - 1) });
  const [anchor, setAnchor] = useState<At>(active);
  const [hasFocus, setFocus] = useState(false);
  const [shown, setShown] = useState<Place>();
  /** What was chosen when the range began. */
  const base = useRef<Selection>(NO_CELLS);

  const cellsOf = ({ row, column }: At) => [row < 0 ? rows : rows.slice(row, row + 1), column < 0 ? views : views.slice(column, column + 1)] as const;
  function show(at: At): void {
    const cell = document.getElementById(idOf(at));
    const [row, view] = [rows[at.row], views[at.column]];
    setShown(cell === null || row === undefined || view === undefined ? undefined : { row, view, rect: cell.getBoundingClientRect() });
  }
  function extend(to: At, from = anchor): void {
    const between = (a: number, b: number, count: number): [number, number] => (a < 0 || b < 0 ? [0, count] : [Math.min(a, b), Math.max(a, b) + 1]);
    onSelect(withRange(base.current, rows.slice(...between(from.row, to.row, rows.length)), views.slice(...between(from.column, to.column, views.length))));
  }
  function go(to: At, isRange: boolean): void {
    setActive(to);
    if (to.row >= 0) down.scrollToIndex(to.row);
    if (to.column >= 0) across.scrollToIndex(to.column);
    if (isRange) extend(to);
    else {
      setAnchor(to);
      base.current = selection;
    }
    // The cell may have to come into view first.
    requestAnimationFrame(() => requestAnimationFrame(() => show(to)));
  }
  function toggle(at: At): void {
    const next = toggled(selection, ...cellsOf(at));
    onSelect(next);
    base.current = next;
    setAnchor(at);
  }

  function press(event: KeyboardEvent): void {
    const key = event.key;
    const isFar = event.ctrlKey || event.metaKey;
    const [lastRow, lastColumn, page] = [rows.length - 1, views.length - 1, Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW_PX) - 2)];
    const { row, column } = active;
    const targets: Record<string, At> = {
      ArrowDown: { row: isFar ? lastRow : Math.min(lastRow, row + 1), column },
      ArrowUp: { row: isFar ? 0 : Math.max(-1, row - 1), column },
      ArrowRight: { row, column: isFar ? lastColumn : Math.min(lastColumn, column + 1) },
      ArrowLeft: { row, column: isFar ? 0 : Math.max(-1, column - 1) },
      PageDown: { row: Math.min(lastRow, row + page), column },
      PageUp: { row: Math.max(0, row - page), column },
      Home: { row: isFar ? 0 : row, column: 0 },
      End: { row: isFar ? lastRow : row, column: lastColumn },
    };
    const target = targets[key];
    if (target !== undefined) go(target.row < 0 && target.column < 0 ? active : target, event.shiftKey);
    else if (key === ' ') toggle(event.shiftKey ? { row, column: -1 } : isFar ? { row: -1, column } : active);
    else if (key === 'a' && isFar) onSelect(withRange(NO_CELLS, rows, views));
    else if (key === 'Escape' && shown !== undefined) setShown(undefined);
    else if (key === 'Escape') onSelect(NO_CELLS);
    else return;
    event.preventDefault();
  }

  function aim(event: PointerEvent): void {
    const at = placeOf(event.target);
    if (at === undefined || event.pointerType !== 'mouse') return;
    // A mouse that is held down draws a range.
    if (event.buttons === 1 && isDragging.current) extend(at);
    else show(at);
  }
  const isDragging = useRef(false);
  function begin(event: PointerEvent): void {
    const at = placeOf(event.target);
    if (at === undefined || event.pointerType !== 'mouse' || event.button !== 0) return;
    setActive(at);
    isDragging.current = true;
    if (event.shiftKey) extend(at);
    else if (event.ctrlKey || event.metaKey) toggle(at);
    else {
      base.current = NO_CELLS;
      setAnchor(at);
      extend(at, at);
    }
  }
  /** Fingers scroll by dragging: they choose one by one. */
  function tap(event: MouseEvent): void {
    const at = placeOf(event.target);
    if (at === undefined || (event.nativeEvent as globalThis.PointerEvent).pointerType === 'mouse') return;
    setActive(at);
    toggle(at);
    show(at);
  }

  const visible = across.getVirtualItems();
  const lines = down.getVirtualItems();
  const drawn = (at: number, items: readonly { readonly index: number }[]): boolean => at < 0 || items.some(({ index }) => index === at);
  const isActiveDrawn = drawn(active.row, lines) && drawn(active.column, visible);
  const isActive = (row: number, column: number): boolean => hasFocus && active.row === row && active.column === column;
  return (
    <>
      <div
        ref={box}
        className="card matrix"
        role="grid"
        tabIndex={0}
        aria-label={t('grid')}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={views.length + 1}
        aria-activedescendant={isActiveDrawn ? idOf(active) : undefined}
        aria-describedby="matrix-how"
        style={{ width: across.getTotalSize() + EDGES_PX, height: `min(${down.getTotalSize() + EDGES_PX}px, max(360px, calc(100dvh - 190px)))` }}
        onKeyDown={press}
        onFocus={() => {
          setFocus(true);
          show(active);
        }}
        onBlur={() => {
          setFocus(false);
          setShown(undefined);
        }}
        onPointerDown={begin}
        onPointerUp={() => {
          isDragging.current = false;
        }}
        onPointerOver={aim}
        onPointerLeave={() => setShown(undefined)}
        onClick={tap}
        onScroll={() => setShown(undefined)}
      >
        <div role="row" aria-rowindex={1} className="matrix-heads" style={{ height: HEAD_PX, width: across.getTotalSize() }}>
          <div role="columnheader" aria-colindex={1} className="matrix-corner" style={{ width: headPx }}>
            {t('corner')}
          </div>
          {visible.map(({ index, start }) => {
            const view = views[index];
            if (view === undefined) return null;
            return (
              <div
                key={view.store}
                id={idOf({ row: -1, column: index })}
                role="columnheader"
                aria-colindex={index + 2}
                className="matrix-column"
                data-row={-1}
                data-column={index}
                data-active={isActive(-1, index)}
                style={{ width: columnPx, transform: `translateX(${start}px)` }}
              >
                <ColumnHead matrix={matrix} view={view} />
              </div>
            );
          })}
        </div>
        <div role="presentation" style={{ height: down.getTotalSize() - HEAD_PX, width: across.getTotalSize(), position: 'relative' }}>
          {lines.map(({ index: at, start }) => {
            const row = rows[at];
            if (row === undefined) return null;
            return (
              <div
                key={row.key}
                role="row"
                aria-rowindex={at + 2}
                className="matrix-row"
                style={{ height: ROW_PX, width: across.getTotalSize(), transform: `translateY(${start - HEAD_PX}px)` }}
              >
                <div
                  id={idOf({ row: at, column: -1 })}
                  role="rowheader"
                  aria-colindex={1}
                  className="matrix-head"
                  data-narrow={isNarrow}
                  data-row={at}
                  data-column={-1}
                  data-active={isActive(at, -1)}
                  style={{ width: headPx }}
                >
                  <RowHead gallery={gallery} matrix={matrix} row={row} name={rowName(row)} isNarrow={isNarrow} />
                </div>
                {visible.map(({ index, start: left }) => {
                  const view = views[index];
                  if (view === undefined) return null;
                  return (
                    <GridCell
                      key={view.store}
                      {...{ gallery, matrix, row, at, index, left, rowName, t }}
                      widthPx={columnPx}
                      isSelected={isChosen(selection, row, view)}
                      isActive={isActive(at, index)}
                    />
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
      {shown !== undefined && <Detail place={shown} matrix={matrix} name={rowName(shown.row)} rowName={rowName} />}
    </>
  );
}

interface CellProps {
  readonly gallery: Gallery;
  readonly matrix: Matrix;
  readonly row: Row;
  readonly at: number;
  readonly index: number;
  readonly left: number;
  readonly widthPx: number;
  readonly rowName: (row: Row) => string;
  readonly t: Words;
  readonly isSelected: boolean;
  readonly isActive: boolean;
}
/** Drawn anew only where something of it has changed: a gallery may have ten thousand. */
const GridCell = memo(function GridCell({ gallery, matrix, row, at, index, left, widthPx, rowName, t, isSelected, isActive }: CellProps) {
  const view = matrix.views[index];
  if (view === undefined) return null;
  return (
    <div
      id={idOf({ row: at, column: index })}
      role="gridcell"
      aria-colindex={index + 2}
      aria-selected={isSelected}
      aria-describedby={isActive ? 'matrix-detail' : undefined}
      className="matrix-cell"
      data-row={at}
      data-column={index}
      data-active={isActive}
      style={{ width: widthPx, transform: `translateX(${left}px)` }}
    >
      <CellContent gallery={gallery} matrix={matrix} row={row} view={view} rowName={rowName} t={t} />
    </div>
  );
});

function placeOf(target: EventTarget): At | undefined {
  const cell = (target as Element).closest<HTMLElement>('[data-row]');
  return cell === null ? undefined : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}
