import postgres from "postgres";

/** Whom a statement is run as, in the words of PostgREST. */
export interface Asker {
  role: "anon" | "authenticated" | "service_role";
  /** The account, for authenticated. */
  sub?: string | undefined;
  /** The setting request.headers, as it stands; undefined leaves it unset. */
  headers?: string | undefined;
}

/** What came of a statement. */
export type Outcome = { rows: postgres.Row[] } | { sqlstate: string };

/**
 * Runs one statement in a transaction that is rolled back, the way PostgREST does: as authenticator, which takes on
 * the role, with the claims and headers of the request in settings.
 *
 * @param sql one connection: a pool's reserve()
 * @param after runs as the superuser in the same transaction once the statement has succeeded, to see what it did.
 * @returns the rows of `after`, or of the statement when there is no `after`; or the SQLSTATE of the refusal.
 */
export async function runAs(
  sql: postgres.ReservedSql,
  asker: Asker,
  statement: string,
  after?: string,
): Promise<Outcome> {
  const claims = JSON.stringify({ role: asker.role, ...(asker.sub && { sub: asker.sub }) });
  await sql.unsafe("begin");
  try {
    await sql.unsafe("set local session authorization authenticator");
    await sql`select set_config('role', ${asker.role}, true), set_config('request.jwt.claims', ${claims}, true),
      set_config('request.method', 'GET', true), set_config('search_path', '"public", "extensions"', true)`;
    if (asker.headers !== undefined) {
      await sql`select set_config('request.headers', ${asker.headers}, true)`;
    }
    const rows = [...(await sql.unsafe(statement))];
    if (!after) return { rows };
    await sql.unsafe("set local session authorization default");
    return { rows: [...(await sql.unsafe(after))] };
  } catch (error) {
    if (error instanceof postgres.PostgresError) return { sqlstate: error.code };
    throw error;
  } finally {
    await sql.unsafe("rollback");
  }
}
