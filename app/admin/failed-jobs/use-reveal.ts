import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { requestJson } from "~/admin/api/api-client";
import type { RevealedPayload } from "~/lib/failed-jobs/failed-job-schemas";

/** Asks for what is masked in a failed job's payload. The server records who did; the timeline then shows it. */
export function useReveal(id: string): () => Promise<RevealedPayload> {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    const path = `/resources/failed-jobs/${encodeURIComponent(id)}/reveal`;
    const revealed = await requestJson<RevealedPayload>(path, { method: "POST", body: {} });
    void queryClient.invalidateQueries({ queryKey: ["failed-jobs", "getOne"] });
    return revealed;
  }, [queryClient, id]);
}
