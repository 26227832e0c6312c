import { useQuery } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import type { WholeTexts } from "~/lib/failed-jobs/failed-job-schemas";

/** The texts of a failure in full, asked for by a press: they may be megabytes. */
export function useWholeTexts(id: string) {
  const texts = useQuery({
    queryKey: ["failed-jobs", "texts", id],
    queryFn: ({ signal }) =>
      requestJson<WholeTexts>(`/resources/failed-jobs/${encodeURIComponent(id)}/texts`, { signal }),
    enabled: false,
    gcTime: 0,
  });
  return {
    texts: texts.data,
    loading: texts.isFetching,
    problem: texts.error,
    load: () => void texts.refetch(),
  };
}
