import { createColumnHelper } from "@tanstack/react-table";
import { RelativeTime } from "~/admin/components/RelativeTime";
import type { DeskTableFeatures } from "~/admin/lists/table-features";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { FailedJobSummary } from "./FailedJobSummary";
import { JobState } from "./JobState";
import { UrgencyMark } from "./UrgencyMark";
import { WaitingSummary } from "./WaitingSummary";

const column = createColumnHelper<DeskTableFeatures, FailedJobRow>();

/** The columns of the list of failed jobs. Headers are keys of the messages. */
export const failedJobColumns = column.columns([
  column.accessor("needed_by", {
    header: "failed_jobs.columns.urgency",
    cell: ({ getValue, row }) => <UrgencyMark neededBy={getValue()} state={row.original.state} />,
    enableSorting: false,
    meta: { width: "156px" },
  }),
  column.accessor("state", {
    header: "failed_jobs.columns.state",
    cell: ({ getValue }) => <JobState state={getValue()} />,
    enableSorting: false,
    meta: { width: "112px" },
  }),
  column.display({
    id: "job",
    header: "failed_jobs.columns.job",
    cell: ({ row }) => <FailedJobSummary job={row.original} />,
    meta: {},
  }),
  column.display({
    id: "customer",
    header: "failed_jobs.columns.customer",
    cell: ({ row }) => <WaitingSummary order={row.original.order} />,
    meta: { width: "24%" },
  }),
  column.accessor("attempt", {
    header: "failed_jobs.columns.attempts",
    cell: ({ getValue }) => getValue(),
    enableSorting: false,
    meta: { width: "76px", from: "lg" },
  }),
  column.accessor("last_failed_at", {
    header: "failed_jobs.columns.age",
    cell: ({ getValue }) => <RelativeTime at={getValue()} />,
    enableSorting: false,
    meta: { width: "92px" },
  }),
]);
