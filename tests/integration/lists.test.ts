import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { resolveFailedJob } from "../../app/lib/failed-jobs/resolve-failed-job.server.ts";
import { LAST_PAGE, type Page } from "../../app/lib/list-query.ts";
import {
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
  recordFailure,
  requestEvent,
} from "../database/rows.ts";
import { requestId } from "./desk.ts";
import { connectLists, idsOf, newTag } from "./list-desk.ts";

const { db, sql, customerWith, orders, jobs } = connectLists();

/** Goes through all pages to the end and back again; both ways must show the same. */
async function walk<Row extends { id: string }>(
  read: (cursor?: string) => Promise<Page<Row>>,
): Promise<string[]> {
  const pages: Page<Row>[] = [await read()];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await read(next));
  expect(pages[0]?.previous).toBeNull();
  let page = pages.at(-1);
  for (const earlier of pages.slice(0, -1).reverse()) {
    page = await read(page?.previous ?? "there is no page before");
    expect(idsOf(page)).toEqual(idsOf(earlier));
  }
  expect(page?.previous).toBeNull();
  return pages.flatMap(idsOf);
}

describe("pages over rows that tie", () => {
  const tag = newTag();
  const PAGE = 4;
  // Three moments and three dates for 19 orders, a page of which is longer than none of the ties.
  const moments = ["2026-03-01T08:00:00.123456Z", "2026-03-01T08:00:00.123457Z", "2026-03-02T00:00:00Z"];
  const dates = ["2026-04-01", "2026-04-02", null];

  beforeAll(async () => {
    for (let index = 0; index < 19; index += 1) {
      const order = await makeOrder(
        sql,
        await customerWith(`${tag}-${index}@example.com`),
        dates[index % 3] ?? undefined,
      );
      const moment = moments[Math.floor(index / 7)] ?? "";
      await sql`update public.orders set created_at = ${moment} where id = ${order.id}`;
      const job = await recordFailure(sql, requestEvent(order.id, [1]));
      await sql`update public.failed_jobs set failed_at = ${moment}, last_failed_at = ${moment} where id = ${job}`;
    }
  });

  const truth = async (query: ReturnType<Sql>): Promise<string[]> =>
    ((await query) as unknown as { id: string }[]).map(({ id }) => id);

  test.each([
    ["created_at", "desc"],
    ["created_at", "asc"],
    ["needed_by", "asc"],
    ["needed_by", "desc"],
  ])("orders by %s, %s", async (sort, order) => {
    const expected = await truth(sql`
      select order_id as id from desk.order_summaries where customer_email like ${`${tag}%`}
      order by ${sql.unsafe(`${sort} ${order}, order_id ${order}`)}`);
    expect(expected).toHaveLength(19);
    expect(await walk((cursor) => orders({ q: tag, sort, order, limit: PAGE, cursor }))).toEqual(expected);
  });

  test.each([
    ["urgency", "needed_by, failed_at, id"],
    ["newest", "last_failed_at desc, id desc"],
    ["oldest", "last_failed_at, id"],
  ])("failures by %s", async (sort, orderBy) => {
    const expected = await truth(sql`
      select id from public.failed_jobs where search_text like ${`%${tag}%`} order by ${sql.unsafe(orderBy)}`);
    expect(expected).toHaveLength(19);
    expect(await walk((cursor) => jobs({ q: tag, sort, limit: PAGE, cursor }))).toEqual(expected);
  });

  test("a page as long as the list is the only one", async () => {
    const page = await orders({ q: tag, limit: 19 });
    expect(page).toMatchObject({ next: null, previous: null });
    expect(page.rows).toHaveLength(19);
    expect((await orders({ q: tag, limit: 18 })).next).not.toBeNull();
  });

  test("the last page and a page from a day on are what SQL says they are", async () => {
    const expected = await truth(sql`
      select order_id as id from desk.order_summaries where customer_email like ${`${tag}%`}
      order by created_at desc, order_id desc`);
    const last = await orders({ q: tag, limit: PAGE, cursor: LAST_PAGE });
    expect(idsOf(last)).toEqual(expected.slice(-PAGE));
    expect(last.next).toBeNull();

    const upToMarch1 = await truth(sql`
      select order_id as id from desk.order_summaries
      where customer_email like ${`${tag}%`} and created_at < '2026-03-02T00:00:00Z'
      order by created_at desc, order_id desc limit ${PAGE}`);
    expect(idsOf(await orders({ q: tag, limit: PAGE, from: "2026-03-01" }))).toEqual(upToMarch1);
    const neededFrom = await truth(sql`
      select id from public.failed_jobs where search_text like ${`%${tag}%`} and needed_by >= '2026-04-02'
      order by needed_by, failed_at, id limit ${PAGE}`);
    expect(idsOf(await jobs({ q: tag, state: "all", limit: PAGE, from: "2026-04-02" }))).toEqual(neededFrom);
  });

  test("a cursor is refused by every other list", async () => {
    const { next } = await orders({ q: tag, limit: PAGE });
    const foreign = { code: "foreign_cursor", status: 400 };
    const cursor = next ?? "";
    await expect(orders({ q: tag, limit: PAGE, order: "asc", cursor })).rejects.toMatchObject(foreign);
    await expect(orders({ q: "", limit: PAGE, cursor })).rejects.toMatchObject(foreign);
    await expect(orders({ q: tag, status: "failed", cursor })).rejects.toMatchObject(foreign);
    await expect(jobs({ q: tag, cursor })).rejects.toMatchObject(foreign);
    await expect(orders({ q: tag, cursor: "x" })).rejects.toMatchObject({
      code: "malformed_cursor",
      status: 400,
    });
  });

  test.each([
    ["a text where a moment should be", ["'; drop table orders; --", randomUUID()]],
    ["a text where an id should be", ["2026-03-01T08:00:00Z", "x"]],
    ["a date that is none", ["2026-13-45", randomUUID()]],
  ])("a forged cursor with %s is the client's error, not the server's", async (_what, at) => {
    const list = JSON.stringify(["orders", "created_at", "desc", [["q", tag]]]);
    const cursor = Buffer.from(JSON.stringify({ list, direction: "after", at })).toString("base64url");
    await expect(orders({ q: tag, cursor })).rejects.toMatchObject({ code: "malformed_cursor", status: 400 });
  });
});

