import { randomUUID } from "node:crypto";
import { type ServerType, serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { stringifyExact } from "../../app/lib/exact-json.ts";
import { getFailedJob } from "../../app/lib/failed-jobs/get-failed-job.server.ts";
import { revealFailedJob } from "../../app/lib/failed-jobs/reveal-failed-job.server.ts";
import { INCOMPLETE } from "../../app/lib/outbox/kept-event.ts";
import { createDatabase } from "../../local/postgres/index.ts";
import { startRunner } from "../../local/runner/index.ts";
import { makeCustomer, makeOrder, makeStaff, makeVariant, requestEvent } from "../database/rows.ts";
import { connectDesk, requestId, sharedStack } from "./desk.ts";

// The desk's own functions at their own address, called by a runner, with a provider that fails in its own words.

const { db, sql } = connectDesk(sharedStack());

const HOSTILE = "a\0b \ud83d c \udcbf";
const STORED = "a\ufffdb \ufffd c \ufffd";

vi.mock(import("../../app/lib/generation/index.server.ts"), async (importOriginal) => ({
  ...(await importOriginal()),
  createSongProvider: () => ({
    generate: async () => {
      const error = new Error(`${HOSTILE} ${"😀".repeat(30_000)}`);
      error.name = HOSTILE;
      error.stack = `${error.message}\n${`    at ${HOSTILE} (song.js:1:1)\n`.repeat(5_000)}`;
      throw error;
    },
  }),
}));

let runner: Awaited<ReturnType<typeof startRunner>>;
let server: ServerType;
let url: string;
beforeAll(async () => {
  const databaseUrl = await createDatabase(inject("databaseUrl"), "foreign_text_runner");
  runner = await startRunner({ databaseUrl, backoffMs: () => 10 });
  const { action } = await import("../../app/routes/api.inngest.ts");
  const fetch = (request: Request) => action({ request, params: {}, context: {} });
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch, hostname: "127.0.0.1", port: 0 }, (address) => resolve(address.port));
  });
  url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, { INNGEST_DEV: runner.url, PUBLIC_URL: url });
  expect((await globalThis.fetch(`${url}/api/inngest`, { method: "PUT" })).status).toBe(200);
});
afterAll(async () => {
  await runner.stop();
  server.close();
});

async function send(event: string): Promise<void> {
  const response = await fetch(new URL("/e/key", runner.url), { method: "POST", body: event });
  expect(response.status).toBe(200);
}

/** The dead letter of an event, as soon as it is there. */
const deadLetterOf = (eventId: string) =>
  vi.waitFor(
    async () => {
      const [row] = await sql`select *, event_data::text as event_text from public.failed_jobs
        where event_data ->> 'id' = ${eventId}`;
      if (!row) throw new Error("there is no dead letter yet");
      return row;
    },
    { timeout: 60_000, interval: 50 },
  );

/** A run whose event has so many levels fails, since it is not a request for songs. */
async function failDeeply(levels: number) {
  const id = `deep-${randomUUID()}`;
  // Two levels are the event and its data.
  const deep = `${"[".repeat(levels - 2)}1${"]".repeat(levels - 2)}`;
  await send(`{"id": "${id}", "name": "song/generation.requested", "data": {"deep": ${deep}}}`);
  const letter = await deadLetterOf(id);
  expect(letter.error_message).toMatch(/^The event is not a request for songs/);
  return letter;
}

describe("D1 a run's failure", () => {
  test("D1 with NUL, halves of pairs and overlong texts is recorded, each replaced or cut", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "pending");
    const event = requestEvent(order.id, [1], `order:${order.id}:paid`);
    await send(JSON.stringify({ ...event, data: { ...event.data, [HOSTILE]: [HOSTILE] } }));
    const letter = await deadLetterOf(event.id);
    expect(letter).toMatchObject({
      order_id: order.id,
      error_type: STORED,
      event_data: { data: { ...event.data, [STORED]: [STORED] } },
      state: "open",
      retry_count: 3,
    });
    for (const [text, most] of [
      [letter.error_message, 50_000],
      [letter.error_stack, 100_000],
    ]) {
      expect(text).toContain(STORED);
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text.length).toBeGreaterThan(most - 3);
      expect(text.endsWith("…")).toBe(true);
      expect(text).not.toMatch(/[\0\p{Surrogate}]/u);
    }
    const [activity] = await sql`select note from desk.activity where subject_id = ${letter.id}`;
    expect(activity?.note).toBe(letter.error_message);
  });

  test("D1 of an event nested in 1,500 levels is recorded with the whole event, and shown", async () => {
    const letter = await failDeeply(1_500);
    expect(letter.event_text.split("[")).toHaveLength(1_499);
    expect(letter.event_data).not.toHaveProperty(INCOMPLETE);
    expect((await getFailedJob(db, letter.id)).masked).toHaveLength(1);
  });

  test("D1 of an event nested in 3,000 levels is recorded to a depth, shown, and not sent again", async () => {
    const letter = await failDeeply(3_000);
    expect(letter.event_text.split("[")).toHaveLength(1_499);
    const [row] = await sql`select desk_private.event_refusal(${letter.event_text}::text::jsonb) as refusal`;
    expect(row?.refusal).toEqual({ code: "event_incomplete" });
    expect((await getFailedJob(db, letter.id)).retry_refusal?.message).toMatch(
      /too deeply to be kept in full/,
    );
  });

  test("D1 a row of the shop's own that is nested in 3,500 levels is shown and revealed to a depth", async () => {
    const [row] = await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count)
      values ('x', ${`${"[".repeat(3_500)}1e400${"]".repeat(3_500)}`}::text::jsonb, 'x', 0) returning id`;
    expect((await getFailedJob(db, row?.id)).masked).toHaveLength(1);
    const actorId = (await makeStaff(sql)).id;
    const revealed = await revealFailedJob(db, { failedJobId: row?.id, actorId, requestId: requestId() });
    expect(stringifyExact(revealed).split("[")).toHaveLength(1_502);
  });
});

test.each([
  ["takes what is nested as deeply as Inngest takes it", 10_010, 206, 1],
  ["refuses anything deeper", 10_011, 400, 0],
])("D1 the address for Inngest %s", async (_what, levels, status, recorded) => {
  const id = `deep-${randomUUID()}`;
  // Around the deep value: the body, the event about the failure and its data, the event that failed and its data.
  const deep = `${"[".repeat(levels - 5)}${"]".repeat(levels - 5)}`;
  const failed = `{"id": "${id}", "name": "song/generation.requested", "data": {"deep": ${deep}}}`;
  const about = `{"run_id": "${randomUUID()}", "error": {"name": "Error", "message": "x"}, "event": ${failed}}`;
  const ctx = { run_id: randomUUID(), attempt: 0, use_api: false, stack: { stack: [], current: 0 } };
  const answer = await fetch(`${url}/api/inngest?fnId=reprise-generate-song-failure&stepId=step`, {
    method: "POST",
    body: `{"version": -1, "events": [], "steps": {}, "ctx": ${JSON.stringify(ctx)},
      "event": {"id": "${randomUUID()}", "name": "inngest/function.failed", "data": ${about}}}`,
  });
  expect(answer.status).toBe(status);
  const rows = await sql`select 1 from public.failed_jobs where event_data ->> 'id' = ${id}`;
  expect(rows).toHaveLength(recorded);
});
