import { randomBytes } from "node:crypto";
import { z } from "zod";
import { AppError } from "~/lib/errors";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { AnonClient, ServiceClient } from "~/lib/supabase/clients.server";
import type { StaffRole } from "./roles";
import { type NewStaffReceipt, presentMemberSchema, type StaffMember } from "./staff-schemas";

const addAnswer = z.union([
  z.object({ ok: z.literal(true), user_id: z.string() }),
  z.object({ ok: z.literal(false), code: z.literal("already_staff"), member: presentMemberSchema }),
  z.object({ ok: z.literal(false), code: z.enum(["no_account", "admin_required"]) }),
]);
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

/** Who becomes staff, and as what. */
export interface NewStaff {
  email: string;
  fullName: string | undefined;
  role: StaffRole;
}

/** Who changes something, and in which request; nobody at the command line. */
export interface StaffActor {
  actorId: string;
  requestId: string;
}

const REFUSALS = {
  not_found: [404, "Nobody of the staff has this id. Look at the list of staff anew. Nothing was changed."],
  admin_required: [403, "Only an admin can change who is staff. Nothing was changed."],
  oneself: [409, "You cannot take away your own rights. Another admin can. Nothing was changed."],
  last_admin: [409, "This is the last admin. Make somebody else admin first. Nothing was changed."],
} as const;

function refusal(code: keyof typeof REFUSALS): AppError {
  const [status, sentence] = REFUSALS[code];
  return new AppError(code, status, sentence);
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
  throw new AppError(
    "not_found",
    404,
    `Nobody of the staff has the address ${email}. Look for them in the list of staff, which has the present addresses, or add them. Nothing was changed.`,
  );
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
  if (!answer.ok) throw refusal(answer.code);
  return readMember(db, userId);
}

function alreadyStaff(member: z.infer<typeof presentMemberSchema>): AppError {
  const is = `as ${member.role}${member.disabled ? ", and disabled" : ""}`;
  return new AppError(
    "already_staff",
    409,
    `${member.full_name} is staff already, ${is}. Nothing was changed. Roles are changed, and people enabled, in the list of staff.`,
    { details: { member } },
  );
}

/** @returns their id; null when nobody has an account with this address */
async function addMember(db: ServiceClient, member: NewStaff, by?: StaffActor): Promise<string | null> {
  const answer = answerOf(
    await db.rpc("add_staff_member", {
      p_email: member.email,
      p_role: member.role,
      ...(member.fullName !== undefined && { p_full_name: member.fullName }),
      ...(by && { p_actor: by.actorId, p_request_id: by.requestId }),
    }),
    addAnswer,
    "add the staff member",
  );
  if (answer.ok) return answer.user_id;
  if (answer.code === "already_staff") throw alreadyStaff(answer.member);
  if (answer.code === "admin_required") throw refusal(answer.code);
  return null;
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
 * @throws AppError 422 when Auth does not make the account; 409 when they are staff already, with what they are; 403 for
 *   who is no admin
 */
export async function addStaff(
  db: ServiceClient,
  anon: AnonClient,
  member: NewStaff,
  by?: StaffActor,
): Promise<NewStaffReceipt> {
  const email = member.email.toLowerCase();
  let password: string | null = null;
  let userId = await addMember(db, member, by);
  if (userId === null) {
    password = randomBytes(12).toString("base64url");
    await createAccount(db, anon, email, password);
    userId = await addMember(db, member, by);
  }
  if (userId === null) throw refused("it is not there after it was made");
  return { member: await readMember(db, userId), password };
}
