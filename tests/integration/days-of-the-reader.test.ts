import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { previewBulk } from "../../app/lib/bulk/bulk-operations.server.ts";
import { failedJobFacets } from "../../app/lib/failed-jobs/facets.server.ts";
import { failedJobFilterSchema } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import { listOrders } from "../../app/lib/orders/list-orders.server.ts";
import { orderListQuerySchema } from "../../app/lib/orders/order-schemas.ts";
import { getOverview } from "../../app/lib/overview/get-overview.server.ts";
import { makeFailedJob, makeStaff } from "../database/rows.ts";
import { connectDesk } from "./desk.ts";
import { startOwnStack } from "./own-stack.ts";
import { listedIds } from "./triage-failures.ts";

/** On each of the two it is another day than on the other at any moment: 26 hours lie between them. */
const ZONES = ["Pacific/Kiritimati", "Etc/GMT+12", "America/Los_Angeles", "UTC"];

const dayIn = (zone: string, ahead = 0) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(Date.now() + ahead * 86_400_000));

const { db, sql } = connectDesk(await startOwnStack("days_of_the_reader"));
let staff: { id: string };
const orders: string[] = [];
beforeAll(async () => {
  staff = await makeStaff(sql);
  // From three days ago to three days ahead, each day with another number of failures.
  for (let day = -3; day <= 3; day++) {
    for (let n = 0; n < day + 4; n++) {
      const { order, jobId } = await makeFailedJob(sql, dayIn("UTC", day));
      orders.push(order.id);
      if (n === 1)
        await sql`update public.failed_jobs set snoozed_until = now() + interval '1 hour' where id = ${jobId}`;
    }
  }
});
afterEach(() => {
  delete process.env.DESK_TIME_ZONE;
});

const reader = () => ({ id: staff.id, masked: false });

/** How many failures everything on the desk says are due in a zone. */
async function figures(zone: string) {
  const filter = (due: string) => failedJobFilterSchema.parse({ due, zone });
  const total = async (due: string) => {
    const { due: facet } = await failedJobFacets(db, failedJobFilterSchema.parse({ zone }), reader());
    const preview = await previewBulk(
      db,
      { kind: "assign", selection: { filter: filter(due) } },
      { id: staff.id, role: "admin" },
      undefined,
    );
    return {
      list: (await listedIds(db, { due, zone }, staff.id)).length,
      facet: facet.find(({ value }) => value === due)?.count ?? 0,
      bulk: preview.total,
    };
  };
  const { due } = await getOverview(db, { range: "24h", zone });
  return { overview: due, today: await total("today"), overdue: await total("overdue") };
}

describe("D6 one zone says which day is today", () => {
  test.each(ZONES)(
    "D6 the overview, its list, the facets and a bulk action say the same in %s",
    async (zone) => {
      const [expected] = await sql<{ today: number; overdue: number }[]>`
      select count(*) filter (where needed_by = ${dayIn(zone)})::integer as today,
        count(*) filter (where needed_by < ${dayIn(zone)})::integer as overdue
      from public.failed_jobs`;
      const { overview, today, overdue } = await figures(zone);
      expect({ today: overview.today, overdue: overview.overdue }).toEqual(expected);
      expect(Object.values(today)).toEqual([expected?.today, expected?.today, expected?.today]);
      expect(Object.values(overdue)).toEqual([expected?.overdue, expected?.overdue, expected?.overdue]);
    },
  );

  test("D6 where the shop names its zone, it counts for everybody", async () => {
    const kiritimati = await figures("Pacific/Kiritimati");
    process.env.DESK_TIME_ZONE = "Pacific/Kiritimati";
    expect(await figures("Etc/GMT+12")).toEqual(kiritimati);
  });

  test("D6 orders that are due, and those that were made on a day, are those of the reader's day", async () => {
    const find = async (query: object) =>
      (await listOrders(db, orderListQuerySchema.parse({ ...query, limit: 200 }), false)).rows.length;
    const [midnight] = orders;
    // Half an hour after midnight at one end of the world, and the evening before at the other.
    await sql`update public.orders set created_at = '2026-03-02T00:30:00+14:00' where id = ${midnight ?? ""}`;
    const madeOn = (day: string, zone: string) => find({ created_from: day, created_to: day, zone });
    expect(await madeOn("2026-03-02", "Pacific/Kiritimati")).toBe(1);
    expect(await madeOn("2026-03-02", "Etc/GMT+12")).toBe(0);
    expect(await madeOn("2026-03-01", "UTC")).toBe(1);
    for (const zone of ZONES) {
      const [due] = await sql<{ n: number }[]>`
        select count(*)::integer as n from desk.order_summaries where unfinished and needed_by <= ${dayIn(zone)}`;
      expect(await find({ due_within: 0, zone })).toBe(due?.n);
      const filter = orderListQuerySchema.parse({ due_within: 0, zone });
      const { limit: _, sort: __, order: ___, ...selected } = filter;
      const preview = await previewBulk(
        db,
        { kind: "generate", selection: { filter: selected } },
        { id: staff.id, role: "admin" },
        undefined,
      );
      expect(preview.total).toBe(due?.n);
    }
  });

  test("D6 a page from a day on begins where the reader's day begins", async () => {
    const moments = [
      "2026-05-01T23:59:59+14:00",
      "2026-05-02T00:00:00+14:00",
      "2026-05-02T23:59:59+14:00",
      "2026-05-03T00:00:00+14:00",
    ];
    for (const [index, moment] of moments.entries())
      await sql`update public.orders set created_at = ${moment}::text::timestamptz where id = ${orders[index + 1] ?? ""}`;
    const from = async (order: string) => {
      const query = { from: "2026-05-02", order, zone: "Pacific/Kiritimati", limit: 200 };
      const { rows } = await listOrders(db, orderListQuerySchema.parse(query), false);
      return moments.filter((moment) =>
        rows.some((row) => Date.parse(row.created_at) === Date.parse(moment)),
      );
    };
    expect(await from("asc")).toEqual(moments.slice(1));
    expect(await from("desc")).toEqual(moments.slice(0, 3));
  });

  test("D6 a zone that the database does not know counts as UTC", async () => {
    const [row] = await sql<{ zone: string }[]>`select desk_private.known_zone('Mars/Olympus') as zone`;
    expect(row?.zone).toBe("UTC");
  });
});
