import type { ResourceProps } from "react-admin";
import { Route } from "react-router-dom";
import { OrderList } from "./OrderList";
import { OrderPage } from "./OrderPage";

/** Orders: the grid, and a page for each at /orders/:id. */
export const orders: ResourceProps = {
  name: "orders",
  list: OrderList,
  children: <Route path=":id" element={<OrderPage />} />,
};
