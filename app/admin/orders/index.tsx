import { lazy } from "react";
import type { ResourceProps } from "react-admin";
import { Route } from "react-router-dom";

const OrderList = lazy(async () => ({ default: (await import("./OrderList")).OrderList }));
const OrderPage = lazy(async () => ({ default: (await import("./OrderPage")).OrderPage }));

/** Orders: the grid, and a page for each at /orders/:id. */
export const orders: ResourceProps = {
  name: "orders",
  list: OrderList,
  children: <Route path=":id" element={<OrderPage />} />,
};
