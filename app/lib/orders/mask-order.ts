import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { HIDDEN, maskAddress, maskName, maskNameIfAny } from "~/lib/personal-data";
import type { OrderDetail, OrderRow, Timeline } from "./order-schemas";

/** What names somebody, in whatever carries it. */
interface Named {
  customer_email: string;
  customer_name: string | null;
  recipient_name: string;
}

function maskedNames<Row extends Named>(row: Row): Row {
  return {
    ...row,
    customer_email: maskAddress(row.customer_email),
    customer_name: maskNameIfAny(row.customer_name),
    recipient_name: maskName(row.recipient_name),
  };
}

/** The row of an order without who it is for. */
export const maskedOrder = (row: OrderRow): OrderRow => maskedNames(row);

/** A failure without whose it is. */
export function maskedFailure(job: FailedJobRow): FailedJobRow {
  return { ...job, order: job.order && maskedNames(job.order) };
}

/** An entry's before or after without the wishes that somebody changed. */
function withoutBrief(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("brief" in value)) return value;
  return { ...value, brief: HIDDEN };
}

/** A timeline without personal data. Notes stay: staff write them for staff. */
export function maskedTimeline({ entries, next }: Timeline): Timeline {
  return {
    next,
    entries: entries.map((entry) => ({
      ...entry,
      before: withoutBrief(entry.before),
      after: withoutBrief(entry.after),
    })),
  };
}

/** One order without who it is for, and without the links that say it. */
export function maskedDetail(order: OrderDetail): OrderDetail {
  const { customization } = order;
  return {
    ...maskedNames(order),
    customization: {
      ...customization,
      recipient_name: maskName(customization.recipient_name),
      message: customization.message === null ? null : HIDDEN,
    },
    variants: order.variants.map((variant) => ({ ...variant, share_token: null })),
    failures: order.failures.map(maskedFailure),
    timeline: maskedTimeline(order.timeline),
  };
}
