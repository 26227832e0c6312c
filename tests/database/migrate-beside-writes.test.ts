import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCustomer, makeOrder } from "./rows.ts";
import { onPostgres } from "./servers.ts";
import { installIn, makeShop, removeFrom } from "./shop-before.ts";

/** What a shop does all day, until it is told to stop: each write that is refused is kept. */
function startWriters(sql: Sql, writers: number) {
  const refused: string[] = [];
  let writes = 0;
  let stopped = false;
  const write = async () => {
    const customer = await makeCustomer(sql);
    while (!stopped) {
      try {
        await sql.begin(async (tx) => {
          const order = await makeOrder(tx, customer);
          await tx`update public.orders set payment_status = 'paid', paid_at = now() where id = ${order.id}`;
          await tx`update public.users set full_name = full_name where id = ${customer.id}`;
        });
        writes += 5;
      } catch (error) {
        refused.push(String(error));
      }
    }
  };
  const ended = Promise.all(Array.from({ length: writers }, write));
  return {
    writes: () => writes,
    stop: async () => {
      stopped = true;
      await ended;
      return refused;
    },
  };
}

describe("A9 beside a shop that is open", () => {
  onPostgres((database) => {
    let url: string;
    let owner: Sql;
    beforeAll(async () => {
      ({ url, owner } = await makeShop(database(), 200));
    });
    afterAll(() => owner?.end({ timeout: 5 }));

    /** Some hundred writes before, meanwhile and after. */
    const beside = async (work: () => Promise<unknown>) => {
      const writers = startWriters(owner, 3);
      try {
        await expect.poll(writers.writes).toBeGreaterThan(100);
        await work();
        const then = writers.writes();
        await expect.poll(writers.writes).toBeGreaterThan(then + 100);
      } finally {
        expect(await writers.stop()).toEqual([]);
      }
    };

    test("an installation refuses no write, and no order is left out", async () => {
      await beside(() => installIn(url));
      const { sql } = database();
      const [row] = await sql`
        select (select count(*)::int from public.orders) as orders,
          (select count(*)::int from desk.order_summaries) as summaries`;
      expect(row?.summaries).toBe(row?.orders);
      expect(await installIn(url)).toEqual([]);
    });

    test("a removal refuses no write", async () => {
      await beside(() => removeFrom(url));
    });
  }, "prepared");
});
