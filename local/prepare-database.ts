import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";
import postgres from "postgres";
import { StartupError } from "./startup-error.ts";

/** Serialises preparing and migrating between processes that start on the same database at once. */
export const SETUP_LOCK = 7_376_251;

const MINIMUM_VERSION = 150_000;

/** Roles belong to the whole server: another database of it may be making them at this moment. */
function createRole(name: string, attributes: string): string {
  return `
    do $$ begin
      create role ${name} ${attributes};
    exception when duplicate_object or unique_violation then null;
    end $$;`;
}

const ROLES = [
  createRole("anon", "nologin noinherit"),
  createRole("authenticated", "nologin noinherit"),
  createRole("service_role", "nologin noinherit bypassrls"),
  createRole("authenticator", "nologin noinherit"),
  `do $$ begin
     grant anon, authenticated, service_role to authenticator;
   exception when unique_violation or internal_error then null;
   end $$;`,
].join("\n");

/** As a hosted project has them, so that a migration that forgets to revoke fails its tests here too. */
const PRIVILEGES = `
  grant usage on schema public to anon, authenticated, service_role;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
`;

const EXTENSIONS = `
  create schema if not exists extensions;
  grant usage on schema extensions to anon, authenticated, service_role;
  create extension if not exists pgcrypto with schema extensions;
  create extension if not exists "uuid-ossp" with schema extensions;
`;

/** The definitions of a hosted project: each reads the single claim of old PostgREST first, then the JSON of all. */
const AUTH_FUNCTIONS = `
  create or replace function auth.jwt() returns jsonb language sql stable as $$
    select coalesce(
      nullif(current_setting('request.jwt.claim', true), ''),
      nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
  $$;
  create or replace function auth.uid() returns uuid language sql stable as $$
    select coalesce(
      nullif(current_setting('request.jwt.claim.sub', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
  $$;
  create or replace function auth.role() returns text language sql stable as $$
    select coalesce(
      nullif(current_setting('request.jwt.claim.role', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
    )::text
  $$;
  create or replace function auth.email() returns text language sql stable as $$
    select coalesce(
      nullif(current_setting('request.jwt.claim.email', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email')
    )::text
  $$;
  grant usage on schema auth to anon, authenticated, service_role;
`;

/** Storage is guarded by its policies; there are none, so service_role alone reaches a row. */
const STORAGE_PRIVILEGES = `
  grant usage on schema storage to anon, authenticated, service_role;
  grant all on all tables in schema storage to anon, authenticated, service_role;
`;

/** The table in which the Supabase CLI keeps what it has applied. */
const MIGRATION_HISTORY = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (
    version text primary key,
    statements text[],
    name text
  );
`;

/**
 * Gives a plain PostgreSQL what a hosted Supabase project has before its first migration: the roles and their
 * default privileges, the schemas auth, storage and extensions, and the history of migrations. The tables are those
 * of @supabase/lite, which can then be put in front of the database. May be run again at any time.
 *
 * @param databaseUrl a PostgreSQL 15 or later, as a role that may create roles.
 * @throws StartupError when the server is too old, not reachable, or the role may not do this.
 */
export async function prepareDatabase(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    const [row] = await sql<
      { version: number }[]
    >`select current_setting('server_version_num')::int as version`;
    if (!row || row.version < MINIMUM_VERSION) {
      throw new StartupError(
        "The database is older than PostgreSQL 15: use a newer one, or leave DATABASE_URL unset.",
      );
    }
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${SETUP_LOCK})`;
      await tx.unsafe([ROLES, PRIVILEGES, EXTENSIONS, MIGRATION_HISTORY].join("\n"));
      await tx.unsafe([getAuthSchemaSql(), getStorageSchemaSql()].join("\n"));
      await tx.unsafe([AUTH_FUNCTIONS, STORAGE_PRIVILEGES].join("\n"));
    });
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const { host } = new URL(databaseUrl);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `The database at ${host} could not be prepared (${reason}): check DATABASE_URL, and that its role may create roles and extensions.`,
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
}
