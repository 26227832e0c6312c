import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { beginRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import { searchEverywhere } from "../../app/lib/search/search-everywhere.server.ts";
import {
  type Customer,
  makeAccount,
  makeCustomer,
  makeFailedJob,
  makeOrder,
  makeStaff,
  makeVariant,
} from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

/** A word that stands in the names of this test's customers and nowhere else; no letter of it is one of an id. */
const tag = `q${[...randomUUID().replaceAll("-", "").slice(0, 8)].map((digit) => "ghijklmnopqrstuv"[Number.parseInt(digit, 16)]).join("")}`;

async function customerWith(email: string, name: string): Promise<Customer> {
  const account = await makeAccount(sql, email);
  await sql`insert into public.users (id, email, full_name) values (${account.id}, ${email}, ${name})`;
  return account;
}

/** The id of a run, as Inngest makes them (ULID). */
const someRunId = () =>
  `01${randomUUID()
    .replaceAll("-", "")
    .toUpperCase()
    .slice(0, 24)
    .replace(/[ILOU]/g, "Z")}`;

const find = async (q: string, masked = false) => (await searchEverywhere(db, q, masked)).results;
const found = async (q: string) => (await find(q)).map(({ kind, id }) => `${kind} ${id}`);

let maya: Customer;
let order: Awaited<ReturnType<typeof makeOrder>>;
beforeAll(async () => {
  maya = await customerWith(`maya.${tag}@example.com`, `Maya ${tag}`);
  order = await makeOrder(sql, maya);
});

describe("people", () => {
  test("are found by their whole address, in either case, with their orders", async () => {
    const result = await find(maya.email.toUpperCase());
    expect(result).toMatchObject([
      { kind: "customer", id: maya.id, title: `Maya ${tag}`, subtitle: maya.email },
      { kind: "order", id: order.id, title: "Rosa", state: "empty", order_id: order.id },
    ]);
  });

  test.each([
    ["the beginning of the address", () => `maya.${tag.slice(0, 5)}`],
    ["the beginning of the name", () => `maya ${tag.slice(0, 5)}`],
    ["a later word of the name", () => tag],
    ["the middle of the address", () => `${tag.slice(1)}@exam`],
  ])("are found by %s", async (_what, typed) => {
    expect((await found(typed()))[0]).toBe(`customer ${maya.id}`);
  });

  test("whose address it is come before those in whose address it only stands", async () => {
    const other = await customerWith(`a-maya.${tag}@example.com`, "Somebody");
    const customers = (await find(`maya.${tag}@example.com`)).filter(({ kind }) => kind === "customer");
    expect(customers.map(({ id }) => id)).toEqual([maya.id, other.id]);
  });

  test("a wildcard is a character like any other", async () => {
    expect(await find(`${tag.slice(0, 3)}%${tag.slice(4)}`)).toEqual([]);
    expect(await find(`${tag.slice(0, 3)}_${tag.slice(4)}`)).toEqual([]);
  });

  test("are no more than their first letters for who may not know them", async () => {
    const result = JSON.stringify(await find(maya.email, true));
    expect(result).toContain("m•••@e•••");
    expect(result).not.toContain(tag);
    expect(result).not.toContain("Rosa");
  });
});

describe("ids", () => {
  test("of a customer and an order, whole or begun", async () => {
    expect(await found(maya.id)).toContain(`customer ${maya.id}`);
    expect(await found(order.id.toUpperCase())).toEqual([`order ${order.id}`]);
    expect(await found(order.id.slice(0, 14))).toEqual([`order ${order.id}`]);
  });

  test("of a variant, a share token, or the whole link", async () => {
    const variant = await makeVariant(sql, order, 2, "complete");
    const expected = [
      { kind: "variant", id: variant.id, order_id: order.id, variant_number: 2, state: "complete" },
    ];
    for (const q of [variant.id, variant.share_token, `https://a.example/share/${variant.share_token}?x=1`]) {
      expect(await find(q)).toMatchObject(expected);
    }
    await sql`delete from public.song_variants where id = ${variant.id}`;
  });

  test("of a failure, its run, its event, and the events and runs of its attempts", async () => {
    const { jobId, order: failed, event } = await makeFailedJob(sql);
    const runId = someRunId();
    await sql`update public.failed_jobs set run_id = ${runId} where id = ${jobId}`;
    const staff = await makeStaff(sql);
    const { event_id } = await retryFailedJob(db, recordingSender().send, {
      failedJobId: jobId,
      actorId: staff.id,
      note: "",
      version: undefined,
      requestId: requestId(),
    });
    expect(await found(jobId)).toContain(`failure ${jobId}`);
    for (const q of [runId, event.id, event_id]) {
      expect(await found(q)).toEqual([`failure ${jobId}`, `order ${failed.id}`]);
    }
  });

  test("of a run and its event lead to the order, from when the run has begun, whoever sent the event", async () => {
    const another = await makeOrder(sql, await makeCustomer(sql));
    const runId = someRunId();
    const eventId = `cs_test_${randomUUID().slice(0, 8)}`;
    expect(await found(runId)).toEqual([]);
    expect(await beginRun(db, { eventId, runId, orderId: another.id })).toBe(true);
    expect(await found(runId)).toEqual([`order ${another.id}`]);
    expect(await found(eventId)).toEqual([`order ${another.id}`]);
    // An order that is not there keeps no run from failing as it should.
    expect(await beginRun(db, { eventId: `${eventId}2`, runId: `${runId}2`, orderId: randomUUID() })).toBe(
      true,
    );
  });

  test("of an event that somebody asked for by hand lead to its order", async () => {
    const staff = await makeStaff(sql);
    const { event_id } = await requestGeneration(db, recordingSender().send, {
      orderId: order.id,
      variantNumbers: [1],
      actorId: staff.id,
      reason: "Again.",
      requestId: requestId(),
    });
    expect(await found(event_id)).toEqual([`order ${order.id}`]);
  });

  test("of nothing find nothing", async () => {
    for (const q of [randomUUID(), `failed-job:${randomUUID()}:attempt:1`, "00000000-ffff", "no:such"]) {
      expect(await find(q)).toEqual([]);
    }
  });
});

test("too little says so, and asks the database nothing", async () => {
  expect(await searchEverywhere(db, "ma", false)).toEqual({ meaning: "too_short", results: [] });
});
