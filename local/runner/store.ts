import postgres from "postgres";
import { DDL, SCHEMA } from "./schema.ts";

/** What every part of the runner needs to reach its tables. */
export interface Store {
  sql: postgres.Sql;
  /** SQL for "now": the database's clock, or the clock injected for tests. */
  present(): postgres.Fragment;
}

export type Tx = postgres.TransactionSql;

/** A moment named either from now on or absolutely, in milliseconds. */
export type Delay = { afterMs: number } | { atMs: number };

/**
 * Connects and creates the runner's own schema when it is not there yet.
 *
 * @param databaseUrl a Postgres URL whose user may create a schema
 * @param now a clock in milliseconds since the epoch that replaces the database's
 * @throws when the database cannot be reached or the schema cannot be created
 */
export async function openStore(databaseUrl: string, now?: () => number): Promise<Store> {
  const sql = postgres(databaseUrl, {
    max: 8,
    onnotice: () => undefined,
    connection: { application_name: "inngest-runner", search_path: SCHEMA },
  });
  try {
    await sql.begin(async (tx) => {
      // Two runners starting at once would otherwise race between "if not exists" and the creation.
      await tx`select pg_advisory_xact_lock(hashtext(${SCHEMA}))`;
      await tx.unsafe(DDL);
    });
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  return {
    sql,
    present: () => (now ? sql`to_timestamp(${now() / 1000}::float8)` : sql`now()`),
  };
}

/** SQL for the moment that a delay names. */
export function momentOf(store: Store, delay: Delay): postgres.Fragment {
  return "atMs" in delay
    ? store.sql`to_timestamp(${delay.atMs / 1000}::float8)`
    : store.sql`(${store.present()} + ${delay.afterMs}::float8 * interval '1 millisecond')`;
}
