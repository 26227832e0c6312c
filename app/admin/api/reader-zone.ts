import { timeZoneSchema } from "~/lib/time-zone";

let shops: string | null = null;

/**
 * Asked of the browser once: each asking takes milliseconds, and each row of a list needs it. A browser that does not know
 * where it is may name a zone that there is not.
 */
let browsers: string | undefined;
const browserZone = () => {
  browsers ??= timeZoneSchema.safeParse(Intl.DateTimeFormat().resolvedOptions().timeZone).data ?? "UTC";
  return browsers;
};

/** Notes the zone in which the shop's days begin; null where each reader's own counts. */
export function setShopZone(zone: string | null): void {
  shops = zone;
}

/** The zone whose calendar says which day is today: the shop's, or else that of this browser. */
export function readerZone(): string {
  return shops ?? browserZone();
}

/** The address of a list, in which days are those of the reader. */
export function inReaderZone(path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ zone: readerZone() })}`;
}

/** What a bulk action is about: a filter keeps the zone in which it was confirmed. */
export function selectedInReaderZone<S extends object>(selection: S): S {
  if (!("filter" in selection) || typeof selection.filter !== "object") return selection;
  return { ...selection, filter: { ...selection.filter, zone: readerZone() } };
}
