import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { type Customer, call, completeSongs, makeFailedJob, makeStaff } from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Answer {
  ok: boolean;
  code?: string;
  event_id?: string;
  attempt?: number;
  job?: { state: string; version: number; changed_by: string; changed_how: string };
}

/** What all the tables say of one failed job; two equal ones mean that nothing was written. */
async function traceOf(sql: Sql, jobId: string) {
  const [job] =
    await sql`select state, attempt, version, notes, resolved_at from public.failed_jobs where id = ${jobId}`;
  const attempts = await sql`select attempt, event_id, event, note from desk.failed_job_attempts
    where failed_job_id = ${jobId} order by attempt`;
  const events = await sql`select event_id, name, data from desk.outbox_events
    where event_id like ${`failed-job:${jobId}:%`} order by event_id`;
  const activity = await sql<{ action: string; actor_name: string; note: string | null }[]>`
    select action, actor_name, note from desk.activity where subject_id = ${jobId} order by id`;
  return { job, attempts: [...attempts], events: [...events], activity: [...activity] };
}

onPostgres((database) => {
  let sql: Sql;
  let ana: Customer;
  let ben: Customer;

  beforeAll(async () => {
    sql = database().sql;
    [ana, ben] = [await makeStaff(sql, "Ana"), await makeStaff(sql, "Ben")];
  });

  const retry = (jobId: string, actor = ana, version: number | null = null) =>
    call<Answer>(sql, "retry_failed_job", {
      p_failed_job_id: jobId,
      p_actor: actor.id,
      p_note: "the provider is back",
      p_expected_version: version,
    });
  const resolve = (jobId: string, actor = ben, version: number | null = null, note = "told the customer") =>
    call<Answer>(sql, "resolve_failed_job", {
      p_failed_job_id: jobId,
      p_actor: actor.id,
      p_note: note,
      p_expected_version: version,
    });

  test("a change that is not listed is refused in every state", async () => {
    const { jobId } = await makeFailedJob(sql);
    const [answer] = await sql`select desk_private.change_refusal(j, 'forget', null) as refusal
      from public.failed_jobs j where id = ${jobId}`;
    expect(answer?.refusal).toMatchObject({ ok: false, code: "still_open" });
  });

  test("a retry writes its attempt, its event and its line in the record, and asks for the variant", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    const eventId = `failed-job:${jobId}:attempt:1`;
    expect(await retry(jobId)).toEqual({
      ok: true,
      event_id: eventId,
      attempt: 1,
      due_at: expect.any(String),
    });

    const data = { order_id: order.id, variant_numbers: [1], failed_job_id: jobId, attempt: 1 };
    expect(await traceOf(sql, jobId)).toMatchObject({
      job: { state: "retrying", attempt: 1, version: 2, resolved_at: null },
      attempts: [
        { attempt: 1, event_id: eventId, event: { id: eventId, data }, note: "the provider is back" },
      ],
      events: [{ event_id: eventId, name: "song/generation.requested", data }],
      activity: [
        { action: "failed" },
        { action: "retried", actor_name: "Ana", note: "the provider is back" },
      ],
    });
    const variants = await sql`select generation_status, generation_event_id, generation_requested_by
      from public.song_variants where order_id = ${order.id}`;
    expect(variants).toMatchObject([
      { generation_status: "pending", generation_event_id: eventId, generation_requested_by: ana.id },
    ]);
  });

  test("of 50 retries at once one happens, and the others are told who did it", async () => {
    const { jobId } = await makeFailedJob(sql);
    // Opens the connections first: one after the other is how they would arrive otherwise.
    await Promise.all(Array.from({ length: 50 }, () => sql`select pg_sleep(0.1)`));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => retry(jobId, index % 2 ? ana : ben)),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const refused = answers.filter((answer) => !answer.ok);
    expect(new Set(refused.map((answer) => answer.code))).toEqual(new Set(["already_retrying"]));

    const trace = await traceOf(sql, jobId);
    expect(trace.attempts).toHaveLength(1);
    expect(trace.events).toHaveLength(1);
    expect(trace.job).toMatchObject({ attempt: 1, version: 2 });
    const [, retried] = trace.activity;
    expect(trace.activity).toHaveLength(2);
    for (const answer of refused) {
      expect(answer.job).toMatchObject({
        state: "retrying",
        changed_by: retried?.actor_name,
        changed_how: "retried",
      });
    }
  });

  test("in 50 races of a retry and a resolve one wins, and no event follows a resolve", async () => {
    const wins = { retry: 0, resolve: 0 };
    const jobs = await Promise.all(Array.from({ length: 50 }, () => makeFailedJob(sql)));
    for (const [round, { jobId }] of jobs.entries()) {
      const both = [() => retry(jobId), () => resolve(jobId)];
      // Whoever sends first is not always the one who arrives first, but nearly.
      if (round % 2) both.reverse();
      const answers = await Promise.all(both.map((act) => act()));
      const [retried, resolved] = round % 2 ? answers.toReversed() : answers;
      const trace = await traceOf(sql, jobId);
      expect([retried?.ok, resolved?.ok].filter(Boolean)).toHaveLength(1);
      if (retried?.ok) {
        wins.retry += 1;
        expect(resolved?.code).toBe("already_retrying");
        expect(trace).toMatchObject({
          job: { state: "retrying", notes: null },
          events: [{}],
          attempts: [{}],
        });
      } else {
        wins.resolve += 1;
        expect(retried?.code).toBe("already_resolved");
        expect(trace).toMatchObject({ job: { state: "resolved" }, events: [], attempts: [] });
      }
      expect(trace.activity).toHaveLength(2);
    }
    // Otherwise the rounds were no race.
    expect(Math.min(wins.retry, wins.resolve)).toBeGreaterThan(0);
  });

  test("a resolve keeps the note and the time, and writes no event", async () => {
    const { jobId } = await makeFailedJob(sql);
    expect(await resolve(jobId, ben, null, "  told the customer ")).toEqual({ ok: true });
    const trace = await traceOf(sql, jobId);
    expect(trace).toMatchObject({ job: { state: "resolved", notes: "told the customer" }, events: [] });
    expect(trace.job?.resolved_at).toBeInstanceOf(Date);
    expect(trace.activity[1]).toMatchObject({
      action: "resolved",
      actor_name: "Ben",
      note: "told the customer",
    });
  });

  describe("refused, and nothing written", () => {
    test.each([
      ["retry", "an old version", "changed_meanwhile", (id: string) => retry(id, ana, 7)],
      ["resolve", "an old version", "changed_meanwhile", (id: string) => resolve(id, ana, 7)],
      ["resolve", "no note", "note_required", (id: string) => resolve(id, ana, null, " \t ".trim())],
      ["resolve", "a blank note", "note_required", (id: string) => resolve(id, ana, null, "   ")],
      ["retry", "an unknown job", "not_found", () => retry(randomUUID())],
      ["resolve", "an unknown job", "not_found", () => resolve(randomUUID())],
    ])("%s with %s: %s", async (_verb, _what, code, act) => {
      const { jobId } = await makeFailedJob(sql);
      const before = await traceOf(sql, jobId);
      expect(await act(jobId)).toMatchObject({ ok: false, code });
      expect(await traceOf(sql, jobId)).toEqual(before);
    });

    test("anything more once it has recovered", async () => {
      const { jobId, order } = await makeFailedJob(sql);
      const { event_id } = await retry(jobId);
      await completeSongs(sql, order);
      await call(sql, "record_attempt_succeeded", { p_event_id: event_id ?? "", p_run_id: randomUUID() });
      const before = await traceOf(sql, jobId);
      expect(await retry(jobId)).toMatchObject({ ok: false, code: "already_recovered" });
      expect(await resolve(jobId)).toMatchObject({ ok: false, code: "already_recovered" });
      expect(await traceOf(sql, jobId)).toEqual(before);
    });

    test("a retry while somebody else's request generates the same variant", async () => {
      const { jobId, order } = await makeFailedJob(sql);
      const asked = await call(sql, "request_generation", {
        p_order_id: order.id,
        p_variant_numbers: [1],
        p_actor: ben.id,
        p_reason: "the customer asked",
      });
      expect(asked).toMatchObject({ ok: true });
      const before = await traceOf(sql, jobId);
      expect(await retry(jobId)).toMatchObject({
        ok: false,
        code: "already_generating",
        variant_number: 1,
        requested_by: "Ben",
        requested_at: expect.any(String),
      });
      expect(await traceOf(sql, jobId)).toEqual(before);
    });
  });

  test("two failures of the same variant, retried at once: one event, not two runs side by side", async () => {
    const first = await makeFailedJob(sql);
    const second = await call<{ failed_job_id: string }>(sql, "record_failed_job", {
      p_run_id: randomUUID(),
      p_job_type: "song_generation",
      p_event: { json: { ...first.event, id: randomUUID() } },
      p_error_type: "Error",
      p_error_message: "again",
      p_retry_count: 3,
    });
    const answers = await Promise.all([retry(first.jobId), retry(second.failed_job_id, ben)]);
    expect(answers.map((answer) => answer.code ?? "done").toSorted()).toEqual(["already_generating", "done"]);
  });
});
