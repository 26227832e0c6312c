import type { RowData } from "@tanstack/react-table";
import { type RefObject, useLayoutEffect, useMemo, useState } from "react";
import { fittingColumns } from "./fitting-columns";
import type { GridTable } from "./grid-features";

/** Width in px of the column with the boxes. */
const SELECT_WIDTH = 40;

/**
 * Fits the columns into the room that there is: those that have none are put away until there is some again.
 *
 * @returns `template` for grid-template-columns, the least `width` in px of a row, and `columns`: which are shown
 */
export function useRoom<Row extends RowData>(
  frame: RefObject<HTMLElement | null>,
  table: GridTable<Row>,
  withBoxes: boolean,
): { template: string; width: number; columns: readonly string[] } {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    setRoom(element.clientWidth);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);

  const boxes = withBoxes ? SELECT_WIDTH : 0;
  const chosen = table.getVisibleLeafColumns();
  const fitting = fittingColumns(
    chosen.map((column) => ({
      id: column.id,
      width: column.getSize(),
      leaves: column.columnDef.meta?.leaves,
    })),
    room - boxes,
  );
  const shown = chosen.filter(({ id }) => fitting.includes(id));
  const template = shown.map((column) =>
    column.columnDef.meta?.flexible ? `minmax(${column.getSize()}px, 1fr)` : `${column.getSize()}px`,
  );
  const ids = shown.map(({ id }) => id).join(" ");
  // The same list as long as it says the same: rows are drawn anew when it is another one.
  const columns = useMemo(() => ids.split(" "), [ids]);
  return {
    template: [...(withBoxes ? [`${SELECT_WIDTH}px`] : []), ...template].join(" "),
    width: boxes + shown.reduce((sum, column) => sum + column.getSize(), 0),
    columns,
  };
}
