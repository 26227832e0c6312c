import { flexRender, type Row, type RowData } from "@tanstack/react-table";
import { memo } from "react";
import type { GridFeatures } from "./grid-features";

interface GridRowProps<Data extends RowData> {
  row: Row<GridFeatures, Data>;
  index: number;
  height: number;
  /** Chosen or not; undefined where nothing can be chosen. */
  selected: boolean | undefined;
  /** It is the one that the keys act on. */
  active: boolean;
  /** It is open beside the table. */
  open: boolean;
  selectLabel: string;
  /** Ids of the columns that there is room for. */
  columns: readonly string[];
}

function PlainRow<Data extends RowData>(props: GridRowProps<Data>) {
  const { row, index, height, selected, active, open, selectLabel, columns } = props;
  return (
    <tr
      aria-rowindex={index + 2}
      {...(selected !== undefined && { "aria-selected": selected })}
      {...(open && { "aria-current": "true" })}
      tabIndex={active ? 0 : -1}
      data-index={index}
      className={`row body${active ? " active" : ""}`}
      style={{ height, transform: `translateY(${index * height}px)` }}
    >
      {selected !== undefined && (
        <td className="cell select">
          <input
            type="checkbox"
            checked={selected}
            readOnly
            tabIndex={-1}
            data-select={index}
            aria-label={selectLabel}
          />
        </td>
      )}
      {row
        .getVisibleCells()
        .filter(({ column }) => columns.includes(column.id))
        .map((cell) => (
          <td key={cell.id} className={`cell${cell.column.columnDef.meta?.align === "end" ? " end" : ""}`}>
            {flexRender(cell.column.columnDef.cell, cell.getContext())}
          </td>
        ))}
    </tr>
  );
}

/** Whether a row looks as before. The table makes all its rows anew when some are added; what they hold is the same. */
function looksTheSame<Data extends RowData>(before: GridRowProps<Data>, now: GridRowProps<Data>): boolean {
  return (Object.keys(now) as (keyof GridRowProps<Data>)[]).every((key) =>
    key === "row" ? before.row.original === now.row.original : before[key] === now[key],
  );
}

/** One row of a virtual table. Drawn only when something of it changes: the table moves thousands. */
export const GridRow = memo(PlainRow, looksTheSame) as typeof PlainRow;
