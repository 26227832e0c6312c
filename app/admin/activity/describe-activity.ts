import type { ActivityEntry } from "~/lib/activity/activity-schemas";

/** What the desk has words for; anything newer is shown by its own name. */
const KNOWN_ACTIONS = new Set([
  "failed",
  "failed_again",
  "retried",
  "resolved",
  "recovered",
  "generation_requested",
  "variant_started",
  "variant_completed",
  "staff_changed",
  "retry_cancelled",
  "retry_ended",
  "failed_late",
  "succeeded_late",
  "reopened",
  "assigned",
  "snoozed",
  "unsnoozed",
  "commented",
  "payload_revealed",
  "order_created",
  "order_paid",
  "first_played",
  "attempt_started",
  "generation_cancelled",
  "song_restored",
  "share_link_opened",
  "favourite_chosen",
  "customer_erased",
  "share_link_rotated",
  "share_link_revoked",
  "share_link_restored",
  "share_link_set",
]);

/** Things that happen by themselves: nobody is named before them. */
const IMPERSONAL_ACTIONS = new Set([
  "failed",
  "failed_again",
  "failed_late",
  "recovered",
  "succeeded_late",
  "variant_started",
  "variant_completed",
  "share_link_opened",
  "favourite_chosen",
  "order_created",
  "order_paid",
  "first_played",
  "attempt_started",
]);

/** A line of the timeline, taken apart for showing. */
export interface ActivityDescription {
  /** Null when nobody did it. */
  actor: string | null;
  /** A key of the messages; null when the action is unknown. */
  actionKey: string | null;
  /** From what to what; null when that is not said. */
  states: { from: string; to: string } | null;
  attempt: number | null;
  variants: number[];
  /** To whom it was given; null when it was given to nobody, undefined when it was not given away at all. */
  assignee: string | null | undefined;
  /** ISO time from which on, or until which; null without one. */
  time: string | null;
  /** What an operator changed in the payload, by place. */
  changed: string[];
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function stateOf(value: unknown): string | null {
  const state = field(value, "state") ?? field(value, "status");
  return typeof state === "string" ? state : null;
}

function numbersIn(value: unknown): number[] {
  const list = field(value, "variant_numbers") ??
    field(value, "variants") ?? [field(value, "variant_number")];
  return Array.isArray(list) ? list.filter((n): n is number => typeof n === "number") : [];
}

function textIn(value: unknown, ...names: string[]): string | null {
  const text = names.map((name) => field(value, name)).find((found) => typeof found === "string");
  return typeof text === "string" ? text : null;
}

function changedPlaces(value: unknown): string[] {
  const changes = field(value, "changes");
  if (!Array.isArray(changes)) return [];
  // A list is one place, however many of its items were changed.
  const places = changes.flatMap((change) => textIn(change, "path")?.replace(/(?:\.\d+)+$/, "") ?? []);
  return [...new Set(places)];
}

/** Takes a line of the timeline apart. Whatever is not as expected is left out: old entries are never rewritten. */
export function describeActivity(entry: ActivityEntry): ActivityDescription {
  const from = stateOf(entry.before);
  const to = stateOf(entry.after);
  const attempt = field(entry.after, "attempt");
  return {
    actor: IMPERSONAL_ACTIONS.has(entry.action) ? null : entry.actor_name,
    actionKey: KNOWN_ACTIONS.has(entry.action) ? `activity.actions.${entry.action}` : null,
    states: from && to && from !== to ? { from, to } : null,
    attempt: typeof attempt === "number" ? attempt : null,
    variants: numbersIn(entry.after),
    assignee: entry.action === "assigned" ? textIn(entry.after, "assignee") : undefined,
    time: textIn(entry.after, "scheduled_for", "snoozed_until"),
    changed: changedPlaces(entry.after),
  };
}
