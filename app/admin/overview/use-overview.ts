import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router-dom";
import { requestJson } from "~/admin/api/api-client";
import { inReaderZone } from "~/admin/api/reader-zone";
import { type Overview, RANGE_NAMES, type RangeName } from "~/lib/overview/overview-schemas";

/** The range that the address says; the first one when it says none, or nonsense. */
export function useRange(): RangeName {
  const [params] = useSearchParams();
  return RANGE_NAMES.find((name) => name === params.get("range")) ?? RANGE_NAMES[0];
}

/** The overview of a range, kept up to date. */
export function useOverview(range: RangeName) {
  return useQuery({
    queryKey: ["overview", range],
    queryFn: ({ signal }) =>
      requestJson<Overview>(inReaderZone(`/resources/overview?range=${range}`), { signal }),
    placeholderData: keepPreviousData,
    meta: { live: ["failed_job", "order", "time"] },
  });
}
