import { beforeAll, expect, test } from "vitest";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import {
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
  recordFailure,
  requestEvent,
} from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let ana: string;
beforeAll(async () => {
  ana = (await makeStaff(sql, "Ana Agent")).id;
});

const retry = (failedJobId: string, dueAt?: string) =>
  retryFailedJob(db, recordingSender().send, {
    failedJobId,
    actorId: ana,
    note: "Again.",
    version: undefined,
    requestId: requestId(),
    ...(dueAt !== undefined && { dueAt }),
  });
const partOf = async (orderId: string, number: number) =>
  (await getOrder(db, orderId)).summary.find((part) => "number" in part && part.number === number);

test("a variant's failures are its own, and not those of another of the same event", async () => {
  const order = await makeOrder(sql, await makeCustomer(sql));
  await makeVariant(sql, order, 1, "complete");
  await makeVariant(sql, order, 2, "complete");
  await makeVariant(sql, order, 3, "generating");
  const jobId = await recordFailure(sql, requestEvent(order.id, [1, 2, 3]));
  const { event_id } = await retry(jobId);
  const [attempt] = await sql<
    { event: object }[]
  >`select event from desk.failed_job_attempts where event_id = ${event_id}`;
  await recordFailure(sql, attempt?.event);
  expect(await partOf(order.id, 3)).toEqual({ code: "variant_failed", number: 3, failures: 2 });

  // Made again, and failed for the first time.
  await sql`update public.song_variants set generation_status = 'generating' where order_id = ${order.id} and variant_number = 2`;
  await recordFailure(sql, requestEvent(order.id, [2]));
  expect(await partOf(order.id, 2)).toEqual({ code: "variant_failed", number: 2, failures: 1 });
});

test("of a failure from before the record named variants, all that its event names count", async () => {
  const { order, jobId } = await makeFailedJob(sql);
  // The record is never changed, so the failure is one that has no line in it.
  await sql`
    insert into public.failed_jobs (job_type, event_data, error_type, error_message, retry_count, order_id, customer_id, needed_by)
    select job_type, event_data, error_type, error_message, retry_count, order_id, customer_id, needed_by
    from public.failed_jobs where id = ${jobId}`;
  expect(await partOf(order.id, 1)).toEqual({ code: "variant_failed", number: 1, failures: 2 });
});

test("a retry that is planned is told with its time, and is under way when that has come", async () => {
  const { order, jobId } = await makeFailedJob(sql);
  const dueAt = new Date(Date.now() + 3_600_000).toISOString();
  const { event_id } = await retry(jobId, dueAt);
  expect(await partOf(order.id, 1)).toEqual({
    code: "variant_planned",
    number: 1,
    failures: 1,
    at: expect.any(String),
  });
  const [planned] = (await getOrder(db, order.id)).variants;
  expect(new Date(planned?.retry_at ?? 0).toISOString()).toBe(dueAt);

  await sql`update desk.failed_job_attempts set scheduled_for = now() where event_id = ${event_id}`;
  expect(await partOf(order.id, 1)).toMatchObject({ code: "variant_retrying", number: 1, failures: 1 });
});
