import { beforeAll, describe, expect, test } from "vitest";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { MASK } from "../../app/lib/mask-payload.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import { readTimeline, TIMELINE_PAGE } from "../../app/lib/orders/order-timeline.server.ts";
import { call, makeCustomer, makeFailedJob, makeOrder, makeStaff, makeVariant } from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: string;
beforeAll(async () => {
  ana = (await makeStaff(sql, "Ana Agent")).id;
});

describe("an order's timeline", () => {
  test("has the order, its songs, failures, attempts, plays and what staff did, the newest first", async () => {
    const { order, jobId } = await makeFailedJob(sql);
    const old = await makeVariant(sql, order, 2, "complete");
    await sql`update public.orders set created_at = '2026-01-01T08:00:00Z', paid_at = '2026-01-01T08:01:00Z' where id = ${order.id}`;
    await sql`update public.song_variants set completed_at = '2026-01-01T08:05:00Z', first_played_at = '2026-01-02T08:00:00Z'
      where id = ${old.id}`;
    const { event_id } = await retryFailedJob(db, recordingSender().send, {
      failedJobId: jobId,
      actorId: ana,
      note: "Again.",
      version: undefined,
      requestId: requestId(),
    });
    await call(sql, "begin_run", { p_event_id: event_id, p_run_id: event_id });
    const { timeline, summary } = await getOrder(db, order.id);
    expect(timeline.entries.map(({ action, actor_name }) => [action, actor_name])).toEqual([
      ["attempt_started", "Reprise"],
      ["retried", "Ana Agent"],
      ["failed", "Reprise"],
      ["first_played", "Reprise"],
      ["variant_completed", "Reprise"],
      ["order_paid", "Reprise"],
      ["order_created", "Reprise"],
    ]);
    expect(timeline.entries[1]).toMatchObject({ note: "Again.", subject_id: jobId });
    expect(summary).toMatchObject([
      { code: "not_paid" },
      { code: "some_ready", ready: 1, total: 2 },
      { code: "variant_retrying", number: 1, failures: 1, since: expect.any(String) },
      { code: "played", at: expect.stringContaining("2026-01-02") },
    ]);
  });

  test("tells what was changed in a payload as masked as the payload itself", async () => {
    const { order, jobId } = await makeFailedJob(sql);
    await retryFailedJob(db, recordingSender().send, {
      failedJobId: jobId,
      actorId: ana,
      note: "Misspelt.",
      version: undefined,
      requestId: requestId(),
      data: {
        order_id: order.id,
        variant_numbers: [1],
        brief: { recipient_name: "Rosalind", genre: "jazz" },
      },
    });
    const [entry] = (await readTimeline(db, order.id)).entries.filter(({ action }) => action === "retried");
    expect(entry?.after).toMatchObject({ changes: [{ path: "brief", after: MASK }] });
    expect(JSON.stringify(entry)).not.toContain("Rosalind");
  });

  test("says each thing once, also what has a line in the record and a moment in a row", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "pending");
    await call(sql, "begin_variant_generation", {
      p_order_id: order.id,
      p_variant_number: 1,
      p_event_id: "e",
    });
    await call(sql, "complete_variant_generation", {
      p_order_id: order.id,
      p_variant_number: 1,
      p_event_id: "e",
      p_storage_path: "a/b.wav",
      p_duration_ms: 1000,
      p_audio_bytes: 10,
      p_audio_type: "audio/wav",
    });
    const { entries } = await readTimeline(db, order.id);
    expect(entries.map(({ action }) => action)).toEqual([
      "variant_completed",
      "variant_started",
      "order_created",
    ]);
  });

  test("is read in pages to its end, each entry once, also where many share a moment", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const many = 2 * TIMELINE_PAGE + 50;
    await sql`
      insert into desk.activity (at, actor_name, action, subject_type, subject_id, order_id)
      select '2026-03-01T08:00:00.123456Z'::timestamptz + (n / 60) * interval '1 second', 'Ana', 'commented', 'order',
        ${order.id}, ${order.id}
      from generate_series(1, ${many}) n`;
    const ids: (string | number)[] = [];
    let before: string | undefined;
    do {
      const page = await readTimeline(db, order.id, before);
      expect(page.entries.length).toBeLessThanOrEqual(TIMELINE_PAGE);
      ids.push(...page.entries.map(({ id }) => id));
      before = page.next ?? undefined;
    } while (before !== undefined);
    expect(ids).toHaveLength(many + 1);
    expect(new Set(ids).size).toBe(many + 1);
  });

  test("at a place that is none is the client's error", async () => {
    await expect(readTimeline(db, ana, "yesterday")).rejects.toMatchObject({
      code: "malformed_cursor",
      status: 400,
    });
  });
});
