import { z } from "zod";
import { says } from "~/lib/errors/issues";
import { Constants } from "~/lib/supabase/database.types";

/** How often the server looks for changes while somebody listens. */
export const POLL_EVERY_MS = 1_000;
/** How often it says that it still looks, when nothing has changed. */
export const BEAT_EVERY_MS = 10_000;
/** A stream that has said nothing for so long is taken for dead: two beats were lost. */
export const SILENT_AFTER_MS = 25_000;
/** How often whoever looks at a failure says so. */
export const PRESENCE_EVERY_MS = 15_000;
/** The outbox is counted up to this. */
export const OUTBOX_COUNTED_TO = 1_000;

/** Seconds since 1970, then a snapshot as PostgreSQL writes it: xmin:xmax:transactions under way. */
const POSITION = /^(\d{1,11})\/(\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19})*)?)$/;

/** Whether PostgreSQL reads a text as a snapshot: it refuses one that is out of order, and a client writes what it likes. */
function isPosition(text: string): boolean {
  const [, , xmin, xmax, running = ""] = POSITION.exec(text) ?? [];
  if (xmin === undefined || xmax === undefined) return false;
  const ids = [xmin, ...running.split(",").filter(Boolean)].map(BigInt);
  const inOrder = ids.every((id, index) => index === 0 || id >= (ids[index - 1] ?? 0n));
  const allBelow = ids.slice(1).every((id) => id < BigInt(xmax));
  return inOrder && allBelow && 0n < BigInt(xmin) && BigInt(xmin) <= BigInt(xmax) && BigInt(xmax) < 2n ** 63n;
}

/** Up to where somebody has heard everything. */
export const positionSchema = z.string().max(10_000).refine(isPosition, says("position_malformed"));

/** Somebody who looks at a failure. */
export const presentSchema = z.object({ failed_job_id: z.string(), user_id: z.string(), name: z.string() });
export type Present = z.infer<typeof presentSchema>;

/** How many events wait to be sent, by what they wait for; none is counted beyond the cap that was asked for. */
export const outboxDepthSchema = z.object({
  total: z.number(),
  sending: z.number(),
  failing: z.number(),
  scheduled: z.number(),
  waiting: z.number(),
});
export type OutboxDepth = z.infer<typeof outboxDepthSchema>;

const bulkProgressSchema = z.object({
  id: z.string(),
  kind: z.enum(Constants.desk.Enums.bulk_kind),
  state: z.enum(Constants.desk.Enums.bulk_state),
  total: z.number(),
  done_count: z.number(),
  skipped_count: z.number(),
  created_at: z.string(),
});
export type BulkProgress = z.infer<typeof bulkProgressSchema>;

/** What is so now, whatever has changed. */
export const liveStateSchema = z.object({
  bulk: z.array(bulkProgressSchema),
  outbox: outboxDepthSchema,
  present: z.array(presentSchema),
});
export type LiveState = z.infer<typeof liveStateSchema>;

/** One message of the stream, and the whole answer where there is no stream. */
export const liveMessageSchema = z.object({
  /** Up to here everything is told; sent back by whoever comes again. */
  position: z.string(),
  /** More has changed than can be named, or nobody knows what. */
  all: z.boolean(),
  /** Failures that came, or came again. */
  new_failures: z.array(z.string()),
  changed_failures: z.array(z.string()),
  changed_orders: z.array(z.string()),
  /** What else has changed, by the kind of what it is, such as "staff_member"; "outbox": an event was written or moved. */
  kinds: z.array(z.string()),
  state: liveStateSchema,
});
export type LiveMessage = z.infer<typeof liveMessageSchema>;

/** The body of POST /resources/failed-jobs/:id/presence. */
export const presenceRequestSchema = z.strictObject({
  /** False when they leave. */
  here: z.boolean(),
});

/** Who else looks at a failure. */
export interface PresenceAnswer {
  others: Pick<Present, "user_id" | "name">[];
}
