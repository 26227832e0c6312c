import { env } from "~/lib/env.server";
import { createSongProvider } from "~/lib/generation/index.server";
import { createServiceClient } from "~/lib/supabase/clients.server";
import { createCapture } from "./capture.server";
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
  const own = [generateSong, runBulk, ...watch, ...cleanUp];
  const { CAPTURE, CAPTURE_APPS } = env();
  // Whether only the listed events are captured is decided here, once events can be listed.
  if (CAPTURE === "off") return own;
  const ownFunctionIds = new Set(own.map((fn) => fn.id(client.id)));
  const capture = createCapture(client, {
    createDb: createServiceClient,
    ownFunctionIds,
    apps: CAPTURE_APPS,
  });
  return [...own, capture];
}
