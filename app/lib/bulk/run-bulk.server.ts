import { z } from "zod";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** Items in one transaction without pacing: large enough to be quick, small enough to let others in between. */
export const BATCH = 500;
/** Paced batches come this often, so that a minute's items are spread over the minute. */
const PACED_EVERY_SECONDS = 10;

const batchAnswer = z.object({
  more: z.boolean(),
  state: z.string().nullable(),
  handled: z.number(),
  per_minute: z.number().nullish(),
});
export type BatchAnswer = z.infer<typeof batchAnswer>;

/**
 * How a pace is kept: how many items at a time, and how long to wait after them.
 *
 * @param perMinute items a minute; null for as fast as it goes
 */
export function paceOf(perMinute: number | null): { batch: number; waitSeconds: number } {
  if (perMinute === null) return { batch: BATCH, waitSeconds: 0 };
  const batch = Math.min(BATCH, Math.max(1, Math.floor((perMinute * PACED_EVERY_SECONDS) / 60)));
  return { batch, waitSeconds: (batch * 60) / perMinute };
}

/** Items a minute of an operation, which never changes; null for as fast as it goes. */
export async function readPace(db: ServiceClient, operationId: string): Promise<number | null> {
  const operation = dataOf(
    await db.from("bulk_operations").select("per_minute").eq("id", operationId).maybeSingle(),
    "read the pace",
  );
  return operation?.per_minute ?? null;
}

/**
 * Does the next items of a bulk operation in one transaction.
 *
 * @param part the run of the worker: an older run of it does nothing
 */
export async function runBulkBatch(
  db: ServiceClient,
  input: { operationId: string; part: number; limit: number },
): Promise<BatchAnswer> {
  return answerOf(
    await db.rpc("run_bulk_batch", {
      p_operation_id: input.operationId,
      p_part: input.part,
      p_limit: input.limit,
    }),
    batchAnswer,
    "do the next items",
  );
}

/** Asks for a new run of the worker, since one run has only so many steps. */
export async function continueBulk(db: ServiceClient, operationId: string, part: number): Promise<void> {
  const { error } = await db.rpc("continue_bulk_operation", { p_operation_id: operationId, p_part: part });
  if (error) throw new Error(`Could not go on with the bulk operation: ${error.message}`, { cause: error });
}

/**
 * Goes on with an operation whose worker is gone, under a new event id.
 *
 * @param reason what became of the worker, for the record
 * @returns false when the operation has ended, or somebody else has taken it up
 */
export async function takeUpBulk(
  db: ServiceClient,
  operation: { operationId: string; part: number; reason: string },
): Promise<boolean> {
  const { operationId: p_operation_id, part: p_part, reason: p_reason } = operation;
  return answerOf(
    await db.rpc("continue_bulk_operation", { p_operation_id, p_part, p_reason }),
    z.object({ ok: z.boolean() }),
    "take up the bulk operation",
  ).ok;
}
