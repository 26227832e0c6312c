import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { useId } from "react";
import { useNotify, useTranslate } from "react-admin";
import { Centered } from "~/admin/components/Centered";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import { ListFrame } from "~/admin/lists/ListFrame";
import { useListAddress } from "~/admin/lists/use-list-address";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import {
  isPoisoned,
  OUTBOX_STATES,
  type OutboxPage as OutboxAnswer,
  outboxQuerySchema,
} from "~/lib/outbox/outbox-schemas";
import { OutboxEvent } from "./OutboxEvent";
import { useOutbox, useSendNow } from "./use-outbox";

const STATES = ["all", ...OUTBOX_STATES] as const;

function countOf(state: (typeof STATES)[number], page: OutboxAnswer | undefined): number | undefined {
  return page && (state === "all" ? page.counts.total : page.counts[state]);
}

/** What is to be sent to Inngest and has not been yet. */
export default function OutboxPage() {
  const translate = useTranslate();
  const notify = useNotify();
  const { role } = useStaff();
  const maySend = hasRole(role, "admin");
  const reasonId = useId();
  const { query, hrefWith } = useListAddress(outboxQuerySchema);
  const outbox = useOutbox(query.state);
  const sending = useSendNow();
  const events = outbox.data?.events ?? [];
  const sendable = events.filter(({ state }) => state !== "sending");
  const poisoned = events.filter(isPoisoned);
  const cut = (countOf(query.state, outbox.data) ?? 0) > events.length;

  const send = (eventIds: string[]) =>
    sending.mutate(eventIds, {
      onSuccess: ({ sent, waiting }) =>
        waiting.length > 0
          ? notify(translate("outbox.still_waiting", { smart_count: waiting.length }), { type: "warning" })
          : notify(translate("outbox.sent", { smart_count: sent.length }), { type: "success" }),
    });
  return (
    <ListFrame
      title={translate("outbox.title")}
      description={translate("outbox.description")}
      state={{ ...outbox, hasRows: outbox.data !== undefined, refetch: () => void outbox.refetch() }}
      tabs={
        <FilterTabs
          label={translate("outbox.tabs")}
          tabs={STATES.map((state) => ({
            to: hrefWith({ state }),
            label: translate(`outbox.state.${state}`),
            current: query.state === state,
            count: countOf(state, outbox.data),
          }))}
        />
      }
      tools={
        sendable.length > 0 && (
          <Button
            onClick={() => send(sendable.map((event) => event.event_id))}
            disabled={!maySend || sending.isPending}
            {...(!maySend && { "aria-describedby": reasonId })}
          >
            {sending.isPending
              ? translate("outbox.sending")
              : translate("outbox.send_all", { smart_count: sendable.length })}
          </Button>
        )
      }
      pager={
        <Box sx={{ display: "grid", gap: 0.5, mt: 1.5, color: token("muted") }}>
          {events.length > 0 && (
            <p>{translate(cut ? "outbox.first" : "outbox.shown", { smart_count: events.length })}</p>
          )}
          {!maySend && events.length > 0 && (
            <p id={reasonId}>
              {translate("outbox.admins_only", { role: translate(`desk.role_in_sentence.${role}`) })}
            </p>
          )}
        </Box>
      }
    >
      {(sending.error || poisoned.length > 0) && (
        <Box sx={{ display: "grid", gap: 1, p: 2, pb: 0 }}>
          {sending.error && (
            <Message tone="failed" live>
              {errorSentence(sending.error, translate, "change")}
            </Message>
          )}
          {poisoned.length > 0 && (
            <Message tone="retrying">
              {translate("outbox.poisoned", { smart_count: poisoned.length })}
            </Message>
          )}
        </Box>
      )}
      {!outbox.data ? (
        <Box sx={{ p: 2 }}>
          <Skeleton height={56} />
          <Skeleton height={56} />
        </Box>
      ) : events.length === 0 ? (
        <Centered
          tone={query.state === "all" ? "complete" : "pending"}
          title={translate(query.state === "all" ? "outbox.empty.title" : "outbox.empty_state.title")}
          text={translate(query.state === "all" ? "outbox.empty.text" : "outbox.empty_state.text")}
        />
      ) : (
        <ul aria-label={translate("outbox.list")}>
          {events.map((event) => (
            <OutboxEvent
              key={event.event_id}
              event={event}
              onSend={maySend && !sending.isPending ? () => send([event.event_id]) : undefined}
              reasonId={maySend ? undefined : reasonId}
            />
          ))}
        </ul>
      )}
    </ListFrame>
  );
}
