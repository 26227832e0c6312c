import { createColumnHelper } from "@tanstack/react-table";
import { RelativeTime } from "~/admin/components/RelativeTime";
import type { DeskTableFeatures } from "~/admin/lists/table-features";
import type { OrderRow } from "~/lib/orders/order-schemas";
import { CustomerCell, OccasionDate, RecipientCell } from "./OrderCells";
import { VariantChips } from "./VariantChips";

const column = createColumnHelper<DeskTableFeatures, OrderRow>();

/** The columns of the grid of orders. Headers are keys of the messages; ids of sortable ones are the server's sorts. */
export const orderColumns = column.columns([
  column.display({
    id: "customer",
    header: "orders.columns.customer",
    cell: ({ row }) => <CustomerCell order={row.original} />,
    meta: {},
  }),
  column.display({
    id: "recipient",
    header: "orders.columns.recipient",
    cell: ({ row }) => <RecipientCell order={row.original} />,
    meta: {},
  }),
  column.accessor("occasion_date", {
    id: "needed_by",
    header: "orders.columns.occasion_date",
    cell: ({ getValue }) => <OccasionDate date={getValue()} />,
    sortDescFirst: false,
    meta: { width: "116px" },
  }),
  column.display({
    id: "variants",
    header: "orders.columns.variants",
    cell: ({ row }) => <VariantChips variants={row.original.variants} />,
    meta: { width: "38%" },
  }),
  column.accessor("created_at", {
    header: "orders.columns.created_at",
    cell: ({ getValue }) => <RelativeTime at={getValue()} />,
    sortDescFirst: true,
    meta: { width: "96px" },
  }),
]);
