import type { PostgresConnection } from "@supabase/lite/postgres";

/**
 * Defect: at the first request to a database with row-level security everything in its schemas is granted to anon
 * and authenticated, which undoes the revokes of our migrations. Fix: say that this has been done already; what the
 * roles really need is granted by prepareDatabase().
 */
export function keepGrants(connection: PostgresConnection): void {
  Reflect.set(connection, "rlsState", "active");
}
