import { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { CSV } from "~/lib/csv";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { withoutPersonalData } from "~/lib/without-personal-data.server";
import { criteriaOfReader } from "./criteria-of-reader.server";
import type { FailedJobFilter } from "./failed-job-filter";
import type { FAILED_JOB_SORTS, FailedJobRow } from "./failed-job-schemas";
import { pageOfFailedJobs } from "./list-failed-jobs.server";
import { maskedFailure } from "./mask-failed-job";

/** Rows in one query: what is held in memory at once, for one export. */
const PAGE = 500;

/** What a cell of Excel holds: no text is read further. */
const CELL = 32_767;

const COLUMNS = [
  "id",
  "state",
  "needed_by",
  "job_type",
  "kind",
  "error_type",
  "error_message",
  "customer_email",
  "customer_name",
  "recipient_name",
  "occasion",
  "order_id",
  "retries",
  "assignee",
  "snoozed_until",
  "first_failed_at",
  "last_failed_at",
  "resolved_at",
  "fingerprint",
];

function toRecord({ order, assignee, attempt, failed_at, ...row }: FailedJobRow) {
  return {
    ...row,
    customer_email: order?.customer_email,
    customer_name: order?.customer_name,
    recipient_name: order?.recipient_name,
    occasion: order?.occasion,
    order_id: order?.id,
    retries: attempt,
    assignee: assignee?.name,
    first_failed_at: failed_at,
  };
}

/**
 * A page as CSV. A cell that a spreadsheet would take for a formula begins with a quote; the file begins with a byte
 * order mark, without which Excel reads UTF-8 as the machine's own encoding.
 */
export function csvPage(rows: FailedJobRow[], first: boolean): string {
  return stringify(rows.map(toRecord), {
    ...CSV,
    columns: COLUMNS,
    header: first,
    bom: first,
  });
}

/**
 * All failures of a filter as CSV, page by page as they are read; what happens to rows behind the page in the meantime
 * is not seen, and no row comes twice. Recorded as one activity before the first byte: the file holds personal data.
 *
 * @param by who takes it away, who is also "me" in the filter; masked leaves out who people are
 * @returns a stream that stops reading when it is destroyed
 */
export async function exportFailedJobs(
  db: ServiceClient,
  filter: FailedJobFilter,
  sort: (typeof FAILED_JOB_SORTS)[number],
  by: { actorId: string; requestId: string; masked: boolean },
): Promise<Readable> {
  const criteria = await criteriaOfReader(db, filter, { id: by.actorId, masked: by.masked });
  const readPage = async (cursor?: string) => {
    const page = await pageOfFailedJobs(db, criteria, {
      sort,
      limit: PAGE,
      place: { cursor },
      textLimit: CELL,
    });
    if (!by.masked) return page;
    return { ...page, rows: await withoutPersonalData(db, page.rows.map(maskedFailure)) };
  };
  // Before the answer begins: what goes wrong here is still an error with a status.
  const first = await readPage();
  dataOf(
    await db.rpc("record_export", {
      p_actor: by.actorId,
      p_filter: { ...criteria, masked: by.masked },
      p_request_id: by.requestId,
    }),
    "record the export",
  );
  async function* pages() {
    yield csvPage(first.rows, true);
    for (let next = first.next; next !== null; ) {
      const page = await readPage(next);
      yield csvPage(page.rows, false);
      next = page.next;
    }
  }
  return Readable.from(pages());
}
