import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { CopyableId } from "~/admin/components/CopyableId";
import { Disclosure } from "~/admin/components/Disclosure";
import { Facts } from "~/admin/components/Facts";
import { JsonTree } from "~/admin/components/JsonTree";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { PayloadDiff } from "~/admin/failed-jobs/actions/PayloadDiff";
import { token } from "~/admin/theme/tokens";
import type { PayloadChange } from "~/lib/failed-jobs/payload-changes";

const Failure = styled("p")({
  color: "var(--tone-failed-text)",
  overflowWrap: "anywhere",
  whiteSpace: "pre-wrap",
});

interface AttemptFactsProps {
  /** Whether it is unfolded at first. */
  open: boolean;
  sent: unknown;
  /** What was changed in it by an operator. */
  changes: readonly PayloadChange[];
  error: { type: string | null; message: string } | null;
  /** What came of it when that was no error, in a sentence. */
  outcome: string | null;
  eventId: string | null;
  runId: string | null;
  startedAt: string | null;
  endedAt: string | null;
}

/** What one run of a job was sent, and what came back. */
export function AttemptFacts(props: AttemptFactsProps) {
  const { open, sent, changes, error, outcome, eventId, runId, startedAt, endedAt } = props;
  const translate = useTranslate();
  const say = (key: string) => translate(`failed_jobs.${key}`);
  const failure = error && (
    <Failure>
      {error.type && <strong>{error.type}: </strong>}
      {error.message}
    </Failure>
  );
  return (
    <>
      {changes.length > 0 && (
        <Box sx={{ display: "grid", gap: 0.5 }}>
          <Box component="p" sx={{ fontWeight: 500 }}>
            {say("pane.edited")}
          </Box>
          <PayloadDiff changes={changes} />
        </Box>
      )}
      {!open && failure}
      <Disclosure label={say("attempt.sent_event")} open={open}>
        <Facts
          facts={[
            [say("pane.sent"), <JsonTree key="sent" value={sent} />],
            [
              say("pane.got"),
              failure ?? outcome ?? (
                <Box key="none" component="span" sx={{ color: token("muted") }}>
                  {say("pane.nothing_yet")}
                </Box>
              ),
            ],
            [
              say("fields.event"),
              eventId && <CopyableId key="event" id={eventId} name={say("fields.event")} />,
            ],
            [say("fields.run"), runId && <CopyableId key="run" id={runId} name={say("fields.run")} />],
            [say("attempt.started"), startedAt && <RelativeTime key="started" at={startedAt} style="long" />],
            [say("attempt.ended"), endedAt && <RelativeTime key="ended" at={endedAt} style="long" />],
          ]}
        />
      </Disclosure>
    </>
  );
}
