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
  recordFailure,
} from "./rows.ts";
import { onPostgres } from "./servers.ts";

const name = "song/generation.requested";
const proto = JSON.parse('{"__proto__": {"order_id": "x"}, "constructor": {"prototype": 1}}') as object;

/** Events that are none, each of which arrives as a dead letter all the same. */
const NO_EVENTS: [string, unknown][] = [
  ["null", null],
  ["an array", [1, 2]],
  ["a string", "song/generation.requested"],
  ["a number", 7],
  ["an empty object", {}],
  ["no data", { name }],
  ["data that are null", { name, data: null }],
  ["data that are an array", { name, data: [] }],
  ["data that are a string", { name, data: "{}" }],
  ["no name", { data: {} }],
  ["a name that is a number", { name: 1, data: {} }],
  ["__proto__ alone", proto],
];

/** Events of the right form whose contents are of no use: the order and the variants cannot be found in them. */
const USELESS_EVENTS: [string, unknown][] = [
  ["variant numbers that are strings", { variant_numbers: ["1", "2"] }],
  ["variant numbers that are no list", { variant_numbers: "1,2" }],
  ["variant numbers out of range", { variant_numbers: [0, 6, 1.5, -1, 1e300, null, [1], { a: 1 }] }],
  ["an order id that is no uuid", { order_id: "'; drop table orders; --", variant_numbers: [1] }],
  ["an order id that is an object", { order_id: { id: 1 }, variant_numbers: [1] }],
];

onPostgres((database) => {
  let sql: Sql;
  let staff: Customer;

  beforeAll(async () => {
    sql = database().sql;
    staff = await makeStaff(sql);
  });

  const retry = (jobId: string) =>
    call(sql, "retry_failed_job", { p_failed_job_id: jobId, p_actor: staff.id, p_note: "try" });
  const everything = async () => ({
    jobs: [...(await sql`select * from public.failed_jobs order by id`)],
    attempts: [...(await sql`select * from desk.failed_job_attempts order by id`)],
    events: [...(await sql`select * from desk.outbox_events order by event_id`)],
    variants: [...(await sql`select * from public.song_variants order by id`)],
    activity: [...(await sql`select * from desk.activity order by id`)],
  });

  describe("a dead letter whose event is", () => {
    test.each(NO_EVENTS)("%s: kept as it is, a retry refused, nothing written", async (_title, event) => {
      const jobId = await recordFailure(sql, event);
      const [job] =
        await sql`select event_data, order_id, customer_id from public.failed_jobs where id = ${jobId}`;
      expect(job).toEqual({ event_data: event, order_id: null, customer_id: null });
      const before = await everything();
      expect(await retry(jobId)).toMatchObject({ ok: false, code: "not_retryable", job: { state: "open" } });
      expect(await everything()).toEqual(before);
      const resolved = await call(sql, "resolve_failed_job", {
        p_failed_job_id: jobId,
        p_actor: staff.id,
        p_note: "not ours",
      });
      expect(resolved).toEqual({ ok: true });
    });
  });

  describe("an event with", () => {
    test.each(USELESS_EVENTS)("%s: recorded, no variant touched, a retry refused", async (_title, data) => {
      const order = await makeOrder(sql, await makeCustomer(sql));
      await makeVariant(sql, order, 1, "generating");
      const withOrder = { order_id: order.id, ...(data as object) };
      const before = (await everything()).variants;
      const jobId = await recordFailure(sql, { id: randomUUID(), name, data: withOrder });
      expect(await retry(jobId)).toMatchObject({ ok: false, code: "not_retryable", job: { state: "open" } });
      expect((await everything()).variants).toEqual(before);
    });
  });

  test("__proto__ in an event's data is one more key, sent again as it stands", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "generating");
    const jobId = await recordFailure(sql, {
      name,
      data: { order_id: order.id, variant_numbers: [1], ...proto },
    });
    expect(await retry(jobId)).toMatchObject({ ok: true });
    const [row] =
      await sql`select data from desk.outbox_events where event_id like ${`failed-job:${jobId}:%`}`;
    expect(Object.keys(row?.data)).toContain("__proto__");
    expect(row?.data).toMatchObject({ order_id: order.id, failed_job_id: jobId, attempt: 1 });
  });

  test("an event of 600 KiB is kept whole", async () => {
    const event = { id: randomUUID(), name, data: { order_id: null, blob: "x".repeat(600 * 1024) } };
    const jobId = await recordFailure(sql, event);
    const [job] = await sql`select event_data from public.failed_jobs where id = ${jobId}`;
    expect(job?.event_data).toEqual(event);
  });
});
