import CalendarToday from "@mui/icons-material/CalendarTodayOutlined";
import Event from "@mui/icons-material/EventBusyOutlined";
import Alarm from "@mui/icons-material/NotificationImportantOutlined";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
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

/** How soon the song is needed, in words; the tooltip has the day. Nothing is urgent about a job that is closed. */
export function UrgencyMark({ neededBy, state }: UrgencyMarkProps) {
  const translate = useTranslate();
  const urgency = urgencyOf(neededBy, useNow());
  const closed = state === "resolved" || state === "recovered";
  const { Icon, color, weight } = LOOKS[closed && neededBy !== null ? "later" : urgency.level];
  const mark = (
    <Mark style={{ color, fontWeight: weight }}>
      <Icon aria-hidden />
      {closed && neededBy !== null ? formatDay(neededBy) : translate(...urgencyKey(urgency))}
    </Mark>
  );
  return neededBy === null ? (
    mark
  ) : (
    <Tooltip title={formatDay(neededBy)} describeChild>
      {mark}
    </Tooltip>
  );
}
