import {
  type ColumnDef,
  columnSizingFeature,
  columnVisibilityFeature,
  metaHelper,
  type ReactTable,
  type RowData,
  tableFeatures,
} from "@tanstack/react-table";

/** What a column says about its place. */
export interface GridColumnLook {
  /** Takes what the other columns leave; its size is then the least that it needs. One column does. */
  flexible?: true;
  /** Leaves the table when there is no room, the greatest number first; without it the column always stays. */
  leaves?: number;
  /** At the end of its cells: for numbers. */
  align?: "end";
}

/** What the virtual tables of the desk use of TanStack Table; filters, sorting and pages are the server's. */
export const gridFeatures = tableFeatures({
  columnSizingFeature,
  columnVisibilityFeature,
  columnMeta: metaHelper<GridColumnLook>(),
});
export type GridFeatures = typeof gridFeatures;

export type GridTable<Row extends RowData> = ReactTable<GridFeatures, Row>;

/** The columns that can be put away, with the keys of their headers. */
export function hideableColumns<Row extends RowData>(columns: readonly ColumnDef<GridFeatures, Row>[]) {
  return columns.flatMap(({ id, header, enableHiding }) =>
    id !== undefined && enableHiding !== false ? [{ id, header: String(header) }] : [],
  );
}
