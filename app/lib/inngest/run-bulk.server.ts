import type { Inngest } from "inngest";
import { continueBulk, paceOf, readPace, runBulkBatch } from "~/lib/bulk/run-bulk.server";
import { log } from "~/lib/log.server";
import { bulkRequestedData } from "~/lib/outbox/event-catalogue";
import { relayOutbox, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** Batches in one run; Inngest allows 1,000 steps, and a run replays those that it has behind it. */
const BATCHES_A_RUN = 100;

/**
 * The worker of bulk operations: batch after batch, at the pace that was asked for, until nothing is left or somebody
 * pauses or aborts it. What a batch wrote to the outbox is sent while the next one is written; the web servers' timers
 * help, and send what is left.
 */
export function createRunBulk(
  inngest: Inngest,
  { createDb, send }: { createDb: () => ServiceClient; send: SendEvents },
) {
  return inngest.createFunction(
    {
      id: "run-bulk",
      name: "Run a bulk operation",
      retries: 10,
      triggers: [{ event: "desk/bulk.requested" }],
    },
    async ({ event, step }) => {
      const { operation_id: operationId, part } = bulkRequestedData.parse(event.data);
      const { batch, waitSeconds } = paceOf(await step.run("pace", () => readPace(createDb(), operationId)));
      let handled = 0;
      for (let index = 1; index <= BATCHES_A_RUN; index++) {
        const answer = await step.run(`batch-${index}`, async () => {
          const db = createDb();
          const [done] = await Promise.all([
            runBulkBatch(db, { operationId, part, limit: batch }),
            // Sending is not this step's to fail: the events are safe, and are sent by the next relay.
            relayOutbox(db, send).catch((error: unknown) => {
              log().warn({ err: error, operation_id: operationId }, "the outbox could not be relayed");
            }),
          ]);
          if (!done.more) await relayOutbox(db, send);
          return done;
        });
        handled += answer.handled;
        if (!answer.more) return { handled, state: answer.state };
        if (waitSeconds > 0) await step.sleep(`pace-${index}`, waitSeconds * 1000);
      }
      await step.run("go-on", () => continueBulk(createDb(), operationId, part));
      return { handled, state: "running" };
    },
  );
}
