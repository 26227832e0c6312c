import { cron } from "inngest";
import { env } from "~/lib/env.server";
import { createSongProvider } from "~/lib/generation/index.server";
import { relayOutbox } from "~/lib/outbox/relay-outbox.server";
import { createServiceClient } from "~/lib/supabase/clients.server";
import { inngest, sendEvent } from "./client.server";
import { createGenerateSong } from "./generate-song.server";

/** Everything that Inngest runs here. */
export function createFunctions() {
  const client = inngest();
  const generateSong = createGenerateSong(client, {
    createDb: createServiceClient,
    provider: createSongProvider(env()),
  });
  // The web servers relay by a timer of their own. This goes on when all of them are busy or restarting.
  const relay = client.createFunction(
    { id: "relay-outbox", name: "Relay the outbox", retries: 0, triggers: [cron("* * * * *")] },
    async () => ({ sent: await relayOutbox(createServiceClient(), sendEvent) }),
  );
  return [generateSong, relay];
}
