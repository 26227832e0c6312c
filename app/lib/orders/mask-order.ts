import { maskedFailure } from "~/lib/failed-jobs/mask-failed-job";
import { HIDDEN, maskedNames, maskName, maskTextIfAny, type Named } from "~/lib/personal-data";
import type { OrderDetail, OrderRow, Timeline } from "./order-schemas";

/** The row of an order without who it is for. */
export const maskedOrder = (row: OrderRow): OrderRow => maskedNames(row);

/** An entry's before or after without the wishes that somebody changed. */
function withoutBrief(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("brief" in value)) return value;
  return { ...value, brief: HIDDEN };
}

/**
 * A timeline without personal data. Notes stay, without who is named in them: staff write them for staff, and the one of
 * a failure is its error.
 */
export function maskedTimeline({ entries, next }: Timeline, named: Named | null): Timeline {
  return {
    next,
    entries: entries.map((entry) => ({
      ...entry,
      note: maskTextIfAny(entry.note, named),
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
    customization: customization && {
      ...customization,
      ...(customization.recipient_name !== undefined && {
        recipient_name: maskName(customization.recipient_name),
      }),
      message: customization.message ? HIDDEN : null,
    },
    variants: order.variants.map((variant) => ({ ...variant, share_token: null })),
    failures: order.failures.map(maskedFailure),
    timeline: maskedTimeline(order.timeline, order),
  };
}
