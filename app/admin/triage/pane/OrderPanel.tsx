import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { orderPath } from "~/admin/addresses/paths";
import { errorSentence } from "~/admin/components/error-sentence";
import { Panel } from "~/admin/components/Panel";
import { formatDuration } from "~/admin/i18n/formats";
import { OrderStatusMark } from "~/admin/orders/OrderStatusMark";
import { VariantPlayer } from "~/admin/orders/player/VariantPlayer";
import { useOrder } from "~/admin/orders/use-order";
import { token } from "~/admin/theme/tokens";

const List = styled("ul")({
  display: "grid",
  gap: 10,
  "& > li": { display: "grid", gap: 4, minWidth: 0 },
});

/** The songs of the order: which are there to be heard, and which are missing. */
export function OrderPanel({ orderId, recipient }: { orderId: string; recipient: string }) {
  const translate = useTranslate();
  const { data, error, refetch } = useOrder(orderId);
  return (
    <Panel
      title={translate("failed_jobs.pane.songs")}
      aside={<Link to={orderPath(orderId)}>{translate("failed_jobs.open_order")}</Link>}
    >
      {data ? (
        <List>
          {data.variants.map((variant) => (
            <li key={variant.id}>
              <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
                <span>{translate("orders.variant", { number: variant.variant_number })}</span>
                <OrderStatusMark status={variant.generation_status} />
                {variant.generation_status === "complete" && variant.duration_ms !== null && (
                  <Box component="span" sx={{ color: token("muted") }}>
                    {formatDuration(variant.duration_ms)}
                  </Box>
                )}
              </Box>
              {variant.generation_status === "complete" && (
                <VariantPlayer variant={variant} recipient={recipient} />
              )}
            </li>
          ))}
          {data.variants.length === 0 && (
            <Box component="li" sx={{ color: token("muted") }}>
              {translate("orders.no_variants")}
            </Box>
          )}
        </List>
      ) : error ? (
        <Box role="alert" sx={{ display: "flex", alignItems: "center", gap: 1 }}>
          {errorSentence(error, translate)}
          <Button onClick={() => void refetch()}>{translate("desk.retry")}</Button>
        </Box>
      ) : (
        <Skeleton height={48} role="status" aria-label={translate("desk.loading")} />
      )}
    </Panel>
  );
}
