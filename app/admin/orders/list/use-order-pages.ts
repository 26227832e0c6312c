import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { requestJson } from "~/admin/api/api-client";
import { queryString } from "~/admin/api/data-provider";
import { useLastData } from "~/admin/lists/use-last-data";
import type { Page } from "~/lib/list-query";
import type { OrderListQuery, OrderRow } from "~/lib/orders/order-schemas";

/** Rows in one answer: about three screens, so that the next ones are there before one gets to them. */
const PAGE_ROWS = 100;
/** With more pages than this in the table, looking back at the window is no reason to ask for all of them again. */
const REFETCHED_PAGES = 3;

/** The orders from the place in the address on, further ones as they are asked for. */
export function useOrderPages(query: OrderListQuery) {
  const { cursor, from, limit: _limit, ...filter } = query;
  const pages = useInfiniteQuery({
    queryKey: ["orders", "pages", filter, cursor ?? null, from ?? null],
    queryFn: ({ pageParam, signal }) =>
      requestJson<Page<OrderRow>>(
        `/resources/orders${queryString({ ...filter, ...pageParam, limit: PAGE_ROWS })}`,
        { signal },
      ),
    initialPageParam: { cursor, from } as { cursor?: string | undefined; from?: string | undefined },
    getNextPageParam: ({ next }) => (next === null ? undefined : { cursor: next }),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= REFETCHED_PAGES,
  });
  const data = useLastData(pages.data, pages.isError);
  const rows = useMemo(() => {
    // What moves while one scrolls may come twice; it is shown once, at its first place.
    const byId = new Map<string, OrderRow>();
    for (const page of data?.pages ?? [])
      for (const row of page.rows) if (!byId.has(row.id)) byId.set(row.id, row);
    return [...byId.values()];
  }, [data]);
  return {
    ...pages,
    data,
    rows,
    previous: data?.pages[0]?.previous ?? null,
    next: data?.pages.at(-1)?.next ?? null,
  };
}

export type OrderPages = ReturnType<typeof useOrderPages>;
