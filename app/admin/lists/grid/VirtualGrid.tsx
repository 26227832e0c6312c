import type { RowData } from "@tanstack/react-table";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useRef,
} from "react";
import { useDensity } from "~/admin/theme/density";
import { GridHeader } from "./GridHeader";
import { GridOutline } from "./GridOutline";
import { GridRow } from "./GridRow";
import type { GridTable } from "./grid-features";
import { ROW_HEIGHTS } from "./grid-settings";
import { GridFrame } from "./grid-style";
import { useRoom } from "./use-room";

/** Rows kept ready above and below what is seen. */
const OVERSCAN = 5;
/** So many rows before the end the next ones are asked for. */
const ASK_BEFORE_END = 40;

/** What can be chosen of the rows; see selection.ts. */
export interface GridSelection {
  extent: "none" | "some" | "all";
  has: (id: string) => boolean;
  /** @param range everything between the last one and this one */
  onToggle: (id: string, range: boolean) => void;
  onToggleLoaded: () => void;
}

interface VirtualGridProps<Row extends RowData> {
  table: GridTable<Row>;
  label: string;
  /** How many rows there are, those that are not loaded included; null when nobody knows. */
  total: number | null;
  busy: boolean;
  /** No row is there yet: their outline is shown. */
  loading: boolean;
  selection: GridSelection | null;
  /** What the box of a row is called. */
  selectLabelOf: (row: Row) => string;
  /** Index of the row that the keys act on. */
  activeIndex: number;
  /** Goes up when the active row is to be focused and scrolled to: it was moved by a key. */
  moves: number;
  onActivate: (index: number) => void;
  onMove: (step: number) => void;
  openId: string | undefined;
  onOpen: (row: Row, event: MouseEvent | KeyboardEvent) => void;
  onResize: (id: string, width: number) => void;
  /** The last rows come into sight. */
  onNearEnd: () => void;
  /** Other rows are in sight, or there are other rows: the indexes of the first, of the last, and of the active one. */
  onSight: (first: number, last: number, active: number) => void;
  /** Below the rows: that more are coming, or could not be had. */
  end: ReactNode;
}

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  End: Number.POSITIVE_INFINITY,
  Home: Number.NEGATIVE_INFINITY,
};

/** A table of any length: what is out of sight is not drawn. Rows take the focus, one is in the order of the tab key. */
export function VirtualGrid<Row extends RowData>(props: VirtualGridProps<Row>) {
  const { table, label, total, busy, selection, activeIndex, moves, end } = props;
  const frame = useRef<HTMLDivElement>(null);
  const { rows } = table.getRowModel();
  const density = useDensity();
  const height = ROW_HEIGHTS[density];
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // Rows are drawn in a task of their own: together with the frame that has scrolled they would take one too long.
    useFlushSync: false,
    // The active row is always there: the focus must not be lost by scrolling.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      if (activeIndex >= 0 && activeIndex < rows.length && !indexes.includes(activeIndex))
        indexes.push(activeIndex);
      return indexes;
    },
  });
  const measuredAt = useRef(height);
  useEffect(() => {
    if (measuredAt.current === height) return;
    measuredAt.current = height;
    virtualizer.measure();
  }, [virtualizer, height]);
  const { template, width, columns } = useRoom(frame, table, selection !== null);

  const items = virtualizer.getVirtualItems();
  const { startIndex = 0, endIndex = -1 } = virtualizer.range ?? {};
  const { onNearEnd, onSight } = props;
  useEffect(() => {
    if (rows.length > 0 && endIndex >= rows.length - ASK_BEFORE_END) onNearEnd();
  }, [endIndex, rows.length, onNearEnd]);
  useEffect(() => onSight(startIndex, endIndex, activeIndex), [startIndex, endIndex, activeIndex, onSight]);

  const latestActive = useRef(activeIndex);
  latestActive.current = activeIndex;
  useEffect(() => {
    if (moves === 0) return;
    virtualizer.scrollToIndex(latestActive.current, { align: "auto" });
    const row = frame.current?.querySelector<HTMLElement>(`[data-index="${latestActive.current}"]`);
    row?.focus({ preventScroll: true });
  }, [moves, virtualizer]);

  const rowAt = (target: EventTarget | null) => {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
    const index = Number(element?.dataset.index ?? -1);
    return { index, row: rows[index] };
  };
  const onClick = (event: MouseEvent) => {
    const { index, row } = rowAt(event.target);
    if (!row || !(event.target instanceof Element)) return;
    const isBox = event.target.closest(".select") !== null;
    props.onActivate(index);
    if (isBox || (event.shiftKey && selection)) {
      selection?.onToggle(row.id, event.shiftKey);
      return;
    }
    // Whoever marks a text with the mouse wants to copy it.
    if (window.getSelection()?.isCollapsed === false) return;
    if (event.target.closest("a") && (event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    props.onOpen(row.original, event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { index, row } = rowAt(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) props.onMove(step);
    else if (event.key === " " && selection) selection.onToggle(row.id, event.shiftKey);
    else if (
      event.key === "Enter" &&
      event.target === event.currentTarget.querySelector(`[data-index="${index}"]`)
    )
      props.onOpen(row.original, event);
    else return;
    event.preventDefault();
  };
  const style = { "--grid-columns": template, "--grid-width": `${width}px` } as CSSProperties;
  return (
    <GridFrame ref={frame} data-density={density} style={style}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of rows that take the focus.
        role="grid"
        aria-label={label}
        aria-busy={busy}
        aria-rowcount={total === null ? -1 : total + 1}
        aria-multiselectable={selection !== null}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const { index } = rowAt(event.target);
          if (index >= 0 && index !== activeIndex) props.onActivate(index);
        }}
      >
        <thead>
          <GridHeader
            table={table}
            extent={selection?.extent}
            columns={columns}
            onSelectAll={() => selection?.onToggleLoaded()}
            onResize={props.onResize}
          />
        </thead>
        <tbody style={{ height: rows.length * height, minWidth: width }}>
          {items.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <GridRow
                  key={row.id}
                  row={row}
                  index={index}
                  height={height}
                  selected={selection?.has(row.id)}
                  active={index === activeIndex}
                  open={row.id === props.openId}
                  selectLabel={props.selectLabelOf(row.original)}
                  columns={columns}
                />
              )
            );
          })}
        </tbody>
      </table>
      {props.loading && <GridOutline height={height} />}
      {end}
    </GridFrame>
  );
}
