import { expect, test } from "vitest";
import { failedJobFilterSchema } from "./failed-job-filter";

test("D18 a job type above 200 characters can be filtered by, as its facet offers it", () => {
  const job_type = "x".repeat(500);
  expect(failedJobFilterSchema.parse({ job_type })).toMatchObject({ job_type });
});
