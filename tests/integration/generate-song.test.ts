import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { env } from "../../app/lib/env.server.ts";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { createSongProvider } from "../../app/lib/generation/index.server.ts";
import { createGenerateSong } from "../../app/lib/inngest/generate-song.server.ts";
import type { SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { createServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { createDatabase } from "../../local/postgres/index.ts";
import { startRunner } from "../../local/runner/index.ts";
import { startTestApp, type TestApp } from "../../local/runner/testing/app.ts";
import { makeCustomer, makeOrder, makeStaff, makeVariant, requestEvent } from "../database/rows.ts";
import { connectDesk, type ReceivedEvent, readEvent, requestId, sharedStack } from "./desk.ts";

// The function that makes songs, served over HTTP to a runner, with songs of the song API, which really renders. Retries that
// take minutes otherwise take milliseconds here.

const { db, sql } = connectDesk(sharedStack());

let runner: Awaited<ReturnType<typeof startRunner>>;
let app: TestApp;
let ask: (events: ReceivedEvent[]) => Promise<void>;
let send: SendEvents;
/** The ids that Inngest gave to the events. */
const internalIds = new Map<string, string>();
let ana: string;
beforeAll(async () => {
  const databaseUrl = await createDatabase(inject("databaseUrl"), "generate_song_runner");
  runner = await startRunner({ databaseUrl, backoffMs: () => 10 });
  app = await startTestApp(runner.url, (client) => [
    createGenerateSong(client, {
      createDb: createServiceClient,
      concurrency: 4,
      provider: createSongProvider(env()),
    }),
  ]);
  expect(await app.register()).toMatchObject({ status: 200 });
  ask = async (events) => {
    const { ids } = await app.client.send(events);
    for (const [index, { id }] of events.entries()) internalIds.set(id, ids[index] ?? "");
  };
  send = (events) => ask(events.map(readEvent));
  ana = (await makeStaff(sql, "Ana Agent")).id;
});
afterAll(async () => {
  await runner.stop();
  await app.cut();
});

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });

/** An order with variants that are asked for; the provider fails as `simulate` says. */
async function startOrder(numbers: number[], simulate?: object) {
  const order = await makeOrder(sql, await makeCustomer(sql));
  if (simulate) {
    await sql`insert into desk.song_options values (${order.id}, ${sql.json({ simulate } as never)})`;
  }
  for (const number of numbers) await makeVariant(sql, order, number, "pending");
  const event = requestEvent(order.id, numbers, `order:${order.id}:paid`);
  await ask([event]);
  return { order, event };
}

const statuses = async (orderId: string) =>
  (
    await sql<{ status: string }[]>`
    select generation_status as status from public.song_variants where order_id = ${orderId} order by variant_number`
  ).map(({ status }) => status);

/** The only dead letter of an order; fails while there is none, and when there are several. */
async function deadLetterOf(orderId: string) {
  const rows = await sql`select * from public.failed_jobs where order_id = ${orderId}`;
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (!row) throw new Error("there is no dead letter");
  return row;
}

const retry = (failedJobId: string) =>
  retryFailedJob(db, send, {
    failedJobId,
    actorId: ana,
    note: "Again.",
    version: undefined,
    requestId: requestId(),
  });

describe("a request for songs", () => {
  test("makes each variant, with a song of its own, and leaves no dead letter", async () => {
    const { order } = await startOrder([1, 2]);
    await eventually(async () => expect(await statuses(order.id)).toEqual(["complete", "complete"]));
    const rows = await sql`select storage_path from public.song_variants where order_id = ${order.id}`;
    expect(new Set(rows.map((row) => row.storage_path)).size).toBe(2);
    expect(await sql`select 1 from public.failed_jobs where order_id = ${order.id}`).toEqual([]);
  });

  test("that fails less often than it is retried succeeds by itself", async () => {
    const { order } = await startOrder([1], { failure: "provider_500", times: 3 });
    await eventually(async () => expect(await statuses(order.id)).toEqual(["complete"]));
    expect(await sql`select 1 from public.failed_jobs where order_id = ${order.id}`).toEqual([]);
  });
});

