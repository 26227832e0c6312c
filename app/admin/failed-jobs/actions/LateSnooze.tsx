import type { ComponentProps } from "react";
import { useTranslate } from "react-admin";
import { useNow } from "~/admin/components/now";
import { formatDay, formatMoment } from "~/admin/i18n/formats";
import { urgencyOf } from "~/lib/failed-jobs/urgency";
import { LateQuestion } from "./LateQuestion";

interface LateSnoozeProps extends Omit<ComponentProps<typeof LateQuestion>, "question"> {
  /** ISO date. */
  neededBy: string;
  until: Date;
}

/** Asks before one failure is put aside for longer than its song has time. */
export function LateSnooze({ neededBy, until, ...answers }: LateSnoozeProps) {
  const translate = useTranslate();
  const now = useNow();
  const { level } = urgencyOf(neededBy, now);
  const question = level === "overdue" || level === "today" ? level : "ahead";
  return (
    <LateQuestion
      {...answers}
      question={translate(`failed_jobs.acting.late.${question}`, {
        day: formatDay(neededBy, now),
        time: formatMoment(until, now),
      })}
    />
  );
}
