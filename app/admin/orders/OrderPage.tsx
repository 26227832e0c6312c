import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { useParams } from "react-router-dom";
import { failuresPath, ORDERS_PATH } from "~/admin/addresses/paths";
import { CopyableId } from "~/admin/components/CopyableId";
import { PageHeader } from "~/admin/components/PageHeader";
import { RecordBody } from "~/admin/components/RecordBody";
import { useSongTitle } from "~/admin/components/use-song-title";
import { useWayBack } from "~/admin/lists/use-list-address";
import { token } from "~/admin/theme/tokens";
import { formatTerm } from "~/lib/failed-jobs/search-query";
import type { OrderDetail } from "~/lib/orders/order-schemas";
import { OrderFailures } from "./OrderFailures";
import { OrderStatusMark } from "./OrderStatusMark";
import { OrderAnswer } from "./page/OrderAnswer";
import { OrderTimeline } from "./page/OrderTimeline";
import { Variants } from "./page/Variants";
import { useOrder } from "./use-order";

function OrderView({ order }: { order: OrderDetail }) {
  const translate = useTranslate();
  const songTitle = useSongTitle();
  const back = useWayBack(ORDERS_PATH);
  return (
    <>
      <PageHeader
        title={songTitle(order)}
        back={{ to: back, label: translate("orders.back") }}
        marks={
          <>
            <OrderStatusMark status={order.status} />
            <Box component="span" sx={{ color: token("muted") }}>
              <CopyableId id={order.id} name={translate("orders.title")} />
            </Box>
          </>
        }
      />
      <OrderAnswer order={order} />
      <Variants order={order} />
      <Box
        sx={{
          display: "grid",
          gap: 2,
          alignItems: "start",
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 1fr) 400px" },
        }}
      >
        <OrderTimeline order={order} />
        <OrderFailures
          newest={order}
          none={translate("orders.no_failures")}
          allPath={failuresPath(formatTerm("order", order.id))}
        />
      </Box>
    </>
  );
}

/** One order: did the customer get the song, and if not, why not. */
export function OrderPage() {
  const { id } = useParams();
  const order = useOrder(id ?? "");
  return (
    <RecordBody query={order} level={1}>
      {(record) => <OrderView order={record} />}
    </RecordBody>
  );
}
