import { useTranslate } from "react-admin";
import { formatZone } from "~/admin/i18n/formats";
import { clockChangeAt } from "./clock-change";
import { toLocalInput } from "./time-presets";

const timeOf = (localInput: string) => localInput.slice(11, 16);

/**
 * What is to be said of a time in an input of type datetime-local: the zone with the offset of that day, and whether the
 * clocks skip the time then or show it twice. Without a time, the zone as it is now.
 */
export function usePickedTime(): (picked: string, now: Date) => string {
  const translate = useTranslate();
  return (picked, now) => {
    const time = new Date(picked);
    if (Number.isNaN(time.getTime())) return translate("desk.time.zone", { zone: formatZone(now) });
    const zone = translate("desk.time.zone", { zone: formatZone(time) });
    const change = clockChangeAt(picked);
    if (change === null) return zone;
    const times = { wanted: timeOf(picked), used: timeOf(toLocalInput(time)) };
    return `${translate(`desk.time.${change}`, times)} ${zone}`;
  };
}
