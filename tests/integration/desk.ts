import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, inject } from "vitest";
import type { OutboxEvent, SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { createServiceClient, type ServiceClient } from "../../app/lib/supabase/clients.server.ts";

/** Where a Supabase is, and the keys to it. */
export interface SupabaseAddress {
  databaseUrl: string;
  supabaseUrl: string;
  publishableKey: string;
  secretKey: string;
}

/** Dates as text: the driver's own conversion has no 'infinity'. */
const date = { to: 1082, from: [1082], serialize: (value: string) => value, parse: (value: string) => value };

/** The stack that all tests share. */
export function sharedStack(): SupabaseAddress {
  return {
    databaseUrl: inject("databaseUrl"),
    supabaseUrl: inject("supabaseUrl"),
    publishableKey: inject("publishableKey"),
    secretKey: inject("secretKey"),
  };
}

/**
 * Points the application of this test file at a stack, through the environment, as a server is.
 *
 * @returns the application's own client, and the database for what a test prepares and looks up
 */
export function connectDesk(stack: SupabaseAddress): { db: ServiceClient; sql: postgres.Sql } {
  Object.assign(process.env, {
    NODE_ENV: "test",
    LOG_LEVEL: "silent",
    SUPABASE_URL: stack.supabaseUrl,
    SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
    SUPABASE_SECRET_KEY: stack.secretKey,
    INNGEST_DEV: "http://127.0.0.1:9",
    GENERATION_API_URL: inject("songApiUrl"),
    GENERATION_API_KEY: inject("songApiKey"),
    GENERATION_ALLOW_PRIVATE_AUDIO: "true",
  });
  const sql = postgres(stack.databaseUrl, { max: 4, onnotice: () => {}, types: { date } });
  afterAll(() => sql.end({ timeout: 5 }));
  return { db: createServiceClient(), sql };
}

/** An event as it is read where it is received. */
export interface ReceivedEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}
export const readEvent = ({ json }: OutboxEvent) => JSON.parse(json) as ReceivedEvent;

/** Takes every event, as Inngest does, and keeps it. */
export function recordingSender(): { send: SendEvents; sent: ReceivedEvent[] } {
  const sent: ReceivedEvent[] = [];
  return { sent, send: async (events) => void sent.push(...events.map(readEvent)) };
}

/** Hands events to a runner by the client of an app that is registered there. */
export const sendBy =
  (client: { send(events: ReceivedEvent[]): Promise<unknown> }): SendEvents =>
  async (events) =>
    void (await client.send(events.map(readEvent)));

/** The id of a request that is nobody's. */
export const requestId = (): string => `request-${randomUUID()}`;
