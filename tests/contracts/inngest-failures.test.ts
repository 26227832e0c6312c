import {
  type FailureEventArgs,
  type GetStepTools,
  type Inngest,
  NonRetriableError,
  RetryAfterError,
  StepError,
} from "inngest";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestApp, type TestApp } from "../../local/runner/testing/app.ts";
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

test("a step is tried retries + 1 times, then onFailure is told everything", {
  timeout: TEST_TIMEOUT_MS,
}, async () => {
  const attempts: number[] = [];
  const before: string[] = [];
  const failures: { event: Record<string, unknown>; error: Error }[] = [];
  const app = await openApp((client, name) => [
    client.createFunction(
      {
        id: "fails",
        retries: 2,
        triggers: [{ event: name("fails") }],
        onFailure: async ({ event, error, step }: FailureEventArgs & { step: GetStepTools<Inngest> }) => {
          await step.run("record", () => {
            failures.push({ event, error });
          });
        },
      },
      async ({ step, attempt }) => {
        await step.run("before", () => {
          before.push("ran");
        });
        await step.run("render", () => {
          attempts.push(attempt);
          throw attempts.length === 1
            ? new RangeError("early")
            : new RetryAfterError("provider is down", 1_000);
        });
      },
    ),
  ]);

  const data = { order_id: "o-1", variant_numbers: [1, 2] };
  const eventId = await app.send({ name: "fails", data });

  await eventually(() => expect(failures).toHaveLength(1));
  expect(attempts).toEqual([0, 1, 2]);
  expect(before).toEqual(["ran"]);
  const runs = await app.runsOf(eventId);
  expect(runs).toMatchObject([{ status: "Failed" }]);
  expect(failures[0]?.event).toMatchObject({
    name: "inngest/function.failed",
    data: {
      function_id: `${app.client.id}-fails`,
      run_id: runs[0]?.run_id,
      event: { name: app.eventName("fails"), data },
      error: { name: "RetryAfterError", message: "provider is down", stack: expect.stringContaining("at ") },
    },
  });
  expect(failures[0]?.error.message).toBe("provider is down");
});

test("an error outside of steps is retried and reported too", { timeout: TEST_TIMEOUT_MS }, async () => {
  const attempts: number[] = [];
  const failures: unknown[] = [];
  const app = await openApp((client, name) => [
    client.createFunction(
      {
        id: "bare",
        retries: 1,
        triggers: [{ event: name("bare") }],
        onFailure: ({ error }: FailureEventArgs) => {
          failures.push(error.message);
        },
      },
      ({ attempt }) => {
        attempts.push(attempt);
        throw new RetryAfterError("bare failure", 1_000);
      },
    ),
  ]);

  await app.send({ name: "bare" });

  await eventually(() => expect(failures).toEqual(["bare failure"]));
  expect(attempts).toEqual([0, 1]);
});

test("NonRetriableError ends a run at once", { timeout: TEST_TIMEOUT_MS }, async () => {
  const attempts: number[] = [];
  const failures: unknown[] = [];
  const app = await openApp((client, name) => [
    client.createFunction(
      {
        id: "refused",
        retries: 3,
        triggers: [{ event: name("refused") }],
        onFailure: ({ event }: FailureEventArgs) => {
          failures.push(event.data.error);
        },
      },
      async ({ step, attempt }) => {
        await step.run("moderate", () => {
          attempts.push(attempt);
          throw new NonRetriableError("the text was refused");
        });
      },
    ),
  ]);

  const eventId = await app.send({ name: "refused" });

  await eventually(() => expect(failures).toHaveLength(1));
  expect(failures).toMatchObject([{ message: "the text was refused" }]);
  expect(attempts).toEqual([0]);
  expect(await app.runsOf(eventId)).toMatchObject([{ status: "Failed" }]);
});

test("RetryAfterError says when to try again", { timeout: TEST_TIMEOUT_MS }, async () => {
  const times: number[] = [];
  const app = await openApp((client, name) => [
    client.createFunction({ id: "later", retries: 1, triggers: [{ event: name("later") }] }, ({ step }) =>
      step.run("limited", () => {
        times.push(Date.now());
        if (times.length === 1) throw new RetryAfterError("rate limit", 2_000);
        return "done";
      }),
    ),
  ]);

  const eventId = await app.send({ name: "later" });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed", output: "done" }]),
  );
  expect(times).toHaveLength(2);
  // Seconds count from the last full one.
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(950);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(8_000);
});

test("attempts are counted for each step", { timeout: TEST_TIMEOUT_MS }, async () => {
  const tries = { one: 0, two: 0 };
  const app = await openApp((client, name) => [
    client.createFunction(
      { id: "each", retries: 1, triggers: [{ event: name("each") }] },
      async ({ step }) => {
        for (const key of ["one", "two"] as const) {
          await step.run(key, () => {
            tries[key]++;
            if (tries[key] === 1) throw new RetryAfterError("once each", 1_000);
          });
        }
        return "through";
      },
    ),
  ]);

  const eventId = await app.send({ name: "each" });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed", output: "through" }]),
  );
  expect(tries).toEqual({ one: 2, two: 2 });
});

test("a function may catch the error of a failed step and go on", { timeout: TEST_TIMEOUT_MS }, async () => {
  const cleanups: string[] = [];
  const app = await openApp((client, name) => [
    client.createFunction(
      { id: "catch", retries: 0, triggers: [{ event: name("catch") }] },
      async ({ step }) => {
        try {
          await step.run("risky", () => {
            throw new TypeError("broken audio");
          });
        } catch (error) {
          const known = error instanceof StepError ? `${error.stepId}: ${error.message}` : String(error);
          return step.run("clean-up", () => {
            cleanups.push("ran");
            return known;
          });
        }
      },
    ),
  ]);

  const eventId = await app.send({ name: "catch" });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed", output: "risky: broken audio" }]),
  );
  expect(cleanups).toEqual(["ran"]);
});

test("a run goes on after the app was lost in the middle of a step", {
  timeout: TEST_TIMEOUT_MS,
}, async () => {
  const calls: string[] = [];
  const app: TestApp = await openApp((client, name) => [
    client.createFunction(
      { id: "lost", retries: 2, triggers: [{ event: name("lost") }] },
      async ({ step }) => {
        await step.run("before", () => {
          calls.push("before");
        });
        // A call of its own for the second step: a genuine server may let one call run several steps.
        await step.sleep("pause", "1s");
        return step.run("fragile", async () => {
          calls.push("fragile");
          if (calls.length === 2) {
            await app.cut();
            await app.listen();
          }
          return "survived";
        });
      },
    ),
  ]);

  const eventId = await app.send({ name: "lost" });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed", output: "survived" }]),
  );
  // The genuine server may have been told of the step by the SDK itself, past the answer that was lost.
  expect(calls.slice(0, 2)).toEqual(["before", "fragile"]);
  expect(calls.length).toBeLessThanOrEqual(3);
});
