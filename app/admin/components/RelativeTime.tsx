import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
import { formatInstant, unwritableInstant } from "~/admin/i18n/formats";
import { LOCALE } from "~/admin/i18n/locale";
import { relativeTime } from "~/lib/relative-time";
import { useNow } from "./now";

/** How long ago something was, ticking; the tooltip has the time here and in UTC. @param at ISO instant */
export function RelativeTime({ at, style }: { at: string; style?: "long" | "narrow" }) {
  const translate = useTranslate();
  const now = useNow();
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime())) return <span>{unwritableInstant(at)}</span>;
  // What has just been answered may be younger than the last tick.
  const reference = new Date(Math.max(now.getTime(), Math.min(instant.getTime(), Date.now())));
  return (
    <Tooltip title={translate("desk.time.tooltip", formatInstant(at))} describeChild>
      <time dateTime={at} style={{ whiteSpace: "nowrap" }}>
        {relativeTime(instant, reference, style, LOCALE)}
      </time>
    </Tooltip>
  );
}
