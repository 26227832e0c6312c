import { randomUUID } from "node:crypto";
import { withDatabase } from "./database";

export interface BulkOperationRow {
  id?: string;
  kind: "retry" | "resolve";
  state: "running" | "aborted" | "done";
  total: number;
  done: number;
  skipped: number;
  /** How long ago it was begun. */
  minutes: number;
}

/**
 * Writes a bulk operation of the demo's admin past the server, which would run it to its end.
 *
 * @returns its id
 */
export function makeBulkOperation(row: BulkOperationRow): Promise<string> {
  const { id = randomUUID(), kind, state, total, done, skipped, minutes } = row;
  const running = state === "running";
  return withDatabase(async (sql) => {
    const [admin] = await sql<{ id: string }[]>`
      select user_id as id from desk.staff_members where email = 'admin@reprise.test'`;
    await sql`
      insert into desk.bulk_operations
        (id, kind, state, params, selection, total, done_count, skipped_count, per_minute, created_by, created_at, ended_at)
      values (${id}, ${kind}, ${state}, ${sql.json({ note: "The provider is back, says its status page." })},
        ${sql.json({ ids: [] })}, ${total}, ${done}, ${skipped}, ${running ? 60 : null}, ${admin?.id ?? null},
        now() - make_interval(mins => ${minutes}),
        ${running ? null : sql`now() - make_interval(mins => ${Math.max(0, minutes - 2)})`})
      on conflict do nothing`;
    return id;
  });
}

/** Gives an operation a result for each of the demo's failures: the open ones were done, the others left out. */
export function giveResults(id: string): Promise<unknown> {
  return withDatabase(
    (sql) => sql`
      insert into desk.bulk_operation_items (operation_id, position, target_id, result, code, at)
      select ${id}, row_number() over (order by j.state = 'open', j.needed_by, j.id), j.id,
        case when j.state = 'open' then 'done' else 'skipped' end::desk.bulk_result,
        case j.state when 'resolved' then 'already_resolved' when 'recovered' then 'already_recovered' end,
        now()
      from public.failed_jobs j where j.job_type = 'song_generation' order by j.id limit 40
      on conflict do nothing`,
  );
}
