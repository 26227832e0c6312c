import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { answeredOnce } from "../../app/lib/auth/idempotency.server.ts";
import {
  getBulkOperation,
  previewBulk,
  setBulkState,
  startBulk,
} from "../../app/lib/failed-jobs/bulk-operations.server.ts";
import { bulkResultsCsv, listBulkItems } from "../../app/lib/failed-jobs/bulk-results.server.ts";
import { bulkRequestSchema } from "../../app/lib/failed-jobs/bulk-schemas.ts";
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
import { createRunBulk } from "../../app/lib/inngest/run-bulk.server.ts";
import { resendRefusal } from "../../app/lib/outbox/event-catalogue.ts";
import type { SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { createServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { createDatabase } from "../../local/postgres/index.ts";
import { startRunner } from "../../local/runner/index.ts";
import { startTestApp, type TestApp } from "../../local/runner/testing/app.ts";
import { makeFailedJob, makeStaff, makeVariant } from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: { id: string };
let ada: { id: string };
beforeAll(async () => {
  ana = await makeStaff(sql, "Ana Agent");
  ada = await makeStaff(sql, "Ada Admin");
  await sql`update public.staff_members set role = 'agent' where user_id = ${ana.id}`;
  await sql`update public.staff_members set role = 'admin' where user_id = ${ada.id}`;
});

const change = (failedJobId: string, note = "") => ({
  failedJobId,
  actorId: ana.id,
  note,
  version: undefined,
  requestId: requestId(),
});
const activityOf = async (subject: string) =>
  (
    await sql<
      { action: string }[]
    >`select action from public.activity where subject_id = ${subject} order by id`
  ).map(({ action }) => action);
const queued = (eventId: string) =>
  sql`select due_at, sent_at from public.outbox_events where event_id = ${eventId}`;
/** Takes what it is given and says nothing: the events stay where a test can look at them. */
const nobody: SendEvents = async () => {
  throw new Error("connect ECONNREFUSED");
};

describe("a retry", () => {
  test("with an edited payload sends that, keeps the original, and records the difference and the reason", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    await makeVariant(sql, order, 2, "failed");
    const data = { order_id: order.id, variant_numbers: [2] };
    const receipt = await retryFailedJob(db, nobody, { ...change(jobId, "only the second"), data });
    const [attempt] =
      await sql`select event, changes, note from public.failed_job_attempts where event_id = ${receipt.event_id}`;
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
    await assignFailedJob(db, { ...change(jobId), assignee: ana.id });
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
      fields: { assignee: expect.any(String) },
    });
    const until = new Date(Date.now() - 86_400_000).toISOString();
    await expect(snoozeFailedJob(db, { ...change(jobId), until })).rejects.toMatchObject({
      fields: { until: expect.any(String) },
    });
    expect(await activityOf(jobId)).toEqual(["failed"]);
  });
});

test("the rule for what can be sent again is the same in SQL and in TypeScript", async () => {
  const odd = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.constant([]), fc.constant({}));
  const events = fc.oneof(
    odd,
    fc.record({
      name: fc.oneof(
        { arbitrary: odd, weight: 1 },
        {
          arbitrary: fc.constantFrom("song/generation.requested", "song/generation.failed", "x/y"),
          weight: 4,
        },
      ),
      data: fc.oneof(
        odd,
        fc.record({
          order_id: fc.oneof({ arbitrary: odd, weight: 1 }, { arbitrary: fc.uuid(), weight: 3 }),
          variant_numbers: fc.oneof(
            odd,
            fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }),
            fc.array(fc.oneof(fc.integer({ min: 0, max: 7 }), odd), { maxLength: 7 }),
          ),
        }),
      ),
    }),
  );
  const samples = fc
    .sample(events, { numRuns: 2_000, seed: 1 })
    .filter((event) => !JSON.stringify(event).includes("\\u0000"));
  const rows = await sql<{ refused: boolean }[]>`
    select public.event_refusal(e) is not null as refused
    from jsonb_array_elements(${sql.json(samples as never)}) with ordinality as x(e, n) order by n`;
  const differing = samples.filter(
    (event, index) => (resendRefusal(event) !== null) !== rows[index]?.refused,
  );
  expect(differing).toEqual([]);
  expect(rows.filter(({ refused }) => !refused).length, "some can be sent").toBeGreaterThan(5);
});

