import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { generateVariant, keepGeneration } from "../../app/lib/generation/generate-variant.server.ts";
import type { SongRequest } from "../../app/lib/generation/provider.server.ts";
import { renderSong } from "../../app/lib/generation/render.server.ts";
import { SONGS_BUCKET } from "../../app/lib/generation/store-song.server.ts";
import { cancelGeneration } from "../../app/lib/orders/cancel-generation.server.ts";
import { generationRequestSchema } from "../../app/lib/orders/generation-schemas.ts";
import { giveUpLostGenerations } from "../../app/lib/orders/lost-generations.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import {
  makeCustomer,
  makeOrder,
  makeStaff,
  makeVariant,
  type Order,
  recordFailure,
} from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: string;
let audio: Uint8Array;
beforeAll(async () => {
  ana = (await makeStaff(sql, "Ana Agent")).id;
  audio = await renderSong({ seed: "one", mood: "happy", genre: "pop", durationSeconds: 2 });
});

const newOrder = async () => makeOrder(sql, await makeCustomer(sql));
const ask = (order: Order, variantNumbers: number[], more: object = {}, send = recordingSender().send) =>
  requestGeneration(
    db,
    send,
    { orderId: order.id, variantNumbers, actorId: ana, reason: "Again.", requestId: requestId(), ...more },
    12,
  );
const cancel = (order: Order, variantNumbers: number[]) =>
  cancelGeneration(db, {
    orderId: order.id,
    variantNumbers,
    actorId: ana,
    reason: "Ordered twice.",
    requestId: requestId(),
  });
const variantsOf = (order: Order) => sql`
  select variant_number as number, generation_status as status, completed_at, duration_ms, generation_event_id as event
  from public.song_variants where order_id = ${order.id} order by 1`;
const lettersOf = (order: Order) => sql`select * from public.failed_jobs where order_id = ${order.id}`;
const actionsOf = async (order: Order) =>
  (await sql`select action from public.activity where order_id = ${order.id} order by id`).map(
    ({ action }) => action,
  );

/** A run's try at one variant, with a provider that does `during` before it delivers. */
async function run(
  order: Order,
  eventId: string,
  number = 1,
  during?: () => Promise<unknown>,
  brief?: object,
) {
  const asked: SongRequest[] = [];
  const provider = {
    async generate(request: SongRequest) {
      asked.push(request);
      await during?.();
      return { audio, contentType: "audio/wav", fileExtension: "wav" };
    },
  };
  const request = { orderId: order.id, variantNumber: number, eventId, tryNumber: 0, brief };
  return { result: await generateVariant(db, provider, request), asked };
}

const silence = (order: Order) => sql`
  update public.song_variants set generation_alive_until = now() - interval '1 second' where order_id = ${order.id}`;

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
    const [record] = await sql`select before, after, note from public.activity where order_id = ${order.id}`;
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
      expect(reason).toMatchObject({ code: "already_generating", details: { requested_by: "Ana Agent" } });
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
    const listed = async () => (await db.storage.from(SONGS_BUCKET).list("incoming", { limit: 1000 })).data;
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
        actorId: ana,
        note: "",
        version: undefined,
        requestId: requestId(),
      });
    const first = await retry();
    expect(await cancel(order, [1])).toEqual({ variants: { 1: "failed" } });
    expect(await lettersOf(order)).toMatchObject([{ id: failedJobId, state: "open", attempt: 1 }]);
    expect((await run(order, first.event_id)).result).toBe("ended");
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
        actorId: ana,
        reason: "x",
        requestId: "r",
      }),
    ).rejects.toMatchObject({ status: 404 });
    expect(await actionsOf(order)).toEqual([]);
  });
});

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
    await giveUpLostGenerations(db);
    expect(await variantsOf(order)).toMatchObject([{ status: "generating", event: event_id }]);
    await expect(ask(order, [1])).rejects.toMatchObject({ code: "already_generating" });
  });

  test("is failed with one dead letter, also when two look for it at once; it cannot come back", async () => {
    const { order, event_id } = await loseRun([1, 2]);
    await silence(order);
    await sql`update public.song_variants set generation_alive_until = null where order_id = ${order.id} and variant_number = 2`;
    await Promise.all([giveUpLostGenerations(db), giveUpLostGenerations(db)]);
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
    await giveUpLostGenerations(db);
    expect(await lettersOf(order)).toEqual([]);
    expect((await variantsOf(order))[0]).toMatchObject({ status: "generating", event: event_id });
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
      actorId: ana,
      note: "",
      version: undefined,
      requestId: requestId(),
    });
    await run(order, event_id, 1, async () => {
      throw new Error("killed");
    }).catch(() => undefined);
    await silence(order);
    await giveUpLostGenerations(db);
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
