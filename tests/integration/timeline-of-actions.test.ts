import { beforeAll, describe, expect, test } from "vitest";
import { describeActivity } from "../../app/admin/activity/describe-activity.ts";
import type { ActivityEntry } from "../../app/lib/activity/activity-schemas.ts";
import { startBulk } from "../../app/lib/bulk/bulk-operations.server.ts";
import { runBulkBatch } from "../../app/lib/bulk/run-bulk.server.ts";
import { eraseCustomer } from "../../app/lib/customers/erase-customer.server.ts";
import {
  assignFailedJob,
  cancelRetry,
  commentFailedJob,
  reopenFailedJob,
  snoozeFailedJob,
} from "../../app/lib/failed-jobs/change-failed-job.server.ts";
import { resolveFailedJob } from "../../app/lib/failed-jobs/resolve-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { revealFailedJob } from "../../app/lib/failed-jobs/reveal-failed-job.server.ts";
import { cancelGeneration } from "../../app/lib/orders/cancel-generation.server.ts";
import { readTimeline } from "../../app/lib/orders/order-timeline.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import { changeShareLink } from "../../app/lib/share/change-share-link.server.ts";
import {
  type Customer,
  call,
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
} from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());
const { send } = recordingSender();
const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();

let ana: Customer;
beforeAll(async () => {
  ana = await makeStaff(sql, "Ana Agent");
  await sql`update desk.staff_members set role = 'admin' where user_id = ${ana.id}`;
});

/** What a failure is changed by; the note names the action, so that each entry can be told to have its own. */
const change = (failedJobId: string, note: string) => ({
  failedJobId,
  actorId: ana.id,
  note,
  version: undefined,
  requestId: requestId(),
});

/** Of each entry that a person made: what, who, why, and whether it is of this test's time and has words in the desk. */
function told(entries: ActivityEntry[], since: number) {
  return entries
    .filter(({ actor_name: who }) => who !== "Reprise")
    .toReversed()
    .map((entry) => {
      expect(Date.parse(entry.at)).toBeGreaterThanOrEqual(since - 1000);
      expect(Date.parse(entry.at)).toBeLessThanOrEqual(Date.now() + 1000);
      expect(describeActivity(entry), entry.action).toMatchObject({
        actor: "Ana Agent",
        actionKey: `activity.actions.${entry.action}`,
      });
      return [entry.action, entry.note];
    });
}

describe("everything that staff do is in the order's timeline with who, what, when and why", () => {
  test("to its failures", async () => {
    const since = Date.now();
    const { order, jobId } = await makeFailedJob(sql);
    await commentFailedJob(db, change(jobId, "They called."));
    await assignFailedJob(db, { ...change(jobId, "Yours."), assignee: ana.id });
    await snoozeFailedJob(db, { ...change(jobId, "After lunch."), until: IN_AN_HOUR });
    await snoozeFailedJob(db, { ...change(jobId, "Lunch is over."), until: null });
    await revealFailedJob(db, { failedJobId: jobId, actorId: ana.id, requestId: requestId() });
    await retryFailedJob(db, send, { ...change(jobId, "Later."), dueAt: IN_AN_HOUR });
    await cancelRetry(db, change(jobId, "Too late."));
    await resolveFailedJob(db, change(jobId, "Talked to them."));
    await reopenFailedJob(db, change(jobId, "They called back."));
    expect(told((await readTimeline(db, order.id)).entries, since)).toEqual([
      ["commented", "They called."],
      ["assigned", "Yours."],
      ["snoozed", "After lunch."],
      ["unsnoozed", "Lunch is over."],
      ["payload_revealed", null],
      ["retried", "Later."],
      ["retry_cancelled", "Too late."],
      ["resolved", "Talked to them."],
      ["reopened", "They called back."],
    ]);
  });

  test("to its songs and their links, one by one and with many orders, to the erasure of its customer", async () => {
    const since = Date.now();
    const order = await makeOrder(sql, await makeCustomer(sql));
    await sql`update public.orders set payment_status = 'paid' where id = ${order.id}`;
    const { id: variantId } = await makeVariant(sql, order, 1, "complete");
    await makeVariant(sql, order, 2, "failed");
    const asked = { orderId: order.id, actorId: ana.id };
    const link = (what: "rotate" | "revoke" | "restore" | "set", note: string, settings = {}) =>
      changeShareLink(db, {
        variantId,
        change: what,
        settings,
        actorId: ana.id,
        note,
        version: undefined,
        requestId: requestId(),
      });
    await requestGeneration(db, send, {
      ...asked,
      variantNumbers: [2],
      reason: "Calmer.",
      requestId: requestId(),
    });
    await cancelGeneration(db, {
      ...asked,
      variantNumbers: [2],
      reason: "As it was.",
      requestId: requestId(),
    });
    await link("rotate", "Posted.");
    await link("set", "To keep.", { allow_download: true });
    await link("revoke", "Split up.");
    await link("restore", "Made up.");
    const bulk = await startBulk(
      db,
      send,
      { kind: "generate", selection: { ids: [order.id] }, note: "Outage." },
      { actorId: ana.id, requestId: requestId() },
    );
    await runBulkBatch(db, { operationId: bulk.id, part: 1, limit: 10 });
    await cancelGeneration(db, { ...asked, variantNumbers: [2], reason: "Enough.", requestId: requestId() });
    const before = told((await readTimeline(db, order.id)).entries, since);
    expect(before).toEqual([
      ["generation_requested", "Calmer."],
      ["generation_cancelled", "As it was."],
      ["share_link_rotated", "Posted."],
      ["share_link_set", "To keep."],
      ["share_link_revoked", "Split up."],
      ["share_link_restored", "Made up."],
      ["generation_requested", "Outage."],
      ["generation_cancelled", "Enough."],
    ]);

    await eraseCustomer(db, send, {
      customerId: order.customer.id,
      actorId: ana.id,
      reason: "Asked by letter.",
      requestId: requestId(),
    });
    const after = told((await readTimeline(db, order.id)).entries, since);
    // An erasure takes the notes, which may name somebody, and says so.
    expect(after).toEqual([
      ...before.map(([action]) => [action, "[erased]"]),
      ["customer_erased", "Asked by letter."],
    ]);
  });
});

