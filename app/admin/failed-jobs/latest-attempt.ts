import type { FailedJobAttempt, FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** The latest retry of a job, by its number and not by its place in the list; null before the first. */
export function latestAttempt(job: Pick<FailedJobDetail, "attempt" | "attempts">): FailedJobAttempt | null {
  return job.attempts.find(({ attempt }) => attempt === job.attempt) ?? null;
}
