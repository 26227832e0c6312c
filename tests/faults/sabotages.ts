import type { Sql } from "postgres";
import { editFunction } from "./edit-function.ts";
import { keysAlone } from "./keys-alone.ts";
import { runModel } from "./model/run-model.ts";
import { parallelClicks } from "./parallel-clicks.ts";
import { PROMISES } from "./promises.ts";
import { withScratchDatabase } from "./scratch-database.ts";
import { twoRelays } from "./two-relays.ts";
import type { World } from "./world.ts";

/** Something that is taken out, and the check that has to notice. */
export interface Sabotage {
  /** What is taken out. */
  out: string;
  /** The name of the test that goes red. */
  test: string;
  /** What the check has to say about it: a check that fails for another reason shows nothing. */
  says: RegExp;
  /** Takes it out, runs the check, puts it back. @returns what the check found */
  find(world: World): Promise<string[]>;
}

/** Whether a check noticed what was taken out; `said` is null when it did not. */
export interface SabotageResult {
  out: string;
  test: string;
  said: string | null;
}

/** With the comparison out, whatever state the failure is in will do. */
const withoutComparison = (sql: Sql) =>
  editFunction(sql, "retry_failed_job", /if v_refusal is not null then\s+return v_refusal;\s+end if;/, "");

async function around(undo: () => Promise<void>, check: () => Promise<string[]>): Promise<string[]> {
  try {
    return await check();
  } finally {
    await undo();
  }
}

/** The model throws at the first difference; that there is one is enough. */
const modelFinds = (sql: Sql, runs = 30) =>
  runModel(sql, { runs, seed: 1, shortest: false }).then(
    () => [],
    (error: unknown) => [`${error} ${error instanceof Error ? error.cause : ""}`],
  );

export const SABOTAGES: Sabotage[] = [
  {
    out: "the compare-and-set in retry_failed_job",
    test: PROMISES.clicks,
    says: /50 clicks were answered yes|attempts for 1 failures/,
    find: async (world) =>
      around(await withoutComparison(world.sql), async () => (await parallelClicks(world, 1)).complaints),
  },
  {
    out: "the compare-and-set in retry_failed_job",
    test: PROMISES.model,
    says: /answered \w+; the model says \w+/,
    find: ({ databaseUrl }) =>
      withScratchDatabase(databaseUrl, async (sql) => {
        await withoutComparison(sql);
        return modelFinds(sql);
      }),
  },
  {
    out: "the unique keys of attempt number and event id",
    test: PROMISES.keys,
    says: /20 attempts, 20 events and 20 lines for one failure/,
    find: ({ databaseUrl }) =>
      withScratchDatabase(databaseUrl, async (sql) => {
        await sql`alter table desk.failed_job_attempts
          drop constraint failed_job_attempts_failed_job_id_attempt_key,
          drop constraint failed_job_attempts_event_id_key`;
        await sql`alter table desk.outbox_events drop constraint outbox_events_pkey`;
        return keysAlone(sql);
      }),
  },
  {
    out: "the lease in claim_outbox_events",
    test: PROMISES.relays,
    says: /sent by both servers/,
    find: async (world) =>
      around(
        await editFunction(
          world.sql,
          "claim_outbox_events",
          /and \(claimed_until is null or claimed_until <= clock_timestamp\(\)\)/,
          "",
        ),
        async () => (await twoRelays(world, 20)).complaints,
      ),
  },
  {
    out: "the end of the attempt in the transaction that completes its last song",
    test: PROMISES.model,
    says: /the tables say/,
    find: ({ databaseUrl }) =>
      withScratchDatabase(databaseUrl, async (sql) => {
        await editFunction(
          sql,
          "complete_variant_generation",
          /perform desk\.end_attempt_of_event\([^;]*;/,
          "",
        );
        return modelFinds(sql, 150);
      }),
  },
  {
    out: "what the watch does with a run that is over",
    test: PROMISES.model,
    says: /being retried for good|the tables say/,
    find: ({ databaseUrl }) =>
      withScratchDatabase(databaseUrl, async (sql) => {
        await editFunction(sql, "end_unheard_event", /begin\s/, "begin return '{\"ok\": true}'; ");
        return modelFinds(sql, 150);
      }),
  },
  {
    out: "the line in the record that resolve_failed_job writes",
    test: PROMISES.model,
    says: /the tables say/,
    find: ({ databaseUrl }) =>
      withScratchDatabase(databaseUrl, async (sql) => {
        await editFunction(sql, "resolve_failed_job", /perform desk_private\.log_activity\([^;]*;/, "");
        return modelFinds(sql);
      }),
  },
];
