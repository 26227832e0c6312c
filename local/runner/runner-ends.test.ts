import { NonRetriableError } from "inngest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabases, type TestDatabases } from "./testing/database.ts";
import {
  type DefineFunctions,
  eventually,
  openCounter,
  openRegistered,
  openRunner,
} from "./testing/open-runner.ts";

let databases: TestDatabases;
beforeAll(async () => {
  databases = await openTestDatabases();
});
afterAll(() => databases?.stop());

/** A function that sleeps for an hour, one that never answers, and what listens to their ends. */
function openSleeper() {
  const heard: { name: string; data: unknown }[] = [];
  const listen = (client: Parameters<DefineFunctions>[0], id: string, event: string) =>
    client.createFunction(
      { id, triggers: [{ event, if: `event.data.function_id == '${client.id}-long'` }] },
      (given: { event: { name: string; data: unknown } }) =>
        void heard.push({ name: given.event.name, data: given.event.data }),
    );
  const opened = openRegistered(databases, (client, name) => [
    client.createFunction({ id: "long", triggers: [{ event: name("long") }] }, async ({ event, step }) => {
      await step.run("begin", () => "begun");
      if (event.data.hangs) await new Promise(() => undefined);
      if (event.data.fails) throw new NonRetriableError("it fails");
      await step.sleep("rest", event.data.ends ? "1s" : "1h");
      return "rested";
    }),
    listen(client, "cancelled", "inngest/function.cancelled"),
    listen(client, "failed", "inngest/function.failed"),
    listen(client, "finished", "inngest/function.finished"),
  ]);
  return { heard, opened };
}

test.each([
  ["asleep", {}],
  ["being answered", { hangs: true }],
] as const)("a run that is %s can be cancelled, once, and that is told", async (_how, data) => {
  const { heard, opened } = openSleeper();
  const { app, sql, url } = await opened;
  const eventId = await app.send({ name: "long", data });
  await eventually(async () => expect(await sql`select 1 from steps`).toHaveLength(1));
  const [run] = await app.runsOf(eventId);
  const cancel = () => fetch(`${url}/api/v2/runs/${run?.run_id}/cancel`, { method: "POST" });

  expect((await cancel()).status).toBe(200);

  expect(await app.runsOf(eventId)).toMatchObject([
    { status: "Cancelled", ended_at: expect.any(String), output: null },
  ]);
  const event = { name: app.eventName("long"), data, id: eventId, user: {}, ts: expect.any(Number) };
  const told = {
    function_id: `${app.client.id}-long`,
    run_id: run?.run_id,
    event,
    events: [{ name: event.name, data, id: eventId, ts: event.ts }],
    _inngest: { status: "Cancelled" },
  };
  await eventually(() => expect(heard).toHaveLength(2));
  expect(heard.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: "inngest/function.cancelled", data: told },
    { name: "inngest/function.finished", data: told },
  ]);
  expect((await cancel()).status).toBe(409);
  expect((await fetch(`${url}/v1/runs/${run?.run_id}`, { method: "DELETE" })).status).toBe(200);
  expect((await fetch(`${url}/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV`, { method: "DELETE" })).status).toBe(404);
  expect(heard).toHaveLength(2);
});

test("the end of a run is told with what came of it", async () => {
  const { heard, opened } = openSleeper();
  const { app } = await opened;
  await app.send({ name: "long", data: { ends: true } });
  await eventually(() =>
    expect(heard).toMatchObject([
      { name: "inngest/function.finished", data: { result: "rested", _inngest: { status: "Completed" } } },
    ]),
  );
  await app.send({ name: "long", data: { fails: true } });
  await eventually(() => expect(heard).toHaveLength(3));
  const data = {
    error: { error: "NonRetriableError", name: "NonRetriableError", message: "it fails" },
    result: { message: "it fails" },
    _inngest: { status: "Failed" },
  };
  expect(heard.slice(1)).toMatchObject([{ data }, { data }]);
});

test("a call that no app hears is a try, and the last one fails the run in the server's words", async () => {
  const { heard, opened } = openSleeper();
  const { app } = await opened;
  await app.cut();
  const eventId = await app.send({ name: "long" });
  await eventually(async () => expect(await app.runsOf(eventId)).toMatchObject([{ status: "Failed" }]));
  await app.listen();
  const message = "Unable to reach SDK URL";
  await eventually(() => expect(heard).toHaveLength(2));
  expect(heard[0]?.data).toMatchObject({
    error: {
      error: message,
      name: "Error",
      message: JSON.stringify({ error: { error: message, name: "Error", message } }),
    },
  });
});

test("an app that was forgotten is started again when it registers, also by an id that came meanwhile", async () => {
  const { app, tags, url } = await openCounter(databases);
  const target = new URL(`${url}/fn/remove`);
  const [known] = (await (await fetch(`${url}/dev`)).json()).functions;
  target.searchParams.set("url", known.url.replace(/\?.*/, ""));

  expect((await fetch(target, { method: "DELETE" })).status).toBe(200);
  expect((await fetch(target, { method: "DELETE" })).status).toBe(404);
  const send = () => app.send({ name: "count", id: "kept", data: { tag: "kept" } });
  expect(await app.runsOf(await send())).toEqual([]);
  await app.register();
  await send();

  await eventually(() => expect(tags).toEqual(["kept"]));
});

test("a runner that forgets knows neither apps nor runs, and what is under way ends in nothing", async () => {
  const { opened } = openSleeper();
  const { app, forget, sql } = await opened;
  const eventId = await app.send({ name: "long", data: { ends: true } });
  await eventually(async () => expect(await sql`select 1 from steps`).toHaveLength(1));

  await forget();

  expect(await app.runsOf(eventId)).toEqual([]);
  expect(await app.runsOf(await app.send({ name: "long" }))).toEqual([]);
  expect(await sql`select 1 from runs`).toEqual([]);
});

test("a cron that is there twice is refused", async () => {
  const cron = "0 1 * * *";
  const { app } = await openRunner(databases, (client) => [
    client.createFunction({ id: "tick", triggers: [{ cron }, { cron }] }, () => null),
  ]);
  expect(await app.register()).toMatchObject({
    status: 400,
    message: expect.stringContaining(`duplicate cron expression: ${cron}`),
  });
});

test("a run ends at its thousandth step", async () => {
  const { app, sql } = await openRegistered(databases, (client, name) => [
    client.createFunction({ id: "many", triggers: [{ event: name("go") }] }, async ({ step }) => {
      await step.sleep("rest", "1s");
      await step.run("one more", () => "never");
    }),
  ]);
  const eventId = await app.send({ name: "go" });
  await eventually(async () => expect(await sql`select kind from queue`).toEqual([{ kind: "sleep" }]));
  await sql`
    insert into steps (run_id, step_id, name, data)
    select r.id, 'step-' || n, 'step', 'null' from runs r, generate_series(1, 999) n`;

  await eventually(async () =>
    expect(await app.runsOf(eventId)).toMatchObject([
      { status: "Failed", output: expect.stringContaining("exceeded the step limit of 1000 steps") },
    ]),
  );
});
