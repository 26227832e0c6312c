import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Message } from "~/admin/components/Message";
import { useNow } from "~/admin/components/now";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { ToneIcon } from "~/admin/components/StatusMark";
import { PROGRESS_TONES } from "~/admin/failed-jobs/state-tone";
import { formatMoment } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { FailedJobAttempt, AttemptProgress as Progress } from "~/lib/failed-jobs/failed-job-schemas";

const Steps = styled("ol")({ display: "grid", gridTemplateColumns: "repeat(4, minmax(0, 1fr))", gap: 6 });
const Step = styled("li")({
  borderTop: "3px solid",
  paddingTop: 6,
  fontSize: "0.75rem",
  lineHeight: "1rem",
  display: "flex",
  alignItems: "center",
  gap: 4,
  "& svg": { fontSize: "0.875rem" },
});
const HIDDEN = {
  position: "absolute",
  width: 1,
  height: 1,
  overflow: "hidden",
  clipPath: "inset(50%)",
} as const;

/** Inngest starts a run within seconds; after this it is said that there is none, and the event is sent again. */
const RUNS_WITHIN_MS = 2 * 60_000;

/** The steps of a retry, the last of which is how it ended, or how it is hoped to end. */
function stepsOf(progress: Progress): Progress[] {
  return ["queued", "sent", "running", progress === "failed" ? "failed" : "succeeded"];
}

/** How far a retry has come, as the server says; each change is said to screen readers. */
export function AttemptProgress({ attempt }: { attempt: FailedJobAttempt }) {
  const translate = useTranslate();
  const { progress } = attempt;
  const steps = stepsOf(progress);
  const reached = steps.indexOf(progress);
  const now = useNow();
  const due = new Date(attempt.scheduled_for);
  const waits = progress === "queued" && due > now;
  const unreachable = progress === "queued" && !waits && attempt.delivery_error !== null;
  const isOld = attempt.sent_at !== null && now.getTime() - Date.parse(attempt.sent_at) > RUNS_WITHIN_MS;
  const noRun =
    (progress === "sent" && (isOld || attempt.resent_at !== null)) ||
    (attempt.resent_at !== null && progress === "queued");
  return (
    <div style={{ display: "grid", gap: 12 }}>
      <p style={{ fontWeight: 600 }}>
        {translate("failed_jobs.attempt.title", { attempt: attempt.attempt })}
      </p>
      <Steps aria-label={translate("failed_jobs.progress.label", { attempt: attempt.attempt })}>
        {steps.map((step, index) => {
          const current = index === reached;
          const colour = `var(--tone-${PROGRESS_TONES[progress]}-text)`;
          return (
            <Step
              key={step}
              {...(current && { "aria-current": "step" })}
              style={{
                borderColor: index <= reached ? colour : token("border"),
                color: current ? colour : token("muted"),
                fontWeight: current ? 600 : 400,
              }}
            >
              {current && <ToneIcon tone={PROGRESS_TONES[step]} />}
              {translate(`failed_jobs.progress.${step}`)}
            </Step>
          );
        })}
      </Steps>
      <p role="status" style={HIDDEN}>
        {translate(`failed_jobs.progress.now.${progress}`, { attempt: attempt.attempt })}
      </p>
      {waits && (
        <Message tone="pending">
          <strong>{translate("failed_jobs.pane.scheduled_for", { time: formatMoment(due) })}</strong>{" "}
          <span>
            (<RelativeTime at={attempt.scheduled_for} style="long" />
            ).
          </span>{" "}
          {translate("failed_jobs.pane.waits")}
        </Message>
      )}
      {noRun && (
        <Message tone="retrying" live>
          {translate("failed_jobs.progress.no_run")}
          {attempt.resent_at && (
            <div>
              {translate("failed_jobs.progress.sent_again")}{" "}
              <RelativeTime at={attempt.resent_at} style="long" />
            </div>
          )}
        </Message>
      )}
      {unreachable && (
        <Message tone="retrying" live>
          {translate("failed_jobs.progress.unreachable")}
          {attempt.delivery_error && (
            <div>{translate("failed_jobs.progress.last_error", { error: attempt.delivery_error })}</div>
          )}
        </Message>
      )}
    </div>
  );
}
