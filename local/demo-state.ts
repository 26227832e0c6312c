import postgres from "postgres";

const DEMO_EMAILS = ["viewer@reprise.test", "agent@reprise.test", "admin@reprise.test"];

async function connected<T>(databaseUrl: string, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Whether the demo data has been written: kept in the database, so that it goes and comes with the data. */
export function isSeeded(databaseUrl: string): Promise<boolean> {
  return connected(databaseUrl, async (sql) => {
    await sql`create schema if not exists local_stack`;
    await sql`create table if not exists local_stack.marks (name text primary key, made_at timestamptz default now())`;
    return (await sql`select 1 from local_stack.marks where name = 'demo'`).length > 0;
  });
}

/** Notes that the demo data is complete. */
export async function markSeeded(databaseUrl: string): Promise<void> {
  await connected(
    databaseUrl,
    (sql) => sql`insert into local_stack.marks (name) values ('demo') on conflict do nothing`,
  );
}

/** Gives the demo staff another password; bcrypt, as Auth keeps them. */
export async function setDemoPassword(databaseUrl: string, password: string): Promise<void> {
  await connected(
    databaseUrl,
    (sql) => sql`
      update auth.users set encrypted_password = extensions.crypt(${password}, extensions.gen_salt('bf', 10))
      where email = any (${DEMO_EMAILS})`,
  );
}

/** The addresses of the demo staff that there are. */
export function listDemoStaff(databaseUrl: string): Promise<string[]> {
  return connected(databaseUrl, async (sql) => {
    const rows = await sql<
      { email: string }[]
    >`select email from auth.users where email = any (${DEMO_EMAILS})`;
    return DEMO_EMAILS.filter((email) => rows.some((row) => row.email === email));
  });
}

/** The token of a share link that plays, or undefined when no song is finished. */
export function findShareToken(databaseUrl: string): Promise<string | undefined> {
  return connected(databaseUrl, async (sql) => {
    const rows = await sql<{ share_token: string }[]>`
      select share_token from public.song_variants where generation_status = 'complete'
      order by completed_at desc nulls last limit 1`;
    return rows[0]?.share_token;
  });
}
