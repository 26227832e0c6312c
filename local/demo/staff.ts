import type { SupabaseClient } from "@supabase/supabase-js";
import type postgres from "postgres";
import { StartupError } from "../startup-error.ts";

const DEMO_STAFF = [
  { email: "viewer@reprise.test", fullName: "Vito Marin", role: "viewer" },
  { email: "agent@reprise.test", fullName: "Ana Pereira", role: "agent" },
  { email: "admin@reprise.test", fullName: "Ada Okafor", role: "admin" },
] as const;

/**
 * Makes the three demo accounts and makes them staff. What is there already stays.
 *
 * @param anon signs the accounts up, as the desk's staff are
 * @throws StartupError when Auth refuses one
 */
export async function makeDemoStaff(
  anon: SupabaseClient,
  sql: postgres.Sql,
  password: string,
): Promise<void> {
  for (const { email, fullName, role } of DEMO_STAFF) {
    const known = await sql`select 1 from auth.users where email = ${email}`;
    if (known.length === 0) {
      const { error } = await anon.auth.signUp({ email, password });
      if (error) throw new StartupError(`The demo account ${email} could not be made: ${error.message}.`);
    }
    await sql`select public.add_staff_member(${email}, ${role}::public.staff_role, ${fullName})`;
  }
}
