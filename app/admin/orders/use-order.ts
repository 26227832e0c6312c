import { useGetOne } from "react-admin";
import type { OrderDetail } from "~/lib/orders/order-schemas";

/** One order with everything about it, kept up to date. */
export function useOrder(id: string) {
  return useGetOne<OrderDetail>(
    "orders",
    // Lists leave their short rows in the cache as records; the meta keeps the whole record apart from them.
    { id, meta: "whole" },
    { meta: { live: [`order:${id}`] } },
  );
}
