import type { Sql } from "postgres";
import { until } from "./until.ts";

/** A lease that was lost, then a run whose server was killed under it several times, on a busy machine. */
const SETTLES_WITHIN_MS = 120_000;

/** What became of attempts, by the database's own tables and the runner's. */
export interface Ledger {
  attempts: number;
  /** Attempts whose event the runner has not accepted. */
  lost: string[];
  /** Events accepted, or run, more than once. */
  doubled: string[];
  /** Events that were accepted although no attempt says so. */
  unasked: string[];
  /** Anything written by halves: a state, an attempt, an outbox row or a line of the record without the others. */
  halves: string[];
}

interface Row {
  event_id: string;
  recorded: boolean;
  outbox: number;
  unsent: number;
  logged: number;
  accepted: number;
  runs: number;
  ended: number;
  pending: boolean;
}

/** Everything that is known of the retries of these failures, one row for each event id. */
async function rowsOf(sql: Sql, jobIds: string[]): Promise<Row[]> {
  return sql<Row[]>`
    with jobs as (select unnest(${jobIds}::uuid[]) as id),
    attempts as (
      select a.event_id, a.outcome = 'pending' as pending
      from desk.failed_job_attempts a join jobs j on j.id = a.failed_job_id),
    outbox as (
      select o.event_id, count(*)::int as rows, (count(*) filter (where o.sent_at is null))::int as unsent
      from desk.outbox_events o join jobs j on o.data ->> 'failed_job_id' = j.id::text group by 1),
    logged as (
      select format('failed-job:%s:attempt:%s', l.subject_id, l.after ->> 'attempt') as event_id,
        count(*)::int as rows
      from desk.activity l join jobs j on j.id::text = l.subject_id
      where l.subject_type = 'failed_job' and l.action = 'retried' group by 1),
    events as (
      select e.id, e.key as event_id from inngest_runner.events e
      where e.name = 'song/generation.requested'),
    accepted as (
      select e.event_id, count(*)::int as rows from events e
      join jobs j on split_part(e.event_id, ':', 2) = j.id::text group by 1),
    runs as (
      select e.event_id, count(*)::int as rows, (count(*) filter (where r.ended_at is not null))::int as ended
      from inngest_runner.runs r join events e on e.id = r.event_id
      where r.function_id = 'reprise-generate-song' group by 1)
    select ids.event_id, a.event_id is not null as recorded, coalesce(a.pending, false) as pending,
      coalesce(o.rows, 0) as outbox, coalesce(o.unsent, 0) as unsent, coalesce(l.rows, 0) as logged,
      coalesce(c.rows, 0) as accepted, coalesce(r.rows, 0) as runs, coalesce(r.ended, 0) as ended
    from (
      select event_id from attempts union select event_id from outbox
      union select event_id from logged union select event_id from accepted) ids
    left join attempts a using (event_id) left join outbox o using (event_id)
    left join logged l using (event_id) left join accepted c using (event_id)
    left join runs r using (event_id)
    order by ids.event_id`;
}

/** Failures whose own row disagrees with their attempts. */
async function brokenJobs(sql: Sql, jobIds: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select j.id from public.failed_jobs j
    left join lateral (
      select count(*)::int as count, coalesce(max(attempt), 0) as latest,
        bool_or(attempt = j.attempt and outcome = 'pending') as pending
      from desk.failed_job_attempts where failed_job_id = j.id) a on true
    where j.id = any (${jobIds}::uuid[])
      and (j.attempt <> a.count or j.attempt <> a.latest or (j.state = 'retrying') <> coalesce(a.pending, false))`;
  return rows.map(({ id }) => `${id} does not agree with its attempts`);
}

/** Compares what was asked for with what was sent, accepted and run. */
export async function readLedger(sql: Sql, jobIds: string[]): Promise<Ledger> {
  const rows = await rowsOf(sql, jobIds);
  const which = (test: (row: Row) => boolean) => rows.filter(test).map(({ event_id }) => event_id);
  return {
    attempts: which((row) => row.recorded).length,
    lost: which((row) => row.recorded && (row.accepted === 0 || row.runs === 0)),
    doubled: which((row) => row.runs > 1),
    unasked: which((row) => !row.recorded && row.accepted > 0),
    halves: [
      ...which((row) => !row.recorded || row.outbox !== 1 || row.logged !== 1),
      ...(await brokenJobs(sql, jobIds)),
    ],
  };
}

/** Events of these failures that are in the outbox still, or whose run has not ended. */
export async function underWay(sql: Sql, jobIds: string[]): Promise<string[]> {
  const rows = await rowsOf(sql, jobIds);
  return rows
    .filter((row) => row.unsent > 0 || row.pending || row.ended < row.runs)
    .map((row) => row.event_id);
}

/** Lets the leases of relays that were killed end now, as if their half minute were over. */
export async function endLeases(sql: Sql): Promise<void> {
  await sql`update desk.outbox_events set claimed_until = clock_timestamp()
    where sent_at is null and claimed_until > clock_timestamp()`;
}

/**
 * Waits until everything asked for has been sent, has run, and has been recorded; then compares.
 *
 * @param leases "end": those of killed relays are ended; "wait": as long as they last
 */
export async function settle(sql: Sql, jobIds: string[], leases: "end" | "wait" = "end"): Promise<Ledger> {
  if (leases === "end") await endLeases(sql);
  await until(
    "every attempt has been sent and its run has ended",
    async () => (await underWay(sql, jobIds)).length === 0,
    { patienceMs: SETTLES_WITHIN_MS, everyMs: 200 },
  ).catch((error: Error) => {
    // What is not there after so long is lost, and the ledger says which.
    if (!error.message.startsWith("waited")) throw error;
  });
  return readLedger(sql, jobIds);
}

/** One line for each thing that is not as promised; none when all is well. */
export function complaints({ lost, doubled, unasked, halves }: Ledger): string[] {
  return [
    ...lost.map((id) => `lost: ${id}`),
    ...doubled.map((id) => `doubled: ${id}`),
    ...unasked.map((id) => `nobody asked for: ${id}`),
    ...halves.map((id) => `written by halves: ${id}`),
  ];
}
