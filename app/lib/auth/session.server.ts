import { createServerClient, parseCookieHeader, serializeCookieHeader } from "@supabase/ssr";
import { env } from "~/lib/env.server";
import { realtime } from "~/lib/supabase/clients.server";
import type { Database } from "~/lib/supabase/database.types";

/** What the cookies of a session are called; a long one is in several, numbered ".0", ".1". */
const SESSION_COOKIE = "reprise-session";

/** Whether a request carries a session of the desk, unchecked: good for nothing but telling staff from listeners. */
export function isSignedIn(request: Request): boolean {
  return parseCookieHeader(request.headers.get("cookie") ?? "").some(
    ({ name }) => name === SESSION_COOKIE || name.startsWith(`${SESSION_COOKIE}.`),
  );
}

/** The sign-in of one request: a client that reads its cookies, and the cookies to send back. */
export interface Session {
  auth: ReturnType<typeof createServerClient<Database>>["auth"];
  /** Set-Cookie headers that the answer must carry, such as those of a renewed token. */
  headers: Headers;
}

/**
 * Reads the session cookies of a request. The tokens are httpOnly: no script of the page can read them.
 */
export function openSession(request: Request): Session {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, PUBLIC_URL } = env();
  const headers = new Headers();
  const client = createServerClient<Database>(SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, {
    realtime,
    cookieOptions: {
      name: SESSION_COOKIE,
      httpOnly: true,
      sameSite: "lax",
      secure: PUBLIC_URL.startsWith("https:"),
      path: "/",
    },
    cookies: {
      getAll: () =>
        parseCookieHeader(request.headers.get("cookie") ?? "").map(({ name, value }) => ({
          name,
          value: value ?? "",
        })),
      setAll: (cookies) => {
        for (const { name, value, options } of cookies) {
          headers.append("set-cookie", serializeCookieHeader(name, value, { ...options, httpOnly: true }));
        }
      },
    },
  });
  return { auth: client.auth, headers };
}
