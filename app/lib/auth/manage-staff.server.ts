import { z } from "zod";
import { refusal } from "~/lib/errors/app-error";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { StaffRole } from "./roles";
import type { StaffMember } from "./staff-schemas";

const changeAnswer = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.enum(["not_found", "admin_required", "oneself", "last_admin"]) }),
]);

/** What changes on a member; what is left out stays as it is. */
export interface StaffChange {
  fullName?: string | undefined;
  role?: StaffRole | undefined;
  disabled?: boolean | undefined;
}

/** Who changes something, and in which request; nobody at the command line. */
export interface StaffActor {
  actorId: string;
  requestId: string;
}

/** Everybody who is or was staff, by address. */
export async function listStaff(db: ServiceClient): Promise<StaffMember[]> {
  return dataOf(await db.rpc("list_staff"), "list the staff");
}

async function readMember(db: ServiceClient, userId: string): Promise<StaffMember> {
  const columns = "user_id, email, full_name, role, disabled_at, last_seen_at";
  return dataOf(
    await db.from("staff_members").select(columns).eq("user_id", userId).single(),
    "read the member",
  );
}

/** @param email as Auth has it now, whatever it was when they were added */
async function requireIdOf(db: ServiceClient, email: string): Promise<string> {
  const member = (await listStaff(db)).find((each) => each.email === email.toLowerCase());
  if (member) return member.user_id;
  throw refusal("not_found.staff", { email });
}

/**
 * Changes a member's role or name, or disables or enables them.
 *
 * @param who by address or id
 * @param by who changes it; absent at the command line
 * @throws AppError 404 when nobody of the staff is this; 403 for who is no admin; 409 for the last admin, and for one's
 *   own rights
 */
export async function changeStaff(
  db: ServiceClient,
  who: { email: string } | { user_id: string },
  change: StaffChange,
  by?: StaffActor,
): Promise<StaffMember> {
  const userId = "email" in who ? await requireIdOf(db, who.email) : who.user_id;
  const answer = answerOf(
    await db.rpc("change_staff_member", {
      p_user_id: userId,
      ...(change.fullName !== undefined && { p_full_name: change.fullName }),
      ...(change.role !== undefined && { p_role: change.role }),
      ...(change.disabled !== undefined && { p_disabled: change.disabled }),
      ...(by && { p_actor: by.actorId, p_request_id: by.requestId }),
    }),
    changeAnswer,
    "change the staff member",
  );
  if (!answer.ok) throw refusal(answer.code === "not_found" ? "not_found.staff" : answer.code);
  return readMember(db, userId);
}
