import { activityMessages } from "~/admin/activity/activity-messages";
import { bulkMessages } from "~/admin/bulk/bulk-messages";
import { bulkOperationMessages } from "~/admin/bulk/bulk-operation-messages";
import { customerMessages } from "~/admin/customers/customer-messages";
import { deskMessages } from "~/admin/i18n/desk-messages";
import { keyboardMessages } from "~/admin/keyboard/keyboard-messages";
import { liveMessages } from "~/admin/live/live-messages";
import { orderListMessages } from "~/admin/orders/list/order-list-messages";
import { orderMessages } from "~/admin/orders/order-messages";
import { orderPageMessages } from "~/admin/orders/order-page-messages";
import { outboxMessages } from "~/admin/outbox/outbox-messages";
import { overviewMessages } from "~/admin/overview/overview-messages";
import { paletteMessages } from "~/admin/palette/palette-messages";
import { savedViewMessages } from "~/admin/saved-views/saved-view-messages";
import { staffMessages } from "~/admin/staff/staff-messages";
import { failedJobMessages } from "~/admin/triage/failed-job-messages";

/** Every text of the desk, by domain. */
export const messages = {
  desk: deskMessages,
  failed_jobs: failedJobMessages,
  bulk: bulkMessages,
  bulk_operations: bulkOperationMessages,
  orders: orderMessages,
  order_list: orderListMessages,
  customers: customerMessages,
  order_page: orderPageMessages,
  activity: activityMessages,
  keyboard: keyboardMessages,
  palette: paletteMessages,
  live: liveMessages,
  overview: overviewMessages,
  outbox: outboxMessages,
  saved_views: savedViewMessages,
  staff: staffMessages,
};
