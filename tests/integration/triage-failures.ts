import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { failedJobListQuerySchema } from "../../app/lib/failed-jobs/failed-job-schemas.ts";
import { listFailedJobs } from "../../app/lib/failed-jobs/list-failed-jobs.server.ts";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import type { ServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { type Customer, makeCustomer, makeOrder, makeStaff } from "../database/rows.ts";

export interface MadeFailure {
  id: string;
  orderId: string;
  email: string;
  runId: string;
  eventId: string;
}

/** Failures of every kind, day, state and assignee; the tag is in the payload of each, and nowhere else. */
export interface TriageFailures {
  tag: string;
  ana: Customer;
  ben: Customer;
  made: MadeFailure[];
}

function daysFromToday(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

const ERRORS = [
  { name: "RateLimited", message: "429 Too Many Requests" },
  { name: "ProviderTimeout", message: "took 60 s" },
  { name: "Error", message: 'a "quoted" 100% odd_thing' },
];
/** Beside the day itself, both ends of the week. */
const DAYS = [-3, 0, 1, 7, 8, 40, null];

export async function makeTriageFailures(db: ServiceClient, sql: Sql): Promise<TriageFailures> {
  const tag = `t${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const ana = await makeStaff(sql, "Ana Filter");
  const ben = await makeStaff(sql, "Ben Filter");
  const made: MadeFailure[] = [];
  for (let index = 0; index < 42; index++) {
    const customer = await makeCustomer(sql);
    const days = DAYS[index % DAYS.length] ?? null;
    const order = await makeOrder(sql, customer, days === null ? undefined : daysFromToday(days));
    const event = {
      id: randomUUID(),
      name: "song/generation.requested",
      data: {
        order_id: order.id,
        variant_numbers: [1 + (index % 3)],
        customization: { genre: index % 2 === 0 ? "pop" : "jazz", tempo: index, tag },
      },
    };
    const runId = randomUUID();
    const jobType = index % 5 === 0 ? "share_mail" : "song_generation";
    const error = ERRORS[index % 3] ?? { name: "Error", message: "" };
    const { failed_job_id: id } = await recordFailedRun(db, { runId, jobType, event, error, retryCount: 3 });
    made.push({ id, orderId: order.id, email: customer.email, runId, eventId: event.id });
    const assignee = [null, ana.id, ben.id][index % 3 === 0 ? 0 : index % 4 === 0 ? 1 : 2] ?? null;
    const snoozed = index % 4 === 1 ? "1 hour" : index % 4 === 2 ? "-1 hour" : null;
    await sql`update public.failed_jobs set assignee = ${assignee},
      snoozed_until = now() + ${snoozed}::interval,
      state = ${index % 6 === 0 ? "resolved" : "open"},
      resolved_at = case when ${index % 6 === 0} then now() end where id = ${id}`;
    if (index % 6 === 0) await sql`update public.failed_jobs set snoozed_until = null where id = ${id}`;
  }
  return { tag, ana, ben, made };
}

/** All ids of a list, page by page. */
export async function listedIds(
  db: ServiceClient,
  query: Record<string, unknown>,
  staffId: string,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listFailedJobs(db, failedJobListQuerySchema.parse({ ...query, limit: 7, cursor }), {
      id: staffId,
      masked: false,
    });
    ids.push(...page.rows.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return ids;
}
