import { env } from "~/lib/env.server";
import { createSongProvider } from "~/lib/generation/index.server";
import { createServiceClient } from "~/lib/supabase/clients.server";
import { createCleanUp } from "./clean-up.server";
import { inngest, sendEvents } from "./client.server";
import { createGenerateSong } from "./generate-song.server";
import { createRunBulk } from "./run-bulk.server";
import { askInngest } from "./runs-api.server";
import { createWatch } from "./watch.server";

/** Everything that Inngest runs here. */
export function createFunctions() {
  const client = inngest();
  const concurrency = env().GENERATION_CONCURRENCY;
  const generateSong = createGenerateSong(client, {
    createDb: createServiceClient,
    provider: createSongProvider(env()),
    concurrency,
  });
  const cleanUp = createCleanUp(client, createServiceClient);
  const watch = createWatch(client, {
    createDb: createServiceClient,
    send: sendEvents,
    ask: askInngest,
    concurrency,
  });
  const runBulk = createRunBulk(client, { createDb: createServiceClient, send: sendEvents });
  return [generateSong, runBulk, ...watch, ...cleanUp];
}
