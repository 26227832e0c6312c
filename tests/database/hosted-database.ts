import postgres, { type Sql } from "postgres";
import type { TestDatabase } from "./servers.ts";

/** The role that a hosted project gives its owner under the name of postgres. */
const OWNER = "hosted_owner";

/**
 * Makes a prepared database what a hosted one is to its owner: no superuser, rights in auth and extensions as far as a
 * hosted project gives them, everything of public granted by default, and two minutes for a statement.
 *
 * @returns a connection string of the owner's, and a client
 */
export async function asHosted({ url, sql }: TestDatabase): Promise<{ url: string; owner: Sql }> {
  const { pathname, password } = new URL(url);
  const name = pathname.slice(1);
  await sql.unsafe(`
    do $$ begin
      create role ${OWNER} login nosuperuser createrole createdb bypassrls password '${password}';
      grant anon, authenticated, service_role to ${OWNER};
    -- Roles are the whole server's: another test file has just made it.
    exception when duplicate_object or unique_violation then null;
    end $$;
    drop schema supabase_migrations cascade;
    alter database ${name} owner to ${OWNER};
    alter database ${name} set statement_timeout = '2min';
    grant all on schema extensions, auth to ${OWNER};
    grant all on auth.users to ${OWNER};
    alter default privileges for role ${OWNER} in schema public grant all on tables to anon, authenticated, service_role;
    alter default privileges for role ${OWNER} in schema public grant all on sequences to anon, authenticated, service_role;
    alter default privileges for role ${OWNER} in schema public grant all on functions to anon, authenticated, service_role;
  `);
  const owners = new URL(url);
  owners.username = OWNER;
  return { url: owners.href, owner: postgres(owners.href, { max: 20, onnotice: () => {} }) };
}
