import { cron } from "inngest";
import { env } from "~/lib/env.server";
import { refreshFingerprints, refreshKinds } from "~/lib/failed-jobs/error-groups.server";
import { createSongProvider } from "~/lib/generation/index.server";
import { relayOutbox } from "~/lib/outbox/relay-outbox.server";
import { createServiceClient } from "~/lib/supabase/clients.server";
import { createCleanUp } from "./clean-up.server";
import { inngest, sendEvents } from "./client.server";
import { createGenerateSong } from "./generate-song.server";
import { createRunBulk } from "./run-bulk.server";

/** In one run; the next minute's run goes on. */
const FINGERPRINT_BATCHES = 100;

/** Everything that Inngest runs here. */
export function createFunctions() {
  const client = inngest();
  const concurrency = env().GENERATION_CONCURRENCY;
  const generateSong = createGenerateSong(client, {
    createDb: createServiceClient,
    provider: createSongProvider(env()),
    concurrency,
  });
  const cleanUp = createCleanUp(client, createServiceClient, concurrency);
  // The web servers relay by a timer of their own. This goes on when all of them are busy or restarting.
  const relay = client.createFunction(
    { id: "relay-outbox", name: "Relay the outbox", retries: 0, triggers: [cron("* * * * *")] },
    async () => ({ sent: await relayOutbox(createServiceClient(), sendEvents) }),
  );
  // Failures from before there were fingerprints and kinds, and all of them when a rule has become a better one.
  const fingerprints = client.createFunction(
    { id: "refresh-fingerprints", name: "Refresh fingerprints", retries: 0, triggers: [cron("* * * * *")] },
    async ({ step }) => {
      for (let batch = 1; batch <= FINGERPRINT_BATCHES; batch++) {
        const { more } = await step.run(`batch-${batch}`, () => refreshFingerprints(createServiceClient()));
        if (!more) break;
      }
      for (let batch = 1; batch <= FINGERPRINT_BATCHES; batch++) {
        const { more } = await step.run(`kinds-${batch}`, () => refreshKinds(createServiceClient()));
        if (!more) break;
      }
    },
  );
  const runBulk = createRunBulk(client, { createDb: createServiceClient, send: sendEvents });
  return [generateSong, relay, fingerprints, runBulk, ...cleanUp];
}
