import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { log } from "~/lib/log.server";

/**
 * What PostgreSQL says to one of two transactions that stood in each other's way: deadlock_detected and
 * serialization_failure (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html); and
 * lock_not_available, when the desk has waited for the shop, or for itself, for as long as lock_shop_orders() lets it.
 * It has undone that one, so the same request can be made again.
 */
const CONFLICTS = new Set(["40P01", "40001", "55P03"]);
const conflictSchema = z.object({ code: z.string(), message: z.string().default("") });

/** The first request and four more: an operator still gets an answer in about a second. */
const TRIES = 5;
const FIRST_PAUSE_MS = 20;

async function conflictOf(response: Response): Promise<z.infer<typeof conflictSchema> | null> {
  if (response.ok || !response.headers.get("content-type")?.includes("json")) return null;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const answer = conflictSchema.safeParse(body);
  return answer.success && CONFLICTS.has(answer.data.code) ? answer.data : null;
}

/**
 * A fetch that makes a request to the database again when its transaction was undone for another's sake. Each request is
 * one transaction, and supabase-js sends its body as text, so nothing is done twice.
 *
 * @param ask the fetch that makes the requests
 * @param random from 0 to 1: two that met once must not meet again
 */
export function retryConflicts(ask: typeof fetch = fetch, random: () => number = Math.random): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      const response = await ask(input, init);
      const conflict = await conflictOf(response);
      if (!conflict || attempt === TRIES) return response;
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      log().warn({ ...conflict, path: pathname, attempt }, "the database undid a transaction, trying again");
      await sleep(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + random()));
    }
  };
}
