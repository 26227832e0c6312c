import { activityMessages } from "~/admin/activity/activity-messages";
import { failedJobMessages } from "~/admin/failed-jobs/failed-job-messages";
import { liveMessages } from "~/admin/live/live-messages";
import { orderMessages } from "~/admin/orders/order-messages";
import { outboxMessages } from "~/admin/outbox/outbox-messages";
import { overviewMessages } from "~/admin/overview/overview-messages";
import { deskMessages } from "./desk-messages";

/** Every text of the desk, by domain. */
export const messages = {
  desk: deskMessages,
  failed_jobs: failedJobMessages,
  orders: orderMessages,
  activity: activityMessages,
  live: liveMessages,
  overview: overviewMessages,
  outbox: outboxMessages,
};
