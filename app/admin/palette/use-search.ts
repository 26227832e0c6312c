import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { requestJson } from "~/admin/api/api-client";
import { type SearchAnswer, SHORTEST_SEARCH } from "~/lib/search/search-schemas";

/** Shorter than in a list: whoever opened the palette waits for nothing else. */
const PAUSE_MS = 150;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** What is found everywhere for a text, as one types. */
export function useSearch(text: string) {
  const q = useSettled(text.trim());
  const asked = q.length >= SHORTEST_SEARCH;
  const search = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) =>
      requestJson<SearchAnswer>(`/resources/search?q=${encodeURIComponent(q)}`, { signal }),
    enabled: asked,
    placeholderData: keepPreviousData,
    // An answer is old the moment somebody acts; the palette is opened anew to look again.
    staleTime: 5_000,
  });
  return {
    results: asked ? (search.data?.results ?? []) : [],
    /** An answer to what is typed has not come yet. */
    pending: text.trim().length >= SHORTEST_SEARCH && (q !== text.trim() || search.isFetching),
    error: asked ? search.error : null,
    asked,
  };
}
