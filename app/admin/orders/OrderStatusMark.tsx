import Remove from "@mui/icons-material/RemoveOutlined";
import { useTranslate } from "react-admin";
import { StatusMark } from "~/admin/components/StatusMark";
import type { OrderStatus } from "~/lib/orders/order-schemas";
import { STATUS_TONES } from "./status-tone";

/** The status of an order, or of one of its variants. */
export function OrderStatusMark({ status }: { status: OrderStatus }) {
  const translate = useTranslate();
  return (
    <StatusMark
      tone={STATUS_TONES[status]}
      label={translate(`orders.status.${status}`)}
      icon={status === "empty" && <Remove aria-hidden />}
    />
  );
}
