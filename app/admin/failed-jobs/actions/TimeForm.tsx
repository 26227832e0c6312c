import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { useNow } from "~/admin/components/now";
import { formatMoment } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { comesBackTooLate } from "~/lib/failed-jobs/urgency";
import type { ActionFormProps } from "./action-form-props";
import { useDraft } from "./drafts";
import { LateSnooze } from "./LateSnooze";
import { fromLocalInput, presetTime, type TimePreset, toLocalInput } from "./time-presets";
import { useActionForm } from "./use-action-form";
import { usePickedTime } from "./use-picked-time";

const PRESETS: Record<"retry_later" | "snooze", readonly TimePreset[]> = {
  retry_later: ["in_15_minutes", "in_1_hour", "tomorrow_morning"],
  snooze: ["in_1_hour", "tomorrow_morning", "next_week"],
};
const PICKED_AT_FIRST_MS = 2 * 60 * 60_000;

const Choice = styled("button")({
  all: "unset",
  boxSizing: "border-box",
  width: "100%",
  display: "flex",
  justifyContent: "space-between",
  gap: 16,
  padding: "7px 10px",
  borderRadius: 6,
  cursor: "pointer",
  "&:hover, &:focus-visible": { backgroundColor: token("hover") },
  "&:focus-visible": { outline: `2px solid ${token("accent")}` },
  "&:disabled": { color: token("muted"), cursor: "default" },
  "& > span": { color: token("muted") },
});
const Picker = styled("input")({
  font: "inherit",
  color: "inherit",
  colorScheme: "inherit",
  padding: "5px 8px",
  minHeight: 32,
  flex: 1,
  minWidth: 0,
  border: `1px solid ${token("controlBorder")}`,
  borderRadius: 6,
  backgroundColor: token("surface"),
  "&:focus-visible": { outline: `2px solid ${token("accent")}`, outlineOffset: 1 },
});

/** Up and down move between the choices, as in a menu. */
function moveAmongChoices(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const choices: (Element | null)[] = [...event.currentTarget.querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement);
  event.preventDefault();
  const next = choices[(at + step + choices.length) % choices.length];
  if (next instanceof HTMLElement) next.focus();
}

/** When a retry is to run, or a failure is to come back: one press for the usual times, or any other. */
export function TimeForm(props: ActionFormProps) {
  const { action, target } = props;
  const translate = useTranslate();
  const sayOfTime = usePickedTime();
  const now = useNow();
  const pickerId = useId();
  const [note] = useDraft(target.id, "note");
  const form = useActionForm(props);
  /** A time at which it would come back too late, until somebody says that it may. */
  const [asked, setAsked] = useState<Date | null>(null);
  const [picked, setPicked] = useState(() => toLocalInput(new Date(Date.now() + PICKED_AT_FIRST_MS)));
  const presets = PRESETS[action === "snooze" ? "snooze" : "retry_later"];
  const say = (key: string, options?: Record<string, unknown>) =>
    translate(`failed_jobs.acting.${key}`, options);

  const aside = action === "snooze" && target.snoozed_until !== null && new Date(target.snoozed_until) > now;

  const send = (time: Date, sure = false) => {
    if (action === "snooze" && !sure && comesBackTooLate(target.needed_by, time)) return setAsked(time);
    const at = time.toISOString();
    void form.send({ note: note.trim(), ...(action === "snooze" ? { until: at } : { dueAt: at }) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const time = fromLocalInput(picked, new Date());
    if (time) send(time);
    else void form.send({ note }, { until: say("time_is_past") });
  };
  const problem = form.problems.until ?? form.problems.due_at;
  if (asked && target.needed_by !== null)
    return (
      <LateSnooze
        neededBy={target.needed_by}
        until={asked}
        running={form.running}
        problem={problem ?? form.refusal}
        onSure={() => send(asked, true)}
        onBack={() => setAsked(null)}
      />
    );
  return (
    <>
      <Box component="ul" onKeyDown={moveAmongChoices} sx={{ mx: "-6px" }}>
        {aside && (
          <li>
            <Choice
              type="button"
              data-first
              disabled={form.running || form.refusal !== null}
              onClick={() => void form.send({ note: note.trim(), until: null })}
            >
              {say("preset.back_now")}
            </Choice>
          </li>
        )}
        {presets.map((preset, index) => (
          <li key={preset}>
            <Choice
              type="button"
              {...(index === 0 && !aside && { "data-first": true })}
              disabled={form.running || form.refusal !== null}
              onClick={() => send(presetTime(preset, new Date()))}
            >
              {say(`preset.${preset}`)}
              <span>{formatMoment(presetTime(preset, now))}</span>
            </Choice>
          </li>
        ))}
      </Box>
      <Box component="form" noValidate onSubmit={submit} sx={{ display: "grid", gap: 0.75 }}>
        <label htmlFor={pickerId}>{say("pick_time")}</label>
        <Box sx={{ display: "flex", gap: 1 }}>
          <Picker
            id={pickerId}
            type="datetime-local"
            value={picked}
            min={toLocalInput(now)}
            aria-describedby={`${pickerId}-hint`}
            aria-invalid={problem !== undefined}
            onChange={(event) => {
              setPicked(event.target.value);
              form.clear();
            }}
          />
          <Button type="submit" disabled={form.running || form.refusal !== null}>
            {translate(form.running ? "failed_jobs.acting.sending" : `failed_jobs.acting.set.${action}`)}
          </Button>
        </Box>
        <Box component="p" id={`${pickerId}-hint`} sx={{ color: token("muted"), fontSize: "0.75rem" }}>
          {sayOfTime(picked, now)}
          {note.trim() !== "" && ` ${say("with_note")}`}
        </Box>
        {(problem ?? form.refusal) && (
          <Box component="p" role="alert" sx={{ color: "var(--tone-failed-text)" }}>
            {problem ?? form.refusal}
          </Box>
        )}
      </Box>
    </>
  );
}
