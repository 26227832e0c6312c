import { fromDatabaseDate } from "~/lib/database-date";
import { type KeysetColumn, keysetWindow, toPage, windowRows } from "~/lib/keyset.server";
import type { Page } from "~/lib/list-query";
import { containsPattern, isUuid } from "~/lib/search-terms";
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
    { column: "needed_by", ascending: true },
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

/** Orders of an address whose customers are named one by one: more, and what was typed is no one's address. */
const CUSTOMERS_BY_ADDRESS = 100;

/** The one place where a failed job's columns become what the desk reads, with the orders they belong to. */
export async function toFailedJobRows(db: ServiceClient, jobs: Job[]): Promise<FailedJobRow[]> {
  const orderIds = [...new Set(jobs.flatMap((job) => (job.order_id ? [job.order_id] : [])))];
  const orders =
    orderIds.length === 0
      ? []
      : dataOf(
          await db
            .from("order_summaries")
            .select("order_id, customer_email, customer_name, recipient_name, occasion")
            .in("order_id", orderIds),
          "read the orders of the page",
        );
  const byId = new Map(orders.map(({ order_id: id, ...order }) => [id, { id, ...order }]));
  return jobs.map(({ order_id, needed_by, failed_at, ...job }) => ({
    ...job,
    failed_at: failed_at ?? job.last_failed_at,
    needed_by: fromDatabaseDate(needed_by),
    order: (order_id && byId.get(order_id)) || null,
  }));
}

/** The failures of one order, the newest first. */
export async function failedJobsOfOrder(db: ServiceClient, orderId: string): Promise<FailedJobRow[]> {
  const jobs = dataOf(
    await db
      .from("failed_jobs")
      .select(FAILED_JOB_COLUMNS)
      .eq("order_id", orderId)
      .order("last_failed_at", { ascending: false })
      .limit(100),
    "read the order's failures",
  );
  return toFailedJobRows(db, jobs);
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

/** What a search comes to: rows that name these ids, or, where nothing is named, rows that contain the text. */
type Search = { column: "id" | "order_id" | "customer_id"; ids: string[] } | { text: string };

/**
 * Works out what to look for. An id or a whole address is in nearly every trigram of the history, so the index on the
 * text would be read for all of it; who or what is meant is asked first, by indexes that know.
 */
async function searchOf(db: ServiceClient, q: string): Promise<Search> {
  if (isUuid(q)) {
    const id = q.toLowerCase();
    for (const column of ["order_id", "id"] as const) {
      const found = dataOf(
        await db.from("failed_jobs").select("id").eq(column, id).limit(1),
        "look for an id among the failed jobs",
      );
      if (found.length > 0) return { column, ids: [id] };
    }
  }
  if (/^\S+@\S+$/.test(q)) {
    const orders = dataOf(
      await db
        .from("order_summaries")
        .select("user_id")
        .ilike("customer_email", containsPattern(q))
        .limit(CUSTOMERS_BY_ADDRESS + 1),
      "look for the customers of an address",
    );
    const customers = [...new Set(orders.map((order) => order.user_id))];
    if (customers.length > 0 && orders.length <= CUSTOMERS_BY_ADDRESS) {
      return { column: "customer_id", ids: customers };
    }
  }
  return { text: q.toLowerCase() };
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
  const window = keysetWindow({ list, columns, pageSize, cursor });

  let select = db.from("failed_jobs").select(FAILED_JOB_COLUMNS).limit(window.limit);
  for (const key of window.orderBy) select = select.order(key.column, { ascending: key.ascending });
  if (window.from) {
    select = select.filter(window.from.column, window.from.operator, window.from.value).or(window.from.or);
  }
  if (state !== "all") select = select.eq("state", state);
  const search = q ? await searchOf(db, q) : null;
  if (search && "ids" in search) select = select.in(search.column, search.ids);
  else if (search) select = select.like("search_text", containsPattern(search.text));

  const [jobs, counts] = await Promise.all([select, countByState(db)]);
  const page = toPage(windowRows(jobs, cursor, "list failed jobs"), {
    list,
    pageSize,
    cursor,
    keyOf: (job) => columns.map(({ column }) => job[column as "needed_by" | "last_failed_at" | "id"]),
  });
  return { ...page, rows: await toFailedJobRows(db, page.rows), counts };
}