describe("filters", () => {
  test("orders by their status, with a chip for each variant", async () => {
    const customer = await customerWith(`${newTag()}@example.com`);
    const made: Record<string, string> = {};
    for (const status of ["pending", "generating", "complete", "failed"] as const) {
      const order = await makeOrder(sql, customer);
      await makeVariant(sql, order, 2, status);
      await makeVariant(sql, order, 1, "complete");
      made[status] = order.id;
    }
    made.empty = (await makeOrder(sql, customer)).id;
    for (const [status, id] of Object.entries(made)) {
      const { rows } = await orders({ q: customer.email, status });
      expect(rows.map((row) => row.id)).toEqual([id]);
      expect(rows[0]?.variants).toEqual(
        status === "empty"
          ? []
          : [
              expect.objectContaining({ variant_number: 1, generation_status: "complete" }),
              expect.objectContaining({ variant_number: 2, generation_status: status }),
            ],
      );
    }
    expect((await orders({ q: customer.email })).rows).toHaveLength(5);
  });

  test("failures by their state, and all of them; the counts are of everything", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    const q = order.customer.email;
    const before = (await jobs({ q })).counts;
    const staff = await makeStaff(sql);
    await resolveFailedJob(db, {
      failedJobId: jobId,
      actorId: staff.id,
      note: "Done.",
      version: undefined,
      requestId: requestId(),
    });
    expect(idsOf(await jobs({ q }))).toEqual([]);
    expect(idsOf(await jobs({ q, state: "resolved" }))).toEqual([jobId]);
    const all = await jobs({ q, state: "all" });
    expect(all.rows).toMatchObject([
      { id: jobId, state: "resolved", order: { id: order.id, customer_email: q } },
    ]);
    // Other tests fail and resolve at the same time, but never fewer than before are resolved.
    expect(all.counts.resolved).toBeGreaterThan(before.resolved);
  });

  test("failures that belong to no order are in the list", async () => {
    const id = await recordFailure(sql, { name: "something/else" });
    expect((await jobs({ q: id })).rows).toMatchObject([{ id, order: null, needed_by: null }]);
  });
});
