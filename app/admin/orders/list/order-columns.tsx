import { createColumnHelper } from "@tanstack/react-table";
import type { GridFeatures } from "~/admin/lists/grid/grid-features";
import type { OrderRow } from "~/lib/orders/order-schemas";
import {
  CreatedCell,
  CustomerCell,
  OccasionCell,
  RecipientCell,
  StatusCell,
  VariantsCell,
} from "./OrderGridCells";

const column = createColumnHelper<GridFeatures, OrderRow>();

/** The columns of the list of orders. Headers are keys of the messages. */
export const orderColumns = column.columns([
  column.display({
    id: "customer",
    header: "orders.columns.customer",
    cell: ({ row }) => <CustomerCell order={row.original} />,
    size: 190,
    minSize: 110,
    enableHiding: false,
  }),
  column.display({
    id: "recipient",
    header: "orders.columns.recipient",
    cell: ({ row }) => <RecipientCell order={row.original} />,
    size: 130,
    minSize: 80,
    meta: { leaves: 2 },
  }),
  column.display({
    id: "occasion_date",
    header: "orders.columns.occasion_date",
    cell: ({ row }) => <OccasionCell order={row.original} />,
    size: 142,
    minSize: 100,
    meta: { leaves: 1 },
  }),
  column.display({
    id: "status",
    header: "orders.columns.status",
    cell: ({ row }) => <StatusCell order={row.original} />,
    size: 116,
    minSize: 100,
    meta: { leaves: 4 },
  }),
  column.display({
    id: "variants",
    header: "orders.columns.variants",
    cell: ({ row }) => <VariantsCell order={row.original} />,
    size: 318,
    enableHiding: false,
    meta: { flexible: true },
  }),
  column.display({
    id: "created_at",
    header: "orders.columns.created_at",
    cell: ({ row }) => <CreatedCell order={row.original} />,
    size: 82,
    meta: { leaves: 3 },
  }),
]);
