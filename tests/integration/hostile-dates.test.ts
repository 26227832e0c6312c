import { beforeAll, describe, expect, test } from "vitest";
import { listBulkOperations } from "../../app/lib/bulk/bulk-operations.server.ts";
import { getCustomer } from "../../app/lib/customers/get-customer.server.ts";
import { listErrorGroups } from "../../app/lib/failed-jobs/error-groups.server.ts";
import { failedJobFacets } from "../../app/lib/failed-jobs/facets.server.ts";
import { failedJobFilterSchema } from "../../app/lib/failed-jobs/failed-job-filter.ts";
import { failedJobListQuerySchema } from "../../app/lib/failed-jobs/failed-job-schemas.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { listFailedJobs } from "../../app/lib/failed-jobs/list-failed-jobs.server.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import { listOrders } from "../../app/lib/orders/list-orders.server.ts";
import { orderListQuerySchema } from "../../app/lib/orders/order-schemas.ts";
import { readTimeline } from "../../app/lib/orders/order-timeline.server.ts";
import { listWaitingEvents } from "../../app/lib/outbox/outbox-page.server.ts";
import { getOverview } from "../../app/lib/overview/get-overview.server.ts";
import { call, makeFailedJob, makeStaff, makeVariant, qualified } from "../database/rows.ts";
import { connectDesk } from "./desk.ts";
import { startOwnStack } from "./own-stack.ts";

const { db, sql } = connectDesk(await startOwnStack("hostile_dates"));

const HOSTILE = ["infinity", "-infinity", "0044-03-15 BC", "10000-01-01"];
/** What the desk reads; each is a table that has rows here. */
const TABLES = [
  "users",
  "customizations",
  "orders",
  "song_variants",
  "failed_jobs",
  "failed_job_attempts",
  "outbox_events",
  "error_groups",
  "error_group_hours",
  "bulk_operations",
  "bulk_operation_items",
  "staff_members",
];

let staff: { id: string };
let made: Awaited<ReturnType<typeof makeFailedJob>>;
let columns: { table: string; column: string }[];

beforeAll(async () => {
  staff = await makeStaff(sql);
  await sql`update desk.staff_members set role = 'admin'`;
  made = await makeFailedJob(sql, "2026-12-24");
  await makeVariant(sql, made.order, 2, "complete");
  await sql`update public.failed_jobs set fingerprint = 'v1:test', error_title = 'a test'`;
  await call(sql, "create_bulk_operation", {
    p_kind: "resolve",
    p_selection: { json: { ids: [made.jobId] } },
    p_params: { json: { note: "done" } },
    p_actor: staff.id,
  });
  await call(sql, "retry_failed_job", { p_failed_job_id: made.jobId, p_actor: staff.id });
  columns = await sql`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema in ('public', 'desk') and data_type in ('date', 'timestamp with time zone')
      and table_name in ${sql(TABLES)} and is_generated = 'NEVER'
    order by 1, 2`;
});

/** Everything that the desk shows of it. */
async function openEverything(): Promise<void> {
  const reader = { id: staff.id, masked: false };
  const filter = failedJobFilterSchema.parse({ state: "all" });
  for (const sort of ["urgency", "newest", "oldest"])
    for (const cursor of [undefined, "last"])
      await listFailedJobs(
        db,
        failedJobListQuerySchema.parse({ state: "all", sort, limit: 1, cursor }),
        reader,
      );
  for (const range of [
    {},
    { occasion_from: "2026-01-01" },
    { created_from: "2026-01-01", sort: "needed_by" },
  ])
    await listOrders(db, orderListQuerySchema.parse(range), false);
  await failedJobFacets(db, filter, reader);
  await listErrorGroups(db, { ...filter, days: 7 }, reader);
  await listErrorGroups(db, { ...failedJobFilterSchema.parse({}), days: 7 }, reader);
  await getFailedJob(db, made.jobId);
  await getOrder(db, made.order.id);
  const { entries } = await readTimeline(db, made.order.id);
  for (const { at, id } of entries) await readTimeline(db, made.order.id, `${at}~${id}`);
  await getCustomer(db, made.order.customer.id, false);
  for (const range of ["24h", "30d"] as const) await getOverview(db, { range, zone: "Europe/Berlin" });
  await listBulkOperations(db);
  await listWaitingEvents(db, "all", false);
}

describe("D12 dates that no calendar has", () => {
  test("D12 everything opens with the last day of the calendar in every column", async () => {
    for (const { table, column } of columns)
      await sql.unsafe(`update ${qualified(table)} set ${column} = '9999-12-31'`).catch(() => {});
    await openEverything();
  });

  test("D12 everything opens, whatever date stands in whichever column", async () => {
    expect(columns.length).toBeGreaterThan(25);
    for (const table of TABLES) {
      const names = columns.filter((each) => each.table === table).map(({ column }) => column);
      for (const date of HOSTILE) {
        for (const column of names)
          await sql
            .unsafe(`update ${qualified(table)} set ${column} = '${date}'`)
            .catch((error: { code?: string }) => {
              // A rule of the table's own refuses it, so that it cannot stand there.
              expect([table, column, date, error.code]).toEqual([
                table,
                column,
                date,
                expect.stringMatching(/^23/),
              ]);
            });
        await openEverything().catch((cause) => {
          const reason = cause instanceof Error ? cause.message : String(cause);
          throw new Error(`${table} (${names.join(", ")}) = ${date}: ${reason}`, { cause });
        });
      }
      // What it was is of no matter, but it is to be a date again.
      for (const column of names)
        await sql.unsafe(`update ${qualified(table)} set ${column} = '2026-11-01'`).catch(() => {});
    }
  }, 300_000);
});
