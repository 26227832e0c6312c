import { requestJson } from "~/admin/api/api-client";
import { queryString } from "~/admin/api/data-provider";
import { inReaderZone } from "~/admin/api/reader-zone";
import { readRows } from "~/admin/lists/read-rows";
import { PAGE_ROWS, useListPages } from "~/admin/lists/use-list-pages";
import type { Page } from "~/lib/list-query";
import type { OrderListQuery, OrderRow } from "~/lib/orders/order-schemas";

/** The orders from the place in the address on, further ones as they are asked for. */
export function useOrderPages(query: OrderListQuery) {
  const { cursor, from, limit: _limit, ...filter } = query;
  return useListPages<OrderRow, Page<OrderRow>>({
    queryKey: ["orders", "pages", filter, cursor ?? null, from ?? null],
    place: { cursor, from },
    read: (place, signal) =>
      requestJson<Page<OrderRow>>(
        inReaderZone(`/resources/orders${queryString({ ...filter, ...place, limit: PAGE_ROWS })}`),
        { signal },
      ),
    of: "orders",
    readRows: (ids) => readRows<OrderRow>("orders", ids),
  });
}

export type OrderPages = ReturnType<typeof useOrderPages>;
