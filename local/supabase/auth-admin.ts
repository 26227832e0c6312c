import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Sql } from "postgres";
import { z } from "zod";

type Fetch = (request: Request) => Promise<Response>;

/** What the layer needs to know. */
export interface AuthAdminOptions {
  sql: Sql;
  secretKey: string;
  /** Where the desk is: its links begin with it. */
  siteUrl: string;
  /** Takes a mail that there is nobody to send. */
  deliver: (to: string, link: string) => void;
}

type LinkType = "invite" | "recovery";

const inviteSchema = z.object({ email: z.email(), data: z.record(z.string(), z.unknown()).optional() });
const linkSchema = inviteSchema.extend({ type: z.enum(["invite", "recovery"]) });

function refuse(status: number, error_code: string, msg: string): Response {
  return Response.json({ code: status, error_code, msg }, { status });
}

/** @throws nothing; a request without the secret key is no admin's */
function isAdmin(request: Request, secretKey: string): boolean {
  const shown = createHash("sha256")
    .update(request.headers.get("apikey") ?? "")
    .digest();
  return timingSafeEqual(shown, createHash("sha256").update(secretKey).digest());
}

/** The account with an address, made if it is an invitation and there is none. */
async function accountFor({ sql }: AuthAdminOptions, type: LinkType, email: string, data: object) {
  if (type === "invite") {
    await sql.begin(async (tx) => {
      const id = randomUUID();
      const made = await tx`
        insert into auth.users (id, email, invited_at, raw_app_meta_data, raw_user_meta_data)
        values (${id}, ${email}, now(), '{"provider": "email", "providers": ["email"]}', ${JSON.stringify(data)}::text::jsonb)
        on conflict do nothing returning id`;
      if (made.length === 0) return;
      await tx`insert into auth.identities (id, provider, provider_id, user_id, identity_data)
        values (${randomUUID()}, 'email', ${id}, ${id}, jsonb_build_object('sub', ${id}::text, 'email', ${email}::text))`;
    });
  }
  const [user] = await sql<{ id: string; email: string; confirmed_at: Date | null; created_at: Date }[]>`
    select id, email, email_confirmed_at as confirmed_at, created_at from auth.users where email = ${email}`;
  return user;
}

/**
 * Makes the link of an invitation, or of a forgotten password, as GoTrue does: it replaces the one before, is stored as a
 * hash and works once, for an hour.
 */
async function makeLink(options: AuthAdminOptions, type: LinkType, address: string, data: object) {
  const email = address.toLowerCase();
  const user = await accountFor(options, type, email, data);
  if (!user) return refuse(404, "user_not_found", "User with this email not found");
  if (type === "invite" && user.confirmed_at)
    return refuse(422, "email_exists", "A user with this email address has already been registered");
  const hash = randomBytes(28).toString("hex");
  const [token, sentAt] =
    type === "invite"
      ? ["confirmation_token", "confirmation_sent_at"]
      : ["recovery_token", "recovery_sent_at"];
  const { sql, siteUrl } = options;
  await sql`update auth.users set ${sql(token)} = ${hash}, ${sql(sentAt)} = now() where id = ${user.id}`;
  const link = `${siteUrl}/set-password?type=${type}&token_hash=${hash}`;
  return { user, hash, link };
}

async function invite(request: Request, options: AuthAdminOptions): Promise<Response> {
  const body = inviteSchema.safeParse(await request.json().catch(() => undefined));
  if (!body.success)
    return refuse(400, "validation_failed", "Unable to validate email address: invalid format");
  const made = await makeLink(options, "invite", body.data.email, body.data.data ?? {});
  if (made instanceof Response) return made;
  options.deliver(made.user.email, made.link);
  // Nobody reads the mail of this machine: the answer carries the link, as that of generate_link does.
  return Response.json({ ...userOf(made.user), action_link: made.link });
}

function userOf(user: { id: string; email: string; created_at: Date }) {
  return {
    id: user.id,
    aud: "authenticated",
    role: "authenticated",
    email: user.email,
    created_at: user.created_at,
  };
}

async function generateLink(request: Request, options: AuthAdminOptions): Promise<Response> {
  const body = linkSchema.safeParse(await request.json().catch(() => undefined));
  if (!body.success)
    return refuse(400, "validation_failed", "type must be invite or recovery, with an email");
  const { type, email, data } = body.data;
  const made = await makeLink(options, type, email, data ?? {});
  if (made instanceof Response) return made;
  return Response.json({
    ...userOf(made.user),
    action_link: made.link,
    hashed_token: made.hash,
    verification_type: type,
    email_otp: "",
    redirect_to: options.siteUrl,
  });
}

/** The mail of a forgotten password. Whoever asks is told the same, whether there is an account or not. */
async function recover(request: Request, options: AuthAdminOptions): Promise<Response> {
  const body = inviteSchema.safeParse(await request.json().catch(() => undefined));
  if (!body.success)
    return refuse(400, "validation_failed", "Unable to validate email address: invalid format");
  const made = await makeLink(options, "recovery", body.data.email, {});
  if (made instanceof Response) return Response.json({});
  options.deliver(made.user.email, made.link);
  return Response.json(isAdmin(request, options.secretKey) ? { action_link: made.link } : {});
}

/** The library knows no invitations: their token is that of a sign-up that waits to be confirmed. */
async function verify(request: Request, next: Fetch): Promise<Response> {
  const body: unknown = await request.json().catch(() => undefined);
  const isInvitation = typeof body === "object" && body !== null && "type" in body && body.type === "invite";
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  return next(
    new Request(request.url, {
      method: "POST",
      headers,
      body: JSON.stringify(isInvitation ? { ...body, type: "signup" } : body),
    }),
  );
}

/**
 * Answers what the library lacks of Supabase Auth: invitations, the admin's links, and links that lead to the desk's page.
 * Everything else goes to the library.
 *
 * @param path of the request
 */
export async function answerAuth(
  request: Request,
  path: string,
  next: Fetch,
  options: AuthAdminOptions,
): Promise<Response> {
  if (request.method !== "POST") return next(request);
  if (path === "/auth/v1/recover") return recover(request, options);
  if (path === "/auth/v1/verify") return verify(request, next);
  if (path !== "/auth/v1/invite" && path !== "/auth/v1/admin/generate_link") return next(request);
  if (!isAdmin(request, options.secretKey)) return refuse(403, "not_admin", "User not allowed");
  return path === "/auth/v1/invite" ? invite(request, options) : generateLink(request, options);
}
