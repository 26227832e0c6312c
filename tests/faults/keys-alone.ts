import postgres, { type Sql } from "postgres";
import { makeStaff } from "../database/rows.ts";
import { editFunction } from "./edit-function.ts";
import { makeFailures } from "./failures.ts";
import { signal, until } from "./until.ts";

const CLICKS = 20;
const UNIQUE_VIOLATION = "23505";

/**
 * The second line of defence: with the row lock of the retry function taken out, so that every click reads "open", the
 * keys alone keep the retry to one attempt and one event.
 *
 * @param sql a database of its own
 * @returns what is not so
 */
export async function keysAlone(sql: Sql): Promise<string[]> {
  const actor = await makeStaff(sql, "Ana Pereira");
  const [jobId = ""] = await makeFailures(sql, 1);
  const restore = await editFunction(
    sql,
    "retry_failed_job",
    /where id = p_failed_job_id for update;/,
    "where id = p_failed_job_id;",
  );
  try {
    const held = signal();
    const goOn = signal();
    // The function reads the failure, then waits for the order's variants: all of them have read before one writes.
    const holding = sql.begin(async (tx) => {
      await tx`select 1 from public.song_variants for update`;
      held.give();
      await goOn.promise;
    });
    await held.promise;
    const clicks = Promise.allSettled(
      Array.from({ length: CLICKS }, () => sql`select desk.retry_failed_job(${jobId}, ${actor.id})`),
    );
    await until("all clicks have read the failure", async () => {
      const [row] = await sql<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return row?.waiting === CLICKS;
    });
    goOn.give();
    await holding;
    const others = (await clicks).filter(
      (click) =>
        click.status === "rejected" &&
        !(click.reason instanceof postgres.PostgresError && click.reason.code === UNIQUE_VIOLATION),
    );
    const [written] = await sql<{ attempts: number; events: number; lines: number }[]>`
      select
        (select count(*)::int from desk.failed_job_attempts) as attempts,
        (select count(*)::int from desk.outbox_events) as events,
        (select count(*)::int from desk.activity where action = 'retried') as lines`;
    const { attempts = 0, events = 0, lines = 0 } = written ?? {};
    return [
      ...others.map(
        (click) => `a click failed otherwise: ${click.status === "rejected" ? click.reason : ""}`,
      ),
      ...(attempts === 1 && events === 1 && lines === 1
        ? []
        : [`${attempts} attempts, ${events} events and ${lines} lines for one failure`]),
    ];
  } finally {
    await restore();
  }
}
