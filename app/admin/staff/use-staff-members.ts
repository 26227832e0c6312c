import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { requestJson } from "~/admin/api/api-client";
import type {
  InvitationReceipt,
  newStaffSchema,
  StaffInvitation,
  StaffMember,
  staffChangeSchema,
} from "~/lib/auth/staff-schemas";

const STAFF_KEY = ["staff"] as const;

interface StaffList {
  staff: StaffMember[];
  invitations: StaffInvitation[];
}

function useStaffList<T>(select: (list: StaffList) => T) {
  return useQuery({
    queryKey: [...STAFF_KEY, "members"],
    queryFn: ({ signal }) => requestJson<StaffList>("/resources/staff", { signal }),
    select,
    meta: { live: ["staff_member", "staff_invitation"] },
  });
}

const activeFirst = ({ staff }: StaffList) =>
  staff.toSorted((a, b) => Number(a.disabled_at !== null) - Number(b.disabled_at !== null));
const invitationsOf = ({ invitations }: StaffList) => invitations;

/** Everybody who is or was staff, those who may come in first, by address. */
export function useStaffMembers() {
  return useStaffList(activeFirst);
}

/** Who has been invited and has not accepted yet. */
export function useInvitations(): StaffInvitation[] {
  return useStaffList(invitationsOf).data ?? [];
}

function useSettle() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: STAFF_KEY });
}

/** Invites somebody, or invites them again. */
export function useInviteStaff() {
  return useMutation({
    mutationFn: (member: z.input<typeof newStaffSchema>) =>
      requestJson<InvitationReceipt>("/resources/staff", { method: "POST", body: member }),
    onSettled: useSettle(),
  });
}

/** Takes an invitation back. */
export function useWithdrawInvitation() {
  return useMutation({
    mutationFn: ({ id }: StaffInvitation) =>
      requestJson<{ withdrawn: true }>(`/resources/staff/invitations/${encodeURIComponent(id)}/withdrawal`, {
        method: "POST",
        body: {},
      }),
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
