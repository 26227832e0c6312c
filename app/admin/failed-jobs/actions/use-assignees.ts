import { useQuery } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";

/** Somebody who a failure can be given to. */
export interface Assignee {
  id: string;
  name: string;
}

interface StaffAnswer {
  staff: { user_id: string; full_name: string; role: string; disabled_at: string | null }[];
}

/** Staff come and go rarely. */
const FRESH_MS = 60_000;

/** Who a failure can be given to: everybody who is not disabled and may act, by name. */
export function useAssignees() {
  return useQuery({
    queryKey: ["staff", "assignees"],
    staleTime: FRESH_MS,
    meta: { live: ["staff_member"] },
    queryFn: async ({ signal }): Promise<Assignee[]> => {
      const { staff } = await requestJson<StaffAnswer>("/resources/staff", { signal });
      return staff
        .filter(({ disabled_at, role }) => disabled_at === null && role !== "viewer")
        .map(({ user_id: id, full_name: name }) => ({ id, name }))
        .sort((a, b) => a.name.localeCompare(b.name));
    },
  });
}
