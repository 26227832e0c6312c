import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  getBulkOperation,
  previewBulk,
  setBulkState,
  startBulk,
} from "../../app/lib/bulk/bulk-operations.server.ts";
import { bulkResultsCsv, listBulkItems } from "../../app/lib/bulk/bulk-results.server.ts";
import { bulkRequestSchema } from "../../app/lib/bulk/bulk-schemas.ts";
import { cancelRetry } from "../../app/lib/failed-jobs/change-failed-job.server.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { resolveFailedJob } from "../../app/lib/failed-jobs/resolve-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { createRunBulk } from "../../app/lib/inngest/run-bulk.server.ts";
import type { SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { createServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { startRunner } from "../../local/runner/index.ts";
import { startTestApp, type TestApp } from "../../local/runner/testing/app.ts";
import { startOutboxTimer } from "../../server/outbox-timer.ts";
import { makeFailedJob, makeStaff } from "../database/rows.ts";
import { requestId, sendBy } from "./desk.ts";
import { connectEngine, nobody } from "./engine-desk.ts";
import { startOwnStack } from "./own-stack.ts";

const stack = await startOwnStack("bulk_engine");
const { db, sql, ana, change, activityOf } = connectEngine(stack);

describe("a bulk operation", () => {
  let runner: Awaited<ReturnType<typeof startRunner>>;
  let app: TestApp;
  let stopTimer: () => Promise<void>;
  // No function here is for the events of songs: these tests look at the items.
  const send: SendEvents = (events) => sendBy(app.client)(events);
  beforeAll(async () => {
    runner = await startRunner({ databaseUrl: stack.databaseUrl, backoffMs: () => 10 });
    app = await startTestApp(runner.url, (client) => [
      createRunBulk(client, { createDb: createServiceClient, send }),
    ]);
    await app.register();
    // What one relay could not send, the next one does, as in a web server.
    stopTimer = startOutboxTimer(() => db, send);
  });
  afterAll(async () => {
    await stopTimer();
    await runner.stop();
    await app.cut();
  });

  const failures = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await makeFailedJob(sql)).jobId));
  const start = (body: object, actorId = ana().id) =>
    startBulk(db, send, bulkRequestSchema.parse(body), { actorId, requestId: requestId() });
  const ended = (id: string) => expect.poll(() => getBulkOperation(db, id));

  test("is previewed with reasons and cost, and changes nothing by that", async () => {
    const ids = await failures(3);
    await resolveFailedJob(db, change(ids[0] ?? "", "done"));
    expect(
      await previewBulk(db, { kind: "retry", selection: { ids } }, { id: ana().id, role: "agent" }, 12),
    ).toEqual({
      total: 3,
      eligible: 2,
      variants: 2,
      already_complete: 0,
      estimated_cost_cents: 24,
      skipped: [
        {
          code: "already_resolved",
          count: 1,
          reason: { code: "already_resolved", facts: { case: "item" }, message: "Already resolved." },
        },
      ],
      needed_by: {},
      limit: 1000,
    });
    expect(await activityOf(ids[1] ?? "")).toEqual(["failed"]);
  });

  test("P2 says of what would be put aside how many are needed on each day", async () => {
    const made = [];
    for (const day of ["2031-05-01", "2031-05-01", "2031-05-02", undefined])
      made.push(await makeFailedJob(sql, day));
    const done = await makeFailedJob(sql, "2031-05-01");
    await resolveFailedJob(db, change(done.jobId, "done"));
    const selection = { ids: [...made, done].map(({ jobId }) => jobId) };
    const by = { id: ana().id, role: "agent" } as const;
    expect(await previewBulk(db, { kind: "snooze", selection }, by, 12)).toMatchObject({
      eligible: 4,
      needed_by: { "2031-05-01": 2, "2031-05-02": 1 },
    });
  });

  test("retries each item once, skips with a reason, and says so for each", async () => {
    const ids = await failures(6);
    await resolveFailedJob(db, change(ids[0] ?? "", "done"));
    const { id, total } = await start({ kind: "retry", selection: { ids }, note: "provider is back" });
    expect(total).toBe(6);
    await ended(id).toMatchObject({ state: "done", done_count: 5, skipped_count: 1 });
    const items = await listBulkItems(db, { id, kind: "retry" }, { after: 0, limit: 200 }, false);
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
    for await (const chunk of bulkResultsCsv(db, { id, kind: "retry" })) csv += String(chunk);
    expect(csv.trim().split("\n")).toHaveLength(7);
    expect(csv).toContain("Already resolved.");
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
    const { id } = await start({ kind: "assign", selection: { ids }, assignee: ana().id, per_minute: 1 });
    await ended(id).toMatchObject({ done_count: 1 });
    const by = { id, actorId: ana().id, requestId: requestId() };
    expect(await setBulkState(db, send, { ...by, state: "paused" })).toMatchObject({ state: "paused" });
    await expect(setBulkState(db, send, { ...by, state: "paused" })).rejects.toMatchObject({ status: 409 });
    await setBulkState(db, send, { ...by, state: "running" });
    await ended(id).toMatchObject({ done_count: 2 });
    expect(await setBulkState(db, send, { ...by, state: "aborted" })).toMatchObject({
      state: "aborted",
      done_count: 2,
    });
    expect(
      (await listBulkItems(db, { id, kind: "assign" }, { after: 0, limit: 200 }, false)).filter(
        ({ result }) => result === "pending",
      ),
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
    await sql`update desk.staff_members set role = 'viewer' where user_id = ${viewer.id}`;
    const before = await sql`select count(*) from desk.bulk_operations`;
    await expect(start(everything, viewer.id)).rejects.toMatchObject({ code: "over_the_limit", status: 403 });
    await expect(start({ ...everything, selection: { ids: [randomUUID()] } })).rejects.toMatchObject({
      code: "nothing_selected",
    });
    expect(await sql`select count(*) from desk.bulk_operations`).toEqual(before);
  });
});