describe("a request that has used up its retries", () => {
  test("is a dead letter with the whole event, message, stack and count; its other variants are made", async () => {
    const { order, event } = await startOrder([1, 2, 3], { failure: "provider_500", variants: [2] });
    const letter = await eventually(() => deadLetterOf(order.id));
    expect(letter).toMatchObject({
      job_type: "song_generation",
      event_data: { ...event, user: {} },
      error_type: "ProviderUnavailable",
      error_message: expect.stringContaining("HTTP 500"),
      error_stack: expect.stringContaining("    at "),
      retry_count: 3,
      state: "open",
      attempt: 0,
      customer_id: order.customer.id,
      run_id: expect.any(String),
    });
    expect(await statuses(order.id)).toEqual(["complete", "failed", "complete"]);
    const [run] = await app.runsOf(internalIds.get(event.id) ?? "");
    expect(letter.run_id).toBe(run?.run_id);
  });

  test("recovers when the retry succeeds, and what is complete is not made again", async () => {
    const { order } = await startOrder([1, 2], { failure: "bad_audio", times: 4, variants: [2] });
    const letter = await eventually(() => deadLetterOf(order.id));
    const songBefore = await sql`
      select storage_path, completed_at from public.song_variants where order_id = ${order.id} and variant_number = 1`;
    expect(await retry(letter.id)).toMatchObject({ delivery: "sent", attempt: 1 });
    await eventually(async () =>
      expect(await deadLetterOf(order.id)).toMatchObject({
        state: "recovered",
        resolved_at: expect.any(Date),
      }),
    );
    expect(await statuses(order.id)).toEqual(["complete", "complete"]);
    expect(
      await sql`
        select storage_path, completed_at from public.song_variants where order_id = ${order.id} and variant_number = 1`,
    ).toEqual(songBefore);
    const attempts = await sql`
      select outcome, run_id, started_at, ended_at from desk.failed_job_attempts where failed_job_id = ${letter.id}`;
    expect(attempts).toMatchObject([
      {
        outcome: "succeeded",
        run_id: expect.any(String),
        started_at: expect.any(Date),
        ended_at: expect.any(Date),
      },
    ]);
    const [{ actions } = { actions: [] }] = await sql`
      select array_agg(action order by id) as actions from desk.activity
      where subject_type = 'failed_job' and subject_id = ${letter.id}`;
    expect(actions).toEqual(["failed", "retried", "recovered"]);
  });

  test("comes back as the next attempt of the same item when the retry fails, and can be retried again", async () => {
    const { order } = await startOrder([1], { failure: "moderation", times: 5 });
    const letter = await eventually(() => deadLetterOf(order.id));
    // D16: it was never retried.
    expect(letter).toMatchObject({ error_type: "ModerationRefused", attempt: 0, retry_count: 0 });
    await retry(letter.id);
    await eventually(async () =>
      expect(await deadLetterOf(order.id)).toMatchObject({ id: letter.id, state: "open", attempt: 1 }),
    );
    expect(await statuses(order.id)).toEqual(["failed"]);
    const [attempt] = await sql`
      select outcome, error_type, error_message from desk.failed_job_attempts where failed_job_id = ${letter.id}`;
    expect(attempt).toMatchObject({
      outcome: "failed",
      error_type: "ModerationRefused",
      error_message: expect.stringContaining("moderation refused the song"),
    });
    // A run counts as four tries, however few it took: the third run's are beyond the five that fail.
    expect(await retry(letter.id)).toMatchObject({ attempt: 2 });
    await eventually(async () =>
      expect(await deadLetterOf(order.id)).toMatchObject({ state: "recovered", attempt: 2 }),
    );
  });

  test("whose event is not a request at all is a dead letter at once", async () => {
    const id = `odd-${randomUUID()}`;
    await ask([{ id, name: "song/generation.requested", data: { order_id: "nobody's" } }]);
    const letter = await eventually(async () => {
      const rows = await sql`select * from public.failed_jobs where event_data ->> 'id' = ${id}`;
      expect(rows).toHaveLength(1);
      return rows[0];
    });
    expect(letter).toMatchObject({
      order_id: null,
      error_type: "NonRetriableError",
      error_message: expect.stringMatching(/^The event is not a request for songs/),
      retry_count: 0,
    });
  });

  test("D2 whose song there is not is a dead letter, and a retry of it fails again", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "pending");
    await ask([requestEvent(order.id, [1, 5], `order:${order.id}:paid`)]);
    const missing = { error_type: "SongNotFound", kind: "nothing_made", state: "open", retry_count: 0 };
    const letter = await eventually(async () => {
      const found = await deadLetterOf(order.id);
      expect(found).toMatchObject({
        ...missing,
        error_message: "This order has no song 5, so nothing was made.",
      });
      return found;
    });
    await retry(letter.id);
    await eventually(async () => {
      expect(await deadLetterOf(order.id)).toMatchObject({ ...missing, attempt: 1 });
      const attempts = await sql`
        select outcome from desk.failed_job_attempts where failed_job_id = ${letter.id}`;
      expect(attempts).toEqual([{ outcome: "failed" }]);
    });
    expect(await statuses(order.id)).toEqual(["complete"]);
  });
});

describe("a failed run that is reported twice", () => {
  const report = (event: ReturnType<typeof requestEvent>, runId: string) =>
    recordFailedRun(db, {
      runId,
      jobType: "song_generation",
      event,
      error: { name: "", message: "" },
      retryCount: 3,
    });

  test("is recorded once, also when both reports come at the same moment", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const event = requestEvent(order.id, [1]);
    const runId = randomUUID();
    const reports = await Promise.all([1, 2, 3, 4].map(() => report(event, runId)));
    reports.push(await report(event, runId));
    expect(reports.filter(({ result }) => result === "recorded")).toHaveLength(1);
    expect(new Set(reports.map((each) => each.failed_job_id)).size).toBe(1);
    expect(await deadLetterOf(order.id)).toMatchObject({
      error_type: "Error",
      error_message: "No message was given.",
      error_stack: null,
    });
  });

  test("of a retry is recorded once, too", async () => {
    const order = await makeOrder(sql, await makeCustomer(sql));
    const { failed_job_id } = await report(requestEvent(order.id, [1]), randomUUID());
    const nowhere: SendEvents = async () => undefined;
    const { event_id } = await retryFailedJob(db, nowhere, {
      failedJobId: failed_job_id,
      actorId: ana,
      note: "",
      version: undefined,
      requestId: requestId(),
    });
    const runId = randomUUID();
    const retried = requestEvent(order.id, [1], event_id);
    const results = [await report(retried, runId), await report(retried, runId)].map(({ result }) => result);
    expect(results).toEqual(["attempt_failed", "already_recorded"]);
    expect(await deadLetterOf(order.id)).toMatchObject({ id: failed_job_id, attempt: 1, state: "open" });
  });
});