describe("what happens by itself is in the order's timeline once", () => {
  test("each state of a variant, of a first try and of one that was tried again, and the first opening and play", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const { id } = await makeVariant(sql, order, 1, "pending");
    const begin = () =>
      call(sql, "begin_variant_generation", {
        p_order_id: order.id,
        p_variant_number: 1,
        p_event_id: "order:paid",
      });
    await begin();
    await begin();
    await call(sql, "complete_variant_generation", {
      p_order_id: order.id,
      p_variant_number: 1,
      p_event_id: "order:paid",
      p_storage_path: "a/b.wav",
      p_duration_ms: 1000,
      p_audio_bytes: 10,
      p_audio_type: "audio/wav",
    });
    await call(sql, "record_opening", { p_variant_id: id });
    await call(sql, "record_opening", { p_variant_id: id });
    await call(sql, "record_play", { p_variant_id: id, p_listener: "a" });
    await call(sql, "record_play", { p_variant_id: id, p_listener: "b" });
    const { entries } = await readTimeline(db, order.id);
    expect(entries.map((entry) => [entry.action, describeActivity(entry).variants])).toEqual([
      ["first_played", [1]],
      ["share_link_opened", [1]],
      ["variant_completed", [1]],
      ["variant_started", [1]],
      ["order_created", []],
    ]);
    expect(entries[3]).toMatchObject({ before: { status: "pending" }, after: { status: "generating" } });
  });

  test("the customer's favourite, each time they choose another, and not that one is theirs no more", async () => {
    const customer = await makeCustomer(sql);
    const order = await makeOrder(sql, customer);
    for (const number of [1, 2]) await makeVariant(sql, order, number, "complete");
    const choose = (number: number, selected: boolean) =>
      sql.begin(async (tx) => {
        const claims = JSON.stringify({ role: "authenticated", sub: customer.id });
        await tx`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', ${claims}, true)`;
        await tx`update public.song_variants set selected = ${selected}
          where order_id = ${order.id} and variant_number = ${number}`;
      });
    await choose(1, true);
    await choose(1, true);
    await choose(1, false);
    await choose(2, true);
    const { entries } = await readTimeline(db, order.id);
    expect(entries.map((entry) => [entry.action, describeActivity(entry).variants])).toEqual([
      ["favourite_chosen", [2]],
      ["favourite_chosen", [1]],
      ["order_created", []],
    ]);

    for (let time = 0; time < 25; time++) {
      await choose(1, true);
      await choose(1, false);
    }
    const chosen = (await readTimeline(db, order.id)).entries.filter(
      (entry) => entry.action === "favourite_chosen" && describeActivity(entry).variants.includes(1),
    );
    expect(chosen, "what is played with all day is kept up to twenty times").toHaveLength(20);
  });
});
