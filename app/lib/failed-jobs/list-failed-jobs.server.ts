import { z } from "zod";
import { fromDatabaseDate } from "~/lib/database-date";
import { keysetPlace, rowsAt, toPage } from "~/lib/keyset.server";
import type { Page } from "~/lib/list-query";
import type { Reader } from "~/lib/personal-data";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { criteriaOfReader } from "./criteria-of-reader.server";
import type { FailedJobCriteria } from "./failed-job-criteria.server";
import {
  ATTEMPT_PROGRESS,
  COUNTED_UP_TO,
  type FAILED_JOB_SORTS,
  type FailedJobCounts,
  type FailedJobListQuery,
  type FailedJobRow,
  type NewestFailures,
} from "./failed-job-schemas";
import { failedJobStateSchema } from "./failed-job-states";

type Sort = (typeof FAILED_JOB_SORTS)[number];

/** The columns of each order, as the SQL function list_failed_jobs() compares them. */
const SORT_COLUMNS: Record<Sort, ("needed_by" | "failed_at" | "last_failed_at" | "id")[]> = {
  urgency: ["needed_by", "failed_at", "id"],
  newest: ["last_failed_at", "id"],
  oldest: ["last_failed_at", "id"],
};

const rowSchema = z.object({
  id: z.string(),
  job_type: z.string(),
  error_type: z.string(),
  error_message: z.string(),
  kind: z.string(),
  fingerprint: z.string().nullable(),
  state: failedJobStateSchema,
  attempt: z.number(),
  version: z.number(),
  failed_at: z.string(),
  last_failed_at: z.string(),
  resolved_at: z.string().nullable(),
  needed_by: z.string(),
  snoozed_until: z.string().nullable(),
  assignee: z.object({ id: z.string(), name: z.string() }).nullable(),
  attempt_progress: z.enum(ATTEMPT_PROGRESS).nullable(),
  order: z
    .object({
      id: z.string(),
      customer_email: z.string().nullable(),
      customer_name: z.string().nullable(),
      recipient_name: z.string().nullable(),
      occasion: z.string().nullable(),
    })
    .nullable(),
});
type Row = z.infer<typeof rowSchema>;

/** A day that nobody named is 'infinity' in the database, so that it can be sorted and paged by. */
function toFailedJobRow({ needed_by, ...row }: Row): FailedJobRow {
  return { ...row, needed_by: fromDatabaseDate(needed_by) };
}

/** How many failures the page of an order or a customer has; nearly all have fewer. */
const NEWEST = 100;

/** The newest failures, and whether there are more. One row too many says so. */
function newestOf(rows: unknown): NewestFailures {
  const found = z.array(rowSchema).parse(rows);
  return { failures: found.slice(0, NEWEST).map(toFailedJobRow), more_failures: found.length > NEWEST };
}

/** The newest failures of one order. */
export async function failedJobsOfOrder(db: ServiceClient, orderId: string): Promise<NewestFailures> {
  const rows = await db.rpc("list_failed_jobs", {
    p_filter: { order_id: orderId },
    p_sort: "newest",
    p_limit: NEWEST + 1,
  });
  return newestOf(dataOf(rows, "read the order's failures"));
}

/** The newest failures of a customer. */
export async function failedJobsOfCustomer(db: ServiceClient, customerId: string): Promise<NewestFailures> {
  const rows = await db.rpc("failed_jobs_of_customer", {
    p_customer_id: customerId,
    p_limit: NEWEST + 1,
  });
  return newestOf(dataOf(rows, "read the customer's failures"));
}

/** Failures by their ids, as rows of a list. @param ids at most 200 @param textLimit characters of each text, at most */
export async function failedJobsById(
  db: ServiceClient,
  ids: string[],
  sort: Sort,
  textLimit?: number,
): Promise<FailedJobRow[]> {
  if (ids.length === 0) return [];
  const rows = await db.rpc("list_failed_jobs", {
    p_filter: { ids },
    p_sort: sort,
    p_limit: ids.length,
    ...(textLimit !== undefined && { p_text_limit: textLimit }),
  });
  return z.array(rowSchema).parse(dataOf(rows, "read the failed jobs")).map(toFailedJobRow);
}

/** One failure as a row of a list, with more of its texts; null when there is none. */
export async function findFailedJobRow(
  db: ServiceClient,
  id: string,
  textLimit: number,
): Promise<FailedJobRow | null> {
  const [row] = await failedJobsById(db, [id], "newest", textLimit);
  return row ?? null;
}

const pageSchema = z.object({
  rows: z.array(rowSchema),
  counts: z
    .object({ open: z.number(), retrying: z.number(), resolved: z.number(), recovered: z.number() })
    .nullable(),
});

interface View {
  sort: Sort;
  limit: number;
  place: { cursor?: string | undefined; from?: string | undefined };
  /** Characters of each text, at most; without it a line. */
  textLimit?: number;
}

/** One page, and how many failures there are in each state, each counted up to `countUpTo`; uncounted without it. */
async function readPage(
  db: ServiceClient,
  criteria: FailedJobCriteria,
  view: View,
  countUpTo?: number,
): Promise<{ page: Page<FailedJobRow>; counts: FailedJobCounts | null }> {
  const { sort, limit: pageSize, place } = view;
  // A page's address stays good for a reader in another zone.
  const list = JSON.stringify(["failed-jobs", sort, { ...criteria, zone: undefined }]);
  const columns = SORT_COLUMNS[sort];
  const { backwards, at } = keysetPlace(list, columns.length, place);
  const answer = await db.rpc("failed_jobs_page", {
    p_filter: criteria,
    p_sort: sort,
    p_limit: pageSize + 1,
    p_backwards: backwards,
    ...(at !== null && { p_at: at }),
    ...(place.from !== undefined && { p_from: place.from }),
    ...(countUpTo !== undefined && { p_count_up_to: countUpTo }),
    ...(view.textLimit !== undefined && { p_text_limit: view.textLimit }),
  });
  const { rows, counts } = pageSchema.parse(rowsAt(answer, place, "list failed jobs"));
  const page = toPage(rows, { list, pageSize, place, keyOf: (row) => columns.map((column) => row[column]) });
  return { page: { ...page, rows: page.rows.map(toFailedJobRow) }, counts };
}

/**
 * One page of the failures that meet some criteria.
 *
 * @param view.place a cursor, or a day from which the page begins
 * @throws AppError 400 for a cursor that is malformed or of another list
 */
export async function pageOfFailedJobs(
  db: ServiceClient,
  criteria: FailedJobCriteria,
  view: View,
): Promise<Page<FailedJobRow>> {
  return (await readPage(db, criteria, view)).page;
}

/**
 * One page of failed jobs, and how many there are in each state, whatever the filter.
 *
 * @param reader who "me" is, and who may search for what
 * @throws AppError 400 for a cursor that is malformed or of another list
 */
export async function listFailedJobs(
  db: ServiceClient,
  query: FailedJobListQuery,
  reader: Reader,
): Promise<Page<FailedJobRow> & { counts: FailedJobCounts }> {
  const { sort, limit, cursor, from } = query;
  const view = { sort, limit, place: { cursor, from } };
  const { page, counts } = await readPage(
    db,
    await criteriaOfReader(db, query, reader),
    view,
    COUNTED_UP_TO + 1,
  );
  if (!counts) throw new Error("the page came without the counts that were asked for");
  return { ...page, counts };
}
