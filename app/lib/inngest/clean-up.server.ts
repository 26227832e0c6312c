import { cron, type Inngest } from "inngest";
import { removeDiscardedFiles } from "~/lib/customers/remove-files.server";
import { removeAbandonedUploads } from "~/lib/generation/store-song.server";
import { filesRemovalRequestedData } from "~/lib/outbox/event-catalogue";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** Batches in one run; what is left over is the next hour's. */
const BATCHES_A_RUN = 100;

/** Takes away what is nobody's any more. */
export function createCleanUp(inngest: Inngest, createDb: () => ServiceClient) {
  const storage = inngest.createFunction(
    { id: "clean-storage", name: "Clean Storage", retries: 0, triggers: [cron("23 * * * *")] },
    async ({ step }) => {
      const uploads = await step.run("abandoned-uploads", () =>
        removeAbandonedUploads(createDb(), new Date()),
      );
      let files = 0;
      for (let batch = 1; batch <= BATCHES_A_RUN; batch++) {
        const removed = await step.run(`batch-${batch}`, () => removeDiscardedFiles(createDb()));
        if (removed === 0) break;
        files += removed;
      }
      return { uploads, files };
    },
  );
  const erased = inngest.createFunction(
    {
      id: "remove-files",
      name: "Remove an erased customer's songs",
      retries: 10,
      triggers: [{ event: "desk/files.removal.requested" }],
    },
    async ({ event, step }) => {
      const { customer_id: customerId } = filesRemovalRequestedData.parse(event.data);
      let files = 0;
      for (let batch = 1; batch <= BATCHES_A_RUN; batch++) {
        const removed = await step.run(`batch-${batch}`, () => removeDiscardedFiles(createDb(), customerId));
        if (removed === 0) break;
        files += removed;
      }
      return { files };
    },
  );
  return [storage, erased];
}
