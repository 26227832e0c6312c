import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { acceptEvents } from "./accept-events.ts";
import { endItem } from "./advance-run.ts";
import { executeItem } from "./execute-item.ts";
import { claimItems } from "./queue.ts";
import { openStore } from "./store.ts";
import { openTestDatabases, type TestDatabases } from "./testing/database.ts";
import { eventually, openRegistered } from "./testing/open-runner.ts";

const HOUR_MS = 3_600_000;

const eventNamed = (name: string) => ({ name, data: null, user: {}, senderId: null, ts: null, v: null });

let databases: TestDatabases;
beforeAll(async () => {
  databases = await openTestDatabases();
});
afterAll(() => databases?.stop());

test("a run goes on after a restart of the runner, without repeating steps", async () => {
  const calls: string[] = [];
  const { app, restart } = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "f", triggers: [{ event: name("go") }] }, async ({ step }) => {
      await step.run("first", () => {
        calls.push("first");
      });
      await step.sleep("pause", "1s");
      return step.run("second", () => {
        calls.push("second");
        return "done";
      });
    }),
  ]);
  const eventId = await app.send({ name: "go" });
  await eventually(() => expect(calls).toEqual(["first"]));

  await restart();

  await eventually(async () => expect(await app.runsOf(eventId)).toMatchObject([{ output: "done" }]));
  expect(calls).toEqual(["first", "second"]);
});

test("what a killed runner was doing is done again when its lease is over, and not before", async () => {
  let runs = 0;
  const { app, clock, databaseUrl, restart, stop } = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "f", triggers: [{ event: name("go") }] }, () => ++runs),
  ]);
  await stop();
  const store = await openStore(databaseUrl);
  onTestFinished(() => store.sql.end());
  const name = app.eventName("go");
  const [eventId = ""] = await acceptEvents(store, [eventNamed(name)], undefined);
  expect(await claimItems(store, [], 10, HOUR_MS)).toHaveLength(1);
  expect(await claimItems(store, [], 10, HOUR_MS)).toHaveLength(0);

  await restart();

  const isDone = (id: string) =>
    eventually(async () => expect(await app.runsOf(id)).toMatchObject([{ status: "Completed" }]));
  await isDone(await app.send({ name: "go" }));
  expect(await app.runsOf(eventId)).toMatchObject([{ status: "Scheduled" }]);
  expect(runs).toBe(1);
  clock.skewMs = HOUR_MS;
  await isDone(eventId);
  expect(runs).toBe(2);
});

test("the result of a lease that is over is void", async () => {
  const { app, databaseUrl, stop } = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "f", triggers: [{ event: name("go") }] }, () => "never called"),
  ]);
  await stop();
  const store = await openStore(databaseUrl);
  onTestFinished(() => store.sql.end());
  const name = app.eventName("go");
  await acceptEvents(store, [eventNamed(name)], undefined);
  const [late] = await claimItems(store, [], 10, 0);
  const [current] = await claimItems(store, [], 10, 60_000);
  if (!late || !current) throw new Error("nothing was claimed");
  const outputs = () => store.sql`select status, output from runs`;

  await endItem(store, late, { status: "Completed", output: "late" });
  expect(await outputs()).toEqual([{ status: "Scheduled", output: null }]);
  await endItem(store, current, { status: "Completed", output: "current" });
  expect(await outputs()).toEqual([{ status: "Completed", output: '"current"' }]);
});

test("what is under way when the runner stops is finished first", async () => {
  let started = false;
  const { app, databaseUrl, stop } = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "f", triggers: [{ event: name("go") }] }, async () => {
      started = true;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return "finished";
    }),
  ]);
  await app.send({ name: "go" });
  await eventually(() => expect(started).toBe(true));

  await stop();

  const store = await openStore(databaseUrl);
  onTestFinished(() => store.sql.end());
  expect(await store.sql`select output from runs`).toEqual([{ output: '"finished"' }]);
});

test("what takes too long when the runner stops is given back as it was", async () => {
  const abort = new AbortController();
  const { app, databaseUrl, stop } = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "f", triggers: [{ event: name("go") }] }, () => {
      abort.abort();
      return new Promise(() => undefined);
    }),
  ]);
  await stop();
  const store = await openStore(databaseUrl);
  onTestFinished(() => store.sql.end());
  const name = app.eventName("go");
  await acceptEvents(store, [eventNamed(name)], undefined);
  const [item] = await claimItems(store, [], 10, 60_000);
  if (!item) throw new Error("nothing was claimed");

  await executeItem(
    store,
    item,
    { backoffMs: () => 60_000, refusalsAreTries: () => true, callLimitMs: HOUR_MS, log: () => undefined },
    abort.signal,
  );

  expect(await claimItems(store, [], 10, 60_000)).toMatchObject([{ runId: item.runId, attempt: 0 }]);
});

test("an app that is not there costs no try where refusals are none", async () => {
  const attempts: number[] = [];
  const lines: string[] = [];
  const { app } = await openRegistered(
    databases,
    (client, name) => [
      client.createFunction({ id: "f", retries: 0, triggers: [{ event: name("go") }] }, ({ attempt }) => {
        attempts.push(attempt);
      }),
    ],
    { log: (line) => lines.push(line), refusalsAreTries: () => false },
  );
  await app.cut();
  const eventId = await app.send({ name: "go" });
  await eventually(() =>
    expect(lines.filter((line) => line.includes("Unable to reach SDK URL")).length).toBeGreaterThan(1),
  );

  await app.listen();

  await eventually(async () => expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed" }]));
  expect(attempts).toEqual([0]);
});
