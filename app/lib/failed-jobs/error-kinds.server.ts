import { log } from "~/lib/log.server";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { type KindsOfErrors, kindsOfErrors, readKindsAnswer } from "./kind-of-error.server";

/** How long a change of the kinds may go unnoticed. */
const KEPT_MS = 5_000;

let kept: { until: number; kinds: Promise<KindsOfErrors> } | null = null;
/** Patterns are compiled again only when they have changed. */
let compiled: KindsOfErrors | null = null;

async function readKinds(db: ServiceClient): Promise<KindsOfErrors> {
  const { version, kinds } = answerOf(await db.rpc("read_error_kinds"), readKindsAnswer, "read the kinds");
  if (compiled?.version !== version)
    compiled = kindsOfErrors(version, kinds, (kind, err) =>
      log().error({ err, kind }, "the pattern of a kind of error cannot be read"),
    );
  return compiled;
}

/** The kinds of error as they were a few seconds ago at most: a list asks for them no more than once. */
export function errorKinds(db: ServiceClient): Promise<KindsOfErrors> {
  if (kept !== null && Date.now() < kept.until) return kept.kinds;
  const reading = { until: Date.now() + KEPT_MS, kinds: readKinds(db) };
  kept = reading;
  // What failed is asked again by the next who needs it.
  reading.kinds.catch(() => {
    if (kept === reading) kept = null;
  });
  return reading.kinds;
}

/** Forgets what was read: whoever changed the kinds sees them at once. */
export function forgetErrorKinds(): void {
  kept = null;
}
