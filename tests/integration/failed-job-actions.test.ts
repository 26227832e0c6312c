import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { recordAttemptSucceeded } from "../../app/lib/failed-jobs/record-run.server.ts";
import { resolveFailedJob } from "../../app/lib/failed-jobs/resolve-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import { completeSongs, makeFailedJob, makeStaff, recordFailure } from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: string;
let ben: string;
beforeAll(async () => {
  ana = (await makeStaff(sql, "Ana Agent")).id;
  ben = (await makeStaff(sql, "Ben Agent")).id;
});

const ask = (failedJobId: string, more: { actorId?: string; note?: string; version?: number } = {}) => ({
  failedJobId,
  actorId: ana,
  note: "Again, please.",
  version: undefined,
  requestId: requestId(),
  ...more,
});

/** Everything about a failure that an action may change. */
async function traces(jobId: string) {
  const [row] = await sql`
    select j.state, j.attempt, j.version, j.notes, j.resolved_at is not null as resolved,
      (select count(*)::int from desk.failed_job_attempts a where a.failed_job_id = j.id) as attempts,
      (select count(*)::int from desk.outbox_events e where e.event_id like 'failed-job:' || j.id || ':%') as events,
      (select array_agg(action order by id) from desk.activity
        where subject_type = 'failed_job' and subject_id = j.id::text) as actions
    from public.failed_jobs j where j.id = ${jobId}`;
  return row;
}

describe("retrying", () => {
  test("sends the event once, as an attempt of its own, and says who did it and why", async () => {
    const { jobId, order, event, variant } = await makeFailedJob(sql);
    const { send, sent } = recordingSender();
    const receipt = await retryFailedJob(db, send, ask(jobId));
    const eventId = `failed-job:${jobId}:attempt:1`;
    expect(receipt).toMatchObject({ event_id: eventId, attempt: 1, delivery: "sent" });
    expect(sent).toEqual([
      {
        id: eventId,
        name: event.name,
        data: { order_id: order.id, variant_numbers: [1], failed_job_id: jobId, attempt: 1 },
      },
    ]);
    expect(await traces(jobId)).toMatchObject({
      state: "retrying",
      attempt: 1,
      version: 2,
      attempts: 1,
      events: 1,
      actions: ["failed", "retried"],
    });
    const [attempt] = await sql`
      select event, requested_by, note, outcome from desk.failed_job_attempts where failed_job_id = ${jobId}`;
    expect(attempt).toEqual({
      event: sent[0],
      requested_by: ana,
      note: "Again, please.",
      outcome: "pending",
    });
    const [after] = await sql`
      select generation_status, generation_event_id from public.song_variants where id = ${variant.id}`;
    expect(after).toEqual({ generation_status: "pending", generation_event_id: eventId });
  });

  test("while Inngest is down is kept and said to be queued", async () => {
    const { jobId } = await makeFailedJob(sql);
    const down = async () => {
      throw new Error("connect ECONNREFUSED");
    };
    expect(await retryFailedJob(db, down, ask(jobId))).toMatchObject({ delivery: "queued", attempt: 1 });
    expect(await traces(jobId)).toMatchObject({ state: "retrying", events: 1 });
  });

  test("by many at once happens once, and all the others are told by whom", async () => {
    const { jobId } = await makeFailedJob(sql);
    const { send, sent } = recordingSender();
    const clicks = Array.from({ length: 12 }, (_, index) =>
      retryFailedJob(db, send, ask(jobId, { actorId: index % 2 ? ana : ben })),
    );
    const results = await Promise.allSettled(clicks);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      expect(result.reason).toMatchObject({
        code: "already_retrying",
        status: 409,
        message: expect.stringMatching(/^(Ana|Ben) Agent retried this /),
        facts: { job: { id: jobId, state: "retrying", attempt: 1 } },
      });
    }
    expect(sent).toHaveLength(1);
    expect(await traces(jobId)).toMatchObject({ attempts: 1, events: 1, actions: ["failed", "retried"] });
  });

  test.each([
    ["resolved", "already_resolved", /^Ben Agent resolved this /],
    ["recovered", "already_recovered", /^This recovered /],
  ])("what is %s is refused", async (state, code, message) => {
    const { jobId, order } = await makeFailedJob(sql);
    if (state === "resolved") await resolveFailedJob(db, ask(jobId, { actorId: ben }));
    else {
      const { event_id } = await retryFailedJob(db, recordingSender().send, ask(jobId));
      await completeSongs(sql, order);
      await recordAttemptSucceeded(db, event_id, randomUUID());
    }
    const before = await traces(jobId);
    const { send, sent } = recordingSender();
    await expect(retryFailedJob(db, send, ask(jobId))).rejects.toMatchObject({
      code,
      status: 409,
      message: expect.stringMatching(message),
      facts: { job: { state } },
    });
    expect(sent).toEqual([]);
    expect(await traces(jobId)).toEqual(before);
  });

  test("what has changed since it was opened is refused, and what has not is not", async () => {
    const { jobId } = await makeFailedJob(sql);
    const { send, sent } = recordingSender();
    for (const version of [2, 99]) {
      await expect(retryFailedJob(db, send, ask(jobId, { version }))).rejects.toMatchObject({
        code: "changed_meanwhile",
        status: 409,
        facts: { job: { version: 1, state: "open" } },
      });
    }
    expect(sent).toEqual([]);
    expect(await traces(jobId)).toMatchObject({ state: "open", attempts: 0, actions: ["failed"] });
    expect(await retryFailedJob(db, send, ask(jobId, { version: 1 }))).toMatchObject({ attempt: 1 });
  });

  test("what somebody generates already is refused, naming the variant", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    const { send, sent } = recordingSender();
    await requestGeneration(db, recordingSender().send, {
      orderId: order.id,
      variantNumbers: [1],
      actorId: ben,
      reason: "The customer asked.",
      requestId: requestId(),
    });
    await expect(retryFailedJob(db, send, ask(jobId))).rejects.toMatchObject({
      code: "already_generating",
      status: 409,
      message: expect.stringContaining("Song 1 "),
    });
    expect(sent).toEqual([]);
    expect(await traces(jobId)).toMatchObject({ state: "open", attempts: 0, events: 0 });
  });

  test("what is not there is a 404", async () => {
    await expect(retryFailedJob(db, recordingSender().send, ask(randomUUID()))).rejects.toMatchObject({
      code: "not_found",
      status: 404,
    });
  });

  const big = { name: "song/generation.requested", data: { order_id: randomUUID(), variant_numbers: [1] } };
  test.each([
    ["null", null],
    ["an array", [1]],
    ["4 MiB", { ...big, padding: "x".repeat(4 * 1024 * 1024) }],
    ["a report", { ...big, name: "song/generation.failed" }],
    ["__proto__", JSON.parse('{"__proto__":{"name":"song/generation.requested"}}')],
  ])("an event that is %s is refused with the reason, and nothing is sent", async (_what, event) => {
    const jobId = await recordFailure(sql, event);
    const { send, sent } = recordingSender();
    await expect(retryFailedJob(db, send, ask(jobId))).rejects.toMatchObject({
      code: "not_retryable",
      status: 422,
      message: expect.stringMatching(/You can resolve it\. Nothing was sent\.$/),
    });
    expect(sent).toEqual([]);
    expect(await traces(jobId)).toMatchObject({ state: "open", attempts: 0, events: 0, actions: ["failed"] });
    await resolveFailedJob(db, ask(jobId));
    expect(await traces(jobId)).toMatchObject({ state: "resolved" });
  });

  test.each([
    ["null", null],
    ["without a name", { data: { a: 1 } }],
  ])("edited data do not make an event of what is %s", async (_what, event) => {
    const jobId = await recordFailure(sql, event);
    const { send, sent } = recordingSender();
    const edit = { ...ask(jobId, { note: "Corrected." }), data: { a: 2 } };
    await expect(retryFailedJob(db, send, edit)).rejects.toMatchObject({
      code: "not_retryable",
      status: 422,
    });
    expect(sent).toEqual([]);
  });
});

