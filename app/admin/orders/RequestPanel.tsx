import { useTranslate } from "react-admin";
import { Facts } from "~/admin/components/Facts";
import { Panel } from "~/admin/components/Panel";
import { Quote } from "~/admin/components/Quote";
import type { OrderDetail } from "~/lib/orders/order-schemas";
import { OccasionDate } from "./OrderCells";

/** What the customer asked for. */
export function RequestPanel({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const { genre, mood, language, message } = order.customization;
  const name = (field: string) => translate(`orders.fields.${field}`);
  return (
    <Panel title={translate("orders.sections.request")}>
      <Facts
        facts={[
          [name("recipient"), order.recipient_name],
          [name("occasion"), order.occasion],
          [name("date"), <OccasionDate key="date" date={order.occasion_date} />],
          [name("genre"), genre],
          [name("mood"), mood],
          [name("language"), language],
          [
            name("message"),
            message ? <Quote key="message">{message}</Quote> : translate("orders.no_message"),
          ],
        ]}
      />
    </Panel>
  );
}
