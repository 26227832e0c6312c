import { z } from "zod";
import { fingerprintOf } from "~/lib/failed-jobs/fingerprint.server";
import { SILENT_AFTER_A_TRY_SECONDS } from "~/lib/generation/run-bounds";
import { log } from "~/lib/log.server";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** What the dead letter of a lost run says; without particulars, so that all of them are one group. */
export const LOST = {
  type: "RunLost",
  message: "The run was started and has not been heard of for longer than it can take. It was given up.",
};

/** Lost runs that are given up in one go; the next minute goes on. */
const AT_ONCE = 200;

const answerSchema = z.object({ ok: z.boolean() });

/**
 * Gives up a run that is lost: its variants are failed, and a dead letter says so. A run that has been heard of
 * meanwhile is left alone.
 *
 * @returns whether it was given up
 */
export async function giveUpGeneration(
  db: ServiceClient,
  run: { orderId: string; eventId: string },
): Promise<boolean> {
  const { fingerprint, title } = fingerprintOf(LOST);
  const answer = answerOf(
    await db.rpc("give_up_generation", {
      p_order_id: run.orderId,
      p_event_id: run.eventId,
      p_error_type: LOST.type,
      p_error_message: LOST.message,
      p_fingerprint: fingerprint,
      p_title: title,
    }),
    answerSchema,
    "give up the lost run",
  );
  return answer.ok;
}

/** Whether as many tries are at work as may be at once: then a run that is silent may be waiting for its turn. */
async function isFull(db: ServiceClient, concurrency: number): Promise<boolean> {
  const atWork = dataOf(
    await db
      .schema("public")
      .from("song_variants")
      .select("id")
      .not("generation_event_id", "is", null)
      .gt("generation_alive_until", new Date(Date.now() + SILENT_AFTER_A_TRY_SECONDS * 1000).toISOString())
      .limit(concurrency),
    "find the songs that are being made",
  );
  return atWork.length >= concurrency;
}

/**
 * Gives up the runs that are lost, so that no variant is "being generated" for ever. While all places are taken none is:
 * behind a long line a retry waits for longer than a run is silent otherwise, and is alive.
 *
 * @param concurrency songs that are made at the same time, at most
 * @returns how many there were
 */
export async function giveUpLostGenerations(db: ServiceClient, concurrency: number): Promise<number> {
  if (await isFull(db, concurrency)) return 0;
  const lost = dataOf(await db.rpc("lost_generations", { p_limit: AT_ONCE }), "find lost runs");
  let givenUp = 0;
  for (const { order_id: orderId, event_id: eventId } of lost) {
    try {
      if (await giveUpGeneration(db, { orderId, eventId })) givenUp += 1;
    } catch (err) {
      log().error({ err, event_id: eventId }, "a lost run could not be given up yet");
    }
  }
  return givenUp;
}
