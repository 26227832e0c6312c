import { createColumnHelper } from "@tanstack/react-table";
import type { GridFeatures } from "~/admin/lists/grid/grid-features";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { AgeCell, AssigneeCell, CustomerCell, JobCell, StateCell, UrgencyCell } from "./TriageCells";

const column = createColumnHelper<GridFeatures, FailedJobRow>();

/** The columns of the list of failed jobs. Headers are keys of the messages. */
export const triageColumns = column.columns([
  column.display({
    id: "urgency",
    header: "failed_jobs.columns.urgency",
    cell: ({ row }) => <UrgencyCell job={row.original} />,
    size: 184,
    minSize: 104,
    enableHiding: false,
  }),
  column.display({
    id: "state",
    header: "failed_jobs.columns.state",
    cell: ({ row }) => <StateCell job={row.original} />,
    size: 106,
    minSize: 90,
    meta: { leaves: 3 },
  }),
  column.display({
    id: "job",
    header: "failed_jobs.columns.job",
    cell: ({ row }) => <JobCell job={row.original} />,
    size: 208,
    enableHiding: false,
    meta: { flexible: true },
  }),
  column.display({
    id: "customer",
    header: "failed_jobs.columns.customer",
    cell: ({ row }) => <CustomerCell job={row.original} />,
    size: 168,
    minSize: 100,
    meta: { leaves: 1 },
  }),
  column.display({
    id: "attempts",
    header: "failed_jobs.columns.attempts",
    cell: ({ row }) => row.original.attempt,
    size: 66,
    meta: { leaves: 5, align: "end" },
  }),
  column.display({
    id: "age",
    header: "failed_jobs.columns.age",
    cell: ({ row }) => <AgeCell job={row.original} />,
    size: 96,
    meta: { leaves: 2 },
  }),
  column.display({
    id: "assignee",
    header: "failed_jobs.list.columns.assignee",
    cell: ({ row }) => <AssigneeCell job={row.original} />,
    size: 108,
    meta: { leaves: 4 },
  }),
]);
