import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobPath } from "~/admin/addresses/paths";
import { Quote } from "~/admin/components/Quote";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { WordDiff } from "~/admin/components/WordDiff";
import { formatDateTime, formatMoment, formatMoney } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import { describeActivity } from "./describe-activity";
import { amountOf, linkSettingsOf, wishesOf } from "./describe-order-activity";

const List = styled("ol")({
  "& > li": { position: "relative", paddingInlineStart: 18, paddingBottom: "calc(var(--desk-row) + 4px)" },
  "& > li:last-of-type": { paddingBottom: 0 },
  "& > li::before": {
    content: '""',
    position: "absolute",
    insetInlineStart: 0,
    top: 6,
    width: 7,
    height: 7,
    borderRadius: 4,
    backgroundColor: token("controlBorder"),
  },
  "& > li:not(:last-of-type)::after": {
    content: '""',
    position: "absolute",
    insetInlineStart: 3,
    top: 17,
    bottom: -2,
    width: 1,
    backgroundColor: token("border"),
  },
});

/** What somebody said, as what it is: more than a remark on something else. */
const Comment = styled("blockquote")({
  margin: "6px 0 0",
  padding: "8px 10px",
  border: `1px solid ${token("border")}`,
  borderRadius: 6,
  whiteSpace: "pre-wrap",
  overflowWrap: "anywhere",
});

/** What is particular to orders and their links. */
function useOrderParticulars(entry: ActivityEntry): string[] {
  const translate = useTranslate();
  const amount = amountOf(entry);
  const { ends, ...allowed } = linkSettingsOf(entry);
  return [
    ...(amount ? [formatMoney(amount.cents, amount.currency)] : []),
    ...(ends === undefined
      ? []
      : [
          ends === null
            ? translate("activity.link.no_end")
            : translate("activity.link.ends", { time: formatDateTime(ends) }),
        ]),
    ...Object.entries(allowed).map(([what, on]) => translate(`activity.link.${what}.${on ? "on" : "off"}`)),
  ];
}

function Entry({ entry, linkFailures }: { entry: ActivityEntry; linkFailures: boolean }) {
  const translate = useTranslate();
  const ofOrder = useOrderParticulars(entry);
  const wishes = wishesOf(entry);
  const { actor, actionKey, states, attempt, variants, assignee, time, changed } = describeActivity(entry);
  // A state that has no word of its own is still better than nothing.
  const word = (state: string) =>
    translate(`failed_jobs.state.${state}`, { _: translate(`orders.status.${state}`, { _: state }) });
  const particulars = [
    ...variants.map((number) => translate("activity.variant", { number })),
    ...(attempt ? [translate("activity.attempt", { attempt })] : []),
    ...(states ? [translate("activity.from_to", { from: word(states.from), to: word(states.to) })] : []),
    ...(assignee === undefined
      ? []
      : [assignee ? translate("activity.to", { name: assignee }) : translate("activity.to_nobody")]),
    ...(time
      ? [
          translate(entry.action === "snoozed" ? "activity.until_time" : "activity.for_time", {
            time: formatMoment(time),
          }),
        ]
      : []),
    ...(changed.length > 0 ? [translate("activity.edited", { places: changed.join(", ") })] : []),
    ...ofOrder,
  ];
  const action = actionKey ? translate(actionKey) : entry.action;
  return (
    <li>
      <Box sx={{ display: "flex", gap: 1.5, justifyContent: "space-between" }}>
        <span>
          {actor && <strong style={{ fontWeight: 600 }}>{actor} </strong>}
          {linkFailures && entry.subject_type === "failed_job" ? (
            <Link to={failedJobPath(entry.subject_id)}>{action}</Link>
          ) : (
            action
          )}
          {particulars.length > 0 && (
            <Box component="span" sx={{ color: token("muted") }}>
              {" "}
              · {particulars.join(" · ")}
            </Box>
          )}
        </span>
        <Box component="span" sx={{ color: token("muted") }}>
          <RelativeTime at={entry.at} />
        </Box>
      </Box>
      {entry.note &&
        (entry.action === "commented" ? <Comment>{entry.note}</Comment> : <Quote>{entry.note}</Quote>)}
      {wishes.length > 0 && (
        <Box sx={{ mt: 0.75 }}>
          <WordDiff
            label={translate("activity.wishes")}
            changes={wishes.map(({ field, ...words }) => ({
              ...words,
              name: translate(`orders.fields.${field === "recipient_name" ? "recipient" : field}`, {
                _: field,
              }),
            }))}
          />
        </Box>
      )}
    </li>
  );
}

interface TimelineProps {
  entries: readonly ActivityEntry[];
  /** Whether what is said of a failure leads to it: everywhere but on its own page. */
  linkFailures?: boolean;
}

/** Who did what, when, from what to what, and why. */
export function Timeline({ entries, linkFailures = false }: TimelineProps) {
  const translate = useTranslate();
  if (entries.length === 0) return <Box sx={{ color: token("muted") }}>{translate("activity.empty")}</Box>;
  return (
    <List>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} linkFailures={linkFailures} />
      ))}
    </List>
  );
}
