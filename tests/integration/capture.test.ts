import { randomUUID } from "node:crypto";
import { NonRetriableError } from "inngest";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { captureFailedRuns } from "../../app/lib/failed-jobs/capture-failed-runs.server.ts";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { createCapture } from "../../app/lib/inngest/capture.server.ts";
import { createServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { createDatabase } from "../../local/postgres/index.ts";
import { startRunner } from "../../local/runner/index.ts";
import { startTestApp, type TestApp } from "../../local/runner/testing/app.ts";
import { makeFailedJob } from "../database/rows.ts";
import { connectDesk, sharedStack } from "./desk.ts";

// A shop's app and the desk's function at one runner: what fails in the shop is to be found at the desk.

const { db, sql } = connectDesk(sharedStack());

let runner: Awaited<ReturnType<typeof startRunner>>;
let shop: TestApp;
let desk: TestApp;
beforeAll(async () => {
  const databaseUrl = await createDatabase(inject("databaseUrl"), "capture_runner");
  runner = await startRunner({ databaseUrl, backoffMs: () => 10 });
  shop = await startTestApp(runner.url, (client, name) => [
    client.createFunction(
      { id: "send-email", retries: 0, triggers: [{ event: name("email/send") }] },
      ({ event }) => {
        throw new NonRetriableError(String(event.data.error));
      },
    ),
  ]);
  desk = await startTestApp(runner.url, (client) => [
    createCapture(client, {
      createDb: createServiceClient,
      ownFunctionIds: new Set(),
      apps: [shop.client.id],
    }),
  ]);
  for (const app of [shop, desk]) expect(await app.register()).toMatchObject({ status: 200 });
});
afterAll(async () => {
  await runner?.stop();
  await shop?.cut();
  await desk?.cut();
});

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });
const jobsOf = (eventId: string) => sql`
  select job_type, state, error_type, error_message, event_data, retry_count, run_id
  from public.failed_jobs where event_data ->> 'id' = ${eventId}`;
const jobsOfRun = (runId: string) =>
  sql`select job_type, error_message, event_data from public.failed_jobs where run_id = ${runId}`;
const OPTIONS = { ownFunctionIds: new Set(["desk-watch"]), apps: ["shop"] };
const report = (data: unknown, id: string = randomUUID()) => ({ id, name: "inngest/function.failed", data });

test("a run that fails in the shop is a failed job, without a line of the desk's in the shop", async () => {
  const ids = Array.from({ length: 3 }, () => randomUUID());
  for (const id of ids)
    await shop.send({ name: "email/send", id, data: { to: "ada@example.com", error: `no mailbox ${id}` } });
  for (const id of ids) {
    await eventually(async () =>
      expect(await jobsOf(id)).toMatchObject([
        {
          job_type: "send-email",
          state: "open",
          error_type: "NonRetriableError",
          error_message: `no mailbox ${id}`,
          event_data: { name: shop.eventName("email/send"), data: { to: "ada@example.com" } },
          retry_count: 0,
        },
      ]),
    );
  }
});

test("one run is one failed job, however many report it", async () => {
  const event = { id: randomUUID(), name: "email/send", data: {} };
  const runId = randomUUID();
  const error = { name: "Error", message: "no" };
  const one = report({ function_id: "shop-send-email", run_id: runId, event, error }, runId);
  await recordFailedRun(db, { runId, jobType: "email", event, error, retryCount: 4 });
  expect(await captureFailedRuns(db, [one, one], OPTIONS)).toMatchObject({ recorded: 0, known: 2 });
  expect(await jobsOfRun(runId)).toMatchObject([{ job_type: "email" }]);
});

test("the failure of an attempt comes back to its failed job", async () => {
  const { jobId } = await makeFailedJob(sql);
  const eventId = randomUUID();
  await sql`update public.failed_jobs set state = 'retrying', attempt = 1 where id = ${jobId}`;
  const event = { id: eventId, name: "email/send", data: {} };
  await sql`insert into desk.failed_job_attempts (failed_job_id, attempt, event_id, event)
    values (${jobId}, 1, ${eventId}, ${sql.json(event)})`;
  const error = { name: "MailError", message: "still no mailbox" };
  await captureFailedRuns(
    db,
    [report({ function_id: "shop-x", run_id: randomUUID(), event, error })],
    OPTIONS,
  );
  expect(
    await sql`select state, error_type, error_message from public.failed_jobs where id = ${jobId}`,
  ).toEqual([{ state: "open", error_type: "MailError", error_message: "still no mailbox" }]);
  expect(await jobsOf(eventId)).toEqual([]);
});

test("the desk's own functions are left to themselves", async () => {
  const runId = randomUUID();
  const event = { id: randomUUID(), name: "inngest/scheduled.timer", data: {} };
  const own = report({ function_id: "desk-watch", run_id: runId, event, error: {} });
  expect(await captureFailedRuns(db, [own], OPTIONS)).toMatchObject({ own: 1, recorded: 0 });
  expect(await jobsOfRun(runId)).toEqual([]);
});

test("what is not as it should be is kept as far as it can be read, counted, and stands in nobody's way", async () => {
  const event = { id: randomUUID(), name: "email/send", data: { text: "a\0b\ud800" } };
  const fine = randomUUID();
  const ids = Array.from({ length: 4 }, () => randomUUID());
  const [noFunction = "", noEvent = "", inList = "", nothing = ""] = ids;
  const error = { name: "E\0", message: `${"x".repeat(60_000)}\ud800`, stack: 7 };
  const counts = await captureFailedRuns(
    db,
    [
      report({ function_id: 7, run_id: null, event: { ...event, id: randomUUID() } }, noFunction),
      report({ function_id: "shop-", run_id: noEvent, event: "none", error: "plain" }),
      report({ function_id: "shop-mail", run_id: inList, events: [event], error }),
      report(null, nothing),
      { name: "inngest/function.failed" },
      report({ function_id: "shop-mail", run_id: fine, event: { ...event, id: randomUUID() }, error: {} }),
    ],
    OPTIONS,
  );
  expect(counts).toMatchObject({ recorded: 5, malformed: 4, failures: [] });
  expect(await jobsOfRun(noFunction)).toMatchObject([{ job_type: "unknown" }]);
  expect(await jobsOfRun(noEvent)).toMatchObject([
    { job_type: "shop-", error_message: "plain", event_data: { name: "inngest/function.failed" } },
  ]);
  const [listed] = await jobsOfRun(inList);
  expect(listed).toMatchObject({ job_type: "mail", event_data: { data: { text: "a\ufffdb\ufffd" } } });
  expect(listed?.error_message).toHaveLength(50_000);
  expect(await jobsOfRun(nothing)).toMatchObject([{ job_type: "unknown", event_data: { id: nothing } }]);
  expect(await jobsOfRun(fine)).toMatchObject([{ job_type: "mail" }]);
});
