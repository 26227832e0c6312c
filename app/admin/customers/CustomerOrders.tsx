import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { ORDERS_PATH, orderPath } from "~/admin/addresses/paths";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { useSongTitle } from "~/admin/components/use-song-title";
import { formatCount } from "~/admin/i18n/formats";
import { OccasionDate } from "~/admin/orders/OrderCells";
import { OrderStatusMark } from "~/admin/orders/OrderStatusMark";
import { VariantChips } from "~/admin/orders/VariantChips";
import { token } from "~/admin/theme/tokens";
import type { CustomerDetail } from "~/lib/customers/customer-schemas";

const List = styled("ul")({
  margin: -16,
  "& > li": {
    display: "grid",
    gap: "var(--desk-line)",
    padding: "calc(var(--desk-row) + 2px) var(--desk-pad)",
  },
  "& > li + li": { borderTop: `1px solid ${token("border")}` },
  "& > li > div": { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 12px" },
  "& a": {
    display: "inline-block",
    marginInlineEnd: "auto",
    color: token("text"),
    fontWeight: 500,
    textDecoration: "none",
  },
  "& a:hover": { textDecoration: "underline" },
  "& a::first-letter": { textTransform: "uppercase" },
});
const Quiet = styled("span")({ color: token("muted") });

/** What a customer ordered, the newest first, each with how far it is. */
export function CustomerOrders({ customer }: { customer: CustomerDetail }) {
  const translate = useTranslate();
  const songTitle = useSongTitle();
  const { orders, counts, masked, email } = customer;
  return (
    <Panel
      title={translate("customers.orders.title")}
      aside={
        counts.orders > orders.length &&
        !masked &&
        email !== null && (
          <Link to={`${ORDERS_PATH}?${new URLSearchParams({ q: email })}`}>
            {translate("customers.orders.all", { count: formatCount(counts.orders) })}
          </Link>
        )
      }
    >
      {orders.length === 0 ? (
        <Quiet>{translate("customers.orders.none")}</Quiet>
      ) : (
        <List aria-label={translate("customers.orders.title")}>
          {orders.map((order) => (
            <li key={order.id}>
              <div>
                <Link to={orderPath(order.id)}>{songTitle(order)}</Link>
                <Quiet>
                  <OccasionDate date={order.occasion_date} />
                </Quiet>
                <OrderStatusMark status={order.status} />
              </div>
              <div>
                <VariantChips variants={order.variants} />
                <Quiet style={{ marginInlineStart: "auto" }}>
                  {translate("orders.fields.created")} <RelativeTime at={order.created_at} style="long" />
                </Quiet>
              </div>
            </li>
          ))}
        </List>
      )}
    </Panel>
  );
}
