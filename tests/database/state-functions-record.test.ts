import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Customer,
  call,
  completeSongs,
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
  requestEvent,
} from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Recorded {
  ok: boolean;
  result: string;
  failed_job_id: string;
  variants?: number[];
}

onPostgres((database) => {
  let sql: Sql;
  let staff: Customer;

  beforeAll(async () => {
    sql = database().sql;
    staff = await makeStaff(sql);
  });

  const record = (runId: string, event: unknown, message = "it broke") =>
    call<Recorded>(sql, "record_failed_job", {
      p_run_id: runId,
      p_job_type: "song_generation",
      p_event: { json: event },
      p_error_type: "ProviderError",
      p_error_message: message,
      p_retry_count: 3,
      p_error_stack: "at generate",
    });
  const retry = (jobId: string) =>
    call<{ event_id: string; attempt: number }>(sql, "retry_failed_job", {
      p_failed_job_id: jobId,
      p_actor: staff.id,
    });
  const jobsOf = (orderId: string) =>
    sql`select id, state, attempt, error_message, run_id, order_id, customer_id, needed_by::text, version
      from public.failed_jobs where order_id = ${orderId} order by failed_at, id`;
  const activityOf = async (jobId: string) =>
    (
      await sql<
        { action: string }[]
      >`select action from desk.activity where subject_id = ${jobId} order by id`
    ).map((row) => row.action);
  const statusOf = async (orderId: string) =>
    (
      await sql<{ generation_status: string }[]>`
        select generation_status from public.song_variants where order_id = ${orderId} order by variant_number`
    ).map((row) => row.generation_status);
  const eventOf = async (eventId: string) =>
    (
      await sql<{ event: unknown }[]>`select event from desk.failed_job_attempts where event_id = ${eventId}`
    )[0]?.event;

  test("a failed run is recorded with order, customer and date, and fails its unfinished variants", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql), "2031-05-01");
    await makeVariant(sql, order, 1, "complete");
    await makeVariant(sql, order, 2, "generating");
    await makeVariant(sql, order, 3, "pending");
    const runId = randomUUID();
    const answer = await record(runId, requestEvent(order.id, [1, 2]));
    expect(answer).toMatchObject({ ok: true, result: "recorded", variants: [2] });
    expect(await jobsOf(order.id)).toMatchObject([
      { state: "open", attempt: 0, run_id: runId, customer_id: order.customer.id, needed_by: "2031-05-01" },
    ]);
    expect(await statusOf(order.id)).toEqual(["complete", "failed", "pending"]);
    expect(await activityOf(answer.failed_job_id)).toEqual(["failed"]);
  });

  test("the same run said 20 times at once is recorded once", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const event = requestEvent(order.id, [1]);
    const runId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => record(runId, event)));
    expect(answers.filter((answer) => answer.result === "recorded")).toHaveLength(1);
    expect(answers.filter((answer) => answer.result === "already_recorded")).toHaveLength(19);
    const [job] = await jobsOf(order.id);
    expect(await jobsOf(order.id)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.failed_job_id))).toEqual(new Set([job?.id]));
    expect(await activityOf(job?.id)).toEqual(["failed"]);
  });

  test("the second failure lands on the same item, also when it is said 20 times at once", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    const { event_id } = await retry(jobId);
    const event = await eventOf(event_id);
    const runId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => record(runId, event, "it broke again")),
    );
    expect(answers.filter((answer) => answer.result === "attempt_failed")).toHaveLength(1);
    expect(await jobsOf(order.id)).toMatchObject([
      { id: jobId, state: "open", attempt: 1, error_message: "it broke again", version: 3 },
    ]);
    expect(await activityOf(jobId)).toEqual(["failed", "retried", "failed_again"]);
    expect(await statusOf(order.id)).toEqual(["failed"]);
    expect(await retry(jobId)).toMatchObject({ ok: true, attempt: 2 });
  });

  describe("a report that comes late changes nothing:", () => {
    test("of the first run, while a retry is under way", async () => {
      const { jobId, order, event, runId } = await makeFailedJob(sql);
      await retry(jobId);
      const before = await jobsOf(order.id);
      expect(await record(runId, event, "late")).toMatchObject({
        result: "already_recorded",
        failed_job_id: jobId,
      });
      expect(await jobsOf(order.id)).toEqual(before);
      expect(await statusOf(order.id)).toEqual(["pending"]);
    });

    test("of attempt 1, while attempt 2 is under way", async () => {
      const { jobId, order } = await makeFailedJob(sql);
      const first = await eventOf((await retry(jobId)).event_id);
      const firstRun = randomUUID();
      await record(firstRun, first);
      await retry(jobId);
      const before = await jobsOf(order.id);
      expect(await record(firstRun, first, "late")).toMatchObject({ result: "already_recorded" });
      // Another run of the same event, as there may be when it was sent twice: no item of its own either.
      expect(await record(randomUUID(), first, "late")).toMatchObject({
        result: "already_recorded",
        failed_job_id: jobId,
      });
      expect(await jobsOf(order.id)).toEqual(before);
      expect(await statusOf(order.id)).toEqual(["pending"]);
    });

    test("of an attempt that has succeeded", async () => {
      const { jobId, order } = await makeFailedJob(sql);
      const { event_id } = await retry(jobId);
      const event = await eventOf(event_id);
      const succeeded = () =>
        call(sql, "record_attempt_succeeded", { p_event_id: event_id, p_run_id: `run${jobId}` });
      await completeSongs(sql, order);
      expect(await succeeded()).toMatchObject({ result: "recovered" });
      expect(await succeeded()).toMatchObject({ result: "already_recorded" });
      const before = await jobsOf(order.id);
      expect(await record(randomUUID(), event, "late")).toMatchObject({ result: "already_recorded" });
      expect(await jobsOf(order.id)).toEqual(before);
      expect(await activityOf(jobId)).toEqual(["failed", "retried", "recovered"]);
    });
  });

  test("an attempt that ends both ways at once ends one way", async () => {
    for (let round = 0; round < 20; round++) {
      const { jobId, order } = await makeFailedJob(sql);
      const { event_id } = await retry(jobId);
      const event = await eventOf(event_id);
      const runId = randomUUID();
      await completeSongs(sql, order);
      await Promise.all([
        record(runId, event),
        call(sql, "record_attempt_succeeded", { p_event_id: event_id, p_run_id: runId }),
      ]);
      const [row] = await sql`select j.state, a.outcome from public.failed_jobs j
        join desk.failed_job_attempts a on a.failed_job_id = j.id where j.id = ${jobId}`;
      expect([
        { state: "open", outcome: "failed" },
        { state: "recovered", outcome: "succeeded" },
      ]).toContainEqual(row);
      expect(await activityOf(jobId)).toHaveLength(3);
    }
  });

  describe("an event becomes one run", () => {
    const begin = (eventId: string, runId: string) =>
      call<boolean>(sql, "begin_run", { p_event_id: eventId, p_run_id: runId });

    test("the first has it, however often it asks, and is noted as the attempt's", async () => {
      const { jobId } = await makeFailedJob(sql);
      const { event_id } = await retry(jobId);
      const began = [];
      for (const run of ["first", "second", "first"]) began.push(await begin(event_id, `${run}-${jobId}`));
      expect(began).toEqual([true, false, true]);
      const rows = await sql`select run_id from desk.failed_job_attempts where failed_job_id = ${jobId}`;
      expect(rows).toMatchObject([{ run_id: `first-${jobId}` }]);
    });

    test("of many that begin at once one has it", async () => {
      const { jobId } = await makeFailedJob(sql);
      const { event_id } = await retry(jobId);
      const began = await Promise.all(
        Array.from({ length: 20 }, (_, run) => begin(event_id, `${run}-${jobId}`)),
      );
      expect(began.filter(Boolean)).toHaveLength(1);
    });

    test("a run of a retry that has ended without it may do nothing", async () => {
      const { jobId } = await makeFailedJob(sql);
      const { event_id } = await retry(jobId);
      await call(sql, "cancel_retry", { p_failed_job_id: jobId, p_actor: staff.id });
      expect(await begin(event_id, `late-${jobId}`)).toBe(false);
    });

    test("so does an event that asks for songs again; one that the desk has not sent is anybody's", async () => {
      const order = await makeOrder(sql, await makeCustomer(sql));
      await makeVariant(sql, order, 1, "complete");
      const asked = await call<{ event_id: string }>(sql, "request_generation", {
        p_order_id: order.id,
        p_variant_numbers: [1],
        p_actor: staff.id,
        p_reason: "once more",
      });
      expect([await begin(asked.event_id, "one"), await begin(asked.event_id, "two")]).toEqual([true, false]);
      expect([await begin(order.id, "one"), await begin(order.id, "two")]).toEqual([true, true]);
    });
  });
});
