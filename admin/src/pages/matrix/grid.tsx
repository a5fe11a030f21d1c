// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the rows and columns that are not seen
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
/**
 * The cells. Only those that can be seen are drawn, both ways; the focus stays on the grid itself, which names its active cell. By mouse: a
 * click chooses, dragging (beyond an edge, too) and shift choose up to there, control adds; headings stand for their whole row or column.
 */
import { type CSSProperties, type KeyboardEvent, type MouseEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gallery } from '../../../../client/index.js';
import { ColumnHead, useCellWords } from './cell.js';
import { Detail, type Place } from './detail.js';
import { useDragging } from './dragging.js';
import { type Matrix, NO_CELLS, type Row, type Selection, toggled, withRange } from './model.js';
import { type At, GridRow, idOf } from './row.js';
import { inOrder } from './slots.js';
import { useVisible } from './visible.js';
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

export function Grid({ gallery, matrix, selection, isNarrow, rowName, onSelect }: Props) {
  const { t } = useTranslation('matrix');
  const words = useCellWords();
  const { rows, views } = matrix;
  const shape = { rowPx: ROW_PX, columnPx: isNarrow ? 132 : COLUMN_PX, topPx: HEAD_PX, sidePx: isNarrow ? 104 : 232 };
  // The last lines are those of the frame.
  const [widthPx, heightPx] = [shape.sidePx + views.length * shape.columnPx - 1, HEAD_PX + rows.length * ROW_PX - 1];
  const box = useRef<HTMLDivElement>(null);
  const visible = useVisible(box, rows.length, views.length, shape);
  const [active, setActive] = useState<At>({ row: 0, column: Math.min(1, views.length - 1) });
  const [anchor, setAnchor] = useState<At>(active);
  const [hasFocus, setFocus] = useState(false);
  const [shown, setShown] = useState<Place>();
  /** What was chosen when the range began. */
  const base = useRef<Selection>(NO_CELLS);

  const cellsOf = ({ row, column }: At) => [row < 0 ? rows : rows.slice(row, row + 1), column < 0 ? views : views.slice(column, column + 1)] as const;
  function show(at: At): void {
    const cell = document.getElementById(idOf(at.row, at.column));
    const [row, view] = [rows[at.row], views[at.column]];
    setShown(cell === null || row === undefined || view === undefined ? undefined : { row, view, rect: cell.getBoundingClientRect() });
  }
  function extend(to: At, from = anchor): void {
    const between = (a: number, b: number, count: number): [number, number] => (a < 0 || b < 0 ? [0, count] : [Math.min(a, b), Math.max(a, b) + 1]);
    onSelect(withRange(base.current, rows.slice(...between(from.row, to.row, rows.length)), views.slice(...between(from.column, to.column, views.length))));
  }
  function go(to: At, isRange: boolean): void {
    setActive(to);
    visible.reveal(to.row, to.column);
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
    if (event.buttons === 0) show(at);
  }
  const drag = useDragging(box, shape, (row, column) => {
    // From a heading on whole rows or columns are meant.
    const to = { row: anchor.row < 0 ? -1 : Math.min(row, rows.length - 1), column: anchor.column < 0 ? -1 : Math.min(column, views.length - 1) };
    if (to.row === drawn.current.row && to.column === drawn.current.column) return;
    drawn.current = to;
    extend(to);
  });
  /** As far as the mouse has drawn. */
  const drawn = useRef<At>(anchor);
  function begin(event: PointerEvent): void {
    const at = placeOf(event.target);
    if (at === undefined || event.pointerType !== 'mouse' || event.button !== 0) return;
    setActive(at);
    drawn.current = at;
    const { row, column } = event.shiftKey ? anchor : at;
    drag({ x: event.clientX, y: event.clientY }, { isDown: row >= 0, isAcross: column >= 0 });
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

  const isDrawn = (active.row < 0 || visible.rows.includes(active.row)) && (active.column < 0 || visible.columns.includes(active.column));
  const { sidePx, columnPx } = shape;
  const sizes = { '--matrix-side': `${sidePx}px`, '--matrix-column': `${columnPx}px`, '--matrix-width': `${widthPx}px` } as CSSProperties;
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
        aria-activedescendant={isDrawn ? idOf(active.row, active.column) : undefined}
        aria-describedby="matrix-how"
        style={{ ...sizes, width: widthPx + EDGES_PX, height: `min(${heightPx + EDGES_PX}px, max(360px, calc(100dvh - 190px)))` }}
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
        onPointerOver={aim}
        onPointerLeave={() => setShown(undefined)}
        onClick={tap}
        onScroll={() => {
          setShown(undefined);
          visible.look();
        }}
      >
        <div
          role="row"
          aria-rowindex={1}
          aria-owns={inOrder(visible.columns)
            .map((column) => idOf(-1, column))
            .join(' ')}
          className="matrix-heads"
          style={{ height: HEAD_PX }}
        >
          <div role="columnheader" aria-colindex={1} className="matrix-corner">
            {t('corner')}
          </div>
          {visible.columns.map((column, slot) => {
            const view = views[column];
            return (
              view !== undefined && (
                <div
                  // biome-ignore lint/suspicious/noArrayIndexKey: its elements are used again for another store view
                  key={slot}
                  id={idOf(-1, column)}
                  role="columnheader"
                  aria-colindex={column + 2}
                  className="matrix-column"
                  data-row={-1}
                  data-column={column}
                  data-active={hasFocus && active.row === -1 && active.column === column}
                  style={{ left: sidePx + column * columnPx }}
                >
                  <ColumnHead matrix={matrix} view={view} />
                </div>
              )
            );
          })}
        </div>
        <div
          role="rowgroup"
          aria-owns={inOrder(visible.rows)
            .map((at) => `matrix-${at}`)
            .join(' ')}
          className="matrix-body"
          style={{ height: heightPx - HEAD_PX }}
        >
          {visible.rows.map((at, slot) => {
            const row = rows[at];
            return (
              row !== undefined && (
                <GridRow
                  // biome-ignore lint/suspicious/noArrayIndexKey: its elements are used again for another row
                  key={slot}
                  {...{ gallery, matrix, row, at, rowName, words, selection, isNarrow, sidePx, columnPx }}
                  topPx={at * ROW_PX}
                  columns={visible.columns}
                  activeColumn={hasFocus && active.row === at ? active.column : undefined}
                />
              )
            );
          })}
        </div>
      </div>
      {shown !== undefined && <Detail place={shown} matrix={matrix} name={rowName(shown.row)} rowName={rowName} />}
    </>
  );
}

function placeOf(target: EventTarget): At | undefined {
  const cell = (target as Element).closest<HTMLElement>('[data-row]');
  return cell === null ? undefined : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}
