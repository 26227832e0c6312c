import { useContext } from "react";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { orderPath } from "~/admin/addresses/paths";
import { useNow } from "~/admin/components/now";
import { useCustomerName } from "~/admin/components/use-customer-name";
import { useSongTitle } from "~/admin/components/use-song-title";
import { UrgencyText } from "~/admin/failed-jobs/UrgencyMark";
import { formatDay, formatInstant } from "~/admin/i18n/formats";
import { LOCALE } from "~/admin/i18n/locale";
import { useListLink } from "~/admin/lists/use-list-address";
import { OrderStatusMark } from "~/admin/orders/OrderStatusMark";
import { VariantChips } from "~/admin/orders/VariantChips";
import type { OrderRow } from "~/lib/orders/order-schemas";
import { ERASED } from "~/lib/personal-data";
import { relativeTime } from "~/lib/relative-time";
import { ActiveOrderContext } from "./active-order";

// Tooltips of times and names are the browser's own: hundreds of cells come and go while one scrolls.

interface CellProps {
  order: OrderRow;
}

/** Who ordered; the name leads to the order's page. */
export function CustomerCell({ order }: CellProps) {
  const link = useListLink();
  const customerName = useCustomerName();
  return (
    <>
      <span className="line">
        <Link className="strong" to={orderPath(order.id)} state={link} tabIndex={-1}>
          {customerName(order)}
        </Link>
      </span>
      {order.customer_name !== null && order.customer_email !== null && (
        <span className="line quiet second" title={order.customer_email}>
          {order.customer_email}
        </span>
      )}
    </>
  );
}

/** For whom the song is, and for what. */
export function RecipientCell({ order }: CellProps) {
  const songTitle = useSongTitle();
  if (order.recipient_name === ERASED || order.recipient_name === null)
    return <span className="line quiet">{songTitle(order)}</span>;
  return (
    <>
      <span className="line">
        {order.recipient_name}
        {order.occasion !== null && <span className="quiet inline"> · {order.occasion}</span>}
      </span>
      <span className="line quiet second begins">{order.occasion}</span>
    </>
  );
}

/** The day of the occasion, and how soon that is while something is still to be made. */
export function OccasionCell({ order }: CellProps) {
  const translate = useTranslate();
  const { occasion_date: date, status } = order;
  if (date === null) return <span className="quiet">{translate("orders.no_date")}</span>;
  if (status === "complete") return formatDay(date);
  return (
    <>
      <UrgencyText neededBy={date} state="open" title={formatDay(date)} />
      <span className="line quiet second">{formatDay(date)}</span>
    </>
  );
}

export function StatusCell({ order }: CellProps) {
  return <OrderStatusMark status={order.status} />;
}

export function VariantsCell({ order }: CellProps) {
  const reachable = useContext(ActiveOrderContext) === order.id;
  return <VariantChips variants={order.variants} reachable={reachable} />;
}

export function CreatedCell({ order }: CellProps) {
  const translate = useTranslate();
  const now = useNow();
  const at = new Date(order.created_at);
  // What has just been answered may be younger than the last tick.
  const reference = new Date(Math.max(now.getTime(), at.getTime()));
  return (
    <time dateTime={order.created_at} title={translate("desk.time.tooltip", formatInstant(order.created_at))}>
      {relativeTime(at, reference, "narrow", LOCALE)}
    </time>
  );
}
