import type postgres from "postgres";

/** What the database says of an operation that has ended, counted from the rows themselves. */
export interface Tally {
  items: number;
  done: number;
  attempts: number;
  /** Rows of the outbox that are marked as sent. */
  sent: number;
  /** Events that the runner keeps, and ids among them that differ. */
  accepted: number;
  distinctIds: number;
  /** Lines in the record that say "retried". */
  activity: number;
  /** Items whose own attempt, outbox row, line in the record and accepted event are each there exactly once. */
  exactlyOnce: number;
}

/** Counts what an operation has left behind. The copy that is measured on holds no other retries. */
export async function tallyOf(sql: postgres.Sql, operationId: string): Promise<Tally> {
  const [tally] = await sql.begin(async (tx) => {
    // Nothing is known of how many rows each part has, and 100,000 times 100,000 is what a wrong guess costs.
    await tx`set local enable_nestloop = off`;
    return tx<Tally[]>`
    with items as (
      select * from desk.bulk_operation_items where operation_id = ${operationId}
    ), accepted as (
      select distinct key as id from inngest_runner.events where name = 'song/generation.requested'
    ), attempts as (
      select event_id, count(*) as n from desk.failed_job_attempts group by 1
    ), sent as (
      select event_id, count(*) as n from desk.outbox_events
      where name = 'song/generation.requested' and sent_at is not null group by 1
    ), events as (
      select id, count(*) as n from accepted group by 1
    ), activity as (
      select subject_id, count(*) as n from desk.activity where action = 'retried' group by 1
    )
    select (select count(*) from items)::int as items,
      (select count(*) from items where result = 'done')::int as done,
      (select sum(n) from attempts)::int as attempts,
      (select sum(n) from sent)::int as sent,
      (select sum(n) from events)::int as accepted,
      (select count(*) from events)::int as "distinctIds",
      (select sum(n) from activity)::int as activity,
      (select count(*) from items i
        join attempts a on a.event_id = i.event_id and a.n = 1
        join sent s on s.event_id = i.event_id and s.n = 1
        join events e on e.id = i.event_id and e.n = 1
        join activity l on l.subject_id = i.target_id::text and l.n = 1)::int as "exactlyOnce"`;
  });
  if (!tally) throw new Error("the rows could not be counted");
  return tally;
}

/** Whether every count is the number of items. */
export function isExactlyOnce(tally: Tally, items: number): boolean {
  return Object.values(tally).every((count) => count === items);
}
