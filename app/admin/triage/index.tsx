import { lazy } from "react";
import type { ResourceProps } from "react-admin";
import { Route } from "react-router-dom";

const FailedJobList = lazy(async () => ({ default: (await import("./FailedJobList")).FailedJobList }));
const FailedJobPage = lazy(async () => ({ default: (await import("./FailedJobPage")).FailedJobPage }));

/** Failed jobs: the list of dead letters, and a page for each at /failed-jobs/:id. */
export const failedJobs: ResourceProps = {
  name: "failed-jobs",
  list: FailedJobList,
  children: <Route path=":id" element={<FailedJobPage />} />,
};
