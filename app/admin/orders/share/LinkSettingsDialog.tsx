import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useId, useState } from "react";
import { useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { usePickedTime } from "~/admin/failed-jobs/actions/use-picked-time";
import { ReasonDialog } from "~/admin/orders/ReasonDialog";
import { useOrderAction } from "~/admin/orders/use-order-action";
import { token } from "~/admin/theme/tokens";
import type { VariantDetail } from "~/lib/orders/order-schemas";
import { readSettings, type SettingsDraft, settingsDraftOf } from "./link-settings";

const Picker = styled("input")({
  font: "inherit",
  color: "inherit",
  colorScheme: "inherit",
  padding: "5px 8px",
  minHeight: 34,
  border: `1px solid ${token("controlBorder")}`,
  borderRadius: 6,
  backgroundColor: token("surface"),
  "&:focus-visible": { outline: `2px solid ${token("accent")}`, outlineOffset: 1 },
});
const Line = styled("label")({
  display: "flex",
  alignItems: "center",
  gap: 8,
  minHeight: 24,
  "& input": { margin: 0, accentColor: token("accent") },
});

interface LinkSettingsDialogProps {
  variant: VariantDetail;
  onClose: () => void;
}

/** Until when a share link opens the song, and what its recipient may do with it. */
export function LinkSettingsDialog({ variant, onClose }: LinkSettingsDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const endsId = useId();
  const sayOfTime = usePickedTime();
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`order_page.link_change.${key}`, { number: variant.variant_number, ...options });
  const action = useOrderAction(`/resources/variants/${encodeURIComponent(variant.id)}/share-link/settings`);
  const [draft, setDraft] = useState(() => settingsDraftOf(variant.share_link));
  const [problem, setProblem] = useState<"past" | "nothing">();
  const refused = action.error instanceof ApiError ? action.error.fields.expires_at : undefined;
  const change = (part: Partial<SettingsDraft>) => {
    setDraft((current) => ({ ...current, ...part }));
    setProblem(undefined);
  };
  const submit = (note: string) => {
    const settings = readSettings(variant.share_link, draft, new Date());
    if (settings === "past" || settings === "nothing") {
      setProblem(settings);
      return;
    }
    action.mutate(
      { wish: { ...settings, note }, version: variant.share_link.version },
      {
        onSuccess: () => {
          notify(say("set.done"), { type: "success" });
          onClose();
        },
      },
    );
  };
  return (
    <ReasonDialog
      title={say("set.title")}
      submit={say("set.submit")}
      submitting={say("submitting")}
      field="note"
      action={action}
      problem={problem ? say(problem) : refused}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say("set.text")}</p>
      <Box sx={{ display: "grid", gap: 0.75 }}>
        <label htmlFor={endsId}>{say("ends")}</label>
        <Picker
          id={endsId}
          type="datetime-local"
          value={draft.ends}
          aria-describedby={`${endsId}-hint`}
          aria-invalid={problem === "past" || refused !== undefined}
          onChange={(event) => change({ ends: event.target.value })}
        />
        <Box component="p" id={`${endsId}-hint`} sx={{ color: token("muted"), fontSize: "0.75rem" }}>
          {sayOfTime(draft.ends, new Date())} {say("ends_hint")}
        </Box>
      </Box>
      <div>
        {(["download", "embed"] as const).map((name) => (
          <Line key={name}>
            <input
              type="checkbox"
              checked={draft[name]}
              onChange={(event) => change({ [name]: event.target.checked })}
            />
            {say(name)}
          </Line>
        ))}
      </div>
    </ReasonDialog>
  );
}
