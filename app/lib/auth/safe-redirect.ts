/** Where to go after signing in when nothing else was asked for. */
const HOME = "/admin";
/** Stands for this site, whatever its real address is: nothing else resolves to it. */
const HERE = "https://here.invalid";

/**
 * Where to go after signing in: a path of this site and nothing else. Whatever leaves the site is ignored.
 *
 * @param target what the address or the form says; anybody may have written it
 */
export function safeRedirectPath(target: string | null): string {
  // A browser reads a backslash as a slash, and skips tabs and line breaks.
  if (!target || !/^\/(?![/\\])[^\\\t\r\n]*$/.test(target)) return HOME;
  let url: URL;
  try {
    url = new URL(target, HERE);
  } catch {
    return HOME;
  }
  if (url.origin !== HERE || url.pathname.startsWith("//")) return HOME;
  // Coming back to these would sign out at once, or go round in a circle.
  if (url.pathname === "/login" || url.pathname === "/logout") return HOME;
  return url.pathname + url.search + url.hash;
}
