import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Customer,
  call,
  makeCustomer,
  makeOrder,
  makeStaff,
  makeVariant,
  type Order,
  recordFailure,
} from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Answer {
  ok: boolean;
  code?: string;
  result?: string;
  event_id?: string;
  recipient_name?: string;
}

onPostgres((database) => {
  let sql: Sql;
  let staff: Customer;

  beforeAll(async () => {
    sql = database().sql;
    staff = await makeStaff(sql, "Ana");
  });

  const newOrder = async () => makeOrder(sql, await makeCustomer(sql));
  const request = (orderId: string, numbers: number[], reason = "not liked") =>
    call<Answer>(sql, "request_generation", {
      p_order_id: orderId,
      p_variant_numbers: numbers,
      p_actor: staff.id,
      p_reason: reason,
    });
  const begin = (order: Order, number: number, eventId: string) =>
    call<Answer>(sql, "begin_variant_generation", {
      p_order_id: order.id,
      p_variant_number: number,
      p_event_id: eventId,
    });
  const complete = (order: Order, number: number, eventId: string, path = "new.wav") =>
    call<Answer>(sql, "complete_variant_generation", {
      p_order_id: order.id,
      p_variant_number: number,
      p_event_id: eventId,
      p_storage_path: path,
      p_duration_ms: 20_000,
      p_audio_bytes: 1000,
      p_audio_type: "audio/wav",
    });
  const variantsOf = async (order: Order) => [
    ...(await sql`select variant_number, generation_status, generation_event_id, storage_path, duration_ms, completed_at
      from public.song_variants where order_id = ${order.id} order by variant_number`),
  ];
  const activityOf = async (order: Order) => [
    ...(await sql`select action, actor_name, note from desk.activity where order_id = ${order.id} order by id`),
  ];
  const eventsOf = async (order: Order) => [
    ...(await sql`select event_id, data from desk.outbox_events where data ->> 'order_id' = ${order.id}`),
  ];

  describe("asking for generation", () => {
    test("by 20 at once leads to one event and one line in the record", async () => {
      const order = await newOrder();
      await makeVariant(sql, order, 1, "complete");
      const answers = await Promise.all(Array.from({ length: 20 }, () => request(order.id, [1, 2])));
      const done = answers.filter((answer) => answer.ok);
      expect(done).toHaveLength(1);
      for (const refused of answers.filter((answer) => !answer.ok)) {
        expect(refused).toMatchObject({ code: "already_generating", variant_number: 1, requested_by: "Ana" });
      }
      const eventId = done[0]?.event_id;
      expect(await eventsOf(order)).toMatchObject([{ event_id: eventId, data: { variant_numbers: [1, 2] } }]);
      expect(await variantsOf(order)).toMatchObject([
        // The song that is there plays on.
        { variant_number: 1, generation_status: "complete", generation_event_id: eventId },
        { variant_number: 2, generation_status: "pending", generation_event_id: eventId },
      ]);
      expect(await activityOf(order)).toEqual([
        { action: "generation_requested", actor_name: "Ana", note: "not liked" },
      ]);
    });

    test("for overlapping variants at once, none is asked for twice", async () => {
      for (let round = 0; round < 10; round++) {
        const order = await newOrder();
        const answers = await Promise.all([request(order.id, [1, 2]), request(order.id, [2, 3])]);
        expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
        expect(await eventsOf(order)).toHaveLength(1);
      }
    });

    test.each([
      ["no reason", "reason_required", [1], "   "],
      ["no variant", "bad_variant", [], "x"],
      ["variant 0", "bad_variant", [0], "x"],
      ["variant 6", "bad_variant", [1, 6], "x"],
    ])("with %s is refused: %s", async (_what, code, numbers, reason) => {
      const order = await newOrder();
      expect(await request(order.id, numbers, reason)).toEqual({ ok: false, code });
      expect(await eventsOf(order)).toEqual([]);
      expect(await variantsOf(order)).toEqual([]);
      expect(await activityOf(order)).toEqual([]);
    });

    test("the same variant named twice is one variant", async () => {
      const order = await newOrder();
      expect(await request(order.id, [2, 2])).toMatchObject({ ok: true });
      expect(await eventsOf(order)).toMatchObject([{ data: { variant_numbers: [2] } }]);
    });

    test("for an order that does not exist is refused", async () => {
      expect(await request(randomUUID(), [1])).toEqual({ ok: false, code: "not_found" });
    });
  });

  describe("a run", () => {
    test("begins, is told what the customer wants, and completes once", async () => {
      const order = await newOrder();
      const { event_id: eventId = "" } = await request(order.id, [1]);
      expect(await begin(order, 1, eventId)).toMatchObject({
        ok: true,
        recipient_name: "Rosa",
        genre: "pop",
      });
      expect(await begin(order, 1, eventId)).toMatchObject({ ok: true });
      expect(await variantsOf(order)).toMatchObject([{ generation_status: "generating" }]);
      const answers = await Promise.all(Array.from({ length: 10 }, () => complete(order, 1, eventId)));
      expect(answers.filter((answer) => answer.result === "completed")).toHaveLength(1);
      expect(answers.filter((answer) => answer.result === "already_recorded")).toHaveLength(9);
      expect(await variantsOf(order)).toMatchObject([
        {
          generation_status: "complete",
          storage_path: "new.wav",
          duration_ms: 20_000,
          generation_event_id: null,
        },
      ]);
      expect((await activityOf(order)).map((row) => row.action)).toEqual([
        "generation_requested",
        "variant_started",
        "variant_completed",
      ]);
      expect(await begin(order, 1, eventId)).toEqual({ ok: false, code: "complete" });
    });

    test("of a request that a newer one has replaced can neither begin nor complete", async () => {
      const order = await newOrder();
      const { event_id: old = "" } = await request(order.id, [1]);
      await begin(order, 1, old);
      await recordFailure(sql, {
        id: old,
        name: "song/generation.requested",
        data: { order_id: order.id, variant_numbers: [1] },
      });
      const { event_id: newer = "" } = await request(order.id, [1]);
      const before = await variantsOf(order);
      expect(before).toMatchObject([{ generation_status: "pending", generation_event_id: newer }]);
      expect(await begin(order, 1, old)).toEqual({ ok: false, code: "superseded" });
      expect(await complete(order, 1, old, "old.wav")).toEqual({ ok: false, code: "superseded" });
      await recordFailure(sql, {
        id: old,
        name: "song/generation.requested",
        data: { order_id: order.id, variant_numbers: [1] },
      });
      expect(await variantsOf(order)).toEqual(before);
      await begin(order, 1, newer);
      expect(await complete(order, 1, newer)).toMatchObject({ ok: true, result: "completed" });
      expect(await complete(order, 1, old, "old.wav")).toEqual({ ok: false, code: "superseded" });
      expect(await variantsOf(order)).toMatchObject([{ storage_path: "new.wav" }]);
    });

    test("of a variant that does not exist is told so", async () => {
      const order = await newOrder();
      expect(await begin(order, 1, "any")).toEqual({ ok: false, code: "not_found" });
      expect(await complete(order, 1, "any")).toEqual({ ok: false, code: "not_found" });
    });
  });

  test("a shared song is found by its token alone, in any spelling of it, and by nothing else", async () => {
    const { share_token: token } = await makeVariant(sql, await newOrder(), 1, "complete");
    const found = async (given: string | null) =>
      (await sql`select * from public.find_shared_song(${given})`).length;
    expect(await found(token)).toBe(1);
    expect(await found(token.toUpperCase())).toBe(1);
    for (const wrong of [
      null,
      "",
      "x",
      `${token} `,
      `{${token}}`,
      token.replaceAll("-", ""),
      randomUUID(),
      "%",
    ]) {
      expect(await found(wrong), String(wrong)).toBe(0);
    }
  });
});
