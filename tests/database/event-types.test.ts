import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { type Customer, makeCustomer, makeOrder, makeStaff, recordFailure } from "./rows.ts";
import { onPostgres } from "./servers.ts";

const ORDER = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
const name = "song/generation.requested";
const data = { order_id: ORDER, variant_numbers: [1, 2] };

onPostgres((database) => {
  let sql: Sql;
  let ana: Customer;
  beforeAll(async () => {
    sql = database().sql;
    ana = await makeStaff(sql);
  });

  const refusalOf = async (event: unknown) => {
    const [row] = await sql<{ refusal: { code: string; facts?: { place?: string } } | null }[]>`
      select desk_private.event_refusal(${JSON.stringify(event)}::text::jsonb) as refusal`;
    return row?.refusal ?? null;
  };
  const linksOf = async (event: unknown) => {
    const [links] = await sql`
      select order_id, customer_id from desk_private.event_links(${JSON.stringify(event)}::text::jsonb)`;
    return links;
  };
  const saveTypes = (types: object[]) =>
    sql`select desk.save_event_types(${JSON.stringify(types)}::text::jsonb)`;
  const registered = () => sql<{ name: string }[]>`select * from desk.event_types order by name`;

  describe("what can be sent again", () => {
    test.each([
      ["a request for songs", { name, data }],
      ["a request that was a retry", { name, data: { ...data, failed_job_id: ORDER, attempt: 3 } }],
      ["a request for all five", { name, data: { ...data, variant_numbers: [1, 2, 3, 4, 5] } }],
      ["A1 an event that nobody has registered", { name: "email/send.requested", data: { to: "x" } }],
      ["one without data", { name: "night/clean-up" }],
      ["a name of every object", { name: "constructor", data: {} }],
      ["__proto__ as a name", { name: "__proto__", data: {} }],
    ])("%s", async (_what, event) => expect(await refusalOf(event)).toBeNull());
  });

  describe("what cannot, and why", () => {
    test.each([
      ["null", null, "event_malformed", undefined],
      ["an array", [{ name, data }], "event_malformed", undefined],
      ["a text", name, "event_malformed", undefined],
      ["nothing in it", {}, "event_malformed", undefined],
      ["a name that is no text", { name: 1, data }, "event_malformed", undefined],
      ["an empty name", { name: "", data }, "event_malformed", undefined],
      [
        "one that was not kept whole",
        { name, data, reprise_incomplete: true },
        "event_incomplete",
        undefined,
      ],
      ["a report", { name: "song/generation.failed", data }, "event_never", undefined],
      ["data that are a list", { name: "x/y", data: [] }, "event_unfit", "data"],
      ["no data where an order is needed", { name }, "event_unfit", "data"],
      ["an order that is no id", { name, data: { ...data, order_id: "1" } }, "event_unfit", "data.order_id"],
      ["no songs", { name, data: { ...data, variant_numbers: [] } }, "event_unfit", "data.variant_numbers"],
      ["song 6", { name, data: { ...data, variant_numbers: [6] } }, "event_unfit", "data.variant_numbers"],
      [
        "half a song",
        { name, data: { ...data, variant_numbers: [1.5] } },
        "event_unfit",
        "data.variant_numbers",
      ],
    ])("%s", async (_what, event, code, place) => {
      const refusal = await refusalOf(event);
      expect(refusal).toMatchObject({ code });
      expect(refusal?.facts?.place).toBe(place);
    });
  });

  test("A1 any event is retried as it was, under an id of the desk, with nothing added to its data", async () => {
    const event = {
      id: randomUUID(),
      name: "email/send.requested",
      data: { to: "x", big: 1 },
      user: { plan: "basic" },
      v: "7",
    };
    const id = await recordFailure(sql, event);
    const [answer] = await sql<{ answer: { ok: boolean; event_id: string } }[]>`
      select desk.retry_failed_job(${id}, ${ana.id}, 'again') as answer`;
    expect(answer?.answer.ok).toBe(true);
    const [sent] = await sql<{ event: string }[]>`
      select event from desk.claim_outbox_events(1, 30, ${[answer?.answer.event_id ?? ""]})`;
    expect(JSON.parse(sent?.event ?? "")).toEqual({ ...event, id: answer?.answer.event_id });
  });

  test("many failures of any events are retried at once, each once", async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        recordFailure(sql, { id: randomUUID(), name: "order/paid", data: { n } }),
      ),
    );
    const rows = await sql`select * from desk_private.retry_failed_jobs(${ids}, ${ana.id}, null, null)`;
    expect(rows.map(({ code }) => code)).toEqual(ids.map(() => null));
    const [sent] = await sql`select count(*)::int as n from desk.outbox_events where name = 'order/paid'`;
    expect(sent).toEqual({ n: 5 });
  });

  describe("A2 an order and its customer are found", () => {
    test.each([
      ["order_id", (id: string) => ({ order_id: id })],
      ["orderId", (id: string) => ({ orderId: id })],
      ["order.id", (id: string) => ({ order: { id, number: 7 } })],
      ["order", (id: string) => ({ order: id })],
    ])("at %s", async (_place, dataOf) => {
      const order = await makeOrder(sql, await makeCustomer(sql));
      expect(await linksOf({ name: "x/y", data: dataOf(order.id) })).toEqual({
        order_id: order.id,
        customer_id: order.customer.id,
      });
    });

    test("a customer without an order by id or address, and none where an address is nobody's", async () => {
      const customer = await makeCustomer(sql);
      for (const found of [
        { userId: customer.id },
        { customer: { id: customer.id } },
        { to: customer.email.toUpperCase() },
      ])
        expect(await linksOf({ name: "x/y", data: found })).toEqual({
          order_id: null,
          customer_id: customer.id,
        });
      for (const unknown of [
        { to: "nobody@example.com" },
        { userId: randomUUID() },
        { order_id: randomUUID() },
        null,
        [1],
      ])
        expect(await linksOf({ name: "x/y", data: unknown })).toEqual({ order_id: null, customer_id: null });
    });

    test("where a registered path says, and nowhere else; failures from before are linked again", async () => {
      const order = await makeOrder(sql, await makeCustomer(sql), "2030-01-01");
      const id = await recordFailure(sql, {
        id: randomUUID(),
        name: "gift/wrap",
        data: { gift: { for_order: order.id } },
      });
      const [before] = await sql`select order_id from public.failed_jobs where id = ${id}`;
      expect(before).toEqual({ order_id: null });
      const types = await registered();
      await saveTypes([...types, { name: "gift/wrap", order_path: "data.gift.for_order" }]);
      for (let more = true; more; )
        [{ more }] = (await sql`select desk.relink_failed_jobs(1000) as more`) as unknown as [
          { more: boolean },
        ];
      const [after] =
        await sql`select order_id, customer_id, needed_by::text from public.failed_jobs where id = ${id}`;
      expect(after).toEqual({ order_id: order.id, customer_id: order.customer.id, needed_by: "2030-01-01" });
      expect(await linksOf({ name: "gift/wrap", data: { order_id: order.id } })).toMatchObject({
        order_id: null,
      });
      await saveTypes(types);
    });
  });

  test("the registry becomes what a file says: rows that are not in it go", async () => {
    const types = await registered();
    await saveTypes([...types, { name: "a/b", label: { en: "A" }, retry: false, why_not: { en: "Never." } }]);
    expect(await refusalOf({ name: "a/b", data: {} })).toEqual({
      code: "event_never",
      facts: { name: "a/b", why: { en: "Never." } },
    });
    await saveTypes(types);
    expect(await refusalOf({ name: "a/b", data: {} })).toBeNull();
    expect((await registered()).map((type) => type.name)).toEqual(types.map((type) => type.name));
  });
});
