import CalendarToday from "@mui/icons-material/CalendarTodayOutlined";
import Event from "@mui/icons-material/EventBusyOutlined";
import Alarm from "@mui/icons-material/NotificationImportantOutlined";
import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
import { useNow } from "~/admin/components/now";
import { formatDay } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
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
  const key = "failed_jobs.urgency";
  if (level === "overdue") return [`${key}.overdue`, { smart_count: Math.abs(days ?? 0) }];
  if (level === "today" || level === "none") return [`${key}.${level}`];
  return days === 1 ? [`${key}.tomorrow`] : [`${key}.ahead`, { smart_count: days }];
}

/** How soon the song is needed, in words; the tooltip has the day. @param neededBy ISO date */
export function UrgencyMark({ neededBy }: { neededBy: string | null }) {
  const translate = useTranslate();
  const urgency = urgencyOf(neededBy, useNow());
  const { Icon, color, weight } = LOOKS[urgency.level];
  const mark = (
    <Mark style={{ color, fontWeight: weight }}>
      <Icon aria-hidden />
      {translate(...urgencyKey(urgency))}
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
