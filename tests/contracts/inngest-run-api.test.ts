import { randomUUID } from "node:crypto";
import type { Inngest } from "inngest";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestApp } from "../../local/runner/testing/app.ts";
import { type InngestServer, openInngestServer } from "./inngest-server.ts";

let inngest: InngestServer;
beforeAll(async () => {
  inngest = await openInngestServer();
});
afterAll(() => inngest?.stop());

const TEST_TIMEOUT_MS = 150_000;
const UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const eventually = (check: () => unknown) =>
  vi.waitFor(check, { timeout: inngest.patienceMs, interval: 100 });

/** Asks for JSON, past what the server keeps for 15 s. */
async function ask(path: string, method = "GET"): Promise<{ status: number; body: unknown }> {
  const url = new URL(path, inngest.url);
  url.searchParams.set("at", randomUUID());
  const response = await fetch(url, { method });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

const post = async (body: unknown) => {
  const response = await fetch(new URL("/e/test", inngest.url), {
    method: "POST",
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { ids: string[]; error?: string } };
};

/** An app with a function that returns at once, one that sleeps for an hour, and what hears of its end. */
async function openApp() {
  const received: { name: string; data: unknown; id?: string | undefined }[] = [];
  const cancelled: unknown[] = [];
  const heard = (client: Inngest) =>
    client.createFunction(
      {
        id: "heard",
        triggers: [
          { event: "inngest/function.cancelled", if: `event.data.function_id == '${client.id}-sleeper'` },
        ],
      },
      ({ event }: { event: { data: unknown } }) => void cancelled.push(event.data),
    );
  const app = await startTestApp(inngest.url, (client, name) => [
    client.createFunction({ id: "quick", triggers: [{ event: name("quick") }] }, ({ event }) => {
      received.push(event);
      return { made: 1 };
    }),
    client.createFunction({ id: "sleeper", triggers: [{ event: name("sleeper") }] }, async ({ step }) => {
      await step.run("begin", () => "begun");
      await step.sleep("rest", "1h");
    }),
    heard(client),
  ]);
  onTestFinished(() => app.cut());
  expect(await app.register()).toMatchObject({ status: 200 });
  return { app, cancelled, received };
}

test("an event's runs are found by its internal id alone", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app } = await openApp();
  const eventId = await app.send({ name: "quick", id: app.eventName("chosen") });
  await eventually(async () => expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed" }]));

  expect(await ask(`/v1/events/${eventId}/runs`)).toMatchObject({
    status: 200,
    body: {
      data: [{ event_id: eventId, function_id: expect.stringMatching(UUID), ended_at: expect.any(String) }],
      metadata: { fetched_at: expect.any(String), cached_until: expect.any(String) },
    },
  });
  expect(await ask(`/api/v2/events/${eventId}/runs?includeOutput=true`)).toMatchObject({
    status: 200,
    body: {
      data: [
        {
          app: { id: app.client.id },
          function: { id: "quick" },
          status: "COMPLETED",
          endedAt: expect.any(String),
          output: { made: 1 },
        },
      ],
    },
  });
  // A refusal is 200 here, and says 400 within.
  expect(await ask(`/v1/events/${encodeURIComponent(app.eventName("chosen"))}/runs`)).toMatchObject({
    status: 200,
    body: { error: expect.stringContaining("Invalid event ID"), data: null, status: 400 },
  });
  expect((await ask("/api/v2/events/chosen/runs")).status).toBe(400);
  expect(await ask(`/v1/events/${UNKNOWN}/runs`)).toMatchObject({ status: 200, body: { data: [] } });
  expect((await ask(`/api/v2/events/${UNKNOWN}/runs`)).body).not.toHaveProperty("data");
});

test("an id that was seen is an event of its own, without a run", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app } = await openApp();
  const event = { name: "quick", id: app.eventName("twice") };
  const first = await app.send(event);
  await eventually(async () => expect(await app.runsOf(first)).toMatchObject([{ status: "Completed" }]));

  const second = await app.send(event);

  expect(second).not.toBe(first);
  // What was sent later has run when this has had its time.
  const later = await app.send({ name: "quick" });
  await eventually(async () => expect(await app.runsOf(later)).toMatchObject([{ status: "Completed" }]));
  expect(await app.runsOf(second)).toEqual([]);
});

