import { expect, test } from "vitest";
import { onPostgres } from "./servers.ts";

const AT = "2026-11-22T12:00:00Z";

onPostgres((database) => {
  test.each([
    ["pending", null, null, "queued"],
    ["pending", null, AT, "sent"],
    ["pending", AT, AT, "running"],
    // The run may begin before the relay has noted that the event was sent.
    ["pending", AT, null, "running"],
    ["succeeded", AT, AT, "succeeded"],
    ["succeeded", null, null, "succeeded"],
    ["failed", AT, AT, "failed"],
    ["failed", null, null, "failed"],
    ["lost", AT, AT, "lost"],
  ])("an attempt that is %s, started %s, sent %s, is %s", async (outcome, startedAt, sentAt, progress) => {
    const [row] = await database().sql`
      select desk_private.attempt_progress(${outcome}, ${startedAt}, ${sentAt}) as progress`;
    expect(row).toEqual({ progress });
  });

  test("what lists call for each row is inlined: the plan does not call it", async () => {
    const plan =
      await database().sql.unsafe(`explain (verbose) select desk_private.beginning_of(j.error_message, 500),
        left(j.job_type, desk_private.job_type_shown()), desk_private.at_path(j.event_data, 'data.order'),
        desk_private.attempt_progress(a.outcome, a.started_at, a.ended_at), desk_private.generation_under_way(v)
      from public.failed_jobs j, desk.failed_job_attempts a, public.song_variants v`);
    expect(JSON.stringify(plan)).not.toContain("desk_private");
  });
});
