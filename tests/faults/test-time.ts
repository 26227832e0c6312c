import postgres, { type Sql } from "postgres";
import { until } from "./until.ts";

/** The longest that a failed job is being retried once the faults have ended, in minutes of the test's clock. */
export const SETTLES_WITHIN_MINUTES = 15;
/** How far the test's clock goes on at a time: the watch's own patience with an event that has no run. */
const STEP_MINUTES = 2;
/** A song is rendered meanwhile, perhaps on a machine that is busy with something else. */
export const PATIENTLY = { patienceMs: 180_000, everyMs: 100 };

const isDeadlock = (error: unknown) => error instanceof postgres.PostgresError && error.code === "40P01";

/** Moves what is known of these failures' retries into the past, as if so much time had gone by; the machine's clock stays. */
async function goOn(sql: Sql, jobIds: string[], minutes: number): Promise<void> {
  try {
    await moveIntoThePast(sql, jobIds, minutes);
  } catch (error) {
    // It takes rows in another order than the desk, which works meanwhile; nothing was moved.
    if (!isDeadlock(error)) throw error;
    await goOn(sql, jobIds, minutes);
  }
}

async function moveIntoThePast(sql: Sql, jobIds: string[], minutes: number): Promise<void> {
  const past = sql`${minutes} * interval '1 minute'`;
  const events = sql`(select event_id from desk.failed_job_attempts where failed_job_id = any (${jobIds}::uuid[]))`;
  await sql.begin(async (tx) => {
    await tx`update desk.outbox_events
      set sent_at = sent_at - ${past}, due_at = due_at - ${past}, created_at = created_at - ${past}
      where event_id in ${events}`;
    await tx`update desk.failed_job_attempts
      set requested_at = requested_at - ${past}, started_at = started_at - ${past}
      where failed_job_id = any (${jobIds}::uuid[])`;
    await tx`update public.song_variants set generation_requested_at = generation_requested_at - ${past},
        generation_alive_until = generation_alive_until - ${past}
      where generation_event_id in ${events}`;
    await tx`update desk.event_watches set look_at = look_at - ${past}, missing_since = missing_since - ${past}
      where event_id in ${events}`;
    await tx`update inngest_runner.runs r set started_at = r.started_at - ${past}, ended_at = r.ended_at - ${past}
      from inngest_runner.events e where e.id = r.event_id and e.key in ${events}`;
  });
}

/** Has the cron of the watch be due. While Inngest knows no app, the web server's own timer is what looks. */
const startWatch = (sql: Sql) =>
  sql`update inngest_runner.cron_triggers set next_at = now() where function_id = 'reprise-watch'`;

const retrying = async (sql: Sql, jobIds: string[]): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from public.failed_jobs where id = any (${jobIds}::uuid[]) and state = 'retrying'`;
  return row?.count ?? 0;
};

/** Waits until each of these that is still retried was asked about, or need not be yet. */
const untilLookedAt = (sql: Sql, jobIds: string[]) =>
  until(
    "the watch has asked about every retry",
    async () => {
      const [row] = await sql<{ waiting: number }[]>`
      select count(*)::int as waiting
      from public.failed_jobs j
      join desk.failed_job_attempts a on a.failed_job_id = j.id and a.attempt = j.attempt
      join desk.outbox_events o on o.event_id = a.event_id
      left join desk.event_watches w on w.event_id = a.event_id
      where j.id = any (${jobIds}::uuid[]) and j.state = 'retrying'
        and (o.sent_at is null or w.event_id is null or w.look_at <= clock_timestamp())`;
      return row?.waiting === 0;
    },
    PATIENTLY,
  );

/** Time does not go on while songs are made that nothing holds: making one takes the machine's own time. */
const untilNothingIsMade = (sql: Sql, jobIds: string[], held: number) =>
  until(
    "no song is being made",
    async () => {
      const [row] = await sql<{ live: number }[]>`
      select count(*)::int as live
      from inngest_runner.runs r join inngest_runner.events e on e.id = r.event_id
      where r.function_id = 'reprise-generate-song' and split_part(e.key, ':', 2) = any (${jobIds})
        and r.ended_at is null`;
      return (row?.live ?? 0) <= held;
    },
    PATIENTLY,
  );

/**
 * Lets time go on until none of these failures is being retried any more: the watch looks as often as it does in that time.
 *
 * @param held how many runs stand still for as long as this takes
 * @returns the minutes of the test's clock that it took
 * @throws when one is being retried for longer than is promised
 */
export async function settleInTestTime(sql: Sql, jobIds: string[], held: number): Promise<number> {
  for (let minutes = 0; minutes <= SETTLES_WITHIN_MINUTES; minutes += STEP_MINUTES) {
    await untilNothingIsMade(sql, jobIds, held);
    if ((await retrying(sql, jobIds)) === 0) return minutes;
    await goOn(sql, jobIds, STEP_MINUTES);
    await startWatch(sql);
    await untilLookedAt(sql, jobIds);
  }
  const left = await retrying(sql, jobIds);
  if (left === 0) return SETTLES_WITHIN_MINUTES;
  throw new Error(
    `${left} of ${jobIds.length} are still being retried after ${SETTLES_WITHIN_MINUTES} minutes`,
  );
}
