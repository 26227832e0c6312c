import { z } from "zod";
import { supabaseEnv } from "~/lib/env.server";
import { type AppError, refusal } from "~/lib/errors/app-error";

/** Longer than Auth needs to hash a password on a busy machine; a request must not hang with it. */
const ANSWER_WITHIN_MS = 10_000;

/** A JWT. Larger ones would make the Cookie header larger than Node.js and most proxies take (16 and 8 KiB). */
const accessToken = z
  .string()
  .max(5_000)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const refreshToken = z.string().regex(/^[\x21-\x7e]{1,512}$/);

/** What a session is made of: all that the browser keeps of it. */
export const tokensSchema = z.object({ access_token: accessToken, refresh_token: refreshToken });
export type Tokens = z.infer<typeof tokensSchema>;

const userSchema = z.object({ id: z.uuid(), email: z.string().nullish() });

/** An account, as Auth knows it. */
export type AuthUser = z.infer<typeof userSchema>;

const settingsSchema = z.object({
  disable_signup: z.boolean(),
  mailer_autoconfirm: z.boolean(),
  external: z.looseObject({ email: z.boolean() }),
});

const problemSchema = z
  .object({ error_code: z.string(), code: z.union([z.string(), z.number()]), error: z.string() })
  .partial();

/** What Auth answers: what was asked for, or why not, by its error code. */
export type AuthAnswer<T> = { ok: true; data: T } | { ok: false; status: number; code: string };

interface AuthRequest {
  method?: "GET" | "POST" | "PUT";
  body?: object;
  /** Whose session it is about; without one the publishable key alone is sent. */
  token?: string;
}

/** What a request is refused with when Auth does not answer, or with nothing that can be understood. */
export function authUnavailable(cause: unknown): AppError {
  return refusal("auth_unavailable", {}, { retryAfterSeconds: 5, cause });
}

function codeOf(body: unknown): string {
  const problem = problemSchema.safeParse(body).data ?? {};
  const code = typeof problem.code === "string" ? problem.code : undefined;
  return problem.error_code ?? code ?? problem.error ?? "unknown";
}

/**
 * Asks Supabase Auth. Nothing is kept between requests, and no answer is believed before its shape is checked: the client
 * of supabase-js goes on working in the background with whatever it was given.
 *
 * @throws AppError 503 when Auth cannot be reached, is overloaded or answers with something that is not JSON
 */
async function ask<S extends z.ZodType>(
  path: string,
  schema: S,
  { method = "GET", body, token }: AuthRequest,
): Promise<AuthAnswer<z.infer<S>>> {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY } = supabaseEnv();
  let status: number;
  let answer: unknown;
  try {
    const response = await fetch(`${SUPABASE_URL}/auth/v1${path}`, {
      method,
      headers: {
        apikey: SUPABASE_PUBLISHABLE_KEY,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    status = response.status;
    const text = await response.text();
    // Refusals may come from a proxy and be anything; signing out answers with nothing.
    answer = text === "" ? undefined : response.ok ? JSON.parse(text) : parsedOr(text, undefined);
  } catch (cause) {
    throw authUnavailable(cause);
  }
  if (status >= 500 || status === 429) throw authUnavailable(new Error(`Auth answered ${status}`));
  if (status >= 400) return { ok: false, status, code: codeOf(answer) };
  const parsed = schema.safeParse(answer);
  if (parsed.success) return { ok: true, data: parsed.data };
  const tooLarge = parsed.error.issues.some(({ code }) => code === "too_big");
  return { ok: false, status, code: tooLarge ? "too_large" : "unexpected_answer" };
}

function parsedOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Whose session an access token belongs to. */
export const askUser = (token: string) => ask("/user", userSchema, { token });

export const askPasswordGrant = (email: string, password: string) =>
  ask("/token?grant_type=password", tokensSchema, { method: "POST", body: { email, password } });

export const askRefreshGrant = (refresh: string) =>
  ask("/token?grant_type=refresh_token", tokensSchema, { method: "POST", body: { refresh_token: refresh } });

/** Redeems the link of an invitation or of a forgotten password, which works once. */
export const askLinkGrant = (type: "invite" | "recovery", tokenHash: string) =>
  ask("/verify", tokensSchema.extend({ user: userSchema }), {
    method: "POST",
    body: { type, token_hash: tokenHash },
  });

/** @param scope this session, or all others of the account */
export const askSignOut = (token: string, scope: "local" | "others") =>
  ask(`/logout?scope=${scope}`, z.unknown(), { method: "POST", token });

export const askPasswordChange = (token: string, password: string) =>
  ask("/user", userSchema, { method: "PUT", token, body: { password } });

/** Has Auth mail a link to choose a new password, if there is an account. */
export const askRecovery = (email: string, redirectTo: string) =>
  ask(`/recover?redirect_to=${encodeURIComponent(redirectTo)}`, z.unknown(), {
    method: "POST",
    body: { email },
  });

/** Who may sign up, and whether they have to confirm their address. */
export const askSettings = () => ask("/settings", settingsSchema, {});
