import { z } from "zod";
import { takeUpBulk } from "~/lib/bulk/run-bulk.server";
import { endUnheardEvent, recordAttemptSucceeded } from "~/lib/failed-jobs/record-run.server";
import { countRetries } from "~/lib/generation/generate-variant.server";
import { retriesOf } from "~/lib/generation/retries.server";
import { log } from "~/lib/log.server";
import { giveUpGeneration, LOST } from "~/lib/orders/lost-generations.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { Database } from "~/lib/supabase/database.types";
import { errorOfRun, type SeenRun, type Verdict, verdictOf } from "./run-verdict";

/** Events in one turn; each is a request to Inngest. What is left over is the next turn's. */
const AT_ONCE = 50;
/** Requests to Inngest at the same time. */
const SIDE_BY_SIDE = 5;

/** What the watch asks of Inngest. */
export interface AskInngest {
  /** The runs of an event, by the id that Inngest gave it. Throws when Inngest cannot be asked. */
  runsOf(internalId: string): Promise<SeenRun[]>;
  /** An event has no run: tells Inngest which functions there are, if it should have forgotten. Never throws. */
  register(): Promise<void>;
}

type Watched = Database["desk"]["Functions"]["claim_event_watches"]["Returns"][number];

/** Which function's runs say what became of an event, by what it is; whoever's it is, where none is named. */
const FUNCTION_OF: Record<string, string> = {
  attempt: "generate-song",
  generation: "generate-song",
  bulk: "run-bulk",
};

const CANCELLED = { name: "RunCancelled", message: "The run was cancelled in Inngest." };
const NOTHING_MADE = {
  name: "NothingMade",
  message: "The run ended, and not everything that it was to make is there.",
};

/** What became of an event that Inngest has no run of. */
async function settleMissing(db: ServiceClient, { event_id, kind }: Watched): Promise<string> {
  return dataOf(
    await db.rpc("settle_missing_event", {
      p_event_id: event_id,
      // A bulk operation goes on under a new id, which is as safe and sooner.
      ...(kind === "bulk" && { p_max_resends: 0 }),
    }),
    "settle an event without a run",
  );
}

/** Ends what an event was for, as its run ended. */
async function end(db: ServiceClient, event: Watched, verdict: Verdict): Promise<void> {
  if (event.kind === "bulk") {
    const { operation_id: operationId, part } = event;
    const taken = await takeUpBulk(db, { operationId, part, reason: `The worker's run: ${verdict.what}.` });
    if (taken)
      log().warn({ operation_id: operationId, part, worker: verdict.what }, "bulk operation taken up");
    return;
  }
  if (event.kind === "event" && verdict.what === "completed") {
    // What the event of anybody else was to make is not known here.
    await recordAttemptSucceeded(db, event.event_id, verdict.run.id);
    return;
  }
  const error =
    verdict.what === "failed"
      ? errorOfRun(verdict.run.output)
      : verdict.what === "cancelled"
        ? CANCELLED
        : verdict.what === "completed"
          ? NOTHING_MADE
          : { name: LOST.type, message: LOST.message };
  const result = await endUnheardEvent(db, {
    eventId: event.event_id,
    orderId: event.order_id,
    runId: "run" in verdict ? verdict.run.id : null,
    outcome: verdict.what === "cancelled" ? "cancelled" : verdict.what === "missing" ? "lost" : "failed",
    error,
    retryCount:
      verdict.what === "failed"
        ? await retriesOf(db, event.event_id, error.name)
        : ((await countRetries(db, event.event_id)) ?? 0),
  });
  log().warn(
    { event_id: event.event_id, run: verdict.what, result },
    "the end of a run was found by the watch",
  );
}

async function look(db: ServiceClient, ask: AskInngest, event: Watched): Promise<void> {
  if (event.internal_ids.length === 0 && event.run_id !== null && event.kind !== "bulk") {
    // Inngest's id of it is not known, since somebody else sent it: what it has made counts, and then its silence.
    const ended = dataOf(
      await db.rpc("end_attempt_of_event", { p_event_id: event.event_id, p_run_id: event.run_id }),
      "end the attempt if its songs are there",
    );
    if (z.object({ ok: z.boolean() }).parse(ended).ok) return;
    await giveUpGeneration(db, { orderId: event.order_id, eventId: event.event_id });
    return;
  }
  const runs: SeenRun[] = [];
  for (const id of event.internal_ids) runs.push(...(await ask.runsOf(id)));
  const functionId = FUNCTION_OF[event.kind] ?? null;
  const verdict = verdictOf(runs, { functionId, runId: event.run_id, now: new Date() });
  if (verdict.what === "active") return;
  if (verdict.what !== "missing") return end(db, event, verdict);
  const settled = await settleMissing(db, event);
  if (settled === "lost") await end(db, event, verdict);
  if (settled === "waits") return;
  if (settled === "resent") {
    log().warn(
      { event_id: event.event_id },
      "Inngest has no run of an event that it took: sent again. Is the app synced there?",
    );
  }
  await ask.register();
}

/** Has the next turn ask about an event, however lately it was asked about. */
export async function lookSoon(db: ServiceClient, eventId: string): Promise<void> {
  const { error } = await db.from("event_watches").delete().eq("event_id", eventId);
  if (error) throw new Error(`Could not look at an event soon: ${error.message}`, { cause: error });
}

/**
 * Asks Inngest what became of events that were sent and whose end is not known, and settles what is over. One that cannot be
 * settled is told and left for the next turn; the others go on.
 *
 * @param afterSeconds how long an event is left alone after it was sent
 * @returns how many events were looked at
 */
export async function watchRuns(db: ServiceClient, ask: AskInngest, afterSeconds = 30): Promise<number> {
  const events = dataOf(
    await db.rpc("claim_event_watches", { p_limit: AT_ONCE, p_after_seconds: afterSeconds }),
    "find what to ask Inngest about",
  );
  const waiting = [...events];
  const work = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift()) {
      try {
        await look(db, ask, event);
      } catch (err) {
        log().warn({ err, event_id: event.event_id }, "what became of an event could not be settled yet");
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return events.length;
}
