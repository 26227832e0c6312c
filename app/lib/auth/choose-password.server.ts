import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { env } from "~/lib/env.server";
import { AppError, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { sentenceOfIssue } from "~/lib/errors/issues";
import type { WordedSentence } from "~/lib/errors/sentence";
import { log } from "~/lib/log.server";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import {
  askLinkGrant,
  askPasswordChange,
  askSignOut,
  askUser,
  authUnavailable,
  type Tokens,
} from "./auth-api.server";
import { rememberDevice } from "./known-device.server";
import { newPasswordSchema } from "./new-password";
import type { Session } from "./session.server";
import { checkPassword, type FormSender } from "./sign-in.server";

const acceptAnswer = z.object({ ok: z.boolean() });

/** What a link to choose a password says: GoTrue's two kinds, and its token. */
export const passwordLinkSchema = z.object({
  type: z.enum(["invite", "recovery"]),
  token_hash: z.string().regex(/^[\w-]{20,200}$/),
});

const refusedPassword = (fields: Record<string, WordedSentence>) =>
  refusal("password_refused", {}, { fields });

/** @throws AppError 422 with a sentence for each field that is wrong */
function requirePassword(form: { password: string; repeat: string }): string {
  const parsed = newPasswordSchema.safeParse(form);
  if (parsed.success) return parsed.data.password;
  throw refusedPassword(
    Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), sentenceOfIssue(issue)])),
  );
}

/**
 * Sets a password and ends all other sessions of the account: before, so that nobody else is there to change it again, and
 * after, should they have come in between.
 *
 * @throws AppError 422 when Auth refuses the password
 */
async function setPassword({ access_token }: Tokens, password: string): Promise<void> {
  await askSignOut(access_token, "others");
  const changed = await askPasswordChange(access_token, password);
  if (!changed.ok && changed.code === "same_password")
    throw refusedPassword({ password: say("password_as_before") });
  if (!changed.ok && changed.code === "weak_password")
    throw refusedPassword({ password: say("password_too_easy") });
  if (!changed.ok) throw authUnavailable(new Error(`Auth refused a password: ${changed.code}`));
  const ended = await askSignOut(access_token, "others");
  if (!ended.ok) throw authUnavailable(new Error(`Auth did not end other sessions: ${ended.code}`));
}

/** Says of a session that it was opened with a link; only this server can have said so. */
function proofOf(tokens: Tokens): string {
  return createHmac("sha256", env().SESSION_SECRET).update(`link:${tokens.access_token}`).digest("base64url");
}

function isProven(tokens: Tokens, proof: string): boolean {
  const [shown, right] = [Buffer.from(proof), Buffer.from(proofOf(tokens))];
  return shown.length === right.length && timingSafeEqual(shown, right);
}

/** The link is used up by now: the form that shows the error carries the proof in its place. */
function withProof({ key, facts, fields, retryAfterSeconds, cause }: AppError, proof: string): AppError {
  return new AppError(key, { ...facts, proof }, { fields, retryAfterSeconds, cause });
}

/** Opens a session with a link, once; a link whose password was refused has opened it already. */
async function redeem(session: Session, link: unknown, proof: string): Promise<Tokens> {
  if (session.tokens && isProven(session.tokens, proof)) return session.tokens;
  const parsed = passwordLinkSchema.safeParse(link);
  const answer = parsed.success ? await askLinkGrant(parsed.data.type, parsed.data.token_hash) : null;
  if (!answer?.ok) throw refusal("link_used");
  const { access_token, refresh_token } = answer.data;
  session.keep({ access_token, refresh_token });
  return { access_token, refresh_token };
}

/**
 * Lets the owner of an address choose a password with a link that was mailed to it. Whoever was invited is staff from then
 * on: they have proven the address, nobody else knows the password, and nobody else is signed in.
 *
 * @param link as it was opened
 * @param proof of a session that this link has opened already; "" otherwise
 * @throws AppError 400 for a link that is used up; 422 for a password that will not do, with a proof to try another if the
 *   link is used up by then; 503 when Auth does not answer
 */
export async function choosePassword(
  session: Session,
  db: ServiceClient,
  input: { link: unknown; proof: string; password: string; repeat: string; requestId: string },
): Promise<void> {
  const password = requirePassword(input);
  const tokens = await redeem(session, input.link, input.proof);
  try {
    await setPassword(tokens, password);
  } catch (error) {
    throw error instanceof AppError ? withProof(error, proofOf(tokens)) : error;
  }
  const user = await askUser(tokens.access_token);
  if (!user.ok) throw authUnavailable(new Error(`Auth refused a new session: ${user.code}`));
  const accepted = answerOf(
    await db.rpc("accept_staff_invitation", { p_user_id: user.data.id, p_request_id: input.requestId }),
    acceptAnswer,
    "accept the invitation",
  );
  log().info({ user_id: user.data.id, joined: accepted.ok, request_id: input.requestId }, "password chosen");
  if (user.data.email) session.headers.append("set-cookie", rememberDevice(user.data.email.toLowerCase()));
}

/**
 * Changes the password of whoever is signed in. All other sessions end, the one in which it was done goes on.
 *
 * @throws AppError 422 for a wrong current password, or a new one that will not do; 429 after too many wrong ones
 */
export async function changePassword(
  session: Session,
  sender: FormSender,
  input: { email: string; present: string; password: string; repeat: string },
): Promise<void> {
  const password = requirePassword(input);
  const email = input.email.toLowerCase();
  // A session of its own: some projects want a recent sign-in before a password is changed.
  const tokens = await checkPassword(sender, email, input.present);
  if (!tokens) throw refusedPassword({ present: say("not_present_password") });
  await setPassword(tokens, password);
  session.keep(tokens);
  session.headers.append("set-cookie", rememberDevice(email));
}
