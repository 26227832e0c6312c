import Autorenew from "@mui/icons-material/AutorenewOutlined";
import Star from "@mui/icons-material/StarOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Tooltip from "@mui/material/Tooltip";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import { useStaff } from "~/admin/api/SessionGate";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { formatDuration } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { OrderDetail, VariantDetail } from "~/lib/orders/order-schemas";
import { GenerateDialog } from "./GenerateDialog";
import { OrderStatusMark } from "./OrderStatusMark";
import { ShareLink } from "./ShareLink";
import { VariantPlayer } from "./VariantPlayer";
import { isBusy } from "./variant-activity";

/** When it was finished, or when and by whom it was asked for. */
function VariantTimes({ variant }: { variant: VariantDetail }) {
  const translate = useTranslate();
  if (variant.generation_requested_at) {
    const by = variant.generation_requested_by;
    return (
      <>
        {by ? translate("orders.requested_by", { name: by }) : translate("orders.requested")}{" "}
        <RelativeTime at={variant.generation_requested_at} style="long" />
      </>
    );
  }
  if (!variant.completed_at || variant.generation_status !== "complete") return null;
  return (
    <>
      {variant.duration_ms !== null && `${formatDuration(variant.duration_ms)} · `}
      {translate("orders.completed")} <RelativeTime at={variant.completed_at} style="long" />
    </>
  );
}

interface VariantCardProps {
  order: OrderDetail;
  variant: VariantDetail;
  /** The element that says why somebody's role forbids it: once for all variants. */
  forbiddenId: string;
}

/** One variant: its state, the song when there is one, its share link, and another try. */
export function VariantCard({ order, variant, forbiddenId }: VariantCardProps) {
  const translate = useTranslate();
  const { role } = useStaff();
  const busyId = useId();
  const [asking, setAsking] = useState(false);
  const number = variant.variant_number;
  const forbidden = !hasRole(role, "agent");
  const busy = isBusy(variant);
  return (
    <Box component="li" sx={{ p: 2, display: "grid", gap: 1.25 }}>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 10px" }}>
        <Box component="h3" sx={{ m: 0, fontSize: "0.8125rem", fontWeight: 600 }}>
          {translate("orders.variant", { number })}
        </Box>
        <OrderStatusMark status={variant.generation_status} />
        {variant.selected && (
          <Tooltip title={translate("orders.favourite")}>
            <Star
              titleAccess={translate("orders.favourite")}
              sx={{ fontSize: "1rem", color: token("accent") }}
            />
          </Tooltip>
        )}
        <Box component="span" sx={{ color: token("muted") }}>
          <VariantTimes variant={variant} />
        </Box>
        <Button
          sx={{ ml: "auto" }}
          startIcon={<Autorenew />}
          disabled={forbidden || busy}
          onClick={() => setAsking(true)}
          aria-label={translate("orders.generate.button_label", { number })}
          {...((forbidden || busy) && { "aria-describedby": forbidden ? forbiddenId : busyId })}
        >
          {translate("orders.generate.button")}
        </Button>
      </Box>
      <VariantPlayer variant={variant} recipient={order.recipient_name} />
      <ShareLink token={variant.share_token} number={number} />
      {busy && !forbidden && (
        <Box component="p" id={busyId} sx={{ color: token("muted") }}>
          {translate("orders.generate.busy")}
        </Box>
      )}
      <GenerateDialog order={order} variant={variant} open={asking} onClose={() => setAsking(false)} />
    </Box>
  );
}
