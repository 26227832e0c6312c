import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { type Customer, call, completeSongs, makeFailedJob, makeStaff } from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Answer {
  ok: boolean;
  code?: string;
  result?: string;
  event_id?: string;
  failed_job_id?: string;
}

onPostgres((database) => {
  let sql: Sql;
  let ana: Customer;

  beforeAll(async () => {
    sql = database().sql;
    ana = await makeStaff(sql, "Ana");
  });

  const act = (name: string, jobId: string, more: object = {}) =>
    call<Answer>(sql, name, { p_failed_job_id: jobId, p_actor: ana.id, p_note: "by Ana", ...more });
  const stateOf = async (jobId: string) =>
    (
      await sql`select j.state, j.error_type, j.resolved_at is not null as closed, a.outcome, a.run_id
        from public.failed_jobs j
        left join desk.failed_job_attempts a on a.failed_job_id = j.id and a.attempt = j.attempt
        where j.id = ${jobId}`
    )[0];
  const actionsOf = async (jobId: string) =>
    (
      await sql<{ action: string }[]>`
        select action from desk.activity where subject_id = ${jobId} order by id`
    ).map(({ action }) => action);
  const begin = (orderId: string, eventId: string, runId: string) =>
    Promise.all([
      call(sql, "begin_run", { p_event_id: eventId, p_run_id: runId }),
      call(sql, "begin_variant_generation", {
        p_order_id: orderId,
        p_variant_number: 1,
        p_event_id: eventId,
      }),
    ]);
  const complete = (orderId: string, eventId: string) =>
    call<Answer>(sql, "complete_variant_generation", {
      p_order_id: orderId,
      p_variant_number: 1,
      p_event_id: eventId,
      p_storage_path: `${orderId}/${randomUUID()}.wav`,
      p_duration_ms: 1_000,
      p_audio_bytes: 1_000,
      p_audio_type: "audio/wav",
    });
  const fail = (event: unknown, runId: string, more: object = {}) =>
    call<Answer>(sql, "record_failed_job", {
      p_run_id: runId,
      p_job_type: "song_generation",
      p_event: { json: event },
      p_error_type: "ProviderError",
      p_error_message: "it broke",
      p_retry_count: 3,
      ...more,
    });

  async function retried() {
    const made = await makeFailedJob(sql);
    const { event_id: eventId = "" } = await act("retry_failed_job", made.jobId);
    await sql`update desk.outbox_events set sent_at = now(), attempts = 1 where event_id = ${eventId}`;
    const [row] = await sql`select event from desk.failed_job_attempts where event_id = ${eventId}`;
    return { ...made, eventId, retryEvent: row?.event, run: randomUUID() };
  }

  describe("I1 an attempt", () => {
    test("ends in the transaction that completes its last song, whatever becomes of its run", async () => {
      const { jobId, order, eventId, run } = await retried();
      await begin(order.id, eventId, run);
      expect(await complete(order.id, eventId)).toMatchObject({ ok: true });
      expect(await stateOf(jobId)).toMatchObject({ state: "recovered", outcome: "succeeded", run_id: run });
      expect(await act("reopen_failed_job", jobId)).toMatchObject({ ok: true });
    });

    test("does not succeed while a song of it is missing", async () => {
      const { jobId, eventId, run } = await retried();
      expect(
        await call(sql, "record_attempt_succeeded", { p_event_id: eventId, p_run_id: run }),
      ).toMatchObject({ ok: false, code: "not_made" });
      expect(await stateOf(jobId)).toMatchObject({ state: "retrying", outcome: "pending" });
    });
  });

  describe("I1 a retry can be ended by hand", () => {
    test.each<[string, (made: Awaited<ReturnType<typeof retried>>) => Promise<unknown>]>([
      [
        "before it is sent",
        ({ eventId }) => sql`
        update desk.outbox_events set sent_at = null, attempts = 0 where event_id = ${eventId}`,
      ],
      ["when it is sent", async () => {}],
      ["while it runs", ({ order, eventId, run }) => begin(order.id, eventId, run)],
      [
        "when its song is there and its end was never recorded",
        async ({ order }) => completeSongs(sql, order),
      ],
      [
        "when its event is gone",
        ({ eventId }) => sql`
        delete from desk.outbox_events where event_id = ${eventId}`,
      ],
      ["when its order is gone", ({ order }) => sql`delete from public.orders where id = ${order.id}`],
      [
        "when its attempt has ended without it",
        ({ eventId }) => sql`
        update desk.failed_job_attempts set outcome = 'failed' where event_id = ${eventId}`,
      ],
    ])("%s, and retried, resolved or put aside again", async (_when, happen) => {
      const made = await retried();
      await happen(made);
      expect(await act("end_retry", made.jobId)).toEqual({ ok: true });
      expect(await stateOf(made.jobId)).toMatchObject({ state: "open", closed: false });
      expect((await actionsOf(made.jobId)).at(-1)).toBe("retry_ended");
      const [variant] = await sql`
        select generation_event_id, generation_status from public.song_variants where order_id = ${made.order.id}`;
      expect(variant?.generation_event_id ?? null).toBeNull();
      expect(await act("snooze_failed_job", made.jobId, { p_until: "2101-01-01" })).toEqual({ ok: true });
      expect(await act("retry_failed_job", made.jobId)).toMatchObject({ ok: true });
      await act("end_retry", made.jobId);
      expect(await act("resolve_failed_job", made.jobId)).toEqual({ ok: true });
    });

    test("with a reason alone, and not twice", async () => {
      const { jobId } = await retried();
      expect(await act("end_retry", jobId, { p_note: "  " })).toMatchObject({ code: "note_required" });
      expect(await act("end_retry", jobId, { p_expected_version: 1 })).toMatchObject({
        code: "changed_meanwhile",
      });
      await act("end_retry", jobId);
      expect(await act("end_retry", jobId)).toMatchObject({ ok: false, code: "still_open" });
    });

    test("its event is not sent any more", async () => {
      const made = await makeFailedJob(sql);
      const { event_id: eventId = "" } = await act("retry_failed_job", made.jobId);
      await act("end_retry", made.jobId);
      expect([...(await sql`select 1 from desk.outbox_events where event_id = ${eventId}`)]).toEqual([]);
      expect(await call<boolean>(sql, "begin_run", { p_event_id: eventId, p_run_id: "late" })).toBe(false);
    });
  });

  describe("I1 a late result after all", () => {
    test("makes the song and closes the failure that is still open", async () => {
      const { jobId, order, eventId, run } = await retried();
      await begin(order.id, eventId, run);
      await act("end_retry", jobId);
      expect(await complete(order.id, eventId)).toMatchObject({ ok: true });
      expect(await stateOf(jobId)).toMatchObject({ state: "recovered", outcome: "succeeded" });
      expect(await actionsOf(jobId)).toEqual(["failed", "retried", "retry_ended", "recovered"]);
    });

    test("is noted in the record when someone has resolved the failure", async () => {
      const { jobId, order, eventId, run } = await retried();
      await begin(order.id, eventId, run);
      await act("end_retry", jobId);
      await act("resolve_failed_job", jobId);
      await complete(order.id, eventId);
      expect(await stateOf(jobId)).toMatchObject({ state: "resolved", outcome: "succeeded" });
      expect((await actionsOf(jobId)).at(-1)).toBe("succeeded_late");
    });

    test("of an attempt whose song another one makes by now changes nothing", async () => {
      const { jobId, order, eventId, run } = await retried();
      await begin(order.id, eventId, run);
      await act("end_retry", jobId);
      await act("retry_failed_job", jobId);
      expect(await complete(order.id, eventId)).toMatchObject({ ok: false, code: "superseded" });
      expect(await stateOf(jobId)).toMatchObject({ state: "retrying", outcome: "pending" });
    });

    test.each(["lost", "ended"])("that is a failure says why, where the attempt was %s", async (outcome) => {
      const { jobId, order, eventId, retryEvent, run } = await retried();
      await begin(order.id, eventId, run);
      if (outcome === "ended") await act("end_retry", jobId);
      else
        await fail(retryEvent, `lost:${eventId}:${order.id}`, { p_outcome: "lost", p_error_type: "RunLost" });
      expect(await stateOf(jobId)).toMatchObject({ state: "open", outcome, run_id: run });
      for (let times = 0; times < 2; times++) await fail(retryEvent, run);
      expect(await stateOf(jobId)).toMatchObject({
        state: "open",
        outcome: "failed",
        error_type: "ProviderError",
        run_id: run,
      });
      expect((await actionsOf(jobId)).filter((action) => action.startsWith("failed_"))).toHaveLength(
        outcome === "ended" ? 1 : 2,
      );
    });

    test("of a first run that was given up is the same failure", async () => {
      const { order, event } = await makeFailedJob(sql);
      const first = { ...event, id: randomUUID() };
      const lost = await fail(first, `lost:${first.id}:${order.id}`, { p_error_type: "RunLost" });
      const run = randomUUID();
      expect(await fail(first, run)).toMatchObject({ failed_job_id: lost.failed_job_id });
      expect(await fail(first, run)).toMatchObject({ result: "already_recorded" });
      expect(await stateOf(lost.failed_job_id ?? "")).toMatchObject({
        state: "open",
        error_type: "ProviderError",
      });
    });
  });
});
