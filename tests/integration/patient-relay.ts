import { vi } from "vitest";

/** As long as a slow machine may take to send one event. */
const PATIENCE_MS = 30_000;

// An operator is answered within 700 ms, and an event that is sent later was "queued" for them. Tests ask what comes of
// it, not how fast the machine is at the moment: only those that name a time are answered by then.
vi.mock(import("../../app/lib/outbox/relay-outbox.server.ts"), async (importOriginal) => {
  const original = await importOriginal();
  return {
    ...original,
    relayNow: (db, send, eventId, withinMs = PATIENCE_MS) => original.relayNow(db, send, eventId, withinMs),
  };
});
