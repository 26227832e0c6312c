import type { Sql } from "postgres";
import { makeFailures } from "./failures.ts";
import { complaints, settle } from "./ledger.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/**
 * Sets the clock on by hours: everything that the tables have of times is moved into the past by as much. The clocks
 * of processes and of the machine stay as they are, and so do the sessions of the operators.
 */
async function moveClockOn(sql: Sql, hours: number): Promise<void> {
  const past = sql`${hours} * interval '1 hour'`;
  await sql`update inngest_runner.run_keys set claimed_at = claimed_at - ${past}`;
  await sql`update inngest_runner.events set received_at = received_at - ${past}`;
  await sql`update inngest_runner.runs set started_at = started_at - ${past}, ended_at = ended_at - ${past}`;
  await sql`update desk.outbox_events set due_at = due_at - ${past}, sent_at = sent_at - ${past},
    created_at = created_at - ${past}`;
  await sql`update desk.failed_job_attempts set requested_at = requested_at - ${past},
    scheduled_for = scheduled_for - ${past}, started_at = started_at - ${past}, ended_at = ended_at - ${past}`;
}

/** What an attempt became at the runner. */
async function runsOf(sql: Sql, eventId: string): Promise<number> {
  const [row] = await sql<{ runs: number }[]>`
    select count(*)::int as runs from inngest_runner.runs r join inngest_runner.events e on e.id = r.event_id
    where e.key = ${eventId} and r.function_id = 'reprise-generate-song'`;
  return row?.runs ?? 0;
}

/** Hands an event to Inngest as a relay does, past the outbox: what a repeated id leads to there. */
async function sendAgain(world: World, eventId: string): Promise<void> {
  const [row] = await world.sql<{ event: string }[]>`
    select event::text from desk.failed_job_attempts where event_id = ${eventId}`;
  const answer = await fetch(`${world.desk.inngest.url}/e/any`, { method: "POST", body: row?.event ?? "" });
  if (!answer.ok) throw new Error(`the runner answered ${answer.status}`);
}

/** What is known of a failure's attempts and of its songs: what a second run of one event may not change. */
async function deskOf(sql: Sql, jobId: string): Promise<string> {
  const rows = await sql`
    select j.state, j.version, j.attempt, a.event_id, a.run_id, a.outcome, a.ended_at, v.storage_path, v.completed_at,
      (select count(*) from desk.activity where subject_id = j.id::text) as lines
    from public.failed_jobs j join desk.failed_job_attempts a on a.failed_job_id = j.id
    left join public.song_variants v on v.order_id = j.order_id
    where j.id = ${jobId} order by a.attempt, v.variant_number`;
  return JSON.stringify(rows);
}

/** Sends the id of an attempt that Inngest has forgotten: it runs a second time, and that run does nothing. */
async function runAgain(world: World, jobId: string, eventId: string): Promise<string[]> {
  const { sql } = world;
  await moveClockOn(sql, 25);
  const before = await deskOf(sql, jobId);
  await sendAgain(world, eventId);
  const second = await until("the second run has ended", async () => {
    const [, run] = await sql<{ output: string | null }[]>`
      select r.output from inngest_runner.runs r join inngest_runner.events e on e.id = r.event_id
      where e.key = ${eventId} and r.function_id = 'reprise-generate-song'
        and r.ended_at is not null
      order by r.started_at`;
    return run;
  });
  const found: string[] = [];
  if (second.output !== '"already_run"') found.push(`the second run of an event ended with ${second.output}`);
  if ((await deskOf(sql, jobId)) !== before) found.push("the second run of an event has changed something");
  return found;
}

/**
 * Retries the same failure three times: twice within Inngest's 24 hours, where an id that was seen is dropped, and
 * once a day later. Each attempt has an id of its own and runs. Then an id comes again that Inngest has forgotten.
 *
 * @returns what is not so
 */
export async function dayLater(world: World): Promise<string[]> {
  const { desk, operators, sql } = world;
  const [{ cookie }] = operators;
  const jobIds = await makeFailures(sql, 1);
  const jobId = jobIds[0] ?? "";
  const found: string[] = [];
  for (const attempt of [1, 2, 3]) {
    if (attempt === 3) await moveClockOn(sql, 25);
    if (attempt > 1)
      await desk.click(cookie, jobId, { action: "reopening", body: { note: "it is not right after all" } });
    const { status, body } = await desk.click(cookie, jobId);
    const eventId = `failed-job:${jobId}:attempt:${attempt}`;
    if (status !== 202 || body.event_id !== eventId) {
      found.push(`attempt ${attempt} was answered ${status} with the id ${body.event_id}`);
    }
    found.push(...complaints(await settle(sql, jobIds)));
    if ((await runsOf(sql, eventId)) !== 1) found.push(`attempt ${attempt} did not become one run`);
    // The reason for an id of its own: the same one again would have been dropped without a word.
    await sendAgain(world, eventId);
    if ((await runsOf(sql, eventId)) !== 1) found.push(`the id of attempt ${attempt} ran a second time`);
  }
  return [...found, ...(await runAgain(world, jobId, `failed-job:${jobId}:attempt:3`))];
}
