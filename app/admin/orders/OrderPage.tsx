import Box from "@mui/material/Box";
import { useId } from "react";
import { useGetOne, useTranslate } from "react-admin";
import { useParams } from "react-router-dom";
import { Timeline } from "~/admin/activity/Timeline";
import { useStaff } from "~/admin/api/SessionGate";
import { CopyableId } from "~/admin/components/CopyableId";
import { PageHeader } from "~/admin/components/PageHeader";
import { Panel } from "~/admin/components/Panel";
import { RecordBody } from "~/admin/components/RecordBody";
import { RecordLayout } from "~/admin/components/RecordLayout";
import { pollingInterval } from "~/admin/lists/polling";
import { useWayBack } from "~/admin/lists/use-list-address";
import { ORDERS_PATH } from "~/admin/paths";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { OrderDetail } from "~/lib/orders/order-schemas";
import { CustomerPanel } from "./CustomerPanel";
import { OccasionDate } from "./OrderCells";
import { OrderFailures } from "./OrderFailures";
import { OrderStatusMark } from "./OrderStatusMark";
import { RequestPanel } from "./RequestPanel";
import { VariantCard } from "./VariantCard";
import { latestRequest } from "./variant-activity";

/** Milliseconds until an order is asked for again: only while one of its variants is under way. */
function intervalFor(order: OrderDetail | undefined): number | false {
  const since = order && latestRequest(order);
  return since ? pollingInterval(since, new Date()) : false;
}

function Variants({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const forbiddenId = useId();
  return (
    <Panel title={translate("orders.sections.variants")}>
      {!hasRole(role, "agent") && (
        <Box component="p" id={forbiddenId} sx={{ color: token("muted"), mb: 3 }}>
          {translate("desk.viewer_refusal")}
        </Box>
      )}
      {order.variants.length === 0 ? (
        <Box sx={{ color: token("muted") }}>{translate("orders.no_variants")}</Box>
      ) : (
        <Box
          component="ul"
          sx={{ m: "-16px", "& > li:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` } }}
        >
          {order.variants.map((variant) => (
            <VariantCard key={variant.id} order={order} variant={variant} forbiddenId={forbiddenId} />
          ))}
        </Box>
      )}
    </Panel>
  );
}

function OrderView({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const back = useWayBack(ORDERS_PATH);
  return (
    <>
      <PageHeader
        title={translate("orders.recipient", { occasion: order.occasion, name: order.recipient_name })}
        back={{ to: back, label: translate("orders.back") }}
        marks={
          <>
            <OrderStatusMark status={order.status} />
            <OccasionDate date={order.occasion_date} />
            <Box component="span" sx={{ color: token("muted") }}>
              <CopyableId id={order.id} name={translate("orders.title")} />
            </Box>
          </>
        }
      />
      <RecordLayout
        top={<Variants order={order} />}
        side={
          <>
            <CustomerPanel order={order} />
            <RequestPanel order={order} />
          </>
        }
      >
        <OrderFailures failures={order.failures} />
        <Panel title={translate("activity.title")}>
          <Timeline entries={order.timeline.entries} />
        </Panel>
      </RecordLayout>
    </>
  );
}

/** One order: did the customer get the song, and if not, why not. */
export function OrderPage() {
  const { id } = useParams();
  // Lists leave their short rows in the cache as records; the meta keeps the whole record apart from them.
  const order = useGetOne<OrderDetail>(
    "orders",
    { id: id ?? "", meta: "whole" },
    { refetchInterval: (query) => intervalFor(query.state.data) },
  );
  return (
    <RecordBody query={order} level={1}>
      {(record) => <OrderView order={record} />}
    </RecordBody>
  );
}
