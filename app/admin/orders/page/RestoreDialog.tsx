import FormControlLabel from "@mui/material/FormControlLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import { useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { formatDateTime, formatDuration } from "~/admin/i18n/formats";
import { ReasonDialog } from "~/admin/orders/ReasonDialog";
import { useOrderAction } from "~/admin/orders/use-order-action";
import { token } from "~/admin/theme/tokens";
import type { FormerSong, VariantDetail } from "~/lib/orders/order-schemas";

interface RestoreDialogProps {
  variant: VariantDetail;
  onClose: () => void;
}

/** Brings back a song that a new one has replaced, with a reason. */
export function RestoreDialog({ variant, onClose }: RestoreDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  // As they were when the dialog opened: the list changes with what is brought back.
  const [songs] = useState(variant.former_songs);
  const [chosen, setChosen] = useState(songs[0]?.id ?? "");
  const action = useOrderAction(`/resources/variants/${encodeURIComponent(variant.id)}/restoration`);
  const number = variant.variant_number;
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`order_page.restore.${key}`, options);
  const labelOf = (song: FormerSong) => (
    <span>
      {say("song", {
        duration: song.duration_ms === null ? "?" : formatDuration(song.duration_ms),
        replaced: formatDateTime(song.replaced_at),
      })}
      <br />
      <small style={{ color: token("muted") }}>
        {say("kept", { until: formatDateTime(song.kept_until) })}
      </small>
    </span>
  );
  const submit = (reason: string) =>
    action.mutate(
      { wish: { song_id: chosen, reason } },
      {
        onSuccess: () => {
          notify(say("done", { number }), { type: "success" });
          onClose();
        },
      },
    );
  return (
    <ReasonDialog
      title={say("title", { number })}
      submit={say("submit")}
      submitting={say("submitting")}
      field="reason"
      action={action}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say("text")}</p>
      <RadioGroup aria-label={say("which")} value={chosen} onChange={(_, id) => setChosen(id)}>
        {songs.map((song) => (
          <FormControlLabel
            key={song.id}
            value={song.id}
            control={<Radio size="small" />}
            label={labelOf(song)}
          />
        ))}
      </RadioGroup>
    </ReasonDialog>
  );
}
