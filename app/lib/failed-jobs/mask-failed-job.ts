import { maskedNames, maskText, maskTextIfAny } from "~/lib/personal-data";
import type { FailedJobAttempt, FailedJobDetail, FailedJobRow } from "./failed-job-schemas";

/** A failure without whose it is. */
export function maskedFailure<Row extends FailedJobRow>(job: Row): Row {
  return {
    ...job,
    error_message: maskText(job.error_message, job.order),
    order: job.order && maskedNames(job.order),
  };
}

/** An attempt without whose failure it is. */
export function maskedAttempt(
  attempt: FailedJobAttempt,
  named: Parameters<typeof maskText>[1],
): FailedJobAttempt {
  const masked = (text: string | null) => maskTextIfAny(text, named);
  return {
    ...attempt,
    note: masked(attempt.note),
    error_message: masked(attempt.error_message),
    delivery_error: masked(attempt.delivery_error),
  };
}

/** One failure without whose it is. Its payloads are masked for everybody. */
export function maskedFailureDetail(job: FailedJobDetail): FailedJobDetail {
  const masked = (text: string | null) => maskTextIfAny(text, job.order);
  return {
    ...maskedFailure(job),
    error_stack: masked(job.error_stack),
    first_error: masked(job.first_error),
    notes: masked(job.notes),
    attempts: job.attempts.map((attempt) => maskedAttempt(attempt, job.order)),
    activity: job.activity.map((entry) => ({ ...entry, note: masked(entry.note) })),
  };
}
