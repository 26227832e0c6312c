import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { songsBucket } from "../../app/lib/env.server.ts";
import { resolveFailedJob } from "../../app/lib/failed-jobs/resolve-failed-job.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { keepGeneration } from "../../app/lib/generation/generate-variant.server.ts";
import { pollLive } from "../../app/lib/live/poll-live.server.ts";
import { cancelGeneration } from "../../app/lib/orders/cancel-generation.server.ts";
import { generationRequestSchema } from "../../app/lib/orders/generation-schemas.ts";
import { makeVariant, recordFailure } from "../database/rows.ts";
import { recordingSender, requestId } from "./desk.ts";
import { connectGeneration } from "./generation-desk.ts";

const { db, sql, ana, newOrder, ask, cancel, variantsOf, lettersOf, actionsOf, run } = connectGeneration();

describe("generating again with a changed brief", () => {
  test("sends and records what is different, says the cost, and makes the song from it", async () => {
    const order = await newOrder();
    const { send, sent } = recordingSender();
    const brief = { genre: "jazz", mood: "happy", message: "Louder!" };
    const receipt = await ask(order, [1, 2], { brief }, send);
    expect(receipt).toMatchObject({ delivery: "sent", estimated_cost_cents: 24 });
    // The mood is what the customer asked for: no change.
    const changed = { genre: "jazz", message: "Louder!" };
    expect(sent[0]?.data).toEqual({ order_id: order.id, variant_numbers: [1, 2], brief: changed });
    const [record] = await sql`select before, after, note from desk.activity where order_id = ${order.id}`;
    expect(record).toMatchObject({
      note: "Again.",
      before: { brief: { genre: "pop", message: null } },
      after: { brief: changed, event_id: receipt.event_id },
    });
    const { asked } = await run(order, receipt.event_id, 1, undefined, changed);
    expect(asked).toMatchObject([
      { genre: "jazz", mood: "happy", message: "Louder!", recipientName: "Rosa" },
    ]);
    const [wishes] =
      await sql`select genre, message from public.customizations where id = ${order.customizationId}`;
    expect(wishes).toEqual({ genre: "pop", message: null });
  });

  test("that changes nothing is a request like any other", async () => {
    const order = await newOrder();
    const { send, sent } = recordingSender();
    await ask(order, [1], { brief: { genre: "pop" } }, send);
    expect(sent[0]?.data).toEqual({ order_id: order.id, variant_numbers: [1] });
  });

  test.each([
    ["a field that there is not", { tempo: "fast" }],
    ["nobody to be for", { recipient_name: " " }],
    ["a language that is none", { language: "English please" }],
    ["nothing", {}],
  ])("with %s is refused at the border and by the database", async (_what, brief) => {
    const body = { variant_numbers: [1], reason: "Again.", brief };
    expect(generationRequestSchema.safeParse(body).success).toBe(false);
    const order = await newOrder();
    await expect(ask(order, [1], { brief })).rejects.toMatchObject({ status: 422 });
    expect(await variantsOf(order)).toEqual([]);
  });
});

describe("two people at once", () => {
  test("fifty requests lead to one event; the others are told who and when", async () => {
    const order = await newOrder();
    await makeVariant(sql, order, 1, "complete");
    const { send, sent } = recordingSender();
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => ask(order, [1], {}, send)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    for (const reason of reasons) {
      expect(reason).toMatchObject({ code: "already_generating", facts: { requested_by: "Ana Agent" } });
    }
    expect(sent).toHaveLength(1);
    expect(await actionsOf(order)).toEqual(["generation_requested"]);
  });
});

