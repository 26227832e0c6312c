import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { orderPath } from "~/admin/addresses/paths";
import { useCustomerName } from "~/admin/components/use-customer-name";
import { formatDay } from "~/admin/i18n/formats";
import { useListLink } from "~/admin/lists/use-list-address";
import { token } from "~/admin/theme/tokens";
import type { OrderRow } from "~/lib/orders/order-schemas";

const Line = styled("div")({ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" });
const Dim = styled(Line)({ color: token("muted") });
const OrderLink = styled(Link)({
  fontWeight: 500,
  color: token("text"),
  textDecoration: "none",
  "&:hover": { textDecoration: "underline" },
});

/** Who ordered; the name leads to the order's page. */
export function CustomerCell({ order }: { order: OrderRow }) {
  const link = useListLink();
  const customerName = useCustomerName();
  return (
    <>
      <Line>
        <OrderLink to={orderPath(order.id)} state={link}>
          {customerName(order)}
        </OrderLink>
      </Line>
      {order.customer_name && order.customer_email && (
        <Dim title={order.customer_email}>{order.customer_email}</Dim>
      )}
    </>
  );
}

/** The day of the occasion. */
export function OccasionDate({ date }: { date: string | null }) {
  const translate = useTranslate();
  if (date === null) return <span style={{ color: token("muted") }}>{translate("orders.no_date")}</span>;
  return <span style={{ whiteSpace: "nowrap" }}>{formatDay(date)}</span>;
}