describe("an Idempotency-Key", () => {
  const ask = (key: string, body = "{}") =>
    new Request("http://desk.test/resources/x", {
      method: "POST",
      body,
      headers: { "idempotency-key": key },
    });
  const counting = () => {
    let calls = 0;
    const answer = async () => Response.json({ calls: ++calls }, { status: 202 });
    return { answer, calls: () => calls };
  };

  test("gives the same answer again, for the one who sent it", async () => {
    const key = randomUUID();
    const { answer, calls } = counting();
    const first = await answeredOnce(db, ask(key), ana.id, answer);
    const again = await answeredOnce(db, ask(key), ana.id, answer);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(await again.json()).toEqual({ calls: 1 });
    await answeredOnce(db, ask(key), ada.id, answer);
    expect(calls()).toBe(2);
  });

  test("is refused for another request, and while the first is under way", async () => {
    const key = randomUUID();
    let finish = (_response: Response) => {};
    const first = answeredOnce(db, ask(key), ana.id, () => new Promise((resolve) => (finish = resolve)));
    await expect
      .poll(async () => (await sql`select 1 from public.idempotency_keys where key = ${key}`).length)
      .toBe(1);
    await expect(answeredOnce(db, ask(key), ana.id, counting().answer)).rejects.toMatchObject({
      code: "in_progress",
    });
    await expect(answeredOnce(db, ask(key, "[]"), ana.id, counting().answer)).rejects.toMatchObject({
      code: "key_reused",
    });
    await expect.poll(() => finish).toBeDefined();
    finish(Response.json({}));
    await first;
  });

  test("of a request that broke is free again", async () => {
    const key = randomUUID();
    await expect(
      answeredOnce(db, ask(key), ana.id, () => Promise.reject(new Error("broke"))),
    ).rejects.toThrow("broke");
    expect((await answeredOnce(db, ask(key), ana.id, counting().answer)).status).toBe(202);
  });
});

