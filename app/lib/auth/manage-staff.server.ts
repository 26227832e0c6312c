import { randomBytes } from "node:crypto";
import { z } from "zod";
import { AppError } from "~/lib/errors";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { AnonClient, ServiceClient } from "~/lib/supabase/clients.server";
import type { StaffRole } from "./roles";

const setAnswer = z.union([
  z.object({ ok: z.literal(true), user_id: z.string() }),
  z.object({ ok: z.literal(false), code: z.literal("no_account") }),
]);

/** A member of staff, as a list shows it. */
export interface StaffMember {
  user_id: string;
  email: string;
  full_name: string;
  role: StaffRole;
  disabled_at: string | null;
}

/** What changes on a member; what is left out stays as it is. */
export interface StaffChange {
  email: string;
  fullName?: string | undefined;
  role?: StaffRole | undefined;
  disabled?: boolean | undefined;
}

async function setStaffMember(db: ServiceClient, change: StaffChange): Promise<boolean> {
  const answer = answerOf(
    await db.rpc("set_staff_member", {
      p_email: change.email,
      ...(change.fullName !== undefined && { p_full_name: change.fullName }),
      ...(change.role !== undefined && { p_role: change.role }),
      ...(change.disabled !== undefined && { p_disabled: change.disabled }),
    }),
    setAnswer,
    "change the staff member",
  );
  return answer.ok;
}

/** Everybody who is or was staff, by address. */
export async function listStaff(db: ServiceClient): Promise<StaffMember[]> {
  return dataOf(
    await db.from("staff_members").select("user_id, email, full_name, role, disabled_at").order("email"),
    "list the staff",
  );
}

/**
 * Changes a member's role or name, or disables or enables them.
 *
 * @throws AppError 404 when nobody of the staff has this address
 */
export async function changeStaff(db: ServiceClient, change: StaffChange): Promise<void> {
  const email = change.email.toLowerCase();
  const known = dataOf(
    await db.from("staff_members").select("user_id").eq("email", email),
    "find the member",
  );
  if (known.length === 0)
    throw new AppError("not_found", 404, `Nobody of the staff has the address ${email}. Add them first.`);
  await setStaffMember(db, { ...change, email });
}

/** What an Auth without an admin interface answers to its addresses, or to a key that is no token. */
const NO_ADMIN_INTERFACE = [401, 403, 404, 405];

/** Makes an account. Auth's admin interface needs no confirmation; where there is none, signing up does it. */
async function createAccount(
  db: ServiceClient,
  anon: AnonClient,
  email: string,
  password: string,
): Promise<void> {
  const admin = await db.auth.admin.createUser({ email, password, email_confirm: true });
  if (!admin.error) return;
  if (!NO_ADMIN_INTERFACE.includes(admin.error.status ?? 0)) throw refused(admin.error.message);
  const signUp = await anon.auth.signUp({ email, password });
  if (signUp.error) throw refused(signUp.error.message);
}

function refused(why: string): AppError {
  return new AppError("account_refused", 422, `Auth did not make the account: ${why}. Nobody was added.`);
}

/**
 * Makes somebody staff. An account that there is already keeps its password; otherwise one is made.
 *
 * @param anon used where Auth has no admin interface; never the service client, which a session would turn into
 *   somebody else
 * @returns the new account's password, to be handed over and changed; null when the account was there
 * @throws AppError 422 when Auth does not make the account
 */
export async function addStaff(
  db: ServiceClient,
  anon: AnonClient,
  member: { email: string; fullName: string | undefined; role: StaffRole },
): Promise<string | null> {
  const change = { ...member, email: member.email.toLowerCase(), disabled: false };
  if (await setStaffMember(db, change)) return null;
  const password = randomBytes(12).toString("base64url");
  await createAccount(db, anon, change.email, password);
  if (!(await setStaffMember(db, change))) throw refused("it is not there after it was made");
  return password;
}
