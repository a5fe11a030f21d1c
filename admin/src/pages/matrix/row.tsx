// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the rows and columns that are not seen
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
/** A row of the matrix. Drawn anew only where something of it has changed: a gallery may have ten thousand cells. */
import { memo } from 'react';
import type { Gallery, View } from '../../../../client/index.js';
import { CellContent, type CellWords, faceOf, RowHead } from './cell.js';
import { isChosen, type Matrix, type Row, type Selection } from './model.js';
import { inOrder } from './slots.js';

/** -1 is the heading. */
export interface At {
  readonly row: number;
  readonly column: number;
}
export const idOf = (row: number, column: number): string => `matrix-${row}-${column}`;
/** What is the same for all rows. */
interface Shown {
  readonly gallery: Gallery;
  readonly matrix: Matrix;
  readonly rowName: (row: Row) => string;
  readonly words: CellWords;
}
interface RowProps extends Shown {
  readonly row: Row;
  readonly at: number;
  readonly topPx: number;
  readonly columns: readonly number[];
  readonly sidePx: number;
  readonly columnPx: number;
  readonly selection: Selection;
  /** undefined: the focus is elsewhere. */
  readonly activeColumn: number | undefined;
  readonly isNarrow: boolean;
}

export const GridRow = memo(function GridRow({ at, topPx, columns, sidePx, columnPx, selection, activeColumn, isNarrow, ...shown }: RowProps) {
  const { gallery, matrix, row, rowName } = shown;
  return (
    <div
      role="row"
      id={`matrix-${at}`}
      aria-rowindex={at + 2}
      aria-owns={[-1, ...inOrder(columns)].map((column) => idOf(at, column)).join(' ')}
      className="matrix-row"
      style={{ top: topPx }}
    >
      <div
        id={idOf(at, -1)}
        role="rowheader"
        aria-colindex={1}
        className="matrix-head"
        data-narrow={isNarrow}
        data-row={at}
        data-column={-1}
        data-active={activeColumn === -1}
      >
        <RowHead gallery={gallery} matrix={matrix} row={row} name={rowName(row)} isNarrow={isNarrow} />
      </div>
      {columns.map((column, slot) => {
        const view = matrix.views[column];
        return (
          view !== undefined && (
            <GridCell
              // biome-ignore lint/suspicious/noArrayIndexKey: its elements are used again for another store view
              key={slot}
              {...shown}
              view={view}
              at={at}
              column={column}
              leftPx={sidePx + column * columnPx}
              isSelected={isChosen(selection, row, view)}
              isActive={activeColumn === column}
            />
          )
        );
      })}
    </div>
  );
});

interface CellProps extends Shown {
  readonly row: Row;
  readonly view: View;
  readonly at: number;
  readonly column: number;
  readonly leftPx: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
}
const GridCell = memo(function GridCell({ at, column, leftPx, isSelected, isActive, gallery, matrix, row, view, rowName, words }: CellProps) {
  const face = faceOf(gallery, matrix, row, view, rowName, words);
  return (
    <div
      id={idOf(at, column)}
      role="gridcell"
      aria-colindex={column + 2}
      aria-label={face.name}
      aria-selected={isSelected}
      aria-describedby={isActive ? 'matrix-detail' : undefined}
      className="matrix-cell"
      data-row={at}
      data-column={column}
      data-active={isActive}
      style={{ left: leftPx }}
    >
      <CellContent face={face} words={words} />
    </div>
  );
});