describe("resolving", () => {
  test("keeps the note, and sends nothing", async () => {
    const { jobId } = await makeFailedJob(sql);
    await resolveFailedJob(db, ask(jobId, { note: "  Refunded. <script>  " }));
    expect(await traces(jobId)).toEqual({
      state: "resolved",
      attempt: 0,
      version: 2,
      notes: "Refunded. <script>",
      resolved: true,
      attempts: 0,
      events: 0,
      actions: ["failed", "resolved"],
    });
  });

  test.each(["", "   "])("needs a note: %j is none", async (note) => {
    const { jobId } = await makeFailedJob(sql);
    await expect(resolveFailedJob(db, ask(jobId, { note }))).rejects.toMatchObject({
      code: "invalid",
      status: 422,
      fields: { note: { code: "note_missing" } },
    });
    expect(await traces(jobId)).toMatchObject({ state: "open", actions: ["failed"] });
  });

  test("what is being retried, was resolved, has changed or is not there is refused", async () => {
    const { jobId } = await makeFailedJob(sql);
    await expect(resolveFailedJob(db, ask(jobId, { version: 7 }))).rejects.toMatchObject({
      code: "changed_meanwhile",
    });
    await retryFailedJob(db, recordingSender().send, ask(jobId));
    await expect(resolveFailedJob(db, ask(jobId))).rejects.toMatchObject({
      code: "already_retrying",
      status: 409,
    });
    const other = (await makeFailedJob(sql)).jobId;
    await resolveFailedJob(db, ask(other, { note: "First." }));
    await expect(resolveFailedJob(db, ask(other, { note: "Second." }))).rejects.toMatchObject({
      code: "already_resolved",
    });
    expect(await traces(other)).toMatchObject({ notes: "First." });
    await expect(resolveFailedJob(db, ask(randomUUID()))).rejects.toMatchObject({ status: 404 });
  });

  test("and retrying at the same moment: one wins, the other is told, and nothing is sent after a resolve", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { jobId } = await makeFailedJob(sql);
      const { send, sent } = recordingSender();
      const actions = [() => retryFailedJob(db, send, ask(jobId)), () => resolveFailedJob(db, ask(jobId))];
      const results = await Promise.allSettled((round % 2 ? actions.reverse() : actions).map((act) => act()));
      const lost = results.filter((result) => result.status === "rejected");
      expect(lost).toHaveLength(1);
      expect(lost[0]?.reason).toMatchObject({ status: 409 });
      const after = await traces(jobId);
      expect(sent).toHaveLength(after?.state === "retrying" ? 1 : 0);
      expect(after?.events).toBe(sent.length);
    }
  });
});
