import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router-dom";
import { requestJson } from "~/admin/api/api-client";
import { useNow } from "~/admin/components/now";
import { type Overview, RANGE_NAMES, type RangeName } from "~/lib/overview/overview-schemas";

/** The live stream says when something has changed; this is for what changes by getting older. */
const EVERY_MS = 60_000;

/** The calendar day of an instant where the reader is, as an ISO date. */
function localDay(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The range that the address says; the first one when it says none, or nonsense. */
export function useRange(): RangeName {
  const [params] = useSearchParams();
  return RANGE_NAMES.find((name) => name === params.get("range")) ?? RANGE_NAMES[0];
}

/** The overview of a range, kept up to date. */
export function useOverview(range: RangeName) {
  const today = localDay(useNow());
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useQuery({
    queryKey: ["overview", range, today, zone],
    queryFn: ({ signal }) =>
      requestJson<Overview>(`/resources/overview?${new URLSearchParams({ range, today, zone })}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
}