describe("a bulk operation", () => {
  let runner: Awaited<ReturnType<typeof startRunner>>;
  let app: TestApp;
  let send: SendEvents;
  beforeAll(async () => {
    runner = await startRunner({
      databaseUrl: await createDatabase(inject("databaseUrl"), "bulk_runner"),
      backoffMs: () => 10,
    });
    app = await startTestApp(runner.url, (client) => [
      // What it writes to the outbox stays there: these tests look at the items, not at songs.
      createRunBulk(client, { createDb: createServiceClient, send: nobody }),
    ]);
    await app.register();
    send = async (events) => void (await app.client.send(events));
  });
  afterAll(async () => {
    await runner.stop();
    await app.cut();
  });

  const failures = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await makeFailedJob(sql)).jobId));
  const start = (body: object, actorId = ana.id) =>
    startBulk(db, send, bulkRequestSchema.parse(body), { actorId, requestId: requestId() });
  const ended = (id: string) => expect.poll(() => getBulkOperation(db, id), { timeout: 20_000 });

  test("is previewed with reasons and cost, and changes nothing by that", async () => {
    const ids = await failures(3);
    await resolveFailedJob(db, change(ids[0] ?? "", "done"));
    expect(
      await previewBulk(db, { kind: "retry", selection: { ids } }, { id: ana.id, role: "agent" }, 12),
    ).toEqual({
      total: 3,
      eligible: 2,
      variants: 2,
      already_complete: 0,
      estimated_cost_cents: 24,
      skipped: [{ code: "already_resolved", count: 1, reason: "Resolved already." }],
      limit: 1000,
    });
    expect(await activityOf(ids[1] ?? "")).toEqual(["failed"]);
  });

  test("retries each item once, skips with a reason, and says so for each", async () => {
    const ids = await failures(6);
    await resolveFailedJob(db, change(ids[0] ?? "", "done"));
    const { id, total } = await start({ kind: "retry", selection: { ids }, note: "provider is back" });
    expect(total).toBe(6);
    await ended(id).toMatchObject({ state: "done", done_count: 5, skipped_count: 1 });
    const items = await listBulkItems(db, id, { after: 0, limit: 200 });
    expect(items.map(({ result }) => result).toSorted()).toEqual([
      "done",
      "done",
      "done",
      "done",
      "done",
      "skipped",
    ]);
    for (const jobId of ids.slice(1)) expect(await activityOf(jobId)).toEqual(["failed", "retried"]);
    expect(await activityOf(id)).toEqual(["bulk_started"]);
    let csv = "";
    for await (const chunk of bulkResultsCsv(db, id)) csv += String(chunk);
    expect(csv.trim().split("\n")).toHaveLength(7);
    expect(csv).toContain("Resolved already.");
  });

  test("acts on what the filter matched when it was confirmed, and on nothing that came later", async () => {
    const [first] = await failures(1);
    const q = String(first);
    const { id } = await start({
      kind: "resolve",
      selection: { filter: { state: "open", q } },
      note: "known",
    });
    await ended(id).toMatchObject({ state: "done", total: 1, done_count: 1 });
    expect(await getFailedJob(db, q)).toMatchObject({ state: "resolved", notes: "known" });
  });

  test("is paused, goes on where it stopped, and is aborted; what is done stays done", async () => {
    const ids = await failures(5);
    const { id } = await start({ kind: "assign", selection: { ids }, assignee: ana.id, per_minute: 6 });
    await ended(id).toMatchObject({ done_count: 1 });
    const by = { id, actorId: ana.id, requestId: requestId() };
    expect(await setBulkState(db, send, { ...by, state: "paused" })).toMatchObject({ state: "paused" });
    await expect(setBulkState(db, send, { ...by, state: "paused" })).rejects.toMatchObject({ status: 409 });
    await setBulkState(db, send, { ...by, state: "running" });
    await ended(id).toMatchObject({ done_count: 2 });
    expect(await setBulkState(db, send, { ...by, state: "aborted" })).toMatchObject({
      state: "aborted",
      done_count: 2,
    });
    expect(
      (await listBulkItems(db, id, { after: 0, limit: 200 })).filter(({ result }) => result === "pending"),
    ).toHaveLength(3);
    expect(await activityOf(id)).toEqual(["bulk_started", "bulk_paused", "bulk_resumed", "bulk_aborted"]);
  });

  test("is done again for those that were skipped and are open", async () => {
    const ids = await failures(2);
    await retryFailedJob(db, nobody, {
      ...change(ids[0] ?? ""),
      dueAt: new Date(Date.now() + 60_000).toISOString(),
    });
    const first = await start({ kind: "resolve", selection: { ids }, note: "one" });
    await ended(first.id).toMatchObject({ state: "done", done_count: 1, skipped_count: 1 });
    await cancelRetry(db, change(ids[0] ?? ""));
    const second = await start({ kind: "resolve", selection: { again: first.id }, note: "two" });
    await ended(second.id).toMatchObject({ state: "done", total: 1, done_count: 1 });
  });

  test("of more than a role may is refused, and leaves nothing behind", async () => {
    const everything = {
      kind: "snooze",
      selection: { filter: {} },
      until: new Date(Date.now() + 60_000).toISOString(),
    };
    const viewer = await makeStaff(sql, "Vito Viewer");
    await sql`update public.staff_members set role = 'viewer' where user_id = ${viewer.id}`;
    const before = await sql`select count(*) from public.bulk_operations`;
    await expect(start(everything, viewer.id)).rejects.toMatchObject({ code: "over_the_limit", status: 403 });
    await expect(start({ ...everything, selection: { ids: [randomUUID()] } })).rejects.toMatchObject({
      code: "nothing_selected",
    });
    expect(await sql`select count(*) from public.bulk_operations`).toEqual(before);
  });
});
