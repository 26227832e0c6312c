import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { keepGeneration } from "../../app/lib/generation/generate-variant.server.ts";
import { giveUpLostGenerations } from "../../app/lib/orders/lost-generations.server.ts";
import { makeVariant } from "../database/rows.ts";
import { recordingSender, requestId } from "./desk.ts";
import { connectGeneration } from "./generation-desk.ts";

const { db, sql, ana, newOrder, ask, variantsOf, lettersOf, run, silence } = connectGeneration();

/** Songs at a time: more than all tests together make, so that there is always a free place. */
const MANY = 10_000;

describe("a run that is lost", () => {
  /** A run that began and then nothing was heard of. */
  async function loseRun(numbers = [1]) {
    const order = await newOrder();
    const { event_id } = await ask(order, numbers);
    await run(order, event_id, 1, async () => {
      throw new Error("killed");
    }).catch(() => undefined);
    return { order, event_id };
  }

  test("is under way as long as it can be silent", async () => {
    const { order, event_id } = await loseRun();
    await giveUpLostGenerations(db, MANY);
    expect(await variantsOf(order)).toMatchObject([{ status: "generating", event: event_id }]);
    await expect(ask(order, [1])).rejects.toMatchObject({ code: "already_generating" });
  });

  test("is failed with one dead letter, also when two look for it at once; it cannot come back", async () => {
    const { order, event_id } = await loseRun([1, 2]);
    await silence(order);
    await sql`update public.song_variants set generation_alive_until = null where order_id = ${order.id} and variant_number = 2`;
    await Promise.all([giveUpLostGenerations(db, MANY), giveUpLostGenerations(db, MANY)]);
    expect(await variantsOf(order)).toMatchObject([
      { status: "failed", event: null },
      { status: "failed", event: null },
    ]);
    expect(await lettersOf(order)).toMatchObject([
      { error_type: "RunLost", state: "open", event_data: { id: event_id } },
    ]);
    expect((await run(order, event_id)).result).toBe("ended");
  });

  test("is left alone while another of its variants is heard of", async () => {
    const { order, event_id } = await loseRun([1, 2]);
    await silence(order);
    await sql`update public.song_variants set generation_status = 'generating', generation_alive_until = now() + interval '1 hour'
      where order_id = ${order.id} and variant_number = 2`;
    await giveUpLostGenerations(db, MANY);
    expect(await lettersOf(order)).toEqual([]);
    expect((await variantsOf(order))[0]).toMatchObject({ status: "generating", event: event_id });
  });

  test("is left alone while all places are taken, since it may be waiting for its turn", async () => {
    const { order, event_id } = await loseRun();
    await silence(order);
    // This one has just begun.
    await loseRun();
    await giveUpLostGenerations(db, 1);
    expect(await variantsOf(order)).toMatchObject([{ status: "generating", event: event_id }]);
    await giveUpLostGenerations(db, MANY);
    expect(await lettersOf(order)).toMatchObject([{ error_type: "RunLost" }]);
  });

  test("is one that waits for its step, too, a day after Inngest took its event", async () => {
    const order = await newOrder();
    const { event_id } = await ask(order, [1]);
    const takenAgo = (ago: string) =>
      sql.begin(async (tx) => {
        await tx`update desk.outbox_events set sent_at = now() - ${ago}::interval where event_id = ${event_id}`;
        await tx`update public.song_variants set generation_requested_at = now() - ${ago}::interval
          where order_id = ${order.id}`;
      });
    await takenAgo("23 hours");
    await giveUpLostGenerations(db, MANY);
    expect(await variantsOf(order)).toMatchObject([{ status: "pending", event: event_id }]);
    await takenAgo("25 hours");
    await giveUpLostGenerations(db, MANY);
    expect(await variantsOf(order)).toMatchObject([{ status: "failed", event: null }]);
    expect(await lettersOf(order)).toMatchObject([{ error_type: "RunLost", event_data: { id: event_id } }]);
  });

  test("can be started again at once: it is given up first", async () => {
    const { order, event_id } = await loseRun();
    await silence(order);
    const again = await ask(order, [1]);
    expect(again.event_id).not.toBe(event_id);
    expect(await lettersOf(order)).toMatchObject([{ error_type: "RunLost" }]);
    expect((await run(order, event_id)).result).toBe("superseded");
    expect((await run(order, again.event_id)).result).toBe("complete");
  });

  test("of a retry is the retry's failure: the same item, open again", async () => {
    const order = await newOrder();
    await makeVariant(sql, order, 1, "generating");
    const { failed_job_id: failedJobId } = await recordFailedRun(db, {
      runId: randomUUID(),
      jobType: "song_generation",
      event: {
        id: randomUUID(),
        name: "song/generation.requested",
        data: { order_id: order.id, variant_numbers: [1] },
      },
      error: { name: "Error", message: "no" },
      retryCount: 3,
    });
    const { event_id } = await retryFailedJob(db, recordingSender().send, {
      failedJobId,
      actorId: ana(),
      note: "",
      version: undefined,
      requestId: requestId(),
    });
    await run(order, event_id, 1, async () => {
      throw new Error("killed");
    }).catch(() => undefined);
    await silence(order);
    await giveUpLostGenerations(db, MANY);
    expect(await lettersOf(order)).toMatchObject([{ id: failedJobId, state: "open", error_type: "RunLost" }]);
  });

  test("whose provider asked for a pause is silent for that long, too", async () => {
    const { order, event_id } = await loseRun();
    const request = { orderId: order.id, variantNumber: 1, eventId: event_id };
    expect(await keepGeneration(db, request, 86_400)).toBe(true);
    const [variant] = await sql`
      select generation_alive_until > now() + interval '1 day' as long from public.song_variants where order_id = ${order.id}`;
    expect(variant).toEqual({ long: true });
  });
});
