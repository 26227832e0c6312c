import { findShareToken, listDemoStaff } from "./demo-state.ts";
import type { Stack } from "./stack.ts";

/** Prints a line of progress. */
export function say(line: string): void {
  console.log(line);
}

/** Waits for one thing and prints how long it took. */
export async function timed<T>(name: string, work: Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work;
  say(`  ${name.padEnd(28)} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

/**
 * Says where everything is.
 *
 * @param url where browsers reach the web server.
 * @param stack the local stack; what is in a Supabase project elsewhere is not told.
 * @param password of the demo staff.
 */
export async function announce(
  url: string,
  stack: Stack | undefined,
  password: string | undefined,
): Promise<void> {
  const staff = stack ? await listDemoStaff(stack.databaseUrl) : [];
  const token = stack && (await findShareToken(stack.databaseUrl));
  const lines = [`\nReprise is at ${url}/admin`];
  if (password && staff.length > 0)
    lines.push(`  log in as     ${staff.join(", ")}`, `  password      ${password}`);
  if (token) lines.push(`  a share link  ${url}/share/${token}`);
  say([...lines, "  stop it with Ctrl-C"].join("\n"));
}
