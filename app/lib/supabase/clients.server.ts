import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import WebSocket from "ws";
import { supabaseEnv } from "~/lib/env.server";
import { retryConflicts } from "./conflict-retry.server";
import type { Database } from "./database.types";
import { storableBodies } from "./storable-bodies.server";

/** Acts as the service role, in the desk's own schema: it sees and changes everything. Only for requests whose sender has been checked. */
export type ServiceClient = SupabaseClient<Database, "desk">;
/** Acts as anybody: it may look up a shared song by its token, and nothing else. */
export type AnonClient = SupabaseClient<Database>;

/** supabase-js wants a WebSocket on Node 20 even where, as here, nothing uses realtime. */
export const realtime = { transport: WebSocket as unknown as typeof globalThis.WebSocket };

// A client keeps no session: a stored one would replace the key it was made with.
const auth = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false };

/** A client with the secret key, made for one request and never kept. */
export function createServiceClient(): ServiceClient {
  const { SUPABASE_URL, SUPABASE_SECRET_KEY } = supabaseEnv();
  return createClient<Database, "desk">(SUPABASE_URL, SUPABASE_SECRET_KEY, {
    db: { schema: "desk" },
    auth,
    realtime,
    global: { fetch: retryConflicts(storableBodies()) },
  });
}

/** A client with the publishable key, made for one request and never kept. */
export function createAnonClient(): AnonClient {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY } = supabaseEnv();
  return createClient<Database>(SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, { auth, realtime });
}
