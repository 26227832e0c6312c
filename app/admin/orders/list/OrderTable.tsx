import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTable } from "@tanstack/react-table";
import { type KeyboardEvent, type MouseEvent, useCallback, useMemo } from "react";
import { useTranslate } from "react-admin";
import { orderPath } from "~/admin/addresses/paths";
import { gridFeatures } from "~/admin/lists/grid/grid-features";
import type { GridSettings } from "~/admin/lists/grid/grid-settings";
import { VirtualGrid } from "~/admin/lists/grid/VirtualGrid";
import { useTableFits } from "~/admin/lists/TriageFrame";
import type { Cursor } from "~/admin/lists/use-cursor";
import type { ListSelection } from "~/admin/lists/use-list-selection";
import { OrderCards } from "~/admin/orders/OrderCards";
import { token } from "~/admin/theme/tokens";
import type { OrderRow } from "~/lib/orders/order-schemas";
import { ActiveOrderContext } from "./active-order";
import { orderColumns } from "./order-columns";
import type { OrderPages } from "./use-order-pages";

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

interface OrderTableProps {
  pages: OrderPages;
  /** How many there are; null when nobody knows. */
  total: number | null;
  settings: GridSettings;
  onSettings: (part: Partial<GridSettings>) => void;
  cursor: Cursor;
  selection: ListSelection;
  onOpen: (row: OrderRow) => void;
}

/** The rows of the list: a table of any length, or cards where a table has no room. */
export function OrderTable(props: OrderTableProps) {
  const { pages, total, settings, onSettings, cursor, selection, onOpen } = props;
  const translate = useTranslate();
  const narrow = !useTableFits();
  const visibility = useMemo(
    () => Object.fromEntries(settings.hidden.map((id) => [id, false])),
    [settings.hidden],
  );
  const table = useTable({
    features: gridFeatures,
    columns: orderColumns,
    data: pages.rows,
    getRowId: (row) => row.id,
    state: { columnVisibility: visibility, columnSizing: settings.widths },
  });
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, isPlaceholderData } = pages;
  const { fetchNextPage } = pages;
  const more = useCallback(() => {
    // To ask for more would end what is being read: rows that have changed would stay as they were.
    if (hasNextPage && !isFetching && !isFetchNextPageError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, isPlaceholderData, fetchNextPage]);
  const open = (row: OrderRow, event: MouseEvent | KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey) window.open(orderPath(row.id), "_blank", "noopener");
    else onOpen(row);
  };
  const end = (
    <End aria-live="polite">
      {isFetchNextPageError && !isFetchingNextPage && (
        <>
          {translate("order_list.more_failed")}
          <Button onClick={() => void fetchNextPage()}>{translate("desk.retry")}</Button>
        </>
      )}
      {isFetchingNextPage && translate("order_list.loading_more")}
      {narrow && hasNextPage && !isFetchingNextPage && !isFetchNextPageError && (
        <Button onClick={() => void fetchNextPage()}>{translate("desk.more")}</Button>
      )}
    </End>
  );
  const style = isPlaceholderData ? { opacity: 0.6 } : {};
  if (narrow) {
    return (
      <Place style={style}>
        <OrderCards orders={pages.rows} loading={pages.data === undefined} />
        {end}
      </Place>
    );
  }
  return (
    <Place style={style}>
      <ActiveOrderContext.Provider value={pages.rows[cursor.index]?.id}>
        <VirtualGrid
          table={table}
          label={translate("orders.table")}
          total={total}
          busy={pages.isPending || isPlaceholderData}
          loading={pages.isPending}
          selection={selection}
          selectLabelOf={(order) =>
            translate("order_list.select_row", {
              who: order.customer_name ?? order.customer_email,
              name: order.recipient_name,
            })
          }
          activeIndex={cursor.index}
          moves={cursor.moves}
          onActivate={cursor.activate}
          onMove={cursor.move}
          openId={undefined}
          onOpen={open}
          onResize={(id, width) => onSettings({ widths: { ...settings.widths, [id]: width } })}
          onNearEnd={more}
          onSight={pages.onSight}
          end={end}
        />
      </ActiveOrderContext.Provider>
    </Place>
  );
}
