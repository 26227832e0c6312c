/** Where the desk is on the site; also react-admin's basename. */
export const DESK_PATH = "/admin";
export const FAILED_JOBS_PATH = `${DESK_PATH}/failed-jobs`;
export const ORDERS_PATH = `${DESK_PATH}/orders`;

export const CUSTOMERS_PATH = `${DESK_PATH}/customers`;

/** A customer's page. */
export function customerPath(id: string): string {
  return `${CUSTOMERS_PATH}/${encodeURIComponent(id)}`;
}

/** A failed job's page. */
export function failedJobPath(id: string): string {
  return `${FAILED_JOBS_PATH}/${encodeURIComponent(id)}`;
}

/** An order's page. */
export function orderPath(id: string): string {
  return `${ORDERS_PATH}/${encodeURIComponent(id)}`;
}

/** The song of a variant, for staff. */
export function variantAudioPath(variantId: string): string {
  return `/resources/variants/${encodeURIComponent(variantId)}/audio`;
}

/** The public page of a song, which anybody who has the link may open. */
export function sharePath(shareToken: string): string {
  return `/share/${encodeURIComponent(shareToken)}`;
}

/** Where bulk operations are shown. */
export const BULK_OPERATIONS_PATH = `${DESK_PATH}/bulk-operations`;

/** A bulk operation's page. */
export function bulkOperationPath(id: string): string {
  return `${BULK_OPERATIONS_PATH}/${encodeURIComponent(id)}`;
}

/** The results of a bulk operation, as a file. */
export function bulkResultsPath(id: string): string {
  return `/resources/bulk-operations/${encodeURIComponent(id)}/results`;
}

/** Everything at a glance: where the desk opens. */
export const OVERVIEW_PATH = DESK_PATH;
export const OUTBOX_PATH = `${DESK_PATH}/outbox`;
export const STAFF_PATH = `${DESK_PATH}/staff`;

/** The list of failed jobs with some filters set; what is left out is at its default. */
export function failedJobsPath(query: Record<string, string>): string {
  return `${FAILED_JOBS_PATH}?${new URLSearchParams(query)}`;
}

/** All failed jobs that a search finds, in whatever state, the newest first. */
export function failuresPath(q: string): string {
  return failedJobsPath({ q, state: "all", sort: "newest" });
}
