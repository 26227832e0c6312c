import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { makeFailedJob, makeOrder, recordFailure, requestEvent } from "../database/rows.ts";
import { connectLists, idsOf, newTag } from "./list-desk.ts";

const { sql, customerWith, orders, jobs } = connectLists();

describe("what a person types into the search", () => {
  const tag = newTag();
  // Each looks like another one to whoever takes wildcards, quotes or brackets for more than letters.
  const locals = [
    "a%b",
    "a_b",
    "axb",
    "a'b",
    'a"b',
    "a,b",
    "a(b)",
    "a\\b",
    "a*b",
    "a.b",
    "a:b",
    "a&b",
    "a+b",
    "a b",
  ];
  const emailOf = (local: string) => `${tag}${local}@example.com`;

  beforeAll(async () => {
    for (const local of locals) {
      const order = await makeOrder(sql, await customerWith(emailOf(local)));
      await recordFailure(sql, requestEvent(order.id, [1]));
    }
  });

  test.each(locals)("is looked for letter by letter: %s", async (local) => {
    const q = `${tag}${local}`;
    expect((await orders({ q })).rows.map((row) => row.customer_email)).toEqual([emailOf(local)]);
    expect((await jobs({ q })).rows.map((row) => row.order?.customer_email)).toEqual([emailOf(local)]);
  });

  test.each(["%", "_", "%%%", "\\", "*", '"', "),or(", "x,id.gt.0", "%00", "\u2028", "💿", "-".repeat(200)])(
    "finds nothing and breaks nothing when nobody has it: %s",
    async (nonsense) => {
      const q = `${tag}${nonsense}zz`.slice(0, 200);
      expect((await orders({ q })).rows).toEqual([]);
      expect((await jobs({ q })).rows).toEqual([]);
    },
  );

  test("is found in either case, and in the middle", async () => {
    expect((await orders({ q: `${tag}A.B@EXAMPLE`.toUpperCase() })).rows).toHaveLength(1);
    expect((await jobs({ q: `${tag}A.B@EXAMPLE`.toUpperCase() })).rows).toHaveLength(1);
    expect((await orders({ q: tag.slice(2) })).rows).toHaveLength(locals.length);
  });

  test("an id finds its order in either case, and its failures", async () => {
    const { order, jobId } = await makeFailedJob(sql);
    for (const q of [order.id, order.id.toUpperCase()]) {
      expect(idsOf(await orders({ q }))).toEqual([order.id]);
      expect(idsOf(await jobs({ q }))).toEqual([jobId]);
    }
    expect(idsOf(await orders({ q: randomUUID() }))).toEqual([]);
  });
});
