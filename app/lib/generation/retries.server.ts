import type { ServiceClient } from "~/lib/supabase/clients.server";
import { countRetries } from "./generate-variant.server";
import { NOT_MADE } from "./not-made.server";
import { RETRIES } from "./run-bounds";

/** Errors of an event that nothing can be made of: the run ends with its first try. */
const NEVER_RETRIED: readonly string[] = ["NonRetriableError", ...NOT_MADE];

/**
 * How often a run that has failed was retried by Inngest. Where no variant was ever begun, what failed are the steps before.
 *
 * @param eventId the event that the run was for; undefined when it has no id
 */
export async function retriesOf(
  db: ServiceClient,
  eventId: string | undefined,
  errorName: string,
): Promise<number> {
  if (NEVER_RETRIED.includes(errorName)) return 0;
  return (eventId === undefined ? null : await countRetries(db, eventId)) ?? RETRIES;
}
