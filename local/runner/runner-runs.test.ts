import { group, NonRetriableError } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRunner } from "./index.ts";
import { openTestDatabases, type TestDatabases } from "./testing/database.ts";
import { eventually, openCounter, openRegistered } from "./testing/open-runner.ts";

const HOUR_MS = 3_600_000;

let databases: TestDatabases;
beforeAll(async () => {
  databases = await openTestDatabases();
});
afterAll(() => databases?.stop());

test("an opcode that the runner does not know fails the run, and onFailure hears of it", async () => {
  const failures: unknown[] = [];
  const { app } = await openRegistered(databases, (client, name) => [
    client.createFunction(
      {
        id: "f",
        triggers: [{ event: name("go") }],
        onFailure: ({ error }: { error: Error }) => {
          failures.push(error.message);
        },
      },
      async ({ step }) => {
        await step.waitForEvent("approval", { event: name("approved"), timeout: "1h" });
      },
    ),
  ]);

  const eventId = await app.send({ name: "go" });

  const message = 'opcode "WaitForEvent" of step "approval" is not supported by this runner';
  await eventually(() => expect(failures).toEqual([message]));
  expect(await app.runsOf(eventId)).toMatchObject([{ status: "Failed", output: { message } }]);
});

test("a failing failure handler does not fail again", async () => {
  const failed: unknown[] = [];
  const { app } = await openRegistered(databases, (client, name) => [
    client.createFunction(
      { id: "listener", triggers: [{ event: "inngest/function.failed" }] },
      ({ event }) => {
        failed.push(event.data.function_id);
      },
    ),
    client.createFunction(
      {
        id: "f",
        triggers: [{ event: name("go") }],
        onFailure: () => {
          failed.push("handler");
          throw new NonRetriableError("the handler fails too");
        },
      },
      () => {
        throw new NonRetriableError("it fails");
      },
    ),
    client.createFunction({ id: "last", triggers: [{ event: name("last") }] }, () => failed.push("last")),
  ]);

  await app.send({ name: "go" });
  await eventually(() => expect(failed).toHaveLength(2));
  await app.send({ name: "last" });

  await eventually(() => expect(failed).toContain("last"));
  expect(failed.toSorted()).toEqual([`${app.client.id}-f`, "handler", "last"].toSorted());
});

test("the backoff is asked for each failed attempt, and the last one is final", async () => {
  const asked: number[] = [];
  const backoffMs = (attempt: number) => {
    asked.push(attempt);
    return 10;
  };
  const { app } = await openRegistered(
    databases,
    (client, name) => [
      client.createFunction({ id: "f", retries: 2, triggers: [{ event: name("go") }] }, ({ step }) =>
        step.run("breaks", () => {
          throw new Error("broken");
        }),
      ),
    ],
    { backoffMs },
  );

  const eventId = await app.send({ name: "go" });

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ status: "Failed", output: { message: "broken" } }]),
  );
  expect(asked).toEqual([0, 1]);
});

test("no more runs at once than the concurrency of the function", async () => {
  let active = 0;
  let most = 0;
  const { app, sql } = await openRegistered(databases, (client, name) => [
    client.createFunction(
      { id: "narrow", concurrency: { limit: 2 }, triggers: [{ event: name("go") }] },
      ({ step }) =>
        step.run("work", async () => {
          most = Math.max(most, ++active);
          // The first waits for its like, however long that takes; a third would have come to the two meanwhile.
          await eventually(() => expect(most).toBeGreaterThan(1));
          await new Promise((resolve) => setTimeout(resolve, 50));
          active--;
        }),
    ),
  ]);

  await Promise.all(Array.from({ length: 8 }, () => app.send({ name: "go" })));

  await eventually(async () => {
    expect(await sql`select count(*)::int as runs from runs where status = 'Completed'`).toEqual([
      { runs: 8 },
    ]);
  });
  expect(most).toBe(2);
});

test("a clock that jumps does not start again what is under way", async () => {
  const calls: unknown[] = [];
  let finish: () => void = () => undefined;
  const { app, clock } = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "long", triggers: [{ event: name("long") }] }, async () => {
      calls.push("long");
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    }),
    client.createFunction({ id: "short", triggers: [{ event: name("short") }] }, () => calls.push("short")),
  ]);
  const eventId = await app.send({ name: "long" });
  await eventually(() => expect(calls).toEqual(["long"]));

  clock.skewMs = HOUR_MS;
  await app.send({ name: "short" });
  await eventually(() => expect(calls).toContain("short"));
  finish();

  await eventually(async () => expect(await app.runsOf(eventId)).toMatchObject([{ status: "Completed" }]));
  expect(calls).toEqual(["long", "short"]);
});

test.each([
  ["group.parallel in race mode", undefined, group.parallel],
  ["optimizeParallelism off", false, (_options: unknown, race: () => Promise<string>) => race()],
] as const)(
  "with %s a race goes on with the first step, and runs each once",
  async (_how, optimize, parallel) => {
    const calls: string[] = [];
    let finish: () => void = () => undefined;
    const { app } = await openRegistered(databases, (client, name) => [
      client.createFunction(
        { id: "race", optimizeParallelism: optimize, triggers: [{ event: name("go") }] },
        async ({ step }) => {
          const winner = await parallel({ mode: "race" }, () =>
            Promise.race([
              step.run("quick", async () => {
                // Both are under way when it ends.
                await eventually(() => expect(calls).toContain("slow"));
                calls.push("quick");
                return "quick";
              }),
              step.run("slow", async () => {
                calls.push("slow");
                await new Promise<void>((resolve) => {
                  finish = resolve;
                });
                return "slow";
              }),
            ]),
          );
          return step.run("after", () => {
            calls.push("after");
            return winner;
          });
        },
      ),
    ]);

    const eventId = await app.send({ name: "go" });

    await eventually(() => expect(calls).toContain("after"));
    finish();
    await eventually(async () => expect(await app.runsOf(eventId)).toMatchObject([{ output: "quick" }]));
    expect(calls.toSorted()).toEqual(["after", "quick", "slow"]);
  },
);

test("calling the function while a step is under way does not run that step again", async () => {
  let slow = 0;
  let finish: () => void = () => undefined;
  const { app, sql } = await openRegistered(databases, (client, name) => [
    client.createFunction(
      { id: "all", optimizeParallelism: false, triggers: [{ event: name("go") }] },
      ({ step }) =>
        Promise.all([
          step.run("quick", () => "quick"),
          step.run("slow", async () => {
            slow++;
            await new Promise<void>((resolve) => {
              finish = resolve;
            });
            return "slow";
          }),
        ]),
    ),
  ]);

  const eventId = await app.send({ name: "go" });
  // The function was called after the quick step, and that call has ended, when only the slow step is queued.
  await eventually(async () => {
    expect(await sql`select name from steps`).toEqual([{ name: "quick" }]);
    expect(await sql`select name from queue`).toEqual([{ name: "slow" }]);
    expect(slow).toBe(1);
  });
  finish();

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([{ output: ["quick", "slow"] }]),
  );
  expect(slow).toBe(1);
});

test("a port that is taken is said at once", async () => {
  const { url } = await openCounter(databases);
  const databaseUrl = await databases.create();

  await expect(startRunner({ databaseUrl, port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
});
