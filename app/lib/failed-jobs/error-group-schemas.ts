import { z } from "zod";
import { says } from "~/lib/errors/issues";
import { failedJobFilterShape } from "./failed-job-filter";

/** What the address of the error groups may say: the list's filter, and how many days back. */
export const errorGroupQuerySchema = z.strictObject({
  ...failedJobFilterShape,
  /** How many days back, today included. */
  days: z.coerce
    .number(says("days_no_number"))
    .int()
    .min(1, says("days_too_few"))
    .max(90, says("days_too_many"))
    .default(7),
});
export type ErrorGroupQuery = z.infer<typeof errorGroupQuerySchema>;

/** Failures that are one problem. */
export interface ErrorGroup {
  fingerprint: string;
  error_type: string;
  /** The message without ids, numbers and quoted values. */
  title: string;
  kind: string;
  /** When the group was seen first and last, whatever the filter. */
  first_seen: string;
  last_seen: string;
  /**
   * How many match the filter now: what acting on the group acts on. Open ones whenever they happened; others in the days
   * that were asked for.
   */
  matching: number;
  /** Failures in the days that were asked for: with a filter, of those that match. */
  failures: number;
  /** Open, snoozed or not, or being retried, whenever they happened. */
  open: number;
  /** Customers of those that match; with the desk's own filter, of all that are open, snoozed or not. */
  customers: number;
  /** Failures a day, the oldest day first: a sparkline. */
  per_day: number[];
  /** One of those that match; null when none does. */
  sample_id: string | null;
}
