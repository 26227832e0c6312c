import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { env } from "~/lib/env.server";
import { cookiesOf, setCookie } from "./cookies.server";

const NAME = "reprise-device";
const MAX_AGE_SECONDS = 365 * 24 * 3600;
const VALUE = /^([0-9a-f-]{36})\.([\w-]{43})$/;

function signatureOf(id: string, account: string): string {
  return createHmac("sha256", env().SESSION_SECRET).update(`device:${id}:${account}`).digest("base64url");
}

/**
 * The id of a browser in which somebody has signed in to this account before. Only this server can have said so: the
 * cookie is signed, for this account alone.
 *
 * @returns null for a browser that has not, or an altered cookie
 */
export function findKnownDevice(request: Request, account: string): string | null {
  const [, id = "", signature = ""] = VALUE.exec(cookiesOf(request).get(NAME) ?? "") ?? [];
  if (id === "") return null;
  const right = timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(id, account)));
  return right ? id : null;
}

/** The Set-Cookie header by which a browser is known for an account from now on. */
export function rememberDevice(account: string): string {
  const id = randomUUID();
  return setCookie(NAME, `${id}.${signatureOf(id, account)}`, MAX_AGE_SECONDS);
}
