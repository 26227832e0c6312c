import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestApp } from "../../local/runner/testing/app.ts";
import { type InngestServer, openInngestServer } from "./inngest-server.ts";

let inngest: InngestServer;
beforeAll(async () => {
  inngest = await openInngestServer();
});
afterAll(() => inngest?.stop());

const TEST_TIMEOUT_MS = 150_000;

async function openApp(define: Parameters<typeof startTestApp>[1]) {
  const app = await startTestApp(inngest.url, define);
  onTestFinished(() => app.cut());
  expect(await app.register()).toMatchObject({ status: 200 });
  return app;
}

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: inngest.patienceMs, interval: 50 });

test("an event starts a run, each step of which runs once", { timeout: TEST_TIMEOUT_MS }, async () => {
  const calls: string[] = [];
  const app = await openApp((client, name) => [
    client.createFunction(
      { id: "steps", triggers: [{ event: name("steps") }] },
      async ({ event, step, runId }) => {
        const first = await step.run("first", () => {
          calls.push("first");
          return { doubled: event.data.number * 2, nothing: null };
        });
        await step.run("second", () => {
          calls.push("second");
        });
        const third = await step.run("third", () => {
          calls.push("third");
          return first.doubled + 1;
        });
        return { first, third, runId };
      },
    ),
  ]);

  const eventId = await app.send({ name: "steps", data: { number: 21 } });

  await eventually(async () => {
    const runs = await app.runsOf(eventId);
    expect(runs).toMatchObject([
      { status: "Completed", output: { first: { doubled: 42, nothing: null }, third: 43 } },
    ]);
    expect(runs[0]?.output).toMatchObject({ runId: runs[0]?.run_id });
  });
  expect(calls).toEqual(["first", "second", "third"]);
});

test("a function receives the event as it was sent", { timeout: TEST_TIMEOUT_MS }, async () => {
  const received: unknown[] = [];
  const app = await openApp((client, name) => [
    client.createFunction({ id: "echo", triggers: [{ event: name("echo") }] }, ({ event, attempt }) => {
      received.push({ name: event.name, id: event.id, data: event.data, attempt });
    }),
  ]);
  const data = { text: "<b>ü\u2028</b>", list: [1, null, { deep: true }], empty: {} };

  await app.send({ name: "echo", id: app.eventName("chosen-id"), data });

  await eventually(() => expect(received).toHaveLength(1));
  expect(received).toEqual([
    { name: app.eventName("echo"), id: app.eventName("chosen-id"), data, attempt: 0 },
  ]);
});

test("steps of Promise.all run at the same time, once each", { timeout: TEST_TIMEOUT_MS }, async () => {
  const started: number[] = [];
  const after: number[] = [];
  const app = await openApp((client, name) => [
    client.createFunction({ id: "all", triggers: [{ event: name("all") }] }, async ({ step }) => {
      const results = await Promise.all(
        [1, 2, 3].map((n) =>
          step.run(`part-${n}`, async () => {
            started.push(n);
            // None of them ends before all have begun.
            await vi.waitFor(() => expect(new Set(started).size).toBe(3), { timeout: 30_000 });
            return n * 10;
          }),
        ),
      );
      return step.run("sum", () => {
        after.push(started.length);
        return results.reduce((sum, n) => sum + n, 0);
      });
    }),
  ]);

  const eventId = await app.send({ name: "all" });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed", output: 60 }]),
  );
  expect(started.toSorted()).toEqual([1, 2, 3]);
  expect(after).toEqual([3]);
});

test("Promise.allSettled tells which of the steps failed", { timeout: TEST_TIMEOUT_MS }, async () => {
  const app = await openApp((client, name) => [
    client.createFunction(
      { id: "settled", retries: 0, triggers: [{ event: name("settled") }] },
      async ({ step }) => {
        const settled = await Promise.allSettled([
          step.run("good", () => "fine"),
          step.run("bad", () => {
            throw new TypeError("no sound");
          }),
          step.sleep("nap", "1s"),
        ]);
        return settled.map((one) => (one.status === "rejected" ? String(one.reason) : one.status));
      },
    ),
  ]);

  const eventId = await app.send({ name: "settled" });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([
      { status: "Completed", output: ["fulfilled", "TypeError: no sound", "fulfilled"] },
    ]),
  );
});

test("step.sleep and step.sleepUntil hold a run back", { timeout: TEST_TIMEOUT_MS }, async () => {
  const until = new Date(Date.now() + 2_500);
  const times: { slept: number; woke: number }[] = [];
  const app = await openApp((client, name) => [
    client.createFunction({ id: "sleep", triggers: [{ event: name("sleep") }] }, async ({ step }) => {
      const begun = await step.run("begin", () => Date.now());
      await step.sleep("nap", "1s");
      const slept = (await step.run("middle", () => Date.now())) - begun;
      await step.sleepUntil("alarm", until);
      times.push({ slept, woke: Date.now() });
    }),
  ]);

  const eventId = await app.send({ name: "sleep" });

  await eventually(async () => expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed" }]));
  expect(times).toHaveLength(1);
  expect(times[0]?.slept).toBeGreaterThanOrEqual(950);
  expect(times[0]?.woke).toBeGreaterThanOrEqual(until.getTime() - 50);
});

test("step.sendEvent starts other functions, once", { timeout: TEST_TIMEOUT_MS }, async () => {
  const received: unknown[] = [];
  const app = await openApp((client, name) => [
    client.createFunction({ id: "sender", triggers: [{ event: name("outer") }] }, async ({ step }) => {
      await step.sendEvent("tell", [
        { name: name("inner"), data: { n: 1 } },
        { name: name("inner"), data: { n: 2 } },
      ]);
      return step.run("after", () => "sent");
    }),
    client.createFunction({ id: "receiver", triggers: [{ event: name("inner") }] }, ({ event }) => {
      received.push(event.data.n);
    }),
  ]);

  const eventId = await app.send({ name: "outer" });

  await eventually(async () => {
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed", output: "sent" }]);
    expect(received).toHaveLength(2);
  });
  expect(received.toSorted()).toEqual([1, 2]);
});

test("an event triggers every function that asks for it", { timeout: TEST_TIMEOUT_MS }, async () => {
  const app = await openApp((client, name) => [
    client.createFunction({ id: "one", triggers: [{ event: name("shared") }] }, () => "one"),
    client.createFunction(
      { id: "two", triggers: [{ event: name("other") }, { event: name("shared") }] },
      () => "two",
    ),
    client.createFunction({ id: "three", triggers: [{ event: name("other") }] }, () => "three"),
  ]);

  const eventId = await app.send({ name: "shared" });

  await eventually(async () => {
    const runs = await app.runsOf(eventId);
    expect(runs.map((run) => run.status)).toEqual(["Completed", "Completed"]);
    expect(runs.map((run) => run.output).toSorted()).toEqual(["one", "two"]);
  });
});
