import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import type { OutboxPage, OutboxState } from "~/lib/outbox/outbox-schemas";

/** The events of a state, kept up to date. */
export function useOutbox(state: OutboxState | "all") {
  return useQuery({
    queryKey: ["outbox", state],
    queryFn: ({ signal }) => requestJson<OutboxPage>(`/resources/outbox?state=${state}`, { signal }),
    placeholderData: keepPreviousData,
    meta: { live: ["outbox"] },
  });
}

/** Sends events at once; whatever comes of it, the outbox is read anew. */
export function useSendNow() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (eventIds: string[]) =>
      requestJson<{ sent: string[]; waiting: string[] }>("/resources/outbox/sending", {
        method: "POST",
        body: { event_ids: eventIds },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["outbox"] }),
  });
}
