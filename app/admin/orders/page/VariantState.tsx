import Stop from "@mui/icons-material/StopOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Message } from "~/admin/components/Message";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { formatDuration, formatMoment } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { VariantDetail } from "~/lib/orders/order-schemas";
import { isBusy } from "../variant-activity";

interface VariantStateProps {
  variant: VariantDetail;
  /** Why it cannot be stopped, as an element that says so; null when it can be. */
  forbiddenId: string | null;
  onStop: () => void;
}

function UnderWay({ variant, forbiddenId, onStop }: VariantStateProps) {
  const translate = useTranslate();
  const {
    variant_number: number,
    generation_requested_by: by,
    generation_requested_at: since,
    under_way: underWay,
    retry_at: plannedFor,
  } = variant;
  const making = underWay === "making";
  const text =
    variant.generation_status === "complete"
      ? `order_page.under_way.new_version_${making ? "making" : "waiting"}`
      : `orders.no_audio.${making ? "generating" : "pending"}`;
  return (
    <Box sx={{ display: "grid", gap: 1 }} role="status">
      <p>
        {plannedFor === null
          ? translate(text)
          : translate("order_page.under_way.planned", { at: formatMoment(plannedFor) })}
      </p>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px 10px" }}>
        {since && (
          <Box component="span" sx={{ color: token("muted") }}>
            {by
              ? translate("order_page.under_way.by", { name: by })
              : translate("order_page.under_way.by_reprise")}{" "}
            <RelativeTime at={since} style="long" />
          </Box>
        )}
        {variant.generation_event_id !== null && (
          <Button
            startIcon={<Stop />}
            disabled={forbiddenId !== null}
            onClick={onStop}
            aria-label={translate("order_page.under_way.stop_label", { number })}
            {...(forbiddenId !== null && { "aria-describedby": forbiddenId })}
          >
            {translate("order_page.under_way.stop")}
          </Button>
        )}
      </Box>
      {variant.generation_lost && <Message tone="retrying">{translate("order_page.under_way.lost")}</Message>}
    </Box>
  );
}

/** The song that plays, and what has become of a new version of it. */
function Song({ variant }: { variant: VariantDetail }) {
  const translate = useTranslate();
  const { completed_at: at, new_version_failed_at: failedAt } = variant;
  return (
    <>
      {at !== null && (
        <Box component="p" sx={{ color: token("muted") }}>
          {variant.duration_ms !== null && `${formatDuration(variant.duration_ms)} · `}
          {translate("order_page.song.finished")} <RelativeTime at={at} style="long" />
        </Box>
      )}
      {failedAt !== null && !isBusy(variant) && (
        <Message tone="failed">
          {translate("order_page.under_way.new_version_failed")} <RelativeTime at={failedAt} style="long" />.
        </Message>
      )}
    </>
  );
}

/** What is so with a variant, in words: being made for whom and since when, finished when, or why there is nothing. */
export function VariantState(props: VariantStateProps) {
  const translate = useTranslate();
  const { variant } = props;
  const complete = variant.generation_status === "complete";
  return (
    <>
      {complete && <Song variant={variant} />}
      {isBusy(variant) && <UnderWay {...props} />}
      {!complete && !isBusy(variant) && <p>{translate(`orders.no_audio.${variant.generation_status}`)}</p>}
    </>
  );
}
