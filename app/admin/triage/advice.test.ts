import { expect, test } from "vitest";
import { FAILURE_KINDS } from "~/lib/failed-jobs/explanations";
import { failedJobMessages } from "./failed-job-messages";

test("there is advice for every kind of failure, and for no other", () => {
  expect(Object.keys(failedJobMessages.advice).toSorted()).toEqual([...FAILURE_KINDS].toSorted());
});
