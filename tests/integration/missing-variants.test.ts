import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getBulkOperation, previewBulk, startBulk } from "../../app/lib/bulk/bulk-operations.server.ts";
import { listBulkItems } from "../../app/lib/bulk/bulk-results.server.ts";
import { type BulkSelection, bulkRequestSchema } from "../../app/lib/bulk/bulk-schemas.ts";
import { runBulkBatch } from "../../app/lib/bulk/run-bulk.server.ts";
import {
  type Customer,
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
  type Order,
} from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: Customer;
beforeAll(async () => {
  ana = await makeStaff(sql, "Ana Agent");
});

async function paidOrder(...statuses: ("pending" | "generating" | "complete" | "failed")[]): Promise<Order> {
  const order = await makeOrder(sql, await makeCustomer(sql));
  await sql`update public.orders set payment_status = 'paid' where id = ${order.id}`;
  for (const [index, status] of statuses.entries()) await makeVariant(sql, order, index + 1, status);
  return order;
}

let orders: Record<"two" | "none" | "complete" | "busy" | "unpaid" | "letter", Order>;
let ids: string[];
let selection: BulkSelection<"generate">;
beforeEach(async () => {
  const letter = (await makeFailedJob(sql)).order;
  await sql`update public.orders set payment_status = 'paid' where id = ${letter.id}`;
  orders = {
    two: await paidOrder("complete", "failed", "pending"),
    none: await paidOrder(),
    complete: await paidOrder("complete"),
    busy: await paidOrder("generating", "pending"),
    unpaid: await makeOrder(sql, await makeCustomer(sql)),
    letter,
  };
  ids = Object.values(orders).map(({ id }) => id);
  selection = { ids };
});

const start = (more: object = {}, send = recordingSender().send, actorId = ana.id) =>
  startBulk(
    db,
    send,
    bulkRequestSchema.parse({ kind: "generate", selection, note: "After the outage.", ...more }),
    { actorId, requestId: requestId() },
  );
const itemsOf = (id: string) => listBulkItems(db, { id, kind: "generate" }, { after: 0, limit: 100 }, false);
const runAll = (operationId: string) => runBulkBatch(db, { operationId, part: 1, limit: 500 });

test("a dry run says how many, what it costs, what is left out and why, and changes nothing", async () => {
  const preview = await previewBulk(db, { kind: "generate", selection }, { id: ana.id, role: "agent" }, 12);
  expect(preview).toMatchObject({
    total: 6,
    eligible: 2,
    variants: 3,
    estimated_cost_cents: 36,
    limit: 1000,
  });
  expect(Object.fromEntries(preview.skipped.map(({ code, count }) => [code, count]))).toEqual({
    nothing_missing: 1,
    already_generating: 1,
    not_paid: 1,
    has_open_failure: 1,
  });
  expect(
    await sql`select 1 from public.song_variants where generation_event_id is not null
    and order_id = any (${ids})`,
  ).toEqual([]);
});

describe("confirmed", () => {
  test("each order gets one event and one line in the record, and what became of it is kept", async () => {
    const { send, sent } = recordingSender();
    const { id, total } = await start({}, send);
    expect(total).toBe(6);
    expect(sent).toMatchObject([{ name: "desk/bulk.requested", data: { operation_id: id } }]);
    expect(await runAll(id)).toMatchObject({ more: false, state: "done", handled: 6 });
    expect(await getBulkOperation(db, id)).toMatchObject({
      kind: "generate",
      done_count: 2,
      skipped_count: 4,
      note: "After the outage.",
      created_by: "Ana Agent",
    });
    const items = await itemsOf(id);
    const codes = Object.fromEntries(items.map((item) => [item.target_id, item.code ?? item.result]));
    expect(codes).toEqual({
      [orders.two.id]: "done",
      [orders.none.id]: "done",
      [orders.complete.id]: "nothing_missing",
      [orders.busy.id]: "already_generating",
      [orders.unpaid.id]: "not_paid",
      [orders.letter.id]: "has_open_failure",
    });
    const events = await sql`select data -> 'variant_numbers' as numbers from desk.outbox_events
      where data ->> 'order_id' = ${orders.two.id}`;
    expect(events).toEqual([{ numbers: [2, 3] }]);
    const record =
      await sql`select action, note, actor_name from desk.activity where order_id = ${orders.two.id}`;
    expect(record).toEqual([
      { action: "generation_requested", note: "After the outage.", actor_name: "Ana Agent" },
    ]);
  });

  test("two workers at once, and a second operation, ask for nothing twice", async () => {
    const first = await start();
    const second = await start();
    await Promise.all([runAll(first.id), runAll(first.id), runAll(second.id)]);
    const events = await sql`select 1 from desk.outbox_events where data ->> 'order_id' = ${orders.two.id}`;
    expect(events).toHaveLength(1);
  });

  test("by a filter, it acts on what the filter means", async () => {
    const q = orders.two.customer.email;
    const { id, total } = await start({ selection: { filter: { q } } });
    expect(total).toBe(1);
    await runAll(id);
    expect(await itemsOf(id)).toMatchObject([{ target_id: orders.two.id, result: "done" }]);
  });

  test("of nothing, or by who may not, is refused", async () => {
    await expect(start({ selection: { filter: { q: "nobody at all" } } })).rejects.toMatchObject({
      code: "nothing_selected",
    });
    const viewer = await makeStaff(sql);
    await sql`update desk.staff_members set role = 'viewer' where user_id = ${viewer.id}`;
    await expect(start({}, recordingSender().send, viewer.id)).rejects.toMatchObject({
      code: "over_the_limit",
      status: 403,
    });
  });
});
