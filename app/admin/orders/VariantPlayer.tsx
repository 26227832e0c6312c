import Box from "@mui/material/Box";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { Message } from "~/admin/components/Message";
import { variantAudioPath } from "~/admin/paths";
import { token } from "~/admin/theme/tokens";
import type { VariantDetail } from "~/lib/orders/order-schemas";

function Player({ variant, recipient }: { variant: VariantDetail; recipient: string }) {
  const translate = useTranslate();
  const [failed, setFailed] = useState(false);
  if (failed) return <Message tone="failed">{translate("orders.audio_failed")}</Message>;
  return (
    // biome-ignore lint/a11y/useMediaCaption: these are songs; nobody has written their words down
    <audio
      controls
      preload="none"
      src={variantAudioPath(variant.id)}
      aria-label={translate("orders.player", { number: variant.variant_number, recipient })}
      onError={() => setFailed(true)}
      style={{ width: "100%", height: 36 }}
    />
  );
}

/** The song of a variant, or why there is none. */
export function VariantPlayer({ variant, recipient }: { variant: VariantDetail; recipient: string }) {
  const translate = useTranslate();
  const status = variant.generation_status;
  // A song that was made anew has the same address: a player of its own keeps the old one's sound out.
  if (status === "complete")
    return <Player key={variant.completed_at} variant={variant} recipient={recipient} />;
  return (
    <Box component="p" sx={{ color: token("muted") }}>
      {translate(`orders.no_audio.${status}`)}
    </Box>
  );
}
