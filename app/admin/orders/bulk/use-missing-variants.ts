import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { requestJson } from "~/admin/api/api-client";
import { selectedInReaderZone } from "~/admin/api/reader-zone";
import { BULK_KEY } from "~/admin/bulk-operations/use-bulk-operations";
import type { BulkReceipt } from "~/admin/failed-jobs/bulk/use-bulk";
import type {
  MissingVariantsPreview,
  MissingVariantsRequest,
  OrderSelection,
} from "~/lib/orders/generation-schemas";

/** Asks what generating the missing variants would do. Never from the cache: what is missing changes by the minute. */
export function useMissingVariantsPreview(selection: OrderSelection) {
  return useQuery({
    queryKey: ["missing-variants-preview", selection],
    queryFn: ({ signal }) =>
      requestJson<MissingVariantsPreview>("/resources/orders/missing-variants/preview", {
        method: "POST",
        body: { selection: selectedInReaderZone(selection) },
        signal,
      }),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** Starts it. The same request, sent again after no answer came, starts nothing anew. */
export function useStartMissingVariants() {
  const queryClient = useQueryClient();
  const intent = useRef({ body: "", key: "" });
  return useMutation({
    mutationFn: (request: MissingVariantsRequest) => {
      const body = JSON.stringify(request);
      if (intent.current.body !== body) intent.current = { body, key: crypto.randomUUID() };
      return requestJson<BulkReceipt>("/resources/orders/missing-variants", {
        method: "POST",
        body: { ...request, selection: selectedInReaderZone(request.selection) },
        idempotencyKey: intent.current.key,
      });
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: BULK_KEY }),
        queryClient.invalidateQueries({ queryKey: ["orders"] }),
      ]),
  });
}
