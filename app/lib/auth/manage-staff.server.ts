import { randomBytes } from "node:crypto";
import { z } from "zod";
import { AppError } from "~/lib/errors";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { AnonClient, ServiceClient } from "~/lib/supabase/clients.server";
import type { StaffRole } from "./roles";
import type { NewStaffReceipt, StaffMember } from "./staff-schemas";

const setAnswer = z.union([
  z.object({ ok: z.literal(true), user_id: z.string() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["no_account", "admin_required", "oneself", "last_admin"]),
  }),
]);

/** What changes on a member; what is left out stays as it is. */
export interface StaffChange {
  email: string;
  fullName?: string | undefined;
  role?: StaffRole | undefined;
  disabled?: boolean | undefined;
}

/** Who changes something, and in which request; nobody at the command line. */
export interface StaffActor {
  actorId: string;
  requestId: string;
}

const REFUSALS = {
  admin_required: [403, "Only an admin can change who is staff. Nothing was changed."],
  oneself: [409, "You cannot take away your own rights. Another admin can. Nothing was changed."],
  last_admin: [409, "This is the last admin. Make somebody else admin first. Nothing was changed."],
} as const;

/** @returns false when nobody has an account with this address */
async function setStaffMember(db: ServiceClient, change: StaffChange, by?: StaffActor): Promise<boolean> {
  const answer = answerOf(
    await db.rpc("set_staff_member", {
      p_email: change.email,
      ...(change.fullName !== undefined && { p_full_name: change.fullName }),
      ...(change.role !== undefined && { p_role: change.role }),
      ...(change.disabled !== undefined && { p_disabled: change.disabled }),
      ...(by && { p_actor: by.actorId, p_request_id: by.requestId }),
    }),
    setAnswer,
    "change the staff member",
  );
  if (answer.ok) return true;
  if (answer.code === "no_account") return false;
  const [status, sentence] = REFUSALS[answer.code];
  throw new AppError(answer.code, status, sentence);
}

const MEMBER_COLUMNS = "user_id, email, full_name, role, disabled_at, last_seen_at";

/** Everybody who is or was staff, by address. */
export async function listStaff(db: ServiceClient): Promise<StaffMember[]> {
  return dataOf(await db.from("staff_members").select(MEMBER_COLUMNS).order("email"), "list the staff");
}

async function requireMember(db: ServiceClient, by: { email: string } | { user_id: string }) {
  const [[column, value] = ["user_id", ""]] = Object.entries(by);
  const member = dataOf(
    await db.from("staff_members").select(MEMBER_COLUMNS).eq(column, value).maybeSingle(),
    "find the member",
  );
  if (member) return member;
  throw new AppError(
    "not_found",
    404,
    `Nobody of the staff has the ${column === "email" ? "address" : "id"} ${value}. Add them first.`,
  );
}

/**
 * Changes a member's role or name, or disables or enables them.
 *
 * @param who by address or id
 * @param by who changes it; absent at the command line
 * @throws AppError 404 when nobody of the staff is this; 409 for the last admin, and for one's own rights
 */
export async function changeStaff(
  db: ServiceClient,
  who: { email: string } | { user_id: string },
  change: Omit<StaffChange, "email">,
  by?: StaffActor,
): Promise<StaffMember> {
  const { email, user_id } = await requireMember(
    db,
    "email" in who ? { email: who.email.toLowerCase() } : who,
  );
  await setStaffMember(db, { ...change, email }, by);
  return requireMember(db, { user_id });
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
 * @param by who adds them; absent at the command line
 * @returns the new account's password, to be handed over and changed; null when the account was there
 * @throws AppError 422 when Auth does not make the account; 409 when it would take rights from the last admin or from
 *   oneself
 */
export async function addStaff(
  db: ServiceClient,
  anon: AnonClient,
  member: { email: string; fullName: string | undefined; role: StaffRole },
  by?: StaffActor,
): Promise<NewStaffReceipt> {
  const change = { ...member, email: member.email.toLowerCase(), disabled: false };
  let password: string | null = null;
  if (!(await setStaffMember(db, change, by))) {
    password = randomBytes(12).toString("base64url");
    await createAccount(db, anon, change.email, password);
    if (!(await setStaffMember(db, change, by))) throw refused("it is not there after it was made");
  }
  return { member: await requireMember(db, { email: change.email }), password };
}
