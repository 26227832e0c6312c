import { cron, type Inngest } from "inngest";
import { z } from "zod";
import { refreshFingerprints, refreshKinds } from "~/lib/failed-jobs/refresh-groups.server";
import { takeInOutsideRows } from "~/lib/failed-jobs/take-in-outside-rows.server";
import { log } from "~/lib/log.server";
import { followShop } from "~/lib/orders/follow-shop.server";
import { giveUpLostGenerations } from "~/lib/orders/lost-generations.server";
import { relayOutbox, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { type AskInngest, lookSoon, watchRuns } from "~/lib/runs/watch-runs.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** In one run; the next run goes on. */
const BATCHES = 100;

interface WatchParts {
  createDb: () => ServiceClient;
  send: SendEvents;
  ask: AskInngest;
  /** Songs that are made at the same time, at most. */
  concurrency: number;
}

/** What `inngest/function.cancelled` carries: the event that the run was for. */
const cancelledSchema = z.object({ event: z.object({ id: z.string() }) });

/** One part of the watch: when it cannot be done, that is told, and the others go on. */
async function part<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (err) {
    log().error({ err, part: name }, "a part of the watch could not be done");
    return null;
  }
}

/** What a web server does of the watch by a timer of its own: what a person at the desk waits for. */
export async function watchTurn({ createDb, ask }: Pick<WatchParts, "createDb" | "ask">): Promise<void> {
  const db = createDb();
  await part("outside", () => takeInOutsideRows(db));
  await part("shop", async () => {
    for (let batch = 0; batch < BATCHES && (await followShop(db)).more; batch++);
  });
  await part("runs", () => watchRuns(db, ask));
  await part("fingerprints", () => refreshFingerprints(db));
  await part("kinds", () => refreshKinds(db));
}

/**
 * What looks after everything that waits. The web servers do the same by timers of their own and sooner; this goes on when
 * all of them are busy or restarting. Without a step as long as there is nothing to do: each step is one more execution of
 * what an Inngest plan allows.
 */
export function createWatch(inngest: Inngest, { createDb, send, ask, concurrency }: WatchParts) {
  const watch = inngest.createFunction(
    { id: "watch", name: "Watch", retries: 0, triggers: [cron("*/2 * * * *")] },
    async ({ step }) => {
      const db = createDb();
      await part("outbox", () => relayOutbox(db, send));
      await part("outside", () => takeInOutsideRows(db));
      await part("runs", () => watchRuns(db, ask));
      await part("lost", () => giveUpLostGenerations(db, concurrency));
      for (const [name, refresh] of [
        ["shop", followShop],
        ["fingerprints", refreshFingerprints],
        ["kinds", refreshKinds],
      ] as const) {
        let more = (await part(name, () => refresh(db)))?.more ?? false;
        for (let batch = 1; more && batch <= BATCHES; batch++)
          more =
            (await part(name, () => step.run(`${name}-${batch}`, () => refresh(createDb()))))?.more ?? false;
      }
    },
  );
  const cancelled = inngest.createFunction(
    {
      id: "hear-cancelled-runs",
      name: "Hear of cancelled runs",
      retries: 3,
      triggers: ["generate-song", "run-bulk"].map((id) => ({
        event: "inngest/function.cancelled" as const,
        if: `event.data.function_id == '${inngest.id}-${id}'`,
      })),
    },
    // What is heard is that it is time to ask: Inngest's answer decides, as for any other event.
    async ({ event }) => {
      const db = createDb();
      const eventId = cancelledSchema.safeParse(event.data).data?.event.id;
      if (eventId !== undefined) await lookSoon(db, eventId);
      return { looked_at: await watchRuns(db, ask, 0) };
    },
  );
  return [watch, cancelled];
}
