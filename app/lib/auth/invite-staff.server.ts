import type { AuthError } from "@supabase/supabase-js";
import { z } from "zod";
import { type AppError, refusal } from "~/lib/errors/app-error";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { StaffActor } from "./manage-staff.server";
import type { StaffRole } from "./roles";
import {
  type Delivery,
  type InvitationReceipt,
  invitationSchema,
  presentMemberSchema,
  type StaffInvitation,
} from "./staff-schemas";

const inviteAnswer = z.union([
  z.object({ ok: z.literal(true), invitation: invitationSchema }),
  z.object({ ok: z.literal(false), code: z.literal("already_staff"), member: presentMemberSchema }),
  z.object({ ok: z.literal(false), code: z.literal("admin_required") }),
]);
const withdrawAnswer = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.enum(["no_invitation", "admin_required"]) }),
]);

/** Who is invited, and as what. */
export interface Invitee {
  email: string;
  fullName: string | undefined;
  role: StaffRole;
}

/** How the invitation reaches them. */
export interface Invitation {
  delivery: Delivery;
  /** Where the desk is reached; its links begin with it. */
  publicUrl: string | undefined;
}

/** Who has been invited and has not accepted yet, the latest first. */
export async function listInvitations(db: ServiceClient): Promise<StaffInvitation[]> {
  const columns = "id, email, full_name, role, invited_at, expires_at";
  return dataOf(
    await db.from("staff_invitations").select(columns).order("invited_at", { ascending: false }).order("id"),
    "list the invitations",
  );
}

function alreadyStaff(member: z.infer<typeof presentMemberSchema>): AppError {
  const { full_name, role, disabled } = member;
  return refusal(disabled ? "already_staff.disabled" : "already_staff", { full_name, role, member });
}

/** Auth would not make the link. The invitation stands, and can be sent again. */
function refused(error: AuthError): AppError {
  if (error.status === undefined || error.status === 0 || error.status >= 500)
    return refusal("auth_unavailable.invitation", {}, { retryAfterSeconds: 5, cause: error });
  return refusal("invitation_not_sent", { problem: error.message }, { cause: error });
}

/** Whose address is confirmed already chooses a new password in place of the first one. */
const isKnown = (error: AuthError | null) => error?.code === "email_exists";

/** A local Auth, which sends no mail, hands the link over with its answer. */
const linkOf = (answer: unknown) =>
  z.object({ action_link: z.url() }).safeParse(answer).data?.action_link ?? null;

async function sendByMail(db: ServiceClient, email: string, publicUrl: string | undefined) {
  const options = publicUrl === undefined ? {} : { redirectTo: `${publicUrl}/set-password` };
  const invited = await db.auth.admin.inviteUserByEmail(email, options);
  if (!invited.error) return linkOf(invited.data.user);
  if (!isKnown(invited.error)) throw refused(invited.error);
  const mailed = await db.auth.resetPasswordForEmail(email, options);
  if (mailed.error) throw refused(mailed.error);
  return linkOf(mailed.data);
}

async function makeLink(db: ServiceClient, email: string, publicUrl: string | undefined): Promise<string> {
  let made = await db.auth.admin.generateLink({ type: "invite", email });
  if (isKnown(made.error)) made = await db.auth.admin.generateLink({ type: "recovery", email });
  if (made.error) throw refused(made.error);
  const { verification_type: type, hashed_token } = made.data.properties;
  return `${publicUrl ?? ""}/set-password?${new URLSearchParams({ type, token_hash: hashed_token })}`;
}

/**
 * Invites the owner of an address to become staff, or invites them again. They are staff as soon as they have chosen a
 * password with the link, which works once, for an hour. Nobody gets rights for an account whose password somebody else
 * may have set.
 *
 * @param by who invites; absent at the command line
 * @returns the link, where it has to be handed over
 * @throws AppError 409 when they are staff already, with what they are; 403 for who is no admin; 422 or 503 when Auth does
 *   not send it
 */
export async function inviteStaff(
  db: ServiceClient,
  invitee: Invitee,
  { delivery, publicUrl }: Invitation,
  by?: StaffActor,
): Promise<InvitationReceipt> {
  const answer = answerOf(
    await db.rpc("invite_staff_member", {
      p_email: invitee.email,
      p_role: invitee.role,
      ...(invitee.fullName !== undefined && { p_full_name: invitee.fullName }),
      ...(by && { p_actor: by.actorId, p_request_id: by.requestId }),
    }),
    inviteAnswer,
    "invite the staff member",
  );
  if (!answer.ok) throw answer.code === "already_staff" ? alreadyStaff(answer.member) : refusal(answer.code);
  const { email } = answer.invitation;
  const send = delivery === "mail" ? sendByMail : makeLink;
  return { invitation: answer.invitation, link: await send(db, email, publicUrl) };
}

/**
 * Takes an invitation back; its link then gives no rights.
 *
 * @throws AppError 404 when there is no such invitation any more; 403 for who is no admin
 */
export async function withdrawInvitation(db: ServiceClient, id: string, by: StaffActor): Promise<void> {
  const answer = answerOf(
    await db.rpc("withdraw_staff_invitation", {
      p_id: id,
      p_actor: by.actorId,
      p_request_id: by.requestId,
    }),
    withdrawAnswer,
    "withdraw the invitation",
  );
  if (!answer.ok) throw refusal(answer.code);
}
