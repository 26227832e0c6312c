import { AppError } from "../app/lib/errors/app-error";
import { log } from "../app/lib/log.server";
import { requirePublishableKey, requireSchema } from "../app/lib/supabase/schema-version.server";

/** With these no request can ever be answered; everything else may be put right while the server runs. */
const FATAL = new Set(["secret_key_refused", "secret_key_is_public", "publishable_key_refused"]);

/**
 * Asks Supabase once, at boot, whether the keys are right and the schema is there.
 *
 * @returns why the server can't run, in one sentence; null when it can. What may still be put right is logged, and /readyz
 *   says it until then.
 */
export async function checkSetUp(): Promise<string | null> {
  for (const requirement of [requireSchema, requirePublishableKey]) {
    const error: unknown = await requirement().catch((thrown: unknown) => thrown);
    if (error instanceof AppError && FATAL.has(error.code)) return error.message;
    if (error)
      log().warn({ reason: error instanceof Error ? error.message : String(error) }, "not ready yet");
  }
  return null;
}
