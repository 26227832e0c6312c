import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestApp } from "../../local/runner/testing/app.ts";
import { type InngestServer, openInngestServer } from "./inngest-server.ts";

let inngest: InngestServer;
beforeAll(async () => {
  inngest = await openInngestServer();
});
afterAll(() => inngest?.stop());

const TEST_TIMEOUT_MS = 150_000;

/** An app with one function that notes what it receives. */
async function openListener(server: InngestServer) {
  const received: { tag: unknown; at: number }[] = [];
  const app = await startTestApp(server.url, (client, name) => [
    client.createFunction({ id: "note", triggers: [{ event: name("note") }] }, ({ event }) => {
      received.push({ tag: event.data.tag, at: Date.now() });
    }),
  ]);
  onTestFinished(() => app.cut());
  expect(await app.register()).toMatchObject({ status: 200 });
  const eventually = (check: () => unknown) =>
    vi.waitFor(check, { timeout: server.patienceMs, interval: 50 });
  return { app, eventually, received, tags: () => received.map((one) => one.tag) };
}

test("an event id that was seen is dropped", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app, eventually, tags } = await openListener(inngest);
  const id = randomUUID();

  await app.send({ name: "note", id, data: { tag: "first" } });
  await eventually(() => expect(tags()).toEqual(["first"]));
  await app.send({ name: "note", id, data: { tag: "again" } });
  await app.send({ name: "note", id: randomUUID(), data: { tag: "other" } });

  await eventually(() => expect(tags()).toContain("other"));
  expect(tags()).toEqual(["first", "other"]);
});

test("of two posts of one id at the same moment one counts", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app, eventually, tags } = await openListener(inngest);
  const id = randomUUID();

  await Promise.all([
    app.send({ name: "note", id, data: { tag: "one of two" } }),
    app.send({ name: "note", id, data: { tag: "one of two" } }),
  ]);
  await app.send({ name: "note", data: { tag: "later" } });

  await eventually(() => expect(tags()).toContain("later"));
  await eventually(() => expect(tags()).toContain("one of two"));
  expect(tags().filter((tag) => tag === "one of two")).toHaveLength(1);
});

test("an event with a ts in the future waits until then", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app, eventually, received, tags } = await openListener(inngest);
  const ts = Date.now() + 3_000;

  await app.send({ name: "note", ts, data: { tag: "delayed" } });
  await app.send({ name: "note", data: { tag: "at once" } });

  await eventually(() => expect(tags()).toEqual(["at once", "delayed"]));
  expect(received[0]?.at).toBeLessThan(ts);
  expect(received[1]?.at).toBeGreaterThanOrEqual(ts - 50);
});

test("a malformed event is refused with the reason", { timeout: TEST_TIMEOUT_MS }, async () => {
  const response = await fetch(new URL("/e/test", inngest.url), { method: "POST", body: '{"data":{}}' });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: expect.stringMatching(/name/) });
});

test("an event above the size limit is refused", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { app } = await openListener(inngest);
  const body = JSON.stringify({ name: app.eventName("note"), data: { text: "x".repeat(3 * 1024 * 1024) } });

  const response = await fetch(new URL("/e/test", inngest.url), { method: "POST", body });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: expect.stringMatching(/over the max size/) });
});

test("a cron trigger starts runs", { timeout: TEST_TIMEOUT_MS }, async () => {
  const server = await openInngestServer(3_000);
  onTestFinished(() => server.stop());
  const events: unknown[] = [];
  const app = await startTestApp(server.url, (client) => [
    client.createFunction({ id: "tick", triggers: [{ cron: "* * * * *" }] }, ({ event }) => {
      events.push(event);
    }),
  ]);
  onTestFinished(() => app.cut());

  expect(await app.register()).toMatchObject({ status: 200 });

  const patienceMs = Math.max(server.patienceMs, 70_000);
  await vi.waitFor(() => expect(events.length).toBeGreaterThanOrEqual(1), { timeout: patienceMs });
  expect(events[0]).toMatchObject({ name: "inngest/scheduled.timer", data: { cron: "* * * * *" } });
});
