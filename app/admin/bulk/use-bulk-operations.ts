import {
  type InfiniteData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import { liveOn } from "~/admin/live/live-topics";
import type { BulkItemRow, BulkOperation } from "~/lib/bulk/bulk-schemas";

/** Items in one answer. */
const ITEMS = 100;

export const BULK_KEY = ["bulk-operations"] as const;

/** Whether it will go on, by itself or when it is resumed. */
export function isUnderWay({ state }: Pick<BulkOperation, "state">): boolean {
  return state === "running" || state === "paused";
}

/** The latest bulk operations. */
export function useBulkOperations() {
  return useQuery({
    queryKey: [...BULK_KEY, "list"],
    queryFn: async ({ signal }) =>
      (await requestJson<{ operations: BulkOperation[] }>("/resources/bulk-operations", { signal }))
        .operations,
    meta: { live: ["bulk_operation"] },
  });
}

/** Which results of an operation are looked at. */
export type ResultFilter = BulkItemRow["result"] | "all";

/** One operation and the first of its results; more of them by fetchNextPage. */
export function useBulkOperation(id: string, result: ResultFilter) {
  return useInfiniteQuery({
    queryKey: [...BULK_KEY, id, result],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ after: String(pageParam), limit: String(ITEMS) });
      if (result !== "all") query.set("result", result);
      return requestJson<BulkOperation & { items: BulkItemRow[] }>(
        `/resources/bulk-operations/${encodeURIComponent(id)}?${query}`,
        { signal },
      );
    },
    initialPageParam: 0,
    getNextPageParam: ({ items }) => (items.length < ITEMS ? undefined : items.at(-1)?.position),
    placeholderData: (previous, query) => (query?.queryKey[1] === id ? previous : undefined),
    // Its results say what has become of their failures since.
    meta: liveOn<InfiniteData<{ items: BulkItemRow[] }>>((data) => [
      "bulk_operation",
      ...(data?.pages ?? []).flatMap(({ items }) =>
        // Of an order, the page says no more than what was done.
        items.flatMap((item) => (item.job ? [`failed_job:${item.target_id}` as const] : [])),
      ),
    ]),
  });
}

/** Pauses, resumes or aborts an operation. */
export function useSetBulkState(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (state: "running" | "paused" | "aborted") =>
      requestJson<BulkOperation>(`/resources/bulk-operations/${encodeURIComponent(id)}/state`, {
        method: "POST",
        body: { state },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: BULK_KEY }),
  });
}
