import { fromDatabaseDate } from "~/lib/database-date";
import { type KeysetColumn, keysetParts, readParts, toPage, windowRows } from "~/lib/keyset.server";
import { type Page, startOfDay } from "~/lib/list-query";
import { containsPattern, isAddress, isUuid } from "~/lib/search-terms";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { Database } from "~/lib/supabase/database.types";
import {
  COUNTED_UP_TO,
  type FailedJobCounts,
  type FailedJobListQuery,
  type FailedJobRow,
} from "./failed-job-schemas";

export const FAILED_JOB_COLUMNS =
  "id, job_type, error_type, error_message, state, attempt, version, failed_at, last_failed_at, resolved_at, needed_by, order_id";

type Job = Pick<
  Database["public"]["Tables"]["failed_jobs"]["Row"],
  | "id"
  | "job_type"
  | "error_type"
  | "error_message"
  | "state"
  | "attempt"
  | "version"
  | "failed_at"
  | "last_failed_at"
  | "resolved_at"
  | "needed_by"
  | "order_id"
>;

const SORTS: Record<FailedJobListQuery["sort"], [KeysetColumn, ...KeysetColumn[]]> = {
  urgency: [
    { column: "needed_by", ascending: true, tied: true },
    { column: "failed_at", ascending: true },
    { column: "id", ascending: true },
  ],
  newest: [
    { column: "last_failed_at", ascending: false },
    { column: "id", ascending: false },
  ],
  oldest: [
    { column: "last_failed_at", ascending: true },
    { column: "id", ascending: true },
  ],
};

/** Characters of a uuid's text that hold its first 48 bits: two groups and the dash between them. */
const UUID_48_BITS = 13;

type JobOrder = Pick<
  Database["public"]["Tables"]["order_summaries"]["Row"],
  "order_id" | "customer_email" | "customer_name" | "recipient_name" | "occasion"
>;

/** The one place where a failed job's columns become what the desk reads, each with the order it belongs to. */
export function withOrders(jobs: Job[], orders: JobOrder[]): FailedJobRow[] {
  const byId = new Map(
    orders.map(({ order_id: id, customer_email, customer_name, recipient_name, occasion }) => [
      id,
      { id, customer_email, customer_name, recipient_name, occasion },
    ]),
  );
  return jobs.map(({ order_id, needed_by, failed_at, ...job }) => ({
    ...job,
    failed_at: failed_at ?? job.last_failed_at,
    needed_by: fromDatabaseDate(needed_by),
    order: (order_id && byId.get(order_id)) || null,
  }));
}

/** As `withOrders`, for those who do not have the orders yet. */
export async function toFailedJobRows(db: ServiceClient, jobs: Job[]): Promise<FailedJobRow[]> {
  const orderIds = [...new Set(jobs.flatMap((job) => (job.order_id ? [job.order_id] : [])))];
  if (orderIds.length === 0) return withOrders(jobs, []);
  const orders = await db
    .from("order_summaries")
    .select("order_id, customer_email, customer_name, recipient_name, occasion")
    .in("order_id", orderIds);
  return withOrders(jobs, dataOf(orders, "read the orders of the page"));
}

/** The failures of one order, the newest first. */
export async function failedJobsOfOrder(db: ServiceClient, orderId: string): Promise<Job[]> {
  return dataOf(
    await db
      .from("failed_jobs")
      .select(FAILED_JOB_COLUMNS)
      .eq("order_id", orderId)
      .order("last_failed_at", { ascending: false })
      .limit(100),
    "read the order's failures",
  );
}

/** How many failures there are in each state, each counted up to one more than the desk tells apart. */
async function countByState(db: ServiceClient): Promise<FailedJobCounts> {
  const counts: FailedJobCounts = { open: 0, retrying: 0, resolved: 0, recovered: 0 };
  const rows = dataOf(
    await db.rpc("count_failed_jobs", { p_at_most: COUNTED_UP_TO + 1 }),
    "count failed jobs",
  );
  for (const { state, jobs } of rows) counts[state] = jobs;
  return counts;
}

/**
 * What a search looks for: the failures of a customer, when somebody has that very address; else all that contain the
 * text. An id is looked for by its first 48 bits, which no two share in practice, since a trigram index answers the
 * slower the more it is asked for; and an address by whose it is, since most of it is in every other failure too.
 */
async function searchOf(db: ServiceClient, q: string) {
  if (q === "") return null;
  if (isAddress(q)) {
    const orders = dataOf(
      await db.from("order_summaries").select("user_id").eq("customer_email", q.toLowerCase()).limit(1),
      "look for the customer of an address",
    );
    if (orders[0]) return { column: "customer_id", operator: "eq", value: orders[0].user_id };
  }
  const text = isUuid(q) ? q.slice(0, UUID_48_BITS) : q;
  return { column: "search_text", operator: "like", value: containsPattern(text.toLowerCase()) };
}

/**
 * One page of failed jobs, and how many there are in each state.
 *
 * @throws AppError 400 for a cursor that is malformed or of another list
 */
export async function listFailedJobs(
  db: ServiceClient,
  query: FailedJobListQuery,
): Promise<Page<FailedJobRow> & { counts: FailedJobCounts }> {
  const { q, state, sort, limit: pageSize, cursor } = query;
  const list = JSON.stringify(["failed-jobs", sort, state, q]);
  const columns = SORTS[sort];
  const place = { cursor, from: query.from && startOfDay(query.from, columns[0].ascending) };
  const parts = keysetParts({ list, columns, pageSize, place });

  const readPage = async () => {
    const search = await searchOf(db, q);
    return readParts(parts, async ({ orderBy, equal, from, limit }) => {
      let select = db.from("failed_jobs").select(FAILED_JOB_COLUMNS).limit(limit);
      for (const key of orderBy) select = select.order(key.column, { ascending: key.ascending });
      if (equal) select = select.filter(equal.column, "eq", equal.value);
      if (from) select = select.filter(from.column, from.operator, from.value).or(from.or);
      if (state !== "all") select = select.eq("state", state);
      if (search) select = select.filter(search.column, search.operator, search.value);
      return windowRows(await select, place, "list failed jobs");
    });
  };
  const [jobs, counts] = await Promise.all([readPage(), countByState(db)]);
  const page = toPage(jobs, {
    list,
    pageSize,
    place,
    keyOf: (job) => columns.map(({ column }) => job[column as "needed_by" | "last_failed_at" | "id"]),
  });
  return { ...page, rows: await toFailedJobRows(db, page.rows), counts };
}
