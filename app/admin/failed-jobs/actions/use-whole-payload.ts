import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useReveal } from "~/admin/failed-jobs/use-reveal";
import type { ActionTarget } from "./job-actions";

/**
 * The payload with nothing masked, to be edited: a mask that was sent back would overwrite what it hides. Where
 * nothing is masked there is nothing to reveal, and nothing to record.
 */
export function useWholePayload(target: ActionTarget) {
  const reveal = useReveal(target.id);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () =>
      target.masked?.length === 0 ? { event_data: target.event_data } : await reveal(),
  });
  // Revealing is recorded, so it is asked for once.
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    mutate();
  }, [mutate]);
  return { event: data?.event_data, loaded: data !== undefined, error, isPending, ask: () => mutate() };
}
