import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { PASSWORD, type Role } from "./test";

/** Where the local stack of this run keeps its data, and what is in a file there. */
const localFile = (name: string) => readFileSync(join(process.env.E2E_LOCAL_DIR ?? "", name), "utf8");

/** The database behind the server under test: the one of DATABASE_URL, or else the embedded one, from its own files. */
function databaseUrl(): string {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  // The fourth line of a PostgreSQL's pid file is its port (pg docs, storage-file-layout).
  const port = localFile("postgres/postmaster.pid").split("\n")[3];
  return `postgres://postgres:${localFile("postgres.password").trim()}@127.0.0.1:${port}/reprise`;
}

/** Runs something on the database behind the server, for what a test prepares and looks up past the server. */
export async function withDatabase<T>(use: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(databaseUrl(), { max: 1, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Makes an account of its own for a test, with the password of the demo staff.
 *
 * @param role of a member of staff; without one it is a customer's
 * @returns its address
 */
export function makeAccount(role?: Role): Promise<string> {
  const email = `${role ?? "customer"}-${randomUUID()}@example.com`;
  return withDatabase(async (sql) => {
    const id = randomUUID();
    await sql`
      insert into auth.users (id, email, encrypted_password, email_confirmed_at)
      values (${id}, ${email}, extensions.crypt(${PASSWORD}, extensions.gen_salt('bf', 4)), now())`;
    if (role)
      await sql`select desk_private.add_staff_member(${email}, ${role}::desk.staff_role, ${`Test ${role}`})`;
    else await sql`insert into public.users (id, email, full_name) values (${id}, ${email}, 'Cleo Customer')`;
    return email;
  });
}

/** What a request that is refused must leave as it was. */
export function snapshot() {
  return withDatabase(async (sql) => {
    const [counts] = await sql`
      select
        (select count(*)::int from public.failed_jobs) as failed_jobs,
        (select md5(string_agg(id::text || state || version, ',' order by id)) from public.failed_jobs) as states,
        (select count(*)::int from desk.failed_job_attempts) as attempts,
        (select count(*)::int from desk.outbox_events) as outbox,
        (select count(*)::int from public.song_variants) as variants,
        (select count(*)::int from desk.activity) as activity`;
    return counts;
  });
}

/** What was done last, as the record names it. */
export function lastActions(count: number): Promise<string[]> {
  return withDatabase(async (sql) => {
    const rows = await sql<
      { action: string }[]
    >`select action from desk.activity order by id desc limit ${count}`;
    return rows.map(({ action }) => action);
  });
}

/** One id of each thing that has an address. The song has audio, and a link that leads to it. The failure is the least urgent one that is open. */
export function someIds() {
  return withDatabase(async (sql) => {
    const [row] = await sql<{ order: string; variant: string; token: string; job: string }[]>`
      select v.order_id as order, v.id as variant, v.share_token as token,
        (select id from public.failed_jobs where state = 'open' order by needed_by desc, id limit 1) as job
      from public.song_variants v
      where v.generation_status = 'complete' and v.audio_bytes is not null
        and v.share_revoked_at is null and v.share_expires_at is null
      order by v.id limit 1`;
    if (!row) throw new Error("the demo data has no song");
    return row;
  });
}

/** Forgets how many wrong links were tried: all tests come from one address. */
export function forgetLimits() {
  return withDatabase((sql) => sql`delete from desk.share_limits`);
}
