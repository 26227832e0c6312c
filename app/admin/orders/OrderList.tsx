import Button from "@mui/material/Button";
import type { Theme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import { keepPreviousData } from "@tanstack/react-query";
import { functionalUpdate, type SortingState, useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import { useGetList, useTranslate } from "react-admin";
import { Link, useLocation } from "react-router-dom";
import { Centered } from "~/admin/components/Centered";
import { CursorPager, isPlaced } from "~/admin/lists/CursorPager";
import { DataTable } from "~/admin/lists/DataTable";
import { EmptyPlace } from "~/admin/lists/EmptyPlace";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import { ListFrame } from "~/admin/lists/ListFrame";
import { SearchField } from "~/admin/lists/SearchField";
import { deskTableFeatures } from "~/admin/lists/table-features";
import { useListAddress } from "~/admin/lists/use-list-address";
import { orderPath } from "~/admin/paths";
import { ORDER_SORTS, type OrderRow, orderListQuerySchema } from "~/lib/orders/order-schemas";
import { OrderCards } from "./OrderCards";
import { orderColumns } from "./order-columns";

const STATUSES = [undefined, "failed", "generating", "pending", "complete", "empty"] as const;
const NO_ROWS: OrderRow[] = [];

/** Nothing to show, and why: there are no orders, or the filters match none. */
function NoOrders({ filtered, clearHref }: { filtered: boolean; clearHref: string }) {
  const translate = useTranslate();
  const kind = filtered ? "no_match" : "empty";
  return (
    <Centered
      tone="pending"
      title={translate(`orders.${kind}.title`)}
      text={translate(`orders.${kind}.text`)}
      action={
        filtered && (
          <Button component={Link} to={clearHref}>
            {translate("orders.no_match.clear")}
          </Button>
        )
      }
    />
  );
}

/** Every order, with a chip for each variant. */
export function OrderList() {
  const translate = useTranslate();
  const { query, hrefWith, change } = useListAddress(orderListQuerySchema);
  const from = { list: useLocation().search };
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down("sm"));
  const list = useGetList<OrderRow>("orders", { filter: query }, { placeholderData: keepPreviousData });
  const rows = list.data ?? NO_ROWS;
  const sorting = useMemo<SortingState>(
    () => [{ id: query.sort, desc: query.order === "desc" }],
    [query.sort, query.order],
  );
  const table = useTable({
    features: deskTableFeatures,
    columns: orderColumns,
    data: rows,
    getRowId: (row) => row.id,
    manualSorting: true,
    enableSortingRemoval: false,
    state: { sorting },
    onSortingChange: (updater) => {
      const next = functionalUpdate(updater, sorting)[0];
      const sort = ORDER_SORTS.find((name) => name === next?.id);
      if (next && sort) change({ sort, order: next.desc ? "desc" : "asc" });
    },
  });
  const filtered = query.q !== "" || query.status !== undefined;
  const loading = list.data === undefined;

  return (
    <ListFrame
      title={translate("orders.title")}
      description={translate("orders.description")}
      state={{ ...list, hasRows: !loading, refetch: () => void list.refetch() }}
      tabs={
        <FilterTabs
          label={translate("orders.filter")}
          tabs={STATUSES.map((status) => ({
            to: hrefWith({ status }),
            label: translate(status ? `orders.status.${status}` : "orders.all"),
            current: query.status === status,
          }))}
        />
      }
      tools={
        <SearchField
          label={translate("orders.search")}
          value={query.q}
          onChange={(q) => change({ q }, true)}
        />
      }
      pager={
        list.data && (
          <CursorPager
            place={query}
            previous={list.meta?.previous ?? null}
            next={list.meta?.next ?? null}
            shown={translate("orders.shown", { smart_count: rows.length })}
            dayLabel={translate(`orders.from.${query.sort}.${query.order}`)}
            onGo={(place) => change({ cursor: place.cursor, from: place.from })}
          />
        )
      }
    >
      {!loading && rows.length === 0 && isPlaced(query) ? (
        <EmptyPlace />
      ) : !loading && rows.length === 0 ? (
        <NoOrders filtered={filtered} clearHref={hrefWith({ q: "", status: undefined })} />
      ) : narrow ? (
        <OrderCards orders={rows} loading={loading} />
      ) : (
        <DataTable
          table={table}
          label={translate("orders.table")}
          pathOf={(order) => orderPath(order.id)}
          from={from}
          loading={loading}
        />
      )}
    </ListFrame>
  );
}
