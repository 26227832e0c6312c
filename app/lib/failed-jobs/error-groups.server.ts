import { z } from "zod";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { FINGERPRINT_VERSION, fingerprintOf } from "./fingerprint.server";

/** What the address of the error groups may say. */
export const errorGroupQuerySchema = z.strictObject({
  /** How many days back, today included. */
  days: z.coerce
    .number()
    .int()
    .min(1, "Ask for at least one day.")
    .max(90, "Ask for at most 90 days.")
    .default(7),
});

/** Failures that are one problem. */
export interface ErrorGroup {
  fingerprint: string;
  error_type: string;
  /** The message without ids, numbers and quoted values. */
  title: string;
  first_seen: string;
  last_seen: string;
  /** In the days that were asked for. */
  failures: number;
  /** Not closed now, whenever they happened. */
  open: number;
  /** Who wait for those. */
  customers: number;
  /** Failures a day, the oldest day first: a sparkline. */
  per_day: number[];
}

/** The groups that were seen in the last days: those with open failures first, then the most frequent. */
export async function listErrorGroups(db: ServiceClient, days: number): Promise<ErrorGroup[]> {
  return dataOf(await db.rpc("list_error_groups", { p_days: days }), "list the error groups");
}

/** Failures in one call; each carries its stack. */
const BATCH = 200;

/**
 * Gives failures that have none, or one by an older version of the rule, their fingerprint.
 *
 * @returns how many were done, and whether there may be more
 */
export async function refreshFingerprints(db: ServiceClient): Promise<{ done: number; more: boolean }> {
  const version = `v${FINGERPRINT_VERSION}:`;
  const columns = "id, error_type, error_message, error_stack, fingerprint";
  const missing = dataOf(
    await db.from("failed_jobs").select(columns).is("fingerprint", null).order("id").limit(BATCH),
    "find failures without a fingerprint",
  );
  // ";" is the character after ":", so this is every fingerprint outside the version's own range.
  const outdated = dataOf(
    await db
      .from("failed_jobs")
      .select(columns)
      .or(`fingerprint.lt."${version}",fingerprint.gte."v${FINGERPRINT_VERSION};"`)
      .limit(BATCH),
    "find failures with an older fingerprint",
  );
  const failures = [...missing, ...outdated];
  if (failures.length === 0) return { done: 0, more: false };
  const rows = failures.map(({ id, error_type, error_message, error_stack }) => ({
    id,
    error_type,
    ...fingerprintOf({ type: error_type, message: error_message, stack: error_stack }),
  }));
  dataOf(await db.rpc("set_fingerprints", { p_rows: rows }), "set the fingerprints");
  const more = missing.length === BATCH || outdated.length === BATCH;
  if (outdated.length > 0 && !more) dataOf(await db.rpc("rebuild_error_groups"), "count the groups anew");
  return { done: failures.length, more };
}
