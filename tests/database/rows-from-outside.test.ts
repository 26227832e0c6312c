import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { type Customer, makeCustomer, makeOrder, makeStaff, recordFailure } from "./rows.ts";
import { onPostgres } from "./servers.ts";

onPostgres((database) => {
  let sql: Sql;
  let ana: Customer;
  beforeAll(async () => {
    sql = database().sql;
    ana = await makeStaff(sql);
  });

  /** What the shop's own onFailure does: the columns of Phase 1, nothing else. */
  async function deadLetter(event: unknown, message = "SMTP: 421") {
    const [row] = await sql<{ id: string }[]>`
      insert into public.failed_jobs (job_type, event_data, error_message, retry_count)
      values ('email', ${JSON.stringify(event)}::text::jsonb, ${message}, 3) returning id`;
    return row?.id ?? "";
  }
  const jobOf = async (id: string) => {
    const [job] = await sql`
      select state, order_id, customer_id, needed_by::text, version from public.failed_jobs where id = ${id}`;
    return job;
  };
  const historyOf = (id: string) => sql`
    select action, actor_name from desk.activity where subject_id = ${id} order by id`;
  const failuresOf = async (eventId: string) =>
    (await sql`select id from public.failed_jobs where event_data ->> 'id' = ${eventId}`).map(({ id }) => id);

  test("D4 a row with the columns of Phase 1 has its order, customer, day, state and line in the record", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql), "2030-05-01");
    const id = await deadLetter({ id: randomUUID(), name: "email/send", data: { orderId: order.id } });
    expect(await jobOf(id)).toMatchObject({
      state: "open",
      order_id: order.id,
      customer_id: order.customer.id,
      needed_by: "2030-05-01",
    });
    expect(await historyOf(id)).toMatchObject([{ action: "failed", actor_name: "Outside the desk" }]);
  });

  test("Inngest's own report is kept as the event that it is about", async () => {
    const event = { id: randomUUID(), name: "email/send", data: { to: "x" } };
    const id = await deadLetter({ name: "inngest/function.failed", data: { event, run_id: "r" } });
    expect(await failuresOf(event.id)).toEqual([id]);
  });

  test.each([
    ["{}", {}],
    ["null", null],
    ["a list", [1]],
    ["an order that is not there", { name: "x", data: { order_id: randomUUID() } }],
    ["a deep one", { name: "x", data: { order: { id: { id: { id: 1 } } } } }],
  ])("A6 no row is ever refused: %s", async (_what, event) => {
    expect(await jobOf(await deadLetter(event))).toMatchObject({ state: "open", order_id: null });
  });

  test("A6 what a trigger cannot settle is settled later", async () => {
    const blocker = await sql.reserve();
    const order = await makeOrder(sql, await makeCustomer(sql));
    const event = { id: randomUUID(), name: "email/send", data: { orderId: order.id } };
    await blocker`begin`;
    await blocker`lock table desk.activity in access exclusive mode`;
    const id = await deadLetter(event);
    await blocker`rollback`;
    blocker.release();
    expect(await jobOf(id)).toMatchObject({ order_id: null });
    await sql`select desk.settle_outside_rows(100)`;
    expect(await jobOf(id)).toMatchObject({ order_id: order.id });
    expect(await historyOf(id)).toHaveLength(1);
  });

  describe("A3 one run is one failed job", () => {
    test("a second dead letter of a run that is recorded joins the first", async () => {
      const event = { id: randomUUID(), name: "email/send", data: {} };
      const first = await recordFailure(sql, event);
      const [{ message } = { message: "" }] = await sql<{ message: string }[]>`
        select error_message as message from public.failed_jobs where id = ${first}`;
      await deadLetter(event, message);
      expect(await failuresOf(event.id)).toEqual([first]);
    });

    test("a report of a run that the shop has kept joins its row", async () => {
      const event = { id: randomUUID(), name: "email/send", data: {} };
      const first = await deadLetter(event);
      const [report] = await sql<{ answer: { result: string; failed_job_id: string } }[]>`
        select desk.record_failed_job(${randomUUID()}, 'email', ${sql.json(event)}, 'Error', 'SMTP: 421', 3) as answer`;
      expect(report?.answer).toMatchObject({ result: "already_recorded", failed_job_id: first });
      expect(await failuresOf(event.id)).toEqual([first]);
    });

    test("two functions of one event that failed in two ways are two failures", async () => {
      const event = { id: randomUUID(), name: "order/paid", data: {} };
      await deadLetter(event, "CRM: timed out");
      await sql`select desk.record_failed_job(${randomUUID()}, 'receipt', ${sql.json(event)}, 'Error', 'SMTP: 421', 3)`;
      expect(await failuresOf(event.id)).toHaveLength(2);
    });

    test("a dead letter of an attempt is the next failure of its failed job", async () => {
      const event = { id: randomUUID(), name: "email/send", data: { n: 1 } };
      const job = await deadLetter(event);
      const [retry] = await sql<{ answer: { event_id: string } }[]>`
        select desk.retry_failed_job(${job}, ${ana.id}) as answer`;
      await deadLetter({ ...event, id: retry?.answer.event_id }, "SMTP: 550");
      const rows = await sql`
        select j.id, j.state, j.error_message, a.outcome from public.failed_jobs j
        join desk.failed_job_attempts a on a.failed_job_id = j.id where j.event_data @> '{"data": {"n": 1}}'`;
      expect(rows).toEqual([{ id: job, state: "open", error_message: "SMTP: 550", outcome: "failed" }]);
    });
  });

  test("D5 resolved_at by hand is the state, and back; each is recorded as outside the desk", async () => {
    const id = await deadLetter({ id: randomUUID(), name: "email/send", data: {} });
    await sql`update public.failed_jobs set resolved_at = now(), notes = 'Sent by hand' where id = ${id}`;
    expect(await jobOf(id)).toMatchObject({ state: "resolved", version: 2 });
    await sql`update public.failed_jobs set resolved_at = null where id = ${id}`;
    expect(await jobOf(id)).toMatchObject({ state: "open", version: 3 });
    expect(await historyOf(id)).toEqual(
      ["failed", "resolved", "reopened"].map((action) => ({ action, actor_name: "Outside the desk" })),
    );
  });

  test("a row that is written as resolved is resolved", async () => {
    const [row] = await sql<{ id: string }[]>`
      insert into public.failed_jobs (job_type, event_data, error_message, retry_count, resolved_at)
      values ('email', '{}', 'SMTP: 421', 3, now()) returning id`;
    expect(await jobOf(row?.id ?? "")).toMatchObject({ state: "resolved" });
  });
});
