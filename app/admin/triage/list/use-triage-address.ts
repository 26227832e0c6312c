import { useMemo } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import type { z } from "zod";
import { type ListAddress, useListAddress } from "~/admin/lists/use-list-address";
import { type FailedJobFilter, failedJobFilterShape } from "~/lib/failed-jobs/failed-job-filter";
import { type FailedJobListQuery, failedJobListQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";

/** The failed job that is open beside the list, in the address. */
const OPEN_JOB = "job";

export type ListChange = Partial<z.input<typeof failedJobListQuerySchema>>;

export interface TriageAddress extends ListAddress<typeof failedJobListQuerySchema> {
  /** What the address says to search for, also when it is wrong and counts for nothing. */
  typed: string;
  openJob: string | undefined;
  /** Opens a failed job beside the list, or closes it. @param replace takes the present address's place in history */
  showJob: (id: string | null, replace?: boolean) => void;
}

/** The filter in a list's query: what the facets, groups, bulk actions and the export take. */
export function filterOf(query: FailedJobListQuery): FailedJobFilter {
  const keys = Object.keys(failedJobFilterShape);
  return Object.fromEntries(Object.entries(query).filter(([key]) => keys.includes(key))) as FailedJobFilter;
}

/** What the address of the list says, and what the pane shows. */
export function useTriageAddress(): TriageAddress {
  const address = useListAddress(failedJobListQuerySchema);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  return useMemo(() => {
    const params = new URLSearchParams(search);
    return {
      ...address,
      typed: params.get("q") ?? "",
      openJob: params.get(OPEN_JOB) ?? undefined,
      showJob: (id, replace = false) => {
        const next = new URLSearchParams(search);
        if (id === null) next.delete(OPEN_JOB);
        else next.set(OPEN_JOB, id);
        const to = next.size > 0 ? `${pathname}?${next}` : pathname;
        // At once: the router would else wait until nothing more urgent is to be drawn.
        navigate(to, { replace, preventScrollReset: true, flushSync: true });
      },
    };
  }, [address, pathname, search, navigate]);
}
