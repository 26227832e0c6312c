import type { ResourceProps } from "react-admin";
import { Route } from "react-router-dom";
import { CustomerPage } from "./CustomerPage";

/** Customers: a page for each at /customers/:id. They are found by searching, or from their orders. */
export const customers: ResourceProps = {
  name: "customers",
  children: <Route path=":id" element={<CustomerPage />} />,
};
