import { z } from "zod";
import type { Reader } from "~/lib/personal-data";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { criteriaOfReader } from "./criteria-of-reader.server";
import type { ErrorGroup, ErrorGroupQuery } from "./error-group-schemas";
import { EXPLANATION_VERSION, explanationOf, FAILURE_KINDS } from "./explanations";
import { FINGERPRINT_VERSION, fingerprintOf } from "./fingerprint.server";

const groupSchema = z.object({
  fingerprint: z.string(),
  error_type: z.string(),
  title: z.string(),
  kind: z.enum(FAILURE_KINDS).catch("unknown"),
  first_seen: z.string(),
  last_seen: z.string(),
  matching: z.number(),
  failures: z.number(),
  open: z.number(),
  customers: z.number(),
  per_day: z.array(z.number()),
  sample_id: z.string().nullable(),
});

/**
 * The groups of the failures that match a filter, those with the most of them first. With the desk's own filter (open,
 * not snoozed) also those that were seen in the last days and have none: what happened is read from counters then.
 *
 * @param reader who "me" is, and who may search for what
 */
export async function listErrorGroups(
  db: ServiceClient,
  { days, ...filter }: ErrorGroupQuery,
  reader: Reader,
): Promise<ErrorGroup[]> {
  const criteria = await criteriaOfReader(db, filter, reader);
  const groups = await db.rpc("list_error_groups", { p_days: days, p_filter: criteria });
  return z.array(groupSchema).parse(dataOf(groups, "list the error groups"));
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

/**
 * Works out the kind of failures whose kind is by an older version of the table of explanations, or by none.
 *
 * @returns how many were done, and whether there may be more
 */
export async function refreshKinds(db: ServiceClient): Promise<{ done: number; more: boolean }> {
  const failures = dataOf(
    await db
      .from("failed_jobs")
      .select("id, error_type, error_message")
      .lt("kind_version", EXPLANATION_VERSION)
      .limit(BATCH),
    "find failures of an older kind",
  );
  if (failures.length === 0) return { done: 0, more: false };
  const rows = failures.map(({ id, error_type: type, error_message: message }) => ({
    id,
    kind: explanationOf({ type, message }).kind,
  }));
  dataOf(
    await db.rpc("set_failure_kinds", { p_rows: rows, p_version: EXPLANATION_VERSION }),
    "set the kinds",
  );
  return { done: failures.length, more: failures.length === BATCH };
}
