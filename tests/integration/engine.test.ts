import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  assignFailedJob,
  cancelRetry,
  commentFailedJob,
  reopenFailedJob,
  snoozeFailedJob,
} from "../../app/lib/failed-jobs/change-failed-job.server.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { resolveFailedJob } from "../../app/lib/failed-jobs/resolve-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { makeFailedJob, makeVariant } from "../database/rows.ts";
import { recordingSender } from "./desk.ts";
import { connectEngine, nobody } from "./engine-desk.ts";

const { db, sql, ana, change, activityOf } = connectEngine();

const queued = (eventId: string) =>
  sql`select due_at, sent_at from desk.outbox_events where event_id = ${eventId}`;

describe("a retry", () => {
  test("with an edited payload sends that, keeps the original, and records the difference and the reason", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    await makeVariant(sql, order, 2, "failed");
    const data = { order_id: order.id, variant_numbers: [2] };
    const receipt = await retryFailedJob(db, nobody, { ...change(jobId, "only the second"), data });
    const [attempt] =
      await sql`select event, changes, note from desk.failed_job_attempts where event_id = ${receipt.event_id}`;
    expect(attempt).toMatchObject({
      event: { data },
      changes: [{ path: "variant_numbers.0", before: 1, after: 2 }],
      note: "only the second",
    });
    expect(await getFailedJob(db, jobId)).toMatchObject({ event_data: { data: { variant_numbers: [1] } } });
    expect(await activityOf(jobId)).toEqual(["failed", "retried"]);
  });

  test.each([
    ["without a reason", "", (id: string) => ({ order_id: id, variant_numbers: [2] }), "invalid"],
    ["for another order", "why", () => ({ order_id: randomUUID(), variant_numbers: [1] }), "invalid"],
    [
      "with data that the event does not have",
      "why",
      (id: string) => ({ order_id: id, variant_numbers: ["1"] }),
      "not_retryable",
    ],
  ])("edited %s is refused, and nothing is written", async (_title, note, edit, code) => {
    const { jobId, order } = await makeFailedJob(sql);
    const asked = retryFailedJob(db, nobody, { ...change(jobId, note), data: edit(order.id) });
    await expect(asked).rejects.toMatchObject({ code, status: 422 });
    expect(await activityOf(jobId)).toEqual(["failed"]);
  });

  test("D2 edited for a song that the order does not have is refused beforehand, in words", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    await makeVariant(sql, order, 2, "complete");
    const asked = retryFailedJob(db, nobody, {
      ...change(jobId, "why"),
      data: { order_id: order.id, variant_numbers: [1, 2, 5] },
    });
    await expect(asked).rejects.toMatchObject({
      code: "invalid",
      status: 422,
      fields: { "data.variant_numbers": { message: "This order has no song 5. Nothing was sent." } },
    });
    expect(await activityOf(jobId)).toEqual(["failed"]);
  });

  test("for later is held back, and can be taken back; its number is not used again", async () => {
    const { jobId } = await makeFailedJob(sql);
    const { send, sent } = recordingSender();
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const receipt = await retryFailedJob(db, send, { ...change(jobId), dueAt });
    expect(receipt).toMatchObject({ delivery: "queued", attempt: 1 });
    expect(sent).toEqual([]);
    expect(await queued(receipt.event_id)).toMatchObject([{ due_at: new Date(dueAt), sent_at: null }]);

    await cancelRetry(db, change(jobId, "not needed"));
    expect(await queued(receipt.event_id)).toEqual([]);
    expect(await getFailedJob(db, jobId)).toMatchObject({
      state: "open",
      attempts: [{ progress: "cancelled" }],
    });
    expect(await retryFailedJob(db, send, change(jobId))).toMatchObject({ delivery: "sent", attempt: 2 });
    expect(await getFailedJob(db, jobId)).toMatchObject({
      attempts: [
        { attempt: 2, progress: "sent" },
        { attempt: 1, progress: "cancelled" },
      ],
    });
    await expect(cancelRetry(db, change(jobId))).rejects.toMatchObject({ code: "already_sent", status: 409 });
    expect(await activityOf(jobId)).toEqual(["failed", "retried", "retry_cancelled", "retried"]);
  });

  test("of what is complete already is said before", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    expect(await getFailedJob(db, jobId)).toMatchObject({ already_complete: false });
    await sql`update public.song_variants set generation_status = 'complete' where order_id = ${order.id}`;
    expect(await getFailedJob(db, jobId)).toMatchObject({ already_complete: true, retry_refusal: null });
  });
});

describe("a failure", () => {
  test("is resolved, reopened, assigned, snoozed and commented, with one line for each", async () => {
    const { jobId } = await makeFailedJob(sql);
    await commentFailedJob(db, change(jobId, "looking into it"));
    await assignFailedJob(db, { ...change(jobId), assignee: ana().id });
    await snoozeFailedJob(db, { ...change(jobId), until: new Date(Date.now() + 60_000).toISOString() });
    await snoozeFailedJob(db, { ...change(jobId), until: null });
    await resolveFailedJob(db, change(jobId, "refunded"));
    await expect(assignFailedJob(db, { ...change(jobId), assignee: null })).rejects.toMatchObject({
      code: "already_resolved",
    });
    await reopenFailedJob(db, change(jobId, "not refunded after all"));
    await expect(reopenFailedJob(db, change(jobId))).rejects.toMatchObject({
      code: "still_open",
      status: 409,
    });
    expect(await getFailedJob(db, jobId)).toMatchObject({
      state: "open",
      resolved_at: null,
      notes: "refunded",
    });
    expect(await activityOf(jobId)).toEqual([
      "failed",
      "commented",
      "assigned",
      "snoozed",
      "unsnoozed",
      "resolved",
      "reopened",
    ]);
  });

  test("is not given to a stranger, nor put aside until yesterday", async () => {
    const { jobId } = await makeFailedJob(sql);
    await expect(assignFailedJob(db, { ...change(jobId), assignee: randomUUID() })).rejects.toMatchObject({
      status: 422,
      fields: { assignee: { code: "assignee_unknown" } },
    });
    const until = new Date(Date.now() - 86_400_000).toISOString();
    await expect(snoozeFailedJob(db, { ...change(jobId), until })).rejects.toMatchObject({
      fields: { until: { code: "time_past" } },
    });
    expect(await activityOf(jobId)).toEqual(["failed"]);
  });
});
