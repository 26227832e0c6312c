import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { prune } from "./housekeeping.ts";
import { openStore } from "./store.ts";
import { openTestDatabases, type TestDatabases } from "./testing/database.ts";
import { eventually, openCounter, openRunner } from "./testing/open-runner.ts";

const HOUR_MS = 3_600_000;

let databases: TestDatabases;
beforeAll(async () => {
  databases = await openTestDatabases();
});
afterAll(() => databases?.stop());

test("twenty posts of one id at once are one run, and each is an event of its own", async () => {
  const { app, sql, tags } = await openCounter(databases);
  const id = randomUUID();

  const ids = await Promise.all(
    Array.from({ length: 20 }, () => app.send({ name: "count", id, data: { tag: "once" } })),
  );

  expect(new Set(ids).size).toBe(20);
  await eventually(async () => expect(await sql`select status from runs`).toEqual([{ status: "Completed" }]));
  expect((await Promise.all(ids.map(app.runsOf))).flat()).toHaveLength(1);
  expect(tags).toEqual(["once"]);
});

test("an id counts again after 24 hours, not before", async () => {
  const { app, clock, tags } = await openCounter(databases);
  const send = (tag: string) => app.send({ name: "count", id: "daily", data: { tag } });

  await send("first");
  // What is under way at the same time ends in any order.
  await eventually(() => expect(tags).toEqual(["first"]));
  clock.skewMs = 24 * HOUR_MS - 60_000;
  expect(await app.runsOf(await send("too early"))).toEqual([]);
  clock.skewMs = 24 * HOUR_MS + 60_000;
  await send("next day");

  await eventually(() => expect(tags).toContain("next day"));
  expect(tags).toEqual(["first", "next day"]);
});

test("a request that the client repeats after a lost answer counts once", async () => {
  const { app, sql, url } = await openCounter(databases);
  const headers = { "x-inngest-event-id-seed": `${Date.now()},${Buffer.alloc(10, 7).toString("base64")}` };
  const one = { name: app.eventName("count"), data: {} };
  const post = async () => {
    const body = JSON.stringify([one, one]);
    return (await fetch(`${url}/e/key`, { method: "POST", headers, body })).json();
  };

  const first = await post();

  expect(first).toMatchObject({ ids: [expect.any(String), expect.any(String)], status: 200 });
  expect(await post()).toEqual(first);
  expect(await sql`select count(*)::int as runs from runs`).toEqual([{ runs: 2 }]);
});

test("an event with a ts in the future is held until the clock says so", async () => {
  const { app, clock, tags } = await openCounter(databases);

  const eventId = await app.send({ name: "count", ts: Date.now() + HOUR_MS, data: { tag: "held" } });
  await app.send({ name: "count", data: { tag: "now" } });
  await eventually(() => expect(tags).toEqual(["now"]));
  expect(await app.runsOf(eventId)).toMatchObject([{ status: "Scheduled", ended_at: null }]);
  clock.skewMs = HOUR_MS;

  await eventually(() => expect(tags).toEqual(["now", "held"]));
});

test("a cron fires once for each moment, and keeps its schedule over registrations", async () => {
  const crons: unknown[] = [];
  const { app, clock, sql } = await openRunner(databases, (client) => [
    client.createFunction({ id: "tick", triggers: [{ cron: "0 */2 * * *" }] }, ({ event }) => {
      crons.push(event.data);
    }),
  ]);
  // A minute after a moment of the cron, whatever the time is, so that none comes but by the clock of this test.
  const start = 60_000 - (Date.now() % (2 * HOUR_MS));
  clock.skewMs = start;
  await app.register();
  const next = () => sql`select next_at from cron_triggers`;
  const [before] = await next();
  await app.register();
  expect(await next()).toEqual([before]);
  expect(crons).toEqual([]);

  clock.skewMs = start + 2 * HOUR_MS;
  await eventually(() => expect(crons).toEqual([{ cron: "0 */2 * * *" }]));
  const [after] = await next();
  expect(after?.next_at.getTime() - before?.next_at.getTime()).toBe(2 * HOUR_MS);
  // Five moments missed at once, as when the runner was down, count once.
  clock.skewMs = start + 12 * HOUR_MS;
  await eventually(() => expect(crons).toHaveLength(2));
});

test("what ended 48 hours ago is deleted", async () => {
  const { app, databaseUrl, sql } = await openCounter(databases);
  await app.send({ name: "count", data: { tag: "old" } });
  await app.send({ name: "count", ts: Date.now() + 90 * HOUR_MS, data: { tag: "held" } });
  await eventually(async () => {
    expect(await sql`select id from runs where status = 'Completed'`).toHaveLength(1);
  });
  const store = await openStore(databaseUrl, () => Date.now() + 49 * HOUR_MS);
  onTestFinished(() => store.sql.end());

  await prune(store);

  expect(await sql`select status from runs`).toEqual([{ status: "Scheduled" }]);
  expect(await sql`select count(*)::int as events from events`).toEqual([{ events: 1 }]);
  expect(await sql`select count(*)::int as ids from run_keys`).toEqual([{ ids: 0 }]);
});

test("what the runner cannot do is refused at registration, by name", async () => {
  const { app, sql } = await openRunner(databases, (client, name) => [
    client.createFunction(
      { id: "picky", triggers: [{ event: name("go"), if: "event.data.n > 1" }] },
      () => null,
    ),
  ]);
  expect(await app.register()).toEqual({
    status: 400,
    message: expect.stringContaining(
      "trigger expressions are not supported by this runner: event.data.n > 1",
    ),
  });

  const { app: throttled } = await openRunner(databases, (client, name) => [
    client.createFunction(
      { id: "slow", throttle: { limit: 1, period: "1s" }, triggers: [{ event: name("go") }] },
      () => null,
    ),
  ]);
  expect(await throttled.register()).toEqual({ status: 400, message: expect.stringContaining("throttle") });
  expect(await sql`select id from functions`).toEqual([]);
});

test("a function that is no longer registered is not started any more", async () => {
  const { app, sql, tags } = await openCounter(databases);
  await sql`update functions set active = false`;

  const eventId = await app.send({ name: "count", data: { tag: "gone" } });
  expect(await app.runsOf(eventId)).toEqual([]);
  await app.register();
  await app.send({ name: "count", data: { tag: "back" } });

  await eventually(() => expect(tags).toEqual(["back"]));
});
