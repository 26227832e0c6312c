import { clockTime } from "~/lib/clock-time";

/** A time in a song as it stands beside a player: "1:05", "3:00:34". */
export const clock = (seconds: number): string => clockTime(Math.max(0, Math.floor(seconds)));

function unit(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** The same as it is spoken: "1 minute 5 seconds". */
export function spoken(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, name]) => unit(count, name));
  return said.join(" ") || unit(0, "second");
}
