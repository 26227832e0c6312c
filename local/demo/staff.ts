import type postgres from "postgres";

const DEMO_STAFF = [
  { email: "viewer@reprise.test", fullName: "Vito Marin", role: "viewer" },
  { email: "agent@reprise.test", fullName: "Ana Pereira", role: "agent" },
  { email: "admin@reprise.test", fullName: "Ada Okafor", role: "admin" },
] as const;

/** Makes the three demo accounts, whose addresses nobody has to confirm, and makes them staff. What is there already stays. */
export async function makeDemoStaff(sql: postgres.Sql, password: string): Promise<void> {
  for (const { email, fullName, role } of DEMO_STAFF) {
    await sql`
      insert into auth.users (id, email, encrypted_password, email_confirmed_at, raw_app_meta_data)
      select gen_random_uuid(), ${email}, extensions.crypt(${password}, extensions.gen_salt('bf', 10)), now(),
        '{"provider": "email", "providers": ["email"]}'
      where not exists (select 1 from auth.users where email = ${email})`;
    await sql`select desk_private.add_staff_member(${email}, ${role}::desk.staff_role, ${fullName})`;
  }
}
