import { activityMessages } from "~/admin/activity/activity-messages.de";
import { bulkMessages } from "~/admin/bulk/bulk-messages.de";
import { bulkOperationMessages } from "~/admin/bulk/bulk-operation-messages.de";
import { customerMessages } from "~/admin/customers/customer-messages.de";
import { deskMessages } from "~/admin/i18n/desk-messages.de";
import { keyboardMessages } from "~/admin/keyboard/keyboard-messages.de";
import { liveMessages } from "~/admin/live/live-messages.de";
import { orderListMessages } from "~/admin/orders/list/order-list-messages.de";
import { orderMessages } from "~/admin/orders/order-messages.de";
import { orderPageMessages } from "~/admin/orders/order-page-messages.de";
import { outboxMessages } from "~/admin/outbox/outbox-messages.de";
import { overviewMessages } from "~/admin/overview/overview-messages.de";
import { paletteMessages } from "~/admin/palette/palette-messages.de";
import { savedViewMessages } from "~/admin/saved-views/saved-view-messages.de";
import { staffMessages } from "~/admin/staff/staff-messages.de";
import { failedJobMessages } from "~/admin/triage/failed-job-messages.de";

/** Every text of the desk in German. What the server says is in app/lib/errors. */
export const germanMessages = {
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
