import Pause from "@mui/icons-material/PauseOutlined";
import PlayArrow from "@mui/icons-material/PlayArrowOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { useRef } from "react";
import { useTranslate } from "react-admin";
import { variantAudioPath } from "~/admin/addresses/paths";
import { Message } from "~/admin/components/Message";
import { formatDuration } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { VariantDetail } from "~/lib/orders/order-schemas";
import { useAudio } from "./use-audio";
import { Waveform } from "./Waveform";

interface VariantPlayerProps {
  variant: VariantDetail;
  recipient: string;
}

function Player({ variant, recipient }: VariantPlayerProps) {
  const translate = useTranslate();
  const element = useRef<HTMLAudioElement>(null);
  const audio = useAudio(element, variant.duration_ms);
  const { variant_number: number, peaks } = variant;
  const name = translate("order_page.player.group", { number, recipient });
  if (audio.failed)
    return (
      <Message tone="failed" live>
        {translate("orders.audio_failed")}
        <Box sx={{ mt: 1, color: token("text") }}>
          <Button onClick={audio.again}>{translate("order_page.player.again")}</Button>
        </Box>
      </Message>
    );
  return (
    <Box role="group" aria-label={name} sx={{ display: "flex", alignItems: "center", gap: 1.25 }}>
      <audio
        ref={element}
        preload="none"
        src={variantAudioPath(variant.id)}
        controls={peaks === null}
        aria-label={name}
        style={{ width: "100%", height: 36 }}
        hidden={peaks !== null}
        {...audio.listeners}
      />
      {peaks && (
        <>
          <IconButton
            onClick={audio.toggle}
            aria-label={translate(`order_page.player.${audio.playing ? "pause" : "play"}`, { number })}
            sx={{
              width: 36,
              height: 36,
              borderRadius: "50%",
              color: token("onAccent"),
              backgroundColor: token("accent"),
              "&:hover": { backgroundColor: token("accent"), filter: "brightness(1.1)" },
            }}
          >
            {audio.playing ? <Pause fontSize="small" /> : <PlayArrow fontSize="small" />}
          </IconButton>
          <Waveform
            peaks={peaks}
            position={audio.position}
            duration={audio.duration}
            label={translate("order_page.player.position", { number })}
            onSeek={audio.seek}
            onToggle={audio.toggle}
          />
          <Box component="span" sx={{ color: token("muted"), minWidth: "5.5ch", textAlign: "right" }}>
            {formatDuration((audio.playing || audio.position > 0 ? audio.position : audio.duration) * 1000)}
          </Box>
        </>
      )}
    </Box>
  );
}

/** Plays the song of a variant that has one: on its waveform, or without one as the browser does. */
export function VariantPlayer(props: VariantPlayerProps) {
  // A song that was made anew has the same address: a player of its own keeps the old one's sound out.
  return <Player key={props.variant.completed_at} {...props} />;
}
