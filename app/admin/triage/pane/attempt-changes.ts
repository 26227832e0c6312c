import { z } from "zod";
import { readableChanges } from "~/admin/failed-jobs/actions/readable-changes";
import type { PayloadChange } from "~/lib/failed-jobs/payload-changes";

const event = z.looseObject({ data: z.record(z.string(), z.unknown()) });

/** What the desk itself writes into every attempt. */
const WRITTEN_BY_DESK = new Set(["failed_job_id", "attempt"]);

/** What an attempt was sent with that the failed job was not, or the other way round. Nothing for the original. */
export function attemptChanges(original: unknown, sent: unknown): PayloadChange[] {
  const before = event.safeParse(original).data?.data;
  const after = event.safeParse(sent).data?.data;
  if (!before || !after) return [];
  return readableChanges(before, after).filter(({ path }) => !WRITTEN_BY_DESK.has(path));
}
