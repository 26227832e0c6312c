import Send from "@mui/icons-material/SendOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { bulkOperationPath, failedJobPath } from "~/admin/addresses/paths";
import { CopyableId } from "~/admin/components/CopyableId";
import { Quote } from "~/admin/components/Quote";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { type Tone, token } from "~/admin/theme/tokens";
import {
  bulkOperationOfEvent,
  failedJobOfEvent,
  isPoisoned,
  type OutboxState,
  type WaitingEvent,
} from "~/lib/outbox/outbox-schemas";

const TONES: Record<OutboxState, Tone> = {
  waiting: "pending",
  sending: "generating",
  failing: "retrying",
  scheduled: "resolved",
};

const Item = styled("li")(({ theme }) => ({
  display: "grid",
  gap: "6px 16px",
  padding: "calc(var(--desk-row) + 2px) 16px",
  "&:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
  [theme.breakpoints.up("sm")]: { gridTemplateColumns: "190px minmax(0, 1fr) auto" },
}));

interface OutboxEventProps {
  event: WaitingEvent;
  /** Sends it; undefined while that cannot be done. */
  onSend: (() => void) | undefined;
  /** The element that says why it cannot. */
  reasonId: string | undefined;
}

/** One event that has not been sent: what it waits for, what went wrong, and what it is for. */
export function OutboxEvent({ event, onSend, reasonId }: OutboxEventProps) {
  const translate = useTranslate();
  const { state } = event;
  const poisoned = isPoisoned(event);
  const failedJob = failedJobOfEvent(event.event_id);
  const bulk = bulkOperationOfEvent(event.event_id);
  const interrupted = state === "failing" && event.last_error === null;
  return (
    <Item>
      <Box>
        <StatusMark
          tone={poisoned ? "failed" : TONES[state]}
          label={translate(`outbox.mark.${poisoned ? "poisoned" : state}`, { smart_count: event.attempts })}
        />
        <Box sx={{ mt: 0.5, color: token("muted"), fontSize: "0.75rem" }}>
          {translate("outbox.since")} <RelativeTime at={event.created_at} />
        </Box>
      </Box>
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ fontWeight: 500 }}>
          {event.name}
          {failedJob && (
            <>
              {" · "}
              <Link to={failedJobPath(failedJob)}>{translate("outbox.open_failure")}</Link>
            </>
          )}
          {bulk && (
            <>
              {" · "}
              <Link to={bulkOperationPath(bulk)}>{translate("outbox.open_bulk")}</Link>
            </>
          )}
        </Box>
        <CopyableId id={event.event_id} name={translate("outbox.event_id")} />
        <Box sx={{ color: token("muted") }}>
          {translate(`outbox.when.${interrupted ? "interrupted" : state}`)}{" "}
          {(state === "scheduled" || (state === "failing" && !interrupted)) && (
            <RelativeTime at={event.due_at} style="long" />
          )}
        </Box>
        {event.last_error !== null && <Quote>{event.last_error}</Quote>}
      </Box>
      {state !== "sending" && (
        <Button
          startIcon={<Send />}
          onClick={onSend}
          disabled={!onSend}
          aria-label={translate("outbox.send_label", { id: event.event_id })}
          {...(reasonId !== undefined && { "aria-describedby": reasonId })}
          sx={{ justifySelf: "start", alignSelf: "start" }}
        >
          {translate("outbox.send")}
        </Button>
      )}
    </Item>
  );
}
