import { lazy } from "react";
import type { ResourceProps } from "react-admin";
import { Route } from "react-router-dom";

const BulkOperationList = lazy(() =>
  import("./BulkOperationList").then((module) => ({ default: module.BulkOperationList })),
);
const BulkOperationPage = lazy(() =>
  import("./BulkOperationPage").then((module) => ({ default: module.BulkOperationPage })),
);

/** Bulk operations: what was done to many failures at once, and a page for each at /bulk-operations/:id. */
export const bulkOperations: ResourceProps = {
  name: "bulk-operations",
  list: BulkOperationList,
  children: <Route path=":id" element={<BulkOperationPage />} />,
};
