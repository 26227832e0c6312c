import CalendarToday from "@mui/icons-material/CalendarTodayOutlined";
import Event from "@mui/icons-material/EventBusyOutlined";
import Alarm from "@mui/icons-material/NotificationImportantOutlined";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { type ComponentProps, forwardRef } from "react";
import { useTranslate } from "react-admin";
import { readerZone } from "~/admin/api/reader-zone";
import { useNow } from "~/admin/components/now";
import { formatDay } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { FailedJobState } from "~/lib/failed-jobs/failed-job-schemas";
import { type Urgency, type UrgencyLevel, urgencyOf } from "~/lib/failed-jobs/urgency";

const LOOKS: Record<UrgencyLevel, { Icon: typeof Alarm; color: string; weight: number }> = {
  overdue: { Icon: Alarm, color: "var(--tone-failed-text)", weight: 600 },
  today: { Icon: Alarm, color: "var(--tone-failed-text)", weight: 600 },
  soon: { Icon: CalendarToday, color: "var(--tone-retrying-text)", weight: 500 },
  later: { Icon: CalendarToday, color: token("muted"), weight: 400 },
  none: { Icon: Event, color: token("muted"), weight: 400 },
};

const Mark = styled("span")({
  display: "inline-flex",
  alignItems: "center",
  gap: 5,
  minHeight: 22,
  whiteSpace: "nowrap",
  "& svg": { fontSize: "0.9375rem" },
});

function urgencyKey({ level, days }: Urgency): [key: string, options?: Record<string, unknown>] {
  if (level === "overdue") return ["failed_jobs.urgency.overdue", { smart_count: Math.abs(days ?? 0) }];
  if (level === "today" || level === "none") return [`failed_jobs.urgency.${level}`];
  return days === 1 ? ["failed_jobs.urgency.tomorrow"] : ["failed_jobs.urgency.ahead", { smart_count: days }];
}

interface UrgencyMarkProps {
  /** ISO date; null when nobody said. */
  neededBy: string | null;
  state: FailedJobState;
}

/** How soon the song is needed, in words. Nothing is urgent about a job that is closed. */
export const UrgencyText = forwardRef<HTMLSpanElement, UrgencyMarkProps & ComponentProps<"span">>(
  function UrgencyText({ neededBy, state, ...rest }, ref) {
    const translate = useTranslate();
    const urgency = urgencyOf(neededBy, useNow(), readerZone());
    const closed = state === "resolved" || state === "recovered";
    const { Icon, color, weight } = LOOKS[closed && neededBy !== null ? "later" : urgency.level];
    return (
      <Mark {...rest} ref={ref} style={{ color, fontWeight: weight }}>
        <Icon aria-hidden />
        {closed && neededBy !== null ? formatDay(neededBy) : translate(...urgencyKey(urgency))}
      </Mark>
    );
  },
);

/** As UrgencyText, with a tooltip that has the day. */
export function UrgencyMark(props: UrgencyMarkProps) {
  if (props.neededBy === null) return <UrgencyText {...props} />;
  return (
    <Tooltip title={formatDay(props.neededBy)} describeChild>
      <UrgencyText {...props} />
    </Tooltip>
  );
}