test("an id that no function has run for starts the next one that registers", {
  timeout: TEST_TIMEOUT_MS,
}, async () => {
  const received: unknown[] = [];
  const app = await startTestApp(inngest.url, (client, name) => [
    client.createFunction({ id: "late", triggers: [{ event: name("late") }] }, ({ event }) => {
      received.push(event.id);
    }),
  ]);
  onTestFinished(() => app.cut());
  const event = { name: "late", id: app.eventName("early") };
  expect(await app.runsOf(await app.send(event))).toEqual([]);

  expect(await app.register()).toMatchObject({ status: 200 });
  await app.send(event);

  await eventually(() => expect(received).toEqual([event.id]));
});

test("what waits for its time is scheduled, and has not ended", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app } = await openApp();
  const eventId = await app.send({ name: "quick", ts: Date.now() + 3_600_000 });
  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Scheduled", ended_at: null }]),
  );
  expect((await ask(`/api/v2/events/${eventId}/runs`)).body).toMatchObject({ data: [{ status: "QUEUED" }] });
});

test("a run can be cancelled, once, and that is told", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app, cancelled } = await openApp();
  const eventId = await app.send({ name: "sleeper" });
  await eventually(async () => {
    expect((await ask(`/api/v2/events/${eventId}/runs`)).body).toMatchObject({
      data: [{ status: "RUNNING" }],
    });
  });
  const [run] = await app.runsOf(eventId);
  const path = `/api/v2/runs/${run?.run_id}/cancel`;

  expect(await ask(path, "POST")).toMatchObject({ status: 200, body: { data: { runId: run?.run_id } } });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Cancelled", ended_at: expect.any(String) }]),
  );
  await eventually(() => expect(cancelled).toHaveLength(1));
  expect(cancelled[0]).toMatchObject({
    function_id: `${app.client.id}-sleeper`,
    run_id: run?.run_id,
    event: { name: app.eventName("sleeper"), user: {} },
    events: [{ name: app.eventName("sleeper") }],
    _inngest: { status: "Cancelled" },
  });
  expect((await ask(path, "POST")).status).toBe(409);
  expect((await ask(`/api/v2/runs/${UNKNOWN}/cancel`, "POST")).status).toBe(404);
  expect((await ask("/api/v2/runs/none/cancel", "POST")).status).toBe(400);
});

test("the events before a bad one are kept", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app, received } = await openApp();
  const name = app.eventName("quick");
  const good = { name, data: { _inngest: { mine: true }, tag: "good" } };

  const { status, body } = await post([good, { name: "inngest/function.failed" }, { name }]);

  expect(status).toBe(400);
  expect(body.error).toMatch(/reserved/);
  expect(body.ids).toHaveLength(1);
  await eventually(() => expect(received).toHaveLength(1));
  expect(received[0]).toMatchObject({ id: body.ids[0], data: { tag: "good" }, user: {} });
  expect(received[0]?.data).toEqual({ tag: "good" });
});

test.each([
  ["a time before 1980", { ts: 5 }, /before Jan 1, 1980/],
  ["a time after 2100", { ts: 4_102_444_800_001 }, /after Jan 1, 2100/],
  ["a half millisecond", { ts: 1_700_000_000_000.5 }, /ts/],
  ["data that is a list", { data: [1] }, /data/],
  ["an id that is a number", { id: 7 }, /id/],
])("an event with %s is refused", async (_what, part, reason) => {
  const { status, body } = await post({ name: `test-${randomUUID()}/refused`, ...part });
  expect(status).toBe(400);
  expect(body).toMatchObject({ ids: [""], error: expect.stringMatching(reason) });
});
