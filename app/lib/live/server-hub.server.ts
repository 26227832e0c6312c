import { createServiceClient } from "~/lib/supabase/clients.server";
import { LiveHub } from "./live-hub.server";
import { pollLive } from "./poll-live.server";

let hub: LiveHub | undefined;

/** The one hub of this server. */
export function serverHub(): LiveHub {
  hub ??= new LiveHub((...asked) => pollLive(createServiceClient(), ...asked));
  return hub;
}
