import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { requestJson } from "~/admin/api/api-client";
import { selectedInReaderZone } from "~/admin/api/reader-zone";
import type { BulkPreview, BulkPreviewRequest, BulkRequest } from "~/lib/bulk/bulk-schemas";
import { BULK_KEY } from "./use-bulk-operations";

/** Asks what a bulk action would do. Never from the cache: what is eligible changes by the minute. */
export function useBulkPreview({ kind, selection }: BulkPreviewRequest) {
  return useQuery({
    queryKey: ["bulk-preview", kind, selection],
    queryFn: ({ signal }) =>
      requestJson<BulkPreview>("/resources/bulk-operations/preview", {
        method: "POST",
        body: { kind, selection: selectedInReaderZone(selection) },
        signal,
      }),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** What a started operation is answered with. */
export interface BulkReceipt {
  id: string;
  total: number;
  delivery: "sent" | "queued";
}

/** Starts a bulk action. The same request, sent again after no answer came, starts nothing anew. */
export function useStartBulk() {
  const queryClient = useQueryClient();
  const intent = useRef({ body: "", key: "" });
  return useMutation({
    mutationFn: (request: BulkRequest) => {
      const body = JSON.stringify(request);
      if (intent.current.body !== body) intent.current = { body, key: crypto.randomUUID() };
      return requestJson<BulkReceipt>("/resources/bulk-operations", {
        method: "POST",
        body: { ...request, selection: selectedInReaderZone(request.selection) },
        idempotencyKey: intent.current.key,
      });
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: BULK_KEY }),
        queryClient.invalidateQueries({ queryKey: ["failed-jobs"] }),
        queryClient.invalidateQueries({ queryKey: ["orders"] }),
      ]),
  });
}
