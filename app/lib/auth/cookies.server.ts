import { env } from "~/lib/env.server";

/** The cookies of a request by name. The first of two with the same name counts, as browsers send them. */
export function cookiesOf(request: Request): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const [name = "", ...value] = part.split("=");
    if (!cookies.has(name.trim())) cookies.set(name.trim(), value.join("=").trim());
  }
  return cookies;
}

/** A Set-Cookie header for a cookie that no script of the page can read, and that other sites' forms do not send. */
export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  const secure = env().PUBLIC_URL.startsWith("https:") ? "; Secure" : "";
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
