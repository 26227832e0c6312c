import { useTranslate } from "react-admin";
import { Facts } from "~/admin/components/Facts";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { formatMoney } from "~/admin/i18n/formats";
import type { OrderDetail } from "~/lib/orders/order-schemas";

/** Who ordered, and whether it is paid for. */
export function CustomerPanel({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const name = (field: string) => translate(`orders.fields.${field}`);
  return (
    <Panel title={translate("orders.sections.customer")}>
      <Facts
        facts={[
          [name("name"), order.customer_name ?? translate("orders.no_name")],
          [name("email"), order.customer_email],
          [name("amount"), formatMoney(order.amount_cents, order.currency)],
          [
            translate("orders.sections.payment"),
            translate(`orders.payment.${order.payment_status}`, { _: order.payment_status }),
          ],
          [name("created"), <RelativeTime key="created" at={order.created_at} style="long" />],
        ]}
      />
    </Panel>
  );
}
