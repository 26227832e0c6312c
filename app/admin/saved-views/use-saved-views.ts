import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import type {
  SavedView,
  SavedViewChange,
  SavedViewRequest,
  ViewList,
} from "~/lib/saved-views/saved-view-schemas";

const VIEWS_KEY = ["saved-views"] as const;
const FRESH_MS = 60_000;

/** One's own views of a list, and those that others share. */
export function useSavedViews(list: ViewList) {
  return useQuery({
    queryKey: [...VIEWS_KEY, list],
    queryFn: async ({ signal }) =>
      (await requestJson<{ views: SavedView[] }>(`/resources/saved-views?list=${list}`, { signal })).views,
    staleTime: FRESH_MS,
    meta: { live: ["saved_view"] },
  });
}

/** What can be done to a view; each is its own request. */
export type ViewRequest =
  | { do: "save"; view: SavedViewRequest }
  | { do: "change"; id: string; change: SavedViewChange }
  | { do: "delete"; id: string };

/** Saves, changes or deletes a view. */
export function useViewRequest() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (request: ViewRequest) => {
      const post = (path: string, body: object) =>
        requestJson<unknown>(`/resources/saved-views${path}`, { method: "POST", body });
      if (request.do === "save") return post("", request.view);
      const path = `/${encodeURIComponent(request.id)}`;
      return request.do === "change" ? post(path, request.change) : post(`${path}/deletion`, {});
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: VIEWS_KEY }),
  });
}
