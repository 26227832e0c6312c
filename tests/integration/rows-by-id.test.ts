import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { failedJobsById } from "../../app/lib/failed-jobs/list-failed-jobs.server.ts";
import { rowsQuerySchema } from "../../app/lib/list-query.ts";
import { listOrders, ordersById } from "../../app/lib/orders/list-orders.server.ts";
import { orderListQuerySchema } from "../../app/lib/orders/order-schemas.ts";
import { makeFailedJob } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

test("a failure is a row of the list by its id, whatever its state; what is gone is left out", async () => {
  const { jobId } = await makeFailedJob(sql);
  await sql`select desk.resolve_failed_job(${jobId}, null, 'Done.')`;
  const rows = await failedJobsById(db, [jobId, randomUUID()], "newest");
  expect(rows).toMatchObject([{ id: jobId, state: "resolved" }]);
});

test("an order is the same row by its id as in the list", async () => {
  const { order } = await makeFailedJob(sql);
  const query = orderListQuerySchema.parse({ q: order.id });
  const { rows: listed } = await listOrders(db, query, false);
  expect(listed).toHaveLength(1);
  expect(await ordersById(db, [order.id, randomUUID()])).toEqual(listed);
});

test("rows are asked for by ids and nothing else", () => {
  const [one, two] = [randomUUID(), randomUUID()];
  expect(rowsQuerySchema.parse({ ids: `${one},${two}` })).toEqual({ ids: [one, two] });
  for (const ids of ["", "x", `${one},`, Array(201).fill(one).join(",")])
    expect(rowsQuerySchema.safeParse({ ids }).success, ids).toBe(false);
});
