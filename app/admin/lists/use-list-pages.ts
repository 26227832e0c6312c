import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Page } from "~/lib/list-query";
import {
  broughtUpToDate,
  joinPages,
  type KeptPage,
  type Place,
  pagesWith,
  withFreshRows,
} from "./list-pages";
import { type ChangedRows, useInPlace } from "./use-in-place";
import { useLastData } from "./use-last-data";

/** Rows in one answer: about three screens, so that the next ones are there before one gets to them. */
export const PAGE_ROWS = 100;
/** Up to so many pages are read anew as a whole; of a longer list what is in sight. */
const SHORT = 3;

type Kept<P> = InfiniteData<KeptPage<P>, Place>;

/** Cuts a list that nobody looks at any longer: it begins at its top again, and further rows come as they are asked for. */
async function cutShort<P>(queryClient: QueryClient, queryKey: QueryKey): Promise<void> {
  await queryClient.cancelQueries({ queryKey, exact: true });
  queryClient.setQueryData<Kept<P>>(queryKey, (kept) =>
    kept && kept.pages.length > SHORT
      ? { pages: kept.pages.slice(0, SHORT), pageParams: kept.pageParams.slice(0, SHORT) }
      : kept,
  );
}

interface ListPagesOptions<Row, P> {
  queryKey: QueryKey;
  /** Where the list begins. */
  place: Place;
  /** Reads PAGE_ROWS rows. */
  read: (place: Place, signal: AbortSignal) => Promise<P>;
  /** What the rows are, for the live stream. */
  of: "failures" | "orders";
  /** Reads rows by their ids, whether or not they match. */
  readRows: (ids: readonly string[]) => Promise<Row[]>;
  enabled?: boolean;
}

/**
 * The rows of a list from a place on, further ones as they are asked for.
 *
 * One's own actions fetch the list again, as any other query. One that is scrolled far would be a hundred requests: only
 * its pages in sight are fetched, without moving a row, and the others when they come into sight. What other people do
 * changes rows where they stand. To see what has come between the rows, `readAnew` fetches the list from its beginning.
 */
export function useListPages<Row extends { id: string }, P extends Page<Row>>(
  options: ListPagesOptions<Row, P>,
) {
  const { place, read, of, readRows, enabled = true } = options;
  const queryClient = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same key as long as it says the same.
  const queryKey = useMemo(() => options.queryKey, [JSON.stringify(options.queryKey)]);
  // Indexes of pages; where nobody says what is in sight, everything is.
  const sight = useRef<ReadonlySet<number> | null>(null);
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }): Promise<KeptPage<P>> => {
      const kept = queryClient.getQueryData<Kept<P>>(queryKey);
      const index = kept?.pageParams.findIndex(({ cursor }) => cursor === pageParam.cursor) ?? -1;
      const known = kept?.pages[index];
      if (!kept || !known || kept.pages.length <= SHORT) return read(pageParam, signal);
      if (sight.current?.has(index) === false) return { ...known, outdated: true };
      return broughtUpToDate<Row, P>(known, await read(pageParam, signal));
    },
    initialPageParam: place,
    getNextPageParam: ({ next }): Place | undefined => (next === null ? undefined : { cursor: next }),
    placeholderData: keepPreviousData,
    enabled,
    // Rows are updated in place, below. The whole list is fetched again only after it failed.
    meta: { live: [] },
  });
  useInPlace(of, pages.isFetching || pages.isError, async ({ all, ids }: ChangedRows) => {
    const kept = queryClient.getQueryData<Kept<P>>(queryKey);
    if (!kept) return;
    const hasChanged = (id: string) => all || ids.has(id);
    const isSeen = (page: number) => kept.pages.length <= SHORT || sight.current?.has(page) !== false;
    const asked = kept.pages.flatMap((page, index) =>
      isSeen(index) ? page.rows.filter((row) => hasChanged(row.id)).map(({ id }) => id) : [],
    );
    const fresh = new Map((await readRows(asked)).map((row) => [row.id, row]));
    queryClient.setQueryData<Kept<P>>(
      queryKey,
      (now) =>
        now && {
          ...now,
          pages: now.pages.map((page) => withFreshRows<Row, P>(page, fresh, new Set(asked), hasChanged)),
        },
    );
  });
  useEffect(() => () => void cutShort<P>(queryClient, queryKey), [queryClient, queryKey]);

  const data = useLastData(pages.data, pages.isError);
  const { rows, starts } = useMemo(() => joinPages<Row>(data?.pages ?? []), [data]);
  const { refetch } = pages;
  const onSight = useCallback(
    (first: number, last: number, active: number) => {
      const seen = new Set([...pagesWith(starts, first, last), ...pagesWith(starts, active, active)]);
      sight.current = seen;
      // One that is under way already has taken note of what was in sight before; this is called again when it ends.
      if ([...seen].some((page) => data?.pages[page]?.outdated)) void refetch({ cancelRefetch: false });
    },
    [starts, data, refetch],
  );
  return {
    ...pages,
    data,
    rows,
    previous: data?.pages[0]?.previous ?? null,
    next: data?.pages.at(-1)?.next ?? null,
    /** Whether only what is in sight is kept up to date. */
    isLong: (data?.pages.length ?? 0) > SHORT,
    /** To be called with the indexes of the first and the last row in sight, and of the one that the keys act on. */
    onSight,
    /** Reads the list from its beginning, with what has come between its rows. */
    readAnew: () => cutShort<P>(queryClient, queryKey).then(() => refetch()),
  };
}
