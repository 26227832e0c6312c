import { describeActivity } from "~/admin/activity/describe-activity";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";

/**
 * What of a timeline is about one variant. What is said of a failure without its variants, such as a retry, belongs to
 * those that its other entries name.
 */
export function timelineOfVariant(entries: readonly ActivityEntry[], number: number): ActivityEntry[] {
  const named = new Map<string, Set<number>>();
  for (const entry of entries) {
    if (entry.subject_type !== "failed_job") continue;
    const known = named.get(entry.subject_id) ?? new Set();
    for (const variant of describeActivity(entry).variants) known.add(variant);
    named.set(entry.subject_id, known);
  }
  return entries.filter((entry) => {
    const { variants } = describeActivity(entry);
    if (variants.length > 0) return variants.includes(number);
    return entry.subject_type === "failed_job" && named.get(entry.subject_id)?.has(number) === true;
  });
}

/** A page of entries with what was read before it: each once, the newest as they are now. */
export function joinTimelines(
  newest: readonly ActivityEntry[],
  seen: readonly ActivityEntry[],
): ActivityEntry[] {
  const known = new Set(newest.map(({ id }) => id));
  return [...newest, ...seen.filter(({ id }) => !known.has(id))];
}
