import type { Header, RowData } from "@tanstack/react-table";
import { useTranslate } from "react-admin";
import type { GridFeatures, GridTable } from "./grid-features";
import { SelectBox } from "./SelectBox";

/** How far one press of an arrow key moves the edge of a column. */
const KEY_STEP = 16;

interface ColumnEdgeProps<Row extends RowData> {
  header: Header<GridFeatures, Row, unknown>;
  label: string;
  onResize: (id: string, width: number) => void;
}

/** The edge of a column, to be dragged, or moved with the arrow keys; a double click gives the first width back. */
function ColumnEdge<Row extends RowData>({ header, label, onResize }: ColumnEdgeProps<Row>) {
  const { column } = header;
  const { minSize = 48, maxSize = 600, size = 150 } = column.columnDef;
  const resize = (width: number) =>
    onResize(column.id, Math.round(Math.min(maxSize, Math.max(minSize, width))));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a window splitter, which <hr> is not.
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={column.getSize()}
      aria-valuemin={minSize}
      aria-valuemax={maxSize}
      tabIndex={0}
      className="edge"
      onDoubleClick={() => resize(size)}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        resize(column.getSize() + step);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        const edge = event.currentTarget;
        const direction = getComputedStyle(edge).direction === "rtl" ? -1 : 1;
        const [start, width] = [event.clientX, column.getSize()];
        edge.setPointerCapture(event.pointerId);
        edge.onpointermove = (move) => resize(width + (move.clientX - start) * direction);
        edge.onpointerup = () => {
          edge.onpointermove = null;
        };
      }}
    />
  );
}

interface GridHeaderProps<Row extends RowData> {
  table: GridTable<Row>;
  /** How much of what is loaded is chosen; undefined where nothing can be chosen. */
  extent: "none" | "some" | "all" | undefined;
  /** Ids of the columns that there is room for. */
  columns: readonly string[];
  onSelectAll: () => void;
  onResize: (id: string, width: number) => void;
}

/** The head of a virtual table. */
export function GridHeader<Row extends RowData>({
  table,
  extent,
  columns,
  onSelectAll,
  onResize,
}: GridHeaderProps<Row>) {
  const translate = useTranslate();
  return (
    <tr aria-rowindex={1} className="row head">
      {extent !== undefined && (
        <th scope="col" className="cell select">
          <SelectBox
            checked={extent === "all"}
            indeterminate={extent === "some"}
            // Before the rows have come a press would choose nothing, and say nothing.
            disabled={table.getRowModel().rows.length === 0}
            label={translate("desk.grid.select_all")}
            onChange={onSelectAll}
          />
        </th>
      )}
      {table
        .getFlatHeaders()
        .filter(({ column }) => columns.includes(column.id))
        .map((header) => {
          const label = translate(String(header.column.columnDef.header));
          return (
            <th
              key={header.id}
              scope="col"
              className={`cell${header.column.columnDef.meta?.align === "end" ? " end" : ""}`}
            >
              {label}
              {!header.column.columnDef.meta?.flexible && (
                <ColumnEdge
                  header={header}
                  label={translate("desk.grid.width_of", { column: label })}
                  onResize={onResize}
                />
              )}
            </th>
          );
        })}
    </tr>
  );
}
