import { z } from "zod";
import type { OutboxDepth } from "~/lib/live/live-schemas";

/** What an event that has not been sent waits for. */
export const OUTBOX_STATES = ["waiting", "sending", "failing", "scheduled"] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** What the address of the outbox may say. */
export const outboxQuerySchema = z.strictObject({ state: z.enum([...OUTBOX_STATES, "all"]).default("all") });

/** An event that has not been sent, as the page shows it. */
export interface WaitingEvent {
  event_id: string;
  name: string;
  /** As of when the page was asked for. */
  state: OutboxState;
  due_at: string;
  attempts: number;
  last_error: string | null;
  created_at: string;
}

/** The outbox: the events of a state that come next, and how many there are of each. */
export interface OutboxPage {
  events: WaitingEvent[];
  /** Counted up to COUNTED_TO in all. */
  counts: OutboxDepth;
}

/** The events are counted no further. */
export const OUTBOX_PAGE_COUNTED_TO = 10_000;
/** And no more of them are listed. */
export const OUTBOX_SHOWN = 200;
/** An event that has been refused so often is shown as poisoned: with the relay's pauses that is more than a minute. */
export const POISONED_FROM = 6;

/** An event that keeps failing is not going to leave by itself. */
export function isPoisoned({ state, attempts }: Pick<WaitingEvent, "state" | "attempts">): boolean {
  return state === "failing" && attempts >= POISONED_FROM;
}

/** The failure that an event retries; null when it is of another kind. */
export function failedJobOfEvent(eventId: string): string | null {
  return /^failed-job:([0-9a-f-]{36}):attempt:\d+$/.exec(eventId)?.[1] ?? null;
}

/** The bulk operation that an event carries on; null when it is of another kind. */
export function bulkOperationOfEvent(eventId: string): string | null {
  return /^bulk:([0-9a-f-]{36}):part:\d+$/.exec(eventId)?.[1] ?? null;
}

/** The body of POST /resources/outbox/sending. */
export const sendNowSchema = z.strictObject({
  event_ids: z.array(z.string().min(1).max(300)).min(1).max(200),
});
