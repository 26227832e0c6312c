import { log } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { UNKNOWN_KIND } from "./error-kinds";
import { errorKinds } from "./error-kinds.server";
import { FINGERPRINT_VERSION, fingerprintOf } from "./fingerprint.server";

/** Failures in one call; each carries its stack. */
const BATCH = 200;

/** The fingerprint of what cannot be read; it is of the rule's version, so that it is not tried again for ever. */
const UNREADABLE = { fingerprint: `v${FINGERPRINT_VERSION}:unreadable`, title: "It could not be read." };

/**
 * Works out a row for each failure and stores them together. One that cannot be worked out, or that the database does not
 * take, is told, and stored as set aside; the others go on.
 *
 * @throws when the database takes not even a row that is set aside: then it is not the row's fault
 */
export async function storeEach<Failure extends { id: string }, Row>(
  failures: readonly Failure[],
  work: {
    what: string;
    rowOf: (failure: Failure) => Row;
    asideOf: (failure: Failure) => Row;
    store: (rows: Row[]) => Promise<void>;
  },
): Promise<void> {
  const setAside = (failure: Failure, err: unknown): Row => {
    log().error({ err, failed_job_id: failure.id }, `a failure was set aside: its ${work.what}`);
    return work.asideOf(failure);
  };
  const rows = failures.map((failure) => {
    try {
      return { failure, row: work.rowOf(failure) };
    } catch (err) {
      return { failure, row: setAside(failure, err) };
    }
  });
  try {
    await work.store(rows.map(({ row }) => row));
  } catch (err) {
    log().warn({ err }, `${work.what}: the batch was refused, so each is stored by itself`);
    for (const { failure, row } of rows) {
      try {
        await work.store([row]);
      } catch (refusal) {
        await work.store([setAside(failure, refusal)]);
      }
    }
  }
}

/** Counts the groups anew once no failure is left that has a fingerprint of an older version, but a group still is. */
async function rebuildIfOutdated(db: ServiceClient, outside: string): Promise<void> {
  const groups = dataOf(
    await db.from("error_groups").select("fingerprint").or(outside).limit(1),
    "find groups of an older version",
  );
  if (groups.length > 0) dataOf(await db.rpc("rebuild_error_groups"), "count the groups anew");
}

/**
 * Gives failures that have none, or one by an older version of the rule, their fingerprint.
 *
 * @returns how many were done, and whether there may be more
 */
export async function refreshFingerprints(db: ServiceClient): Promise<{ done: number; more: boolean }> {
  // ";" is the character after ":", so this is every fingerprint outside the version's own range.
  const outside = `fingerprint.lt."v${FINGERPRINT_VERSION}:",fingerprint.gte."v${FINGERPRINT_VERSION};"`;
  const columns = "id, error_type, error_message, error_stack, fingerprint";
  const missing = dataOf(
    await db
      .schema("public")
      .from("failed_jobs")
      .select(columns)
      .is("fingerprint", null)
      .order("id")
      .limit(BATCH),
    "find failures without a fingerprint",
  );
  const outdated = dataOf(
    await db.schema("public").from("failed_jobs").select(columns).or(outside).limit(BATCH),
    "find failures with an older fingerprint",
  );
  const failures = [...missing, ...outdated];
  if (failures.length > 0)
    await storeEach(failures, {
      what: "fingerprint",
      rowOf: ({ id, error_type, error_message, error_stack }) => ({
        id,
        error_type,
        ...fingerprintOf({ type: error_type, message: error_message, stack: error_stack }),
      }),
      asideOf: ({ id, error_type }) => ({ id, error_type, ...UNREADABLE }),
      store: async (rows) => {
        dataOf(await db.rpc("set_fingerprints", { p_rows: rows }), "set the fingerprints");
      },
    });
  if (outdated.length < BATCH) await rebuildIfOutdated(db, outside);
  return { done: failures.length, more: missing.length === BATCH || outdated.length === BATCH };
}

/**
 * Works out the kind of failures whose kind is by an older version of the kinds of error, or by none.
 *
 * @returns how many were done, and whether there may be more
 */
export async function refreshKinds(db: ServiceClient): Promise<{ done: number; more: boolean }> {
  const { version, kindOf } = await errorKinds(db);
  const failures = dataOf(
    await db
      .schema("public")
      .from("failed_jobs")
      .select("id, error_type, error_message")
      .lt("kind_version", version)
      .limit(BATCH),
    "find failures of an older kind",
  );
  if (failures.length === 0) return { done: 0, more: false };
  await storeEach(failures, {
    what: "kind",
    rowOf: ({ id, error_type: type, error_message: message }) => ({
      id,
      kind: kindOf({ type, message }),
    }),
    asideOf: ({ id }) => ({ id, kind: UNKNOWN_KIND }),
    store: async (rows) => {
      dataOf(await db.rpc("set_failure_kinds", { p_rows: rows, p_version: version }), "set the kinds");
    },
  });
  return { done: failures.length, more: failures.length === BATCH };
}