describe("stopping what is under way", () => {
  test("gives a complete variant its song back, and takes away one that there was not", async () => {
    const order = await newOrder();
    await makeVariant(sql, order, 1, "pending");
    await run(order, "first");
    const before = await variantsOf(order);
    await ask(order, [1, 2]);
    expect(await cancel(order, [1, 2])).toEqual({ variants: { 1: "complete", 2: "removed" } });
    expect(await variantsOf(order)).toEqual(before);
    expect(await actionsOf(order)).toEqual([
      "variant_started",
      "variant_completed",
      "generation_requested",
      "generation_cancelled",
    ]);
  });

  test("leaves the other variants of the same request alone", async () => {
    const order = await newOrder();
    const { event_id } = await ask(order, [1, 2]);
    await cancel(order, [2]);
    expect(await variantsOf(order)).toMatchObject([{ number: 1, status: "pending", event: event_id }]);
    expect((await run(order, event_id)).result).toBe("complete");
  });

  test("while the song is made throws it away, and its file with it", async () => {
    const order = await newOrder();
    await makeVariant(sql, order, 1, "pending");
    const { event_id } = await ask(order, [1]);
    const listed = async () => (await db.storage.from(songsBucket()).list("incoming", { limit: 1000 })).data;
    const { result } = await run(order, event_id, 1, () => cancel(order, [1]));
    expect(result).toBe("superseded");
    expect(await variantsOf(order)).toMatchObject([{ status: "pending", event: null, completed_at: null }]);
    expect(await listed()).toEqual([]);
    // A later try of the same run asks nobody, and a failure of it is nobody's.
    expect(await run(order, event_id)).toEqual({ result: "ended", asked: [] });
    const again = { orderId: order.id, variantNumber: 1, eventId: event_id };
    expect(await keepGeneration(db, again, 0)).toBe(false);
  });

  test("of a retry opens its failure again, and the number of the attempt is not used twice", async () => {
    const order = await newOrder();
    await makeVariant(sql, order, 1, "generating");
    const event = {
      id: randomUUID(),
      name: "song/generation.requested",
      data: { order_id: order.id, variant_numbers: [1] },
    };
    const failedJobId = await recordFailure(sql, event);
    const retry = () =>
      retryFailedJob(db, recordingSender().send, {
        failedJobId,
        actorId: ana(),
        note: "",
        version: undefined,
        requestId: requestId(),
      });
    const first = await retry();
    const { position } = (await pollLive(db, null)).message;
    expect(await cancel(order, [1])).toEqual({ variants: { 1: "failed" } });
    expect(await lettersOf(order)).toMatchObject([{ id: failedJobId, state: "open", attempt: 1 }]);
    expect((await run(order, first.event_id)).result).toBe("ended");
    const record =
      await sql`select action, actor_name, subject_type, subject_id, before, after, note, request_id
      from desk.activity where order_id = ${order.id} order by id desc limit 2`;
    const stopped = { actor_name: "Ana Agent", note: "Ordered twice.", request_id: record[0]?.request_id };
    expect(record).toMatchObject([
      {
        ...stopped,
        action: "retry_cancelled",
        subject_type: "failed_job",
        subject_id: failedJobId,
        before: { state: "retrying" },
        after: { state: "open", attempt: 1 },
      },
      { ...stopped, action: "generation_cancelled", subject_type: "order", subject_id: order.id },
    ]);
    expect(record[0]?.request_id).toMatch(/^request-/);
    const late = { failedJobId, actorId: ana(), note: "Late.", version: 1, requestId: requestId() };
    await expect(resolveFailedJob(db, late)).rejects.toMatchObject({
      code: "changed_meanwhile",
      facts: { job: { changed_by: "Ana Agent", changed_how: "retry_cancelled" } },
    });
    const { message } = await pollLive(db, position);
    expect(message.changed_failures).toContain(failedJobId);
    expect(message.changed_orders).toContain(order.id);
    expect(await retry()).toMatchObject({ attempt: 2 });
  });

  test("is refused when nothing is under way, without a line in the record", async () => {
    const order = await newOrder();
    await makeVariant(sql, order, 1, "complete");
    await expect(cancel(order, [1])).rejects.toMatchObject({ code: "nothing_under_way", status: 409 });
    await expect(
      cancelGeneration(db, {
        orderId: randomUUID(),
        variantNumbers: [1],
        actorId: ana(),
        reason: "x",
        requestId: "r",
      }),
    ).rejects.toMatchObject({ status: 404 });
    expect(await actionsOf(order)).toEqual([]);
  });
});
