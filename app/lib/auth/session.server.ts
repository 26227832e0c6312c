import { z } from "zod";
import { AppError } from "~/lib/errors/app-error";
import { type AuthUser, askSignOut, askUser, type Tokens } from "./auth-api.server";
import { renewOnce } from "./renew-session.server";
import { readTokens, sessionCookieNames, writeTokens } from "./session-cookie.server";

/** Whether a request carries a session of the desk, unchecked: only used to tell staff from listeners. */
export function isSignedIn(request: Request): boolean {
  return sessionCookieNames(request).length > 0;
}

/** The sign-in of one request: the tokens in its cookies, and the cookies to send back. */
export interface Session {
  /** Null when nobody is signed in. Unchecked until `currentUser` has asked Auth. */
  tokens: Tokens | null;
  /** Set-Cookie headers that the answer must carry, such as those of a renewed token. */
  readonly headers: Headers;
  /** Signs the browser in with these tokens, or out with null. */
  keep(tokens: Tokens | null): void;
}

/** Reads the session cookies of a request. They are httpOnly: no script of the page can read them. */
export function openSession(request: Request): Session {
  const present = sessionCookieNames(request);
  const session: Session = {
    tokens: readTokens(request),
    headers: new Headers(),
    keep(tokens) {
      session.tokens = tokens;
      session.headers.delete("set-cookie");
      for (const cookie of writeTokens(tokens, present)) session.headers.append("set-cookie", cookie);
    },
  };
  return session;
}

const claimsSchema = z.object({ sub: z.uuid(), session_id: z.uuid().optional() });

/** What an access token says of itself, unchecked until Auth has taken it. Null when it says nothing of the kind. */
export function claimsOf(tokens: Tokens | null): z.infer<typeof claimsSchema> | null {
  const payload = tokens?.access_token.split(".")[1];
  if (payload === undefined) return null;
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}

async function renewed(session: Session): Promise<Tokens | null> {
  if (!session.tokens) return null;
  const tokens = await renewOnce(session.tokens.refresh_token);
  if (tokens) session.keep(tokens);
  return tokens;
}

/**
 * Who is signed in. A token that Auth refuses is renewed once; no clock is looked at, since this server's and Auth's may
 * differ.
 *
 * @returns null when nobody is, or the session has ended
 * @throws AppError 503 when Auth does not answer: that ends no session
 */
export async function currentUser(session: Session): Promise<AuthUser | null> {
  if (!session.tokens) return null;
  const known = await askUser(session.tokens.access_token);
  if (known.ok) return known.data;
  const tokens = await renewed(session);
  if (!tokens) return null;
  const answer = await askUser(tokens.access_token);
  return answer.ok ? answer.data : null;
}

/**
 * Whether somebody is signed in, for a page that works without. The cookies of a session that has ended are removed; while
 * Auth does not answer they stay.
 */
export async function isStillSignedIn(session: Session): Promise<boolean> {
  const user = await currentUser(session).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  if (user === null) session.keep(null);
  return Boolean(user);
}

/**
 * Ends the session, in the browser and at Auth.
 *
 * @returns false when Auth could not be told; the token then ends by its own life
 */
export async function endSession(session: Session): Promise<boolean> {
  try {
    if (!session.tokens) return true;
    const answer = await askSignOut(session.tokens.access_token, "local");
    if (answer.ok) return true;
    // An access token that has run out ends nothing; the refresh token would live on.
    const tokens = await renewed(session);
    return tokens === null || (await askSignOut(tokens.access_token, "local")).ok;
  } catch {
    return false;
  } finally {
    session.keep(null);
  }
}
