/** Which rows and columns of the matrix are drawn: those that can be seen and a few around them, always as many. */
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { nearest, slotsOf } from './slots.js';

/** In pixels; rows are equally high, and columns equally wide. */
export interface Shape {
  readonly rowPx: number;
  readonly columnPx: number;
  /** Of the row of column headings. */
  readonly topPx: number;
  /** Of the column of row headings. */
  readonly sidePx: number;
}
export interface Visible {
  /** Indices by slot: a slot keeps its index until that can no longer be seen, so that its elements are used again. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** To be called when the box was scrolled. */
  readonly look: () => void;
  /** Scrolls just as far as it takes; -1: no matter. */
  readonly reveal: (row: number, column: number) => void;
}
/** Drawn before and behind what can be seen. */
const [MORE_ROWS, MORE_COLUMNS] = [3, 2];

export function useVisible(box: RefObject<HTMLElement | null>, rowCount: number, columnCount: number, shape: Shape): Visible {
  const { rowPx, columnPx, topPx, sidePx } = shape;
  const [room, setRoom] = useState({ rows: 1, columns: 1 });
  const [first, setFirst] = useState({ row: 0, column: 0 });
  const drawn = useRef(first);
  function look(): void {
    if (box.current === null) return;
    const { scrollTop, scrollLeft } = box.current;
    const [row, column] = [Math.floor(scrollTop / rowPx), Math.floor(scrollLeft / columnPx)];
    if (row === drawn.current.row && column === drawn.current.column) return;
    drawn.current = { row, column };
    setFirst(drawn.current);
  }
  useLayoutEffect(() => {
    const node = box.current;
    if (node === null) return;
    const measure = () => {
      const [rows, columns] = [Math.ceil((node.clientHeight - topPx) / rowPx) + 1, Math.ceil((node.clientWidth - sidePx) / columnPx) + 1];
      setRoom((before) => (before.rows === rows && before.columns === columns ? before : { rows, columns }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(node);
    return () => watch.disconnect();
  }, [box, rowPx, columnPx, topPx, sidePx]);
  return {
    rows: useMemo(() => slotsOf(first.row - MORE_ROWS, room.rows + 2 * MORE_ROWS, rowCount), [first.row, room.rows, rowCount]),
    columns: useMemo(() => slotsOf(first.column - MORE_COLUMNS, room.columns + 2 * MORE_COLUMNS, columnCount), [first.column, room.columns, columnCount]),
    look,
    reveal(row, column) {
      if (box.current === null) return;
      const { scrollTop, scrollLeft, clientHeight, clientWidth } = box.current;
      box.current.scrollTo({
        top: row < 0 ? scrollTop : nearest(scrollTop, row * rowPx, rowPx, clientHeight - topPx),
        left: column < 0 ? scrollLeft : nearest(scrollLeft, column * columnPx, columnPx, clientWidth - sidePx),
      });
    },
  };
}
