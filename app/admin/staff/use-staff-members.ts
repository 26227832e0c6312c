import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { requestJson } from "~/admin/api/api-client";
import type {
  NewStaffReceipt,
  newStaffSchema,
  StaffMember,
  staffChangeSchema,
} from "~/lib/auth/staff-schemas";

const STAFF_KEY = ["staff"] as const;

/** Everybody who is or was staff, those who may come in first, by address. */
export function useStaffMembers() {
  return useQuery({
    queryKey: [...STAFF_KEY, "members"],
    queryFn: async ({ signal }) => {
      const { staff } = await requestJson<{ staff: StaffMember[] }>("/resources/staff", { signal });
      return staff.toSorted((a, b) => Number(a.disabled_at !== null) - Number(b.disabled_at !== null));
    },
  });
}

function useSettle() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: STAFF_KEY });
}

/** Makes somebody staff. */
export function useAddStaff() {
  return useMutation({
    mutationFn: (member: z.input<typeof newStaffSchema>) =>
      requestJson<NewStaffReceipt>("/resources/staff", { method: "POST", body: member }),
    onSettled: useSettle(),
  });
}

/** Changes a member's role or name, or disables or enables them. */
export function useChangeStaff() {
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: z.input<typeof staffChangeSchema> }) =>
      requestJson<{ member: StaffMember }>(`/resources/staff/${encodeURIComponent(id)}`, {
        method: "POST",
        body: change,
      }),
    onSettled: useSettle(),
  });
}
