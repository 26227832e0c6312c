import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { type ColumnDef, useTable } from "@tanstack/react-table";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useMemo } from "react";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import { type GridFeatures, gridFeatures } from "./grid/grid-features";
import type { GridSettings } from "./grid/grid-settings";
import { VirtualGrid } from "./grid/VirtualGrid";
import { useTableFits } from "./TriageFrame";
import type { Cursor } from "./use-cursor";
import type { ListSelection } from "./use-list-selection";

const Place = styled("div")(({ theme }) => ({
  display: "flex",
  flexDirection: "column",
  flex: "1 1 auto",
  minHeight: 0,
  backgroundColor: token("surface"),
  transition: "opacity 120ms",
  [theme.breakpoints.down("md")]: {
    border: `1px solid ${token("border")}`,
    borderRadius: 8,
    overflow: "hidden",
    height: "max(420px, calc(100vh - 270px))",
  },
  [theme.breakpoints.down("sm")]: { height: "auto" },
}));
const End = styled("div")({
  display: "flex",
  gap: 8,
  alignItems: "center",
  padding: "10px 16px",
  color: token("muted"),
  "&:empty": { display: "none" },
});

/** What is shown of useListPages. */
interface Pages<Row> {
  rows: Row[];
  isPending: boolean;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
  onSight: (first: number, last: number, active: number) => void;
}

interface ListRowsProps<Row extends { id: string }> {
  pages: Pages<Row>;
  columns: readonly ColumnDef<GridFeatures, Row>[];
  /** The same rows where a table has no room. */
  cards: ReactNode;
  /** What the table is called. */
  label: string;
  /** What the box of a row is called. */
  selectLabelOf: (row: Row) => string;
  /** How many rows there are, those that are not loaded included; null when nobody knows. */
  total: number | null;
  settings: GridSettings;
  onSettings: (part: Partial<GridSettings>) => void;
  cursor: Cursor;
  selection: ListSelection;
  openId?: string | undefined;
  onOpen: (row: Row) => void;
  /** The page of a row, for a tab of its own. */
  pathOf: (id: string) => string;
}

/** The rows of a list: a table of any length, or cards where a table has no room. */
export function ListRows<Row extends { id: string }>(props: ListRowsProps<Row>) {
  const { pages, columns, cards, settings, onSettings, cursor, onOpen, pathOf } = props;
  const narrow = !useTableFits();
  const visibility = useMemo(
    () => Object.fromEntries(settings.hidden.map((id) => [id, false])),
    [settings.hidden],
  );
  const table = useTable({
    features: gridFeatures,
    columns,
    data: pages.rows,
    getRowId: (row) => row.id,
    state: { columnVisibility: visibility, columnSizing: settings.widths },
  });
  const { hasNextPage, isFetching, isFetchNextPageError, isPlaceholderData, fetchNextPage } = pages;
  const more = useCallback(() => {
    // To ask for more would end what is being read: rows that have changed would stay as they were.
    if (hasNextPage && !isFetching && !isFetchNextPageError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, isPlaceholderData, fetchNextPage]);
  const open = (row: Row, event: MouseEvent | KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey) window.open(pathOf(row.id), "_blank", "noopener");
    else onOpen(row);
  };
  const end = <ListEnd pages={pages} byButton={narrow} />;
  const style = isPlaceholderData ? { opacity: 0.6 } : {};
  if (narrow) {
    return (
      <Place style={style}>
        {cards}
        {end}
      </Place>
    );
  }
  return (
    <Place style={style}>
      <VirtualGrid
        table={table}
        label={props.label}
        total={props.total}
        busy={pages.isPending || isPlaceholderData}
        loading={pages.isPending}
        selection={props.selection}
        selectLabelOf={props.selectLabelOf}
        activeIndex={cursor.index}
        moves={cursor.moves}
        onActivate={cursor.activate}
        onMove={cursor.move}
        openId={props.openId}
        onOpen={open}
        onResize={(id, width) => onSettings({ widths: { ...settings.widths, [id]: width } })}
        onNearEnd={more}
        onSight={pages.onSight}
        end={end}
      />
    </Place>
  );
}

/** Below the rows: that more are coming, that they could not be had, or the button that asks for them. */
function ListEnd({ pages, byButton }: { pages: Pages<unknown>; byButton: boolean }) {
  const translate = useTranslate();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages;
  return (
    <End aria-live="polite">
      {isFetchNextPageError && !isFetchingNextPage && (
        <>
          {translate("desk.more_failed")}
          <Button onClick={() => void fetchNextPage()}>{translate("desk.retry")}</Button>
        </>
      )}
      {isFetchingNextPage && translate("desk.loading_more")}
      {byButton && hasNextPage && !isFetchingNextPage && !isFetchNextPageError && (
        <Button onClick={() => void fetchNextPage()}>{translate("desk.more")}</Button>
      )}
    </End>
  );
}
