import Autorenew from "@mui/icons-material/AutorenewOutlined";
import Download from "@mui/icons-material/FileDownloadOutlined";
import Restore from "@mui/icons-material/SettingsBackupRestoreOutlined";
import Star from "@mui/icons-material/StarOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { variantAudioPath } from "~/admin/addresses/paths";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { token } from "~/admin/theme/tokens";
import type { OrderDetail, VariantDetail } from "~/lib/orders/order-schemas";
import { StopDialog } from "../generate/StopDialog";
import { OrderStatusMark } from "../OrderStatusMark";
import { VariantPlayer } from "../player/VariantPlayer";
import { ShareLinkPart } from "../share/ShareLinkPart";
import { isBusy } from "../variant-activity";
import { RestoreDialog } from "./RestoreDialog";
import { VariantState } from "./VariantState";

interface VariantCardProps {
  order: OrderDetail;
  variant: VariantDetail;
  /** The element that says why nothing can be made; null when it can be. */
  refusalId: string | null;
  forbiddenId: string;
  onGenerate: (numbers: number[]) => void;
}

/**
 * One variant: its state, the song when there is one, what can be done about it, and its share link. Of an erased customer
 * there is neither song nor link any more.
 */
export function VariantCard({ order, variant, refusalId, forbiddenId, onGenerate }: VariantCardProps) {
  const translate = useTranslate();
  const [stopping, setStopping] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const number = variant.variant_number;
  const complete = variant.generation_status === "complete";
  const ready = complete && order.erased_at === null;
  const closed = refusalId !== null || (isBusy(variant) && !variant.generation_lost);
  const title = translate("orders.variant", { number });
  return (
    <Box
      component="li"
      aria-label={title}
      sx={{
        p: 2,
        display: "grid",
        // The parts of cards that stand side by side are in line with each other.
        gridRow: "span 4",
        gridTemplateRows: "subgrid",
        rowGap: 1.5,
        alignContent: "start",
        minWidth: 0,
        border: `1px solid ${token("border")}`,
        borderRadius: "8px",
        backgroundColor: token("surface"),
      }}
    >
      <Box
        sx={{
          display: "flex",
          flexWrap: "wrap",
          alignItems: "center",
          alignContent: "flex-start",
          gap: "6px 10px",
        }}
      >
        <Box component="h3" sx={{ m: 0, fontSize: "0.875rem", fontWeight: 600 }}>
          {title}
        </Box>
        <OrderStatusMark status={variant.generation_status} />
        {complete && variant.under_way !== null && (
          <StatusMark
            tone={variant.under_way === "making" ? "generating" : "pending"}
            label={translate("order_page.under_way.new_version")}
          />
        )}
        {variant.selected && (
          <Box
            component="span"
            sx={{ display: "inline-flex", alignItems: "center", gap: 0.5, color: token("accent") }}
          >
            <Star sx={{ fontSize: "1rem" }} aria-hidden />
            {translate("orders.favourite")}
          </Box>
        )}
      </Box>
      <Box sx={{ display: "grid", gap: 1 }}>
        {ready && <VariantPlayer variant={variant} recipient={order.recipient_name ?? ""} />}
        {complete && order.erased_at !== null && (
          <p>
            {translate("order_page.song.erased")} <RelativeTime at={order.erased_at} style="long" />
          </p>
        )}
        <VariantState
          variant={variant}
          forbiddenId={refusalId === forbiddenId ? forbiddenId : null}
          onStop={() => setStopping(true)}
        />
      </Box>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignContent: "flex-start", gap: 0.75 }}>
        <Button
          startIcon={<Autorenew />}
          disabled={closed}
          onClick={() => onGenerate([number])}
          aria-label={translate("orders.generate.button_label", { number })}
          sx={{ alignSelf: "flex-start" }}
          {...(refusalId !== null && { "aria-describedby": refusalId })}
        >
          {translate("orders.generate.button")}
        </Button>
        {ready && (
          <Button
            component="a"
            href={variantAudioPath(variant.id)}
            download={`${order.recipient_name ?? ""} ${number}`.trim()}
            startIcon={<Download />}
            aria-label={translate("order_page.song.download_label", { number })}
            sx={{ alignSelf: "flex-start" }}
          >
            {translate("order_page.song.download")}
          </Button>
        )}
        {variant.former_songs.length > 0 && (
          <Button
            startIcon={<Restore />}
            disabled={refusalId !== null}
            onClick={() => setRestoring(true)}
            aria-label={translate("order_page.restore.button_label", { number })}
            sx={{ alignSelf: "flex-start" }}
            {...(refusalId !== null && { "aria-describedby": refusalId })}
          >
            {translate("order_page.restore.button")}
          </Button>
        )}
      </Box>
      {order.erased_at === null && (
        <Box sx={{ borderTop: `1px solid ${token("border")}`, pt: 1.5 }}>
          <ShareLinkPart variant={variant} recipient={order.recipient_name ?? ""} forbiddenId={forbiddenId} />
        </Box>
      )}
      {restoring && <RestoreDialog variant={variant} onClose={() => setRestoring(false)} />}
      {stopping && <StopDialog order={order} variant={variant} onClose={() => setStopping(false)} />}
    </Box>
  );
}
