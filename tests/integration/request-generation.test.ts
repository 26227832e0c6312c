import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import { makeCustomer, makeOrder, makeStaff, makeVariant } from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: string;
beforeAll(async () => {
  ana = (await makeStaff(sql, "Ana Agent")).id;
});

describe("generating again", () => {
  const request = (orderId: string, variantNumbers: number[], reason = "Not liked.") => ({
    orderId,
    variantNumbers,
    actorId: ana,
    reason,
    requestId: requestId(),
  });

  test("asks for variants that are complete and for one that is not there yet", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "complete");
    const { send, sent } = recordingSender();
    const receipt = await requestGeneration(db, send, request(order.id, [1, 4]));
    expect(receipt.delivery).toBe("sent");
    expect(sent).toEqual([
      {
        id: receipt.event_id,
        name: "song/generation.requested",
        data: { order_id: order.id, variant_numbers: [1, 4] },
      },
    ]);
    const variants = await sql`
      select variant_number, generation_status, generation_event_id from public.song_variants
      where order_id = ${order.id} order by 1`;
    expect(variants).toEqual(
      [1, 4].map((variant_number) => ({
        variant_number,
        // What plays is complete while a new version of it is asked for.
        generation_status: variant_number === 1 ? "complete" : "pending",
        generation_event_id: receipt.event_id,
      })),
    );
  });

  test("a second time is refused, saying who asked, and writes nothing", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const { send, sent } = recordingSender();
    await requestGeneration(db, send, request(order.id, [2]));
    await expect(requestGeneration(db, send, request(order.id, [1, 2]))).rejects.toMatchObject({
      code: "already_generating",
      status: 409,
      message: expect.stringMatching(/^Song 2 is already being generated, requested by Ana Agent /),
      facts: { variant_number: 2 },
    });
    expect(sent).toHaveLength(1);
    const [count] =
      await sql`select count(*)::int as n from public.song_variants where order_id = ${order.id}`;
    expect(count).toEqual({ n: 1 });
  });

  test("by many at once is asked for once", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const { send, sent } = recordingSender();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => requestGeneration(db, send, request(order.id, [1, 2, 3]))),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });

  test("of nothing, of song 6, without a reason or for no order is refused", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const { send, sent } = recordingSender();
    for (const bad of [request(order.id, []), request(order.id, [6]), request(order.id, [1], "  ")]) {
      await expect(requestGeneration(db, send, bad)).rejects.toMatchObject({ code: "invalid", status: 422 });
    }
    await expect(requestGeneration(db, send, request(randomUUID(), [1]))).rejects.toMatchObject({
      status: 404,
    });
    expect(sent).toEqual([]);
  });
});
