import { type Tokens, tokensSchema } from "./auth-api.server";
import { cookiesOf, setCookie } from "./cookies.server";

/** What the cookies of a session are called; a long one is in several, numbered ".0", ".1". */
const NAME = "reprise-session";
/** The form in which @supabase/ssr writes them, so that its sessions are read as well. */
const PREFIX = "base64-";
/** As much as browsers keep in one cookie, name and attributes left out (RFC 6265 6.1: 4096 bytes with them). */
const CHUNK = 3_180;
const MOST_CHUNKS = 5;
/** The longest that browsers keep a cookie (RFC 6265bis 5.5: 400 days). */
const MAX_AGE_SECONDS = 400 * 24 * 3600;

const chunkNames = [NAME, ...Array.from({ length: MOST_CHUNKS }, (_, chunk) => `${NAME}.${chunk}`)];

/** The names of the session cookies that a request carries, whatever is in them. */
export function sessionCookieNames(request: Request): string[] {
  const cookies = cookiesOf(request);
  return chunkNames.filter((name) => cookies.has(name));
}

/**
 * The tokens in a request's cookies. Anyone can write a cookie: what does not have exactly the shape of a session is none.
 */
export function readTokens(request: Request): Tokens | null {
  const cookies = cookiesOf(request);
  let value = cookies.get(NAME);
  if (value === undefined) {
    const chunks: string[] = [];
    for (
      let chunk = cookies.get(`${NAME}.0`);
      chunk !== undefined;
      chunk = cookies.get(`${NAME}.${chunks.length}`)
    )
      chunks.push(chunk);
    value = chunks.join("");
  }
  if (!value.startsWith(PREFIX)) return null;
  try {
    const text = Buffer.from(value.slice(PREFIX.length), "base64url").toString("utf8");
    return tokensSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * The Set-Cookie headers that keep a session, or end it.
 *
 * @param tokens null removes the session
 * @param present names of session cookies that the browser has; those that are not overwritten are removed
 */
export function writeTokens(tokens: Tokens | null, present: readonly string[]): string[] {
  const written = new Map<string, string>();
  if (tokens) {
    const { access_token, refresh_token } = tokens;
    const text = JSON.stringify({ access_token, refresh_token });
    const value = PREFIX + Buffer.from(text).toString("base64url");
    if (value.length <= CHUNK) written.set(NAME, value);
    else
      for (let at = 0; at < value.length; at += CHUNK)
        written.set(`${NAME}.${at / CHUNK}`, value.slice(at, at + CHUNK));
  }
  return [
    ...present.filter((name) => !written.has(name)).map((name) => setCookie(name, "", 0)),
    ...[...written].map(([name, value]) => setCookie(name, value, MAX_AGE_SECONDS)),
  ];
}
