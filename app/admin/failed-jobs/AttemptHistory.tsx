import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { CopyableId } from "~/admin/components/CopyableId";
import { Disclosure } from "~/admin/components/Disclosure";
import { Facts } from "~/admin/components/Facts";
import { JsonTree } from "~/admin/components/JsonTree";
import { Panel } from "~/admin/components/Panel";
import { Quote } from "~/admin/components/Quote";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { FailedJobAttempt } from "~/lib/failed-jobs/failed-job-schemas";
import { PROGRESS_TONES } from "./state-tone";

const List = styled("ol")({
  margin: -16,
  "& > li": { padding: 16, display: "grid", gap: 8, minWidth: 0 },
  "& > li:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
});

function Attempt({ attempt }: { attempt: FailedJobAttempt }) {
  const translate = useTranslate();
  const name = (field: string) => translate(`failed_jobs.${field}`);
  const who = attempt.requested_by
    ? translate("failed_jobs.attempt.by", { name: attempt.requested_by })
    : translate("failed_jobs.attempt.by_nobody");
  return (
    <li>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px 10px" }}>
        <Box component="h3" sx={{ m: 0, fontSize: "0.8125rem", fontWeight: 600 }}>
          {translate("failed_jobs.attempt.title", { attempt: attempt.attempt })}
        </Box>
        <StatusMark tone={PROGRESS_TONES[attempt.progress]} label={name(`progress.${attempt.progress}`)} />
        <Box component="span" sx={{ color: token("muted") }}>
          {who} · <RelativeTime at={attempt.requested_at} style="long" />
        </Box>
      </Box>
      {attempt.note && <Quote>{attempt.note}</Quote>}
      {attempt.error_message && (
        <Box component="p" sx={{ color: "var(--tone-failed-text)", overflowWrap: "anywhere" }}>
          {attempt.error_type && <strong>{attempt.error_type}: </strong>}
          {attempt.error_message}
        </Box>
      )}
      <Disclosure label={name("attempt.sent_event")}>
        <Box sx={{ display: "grid", gap: 1.5 }}>
          <Facts
            facts={[
              [
                name("fields.event"),
                <CopyableId key="event" id={attempt.event_id} name={name("fields.event")} />,
              ],
              [
                name("fields.run"),
                attempt.run_id && <CopyableId key="run" id={attempt.run_id} name={name("fields.run")} />,
              ],
              [
                name("attempt.started"),
                attempt.started_at && <RelativeTime key="started" at={attempt.started_at} />,
              ],
              [name("attempt.ended"), attempt.ended_at && <RelativeTime key="ended" at={attempt.ended_at} />],
            ]}
          />
          <JsonTree value={attempt.event} />
        </Box>
      </Disclosure>
    </li>
  );
}

/** Every retry, the latest first: who asked, what was sent, which run it became and how that ended. */
export function AttemptHistory({ attempts }: { attempts: readonly FailedJobAttempt[] }) {
  const translate = useTranslate();
  const latestFirst = [...attempts].sort((a, b) => b.attempt - a.attempt);
  return (
    <Panel
      title={translate("failed_jobs.sections.history")}
      aside={
        <Box component="span" sx={{ color: token("muted") }}>
          {formatCount(attempts.length)}
        </Box>
      }
    >
      {attempts.length === 0 ? (
        <Box sx={{ color: token("muted") }}>{translate("failed_jobs.attempt.none")}</Box>
      ) : (
        <List>
          {latestFirst.map((attempt) => (
            <Attempt key={attempt.attempt} attempt={attempt} />
          ))}
        </List>
      )}
    </Panel>
  );
}
