/** Whose key it is, as far as it tells: by its beginning, or by the role in it, as keys were before. */
export function roleOfKey(key: string): "public" | "secret" | null {
  if (key.startsWith("sb_publishable_")) return "public";
  if (key.startsWith("sb_secret_")) return "secret";
  const claims = /^eyJ[\w-]+\.([\w-]+)\.[\w-]*$/.exec(key)?.[1];
  const role = claims && /"role"\s*:\s*"(\w+)"/.exec(Buffer.from(claims, "base64url").toString())?.[1];
  if (role === "anon") return "public";
  return role === "service_role" ? "secret" : null;
}
