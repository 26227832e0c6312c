import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { type OutboxEvent, relayOutbox } from "../../app/lib/outbox/relay-outbox.server.ts";
import type { SeenRun } from "../../app/lib/runs/run-verdict.ts";
import { lookSoon, watchRuns } from "../../app/lib/runs/watch-runs.server.ts";
import { completeSongs, makeFailedJob, recordFailure } from "../database/rows.ts";
import { requestId } from "./desk.ts";
import { connectGeneration } from "./generation-desk.ts";
import { startOwnStack } from "./own-stack.ts";

// The watch asks about everything that waits, the events of other tests included: so these have a database of their own.
const stack = await startOwnStack("watch_runs");
const { db, sql, ana, newOrder, ask, lettersOf, variantsOf, run } = connectGeneration(stack);

/** What Inngest says: by the id that it gave to an event. */
const runs = new Map<string, Partial<SeenRun>[]>();
let registered = 0;
const inngest = {
  runsOf: async (internalId: string) => {
    const found = runs.get(internalId);
    if (!found) throw new Error("Inngest does not answer");
    return found.map((one) => ({
      id: "a run",
      functionId: "generate-song",
      status: "active" as const,
      endedAt: one.status && one.status !== "active" ? "2026-01-01T00:00:00Z" : null,
      output: null,
      ...one,
    }));
  },
  register: async () => void registered++,
};
/** Takes events as Inngest does, and gives each an id of its own. */
const send = async (events: { id: string }[]) => events.map(({ id }) => `internal:${id}`);
const says = (eventId: string, ...found: Partial<SeenRun>[]) => runs.set(`internal:${eventId}`, found);

/** One turn of the watch, as if its half minute was over for this event. */
async function look(eventId: string) {
  await lookSoon(db, eventId);
  await sql`update desk.event_watches set look_at = now() - interval '1 second'`;
  await watchRuns(db, inngest, -1);
}
/** As if it had been sent, and missed, so many minutes earlier. */
const earlier = async (eventId: string, minutes: number) => {
  const past = `${minutes} minutes`;
  await sql`update desk.outbox_events set sent_at = sent_at - ${past}::interval where event_id = ${eventId}`;
  await sql`update desk.event_watches set missing_since = missing_since - ${past}::interval, look_at = now() - interval '1 s'
    where event_id = ${eventId}`;
};
const jobOf = async (jobId: string) =>
  (
    await sql`select j.state, j.error_type, j.error_message, a.outcome from public.failed_jobs j
      join desk.failed_job_attempts a on a.failed_job_id = j.id and a.attempt = j.attempt where j.id = ${jobId}`
  )[0];
const watched = async () => {
  await sql`update desk.event_watches set look_at = now() - interval '1 s'`;
  await watchRuns(db, inngest, -1);
};

async function retried() {
  const made = await makeFailedJob(sql);
  const asked = {
    failedJobId: made.jobId,
    actorId: ana(),
    note: "",
    version: undefined,
    requestId: requestId(),
  };
  const { event_id: eventId } = await retryFailedJob(db, send, asked);
  return { ...made, eventId, run: randomUUID() };
}
const begin = (eventId: string, runId: string) => sql`select desk.begin_run(${eventId}, ${runId})`;

describe("an attempt whose run says nothing", () => {
  test("I3 is failed with the run's own error, once it is found failed", async () => {
    const { jobId, eventId, run: id } = await retried();
    await begin(eventId, id);
    const message = JSON.stringify({
      error: { error: "x", name: "Error", message: "Unable to reach SDK URL" },
    });
    says(eventId, { id, status: "failed", output: { error: "Error", name: "Error", message, stack: "" } });
    await look(eventId);
    expect(await jobOf(jobId)).toMatchObject({
      state: "open",
      outcome: "failed",
      error_type: "Error",
      error_message: "Unable to reach SDK URL",
    });
  });

  test("I3 is left alone while its failure may still be told by its handler", async () => {
    const { jobId, eventId, run: id } = await retried();
    says(eventId, { id, status: "failed", endedAt: new Date().toISOString() });
    await look(eventId);
    expect(await jobOf(jobId)).toMatchObject({ state: "retrying" });
  });

  test("I5 is cancelled with its run", async () => {
    const { jobId, order, eventId, run: id } = await retried();
    await begin(eventId, id);
    says(eventId, { id, status: "cancelled" });
    await look(eventId);
    expect(await jobOf(jobId)).toMatchObject({
      state: "open",
      outcome: "cancelled",
      error_type: "RunCancelled",
    });
    expect(await variantsOf(order)).toMatchObject([{ status: "failed", event: null }]);
  });

  test("I1 has recovered when its songs are there, however its run ended", async () => {
    for (const status of ["cancelled", "failed", "completed"] as const) {
      const { jobId, order, eventId, run: id } = await retried();
      await completeSongs(sql, order);
      says(eventId, { id, status });
      await look(eventId);
      expect(await jobOf(jobId)).toMatchObject({ state: "recovered", outcome: "succeeded" });
    }
  });

  test("I1 has failed when its run completed and the songs are not there", async () => {
    const { jobId, eventId, run: id } = await retried();
    says(eventId, { id, status: "completed" });
    await look(eventId);
    expect(await jobOf(jobId)).toMatchObject({ state: "open", error_type: "NothingMade" });
  });

  test("I11 waits as long as Inngest has its run in the queue", async () => {
    const { jobId, eventId } = await retried();
    says(eventId, { status: "active" });
    await look(eventId);
    await earlier(eventId, 24 * 60);
    await watched();
    expect(await jobOf(jobId)).toMatchObject({ state: "retrying", outcome: "pending" });
  });

  test("I11 waits while Inngest cannot be asked", async () => {
    const { jobId, eventId } = await retried();
    runs.delete(`internal:${eventId}`);
    await earlier(eventId, 24 * 60);
    await watched();
    expect(await jobOf(jobId)).toMatchObject({ state: "retrying", outcome: "pending" });
  });
});

describe("I2 a sent event without a run", () => {
  test("is sent again under its id after two minutes, at most three times, and is lost then", async () => {
    const { jobId, eventId } = await retried();
    says(eventId);
    await watched();
    const delivery = async () =>
      (
        await sql`select sent_at is not null as sent, resends from desk.outbox_events where event_id = ${eventId}`
      )[0];
    expect(await delivery()).toEqual({ sent: true, resends: 0 });
    const before = registered;
    for (const resends of [1, 2, 3]) {
      await earlier(eventId, 3);
      await watched();
      expect(await delivery()).toEqual({ sent: false, resends });
      await relayOutbox(db, send, [eventId]);
    }
    expect(registered).toBe(before + 3);
    await earlier(eventId, 3);
    await watched();
    await earlier(eventId, 3);
    await watched();
    expect(await jobOf(jobId)).toMatchObject({ state: "open", outcome: "lost", error_type: "RunLost" });
    // It comes back from the dead: there is nothing to do for it.
    const [begun] = await sql`select desk.begin_run(${eventId}, 'late') as may`;
    expect(begun).toEqual({ may: false });
  });

  test("whose run has begun and is gone is lost after two minutes, and not sent again", async () => {
    const { jobId, eventId, run: id } = await retried();
    await begin(eventId, id);
    says(eventId);
    await earlier(eventId, 3);
    await watched();
    expect(await jobOf(jobId)).toMatchObject({ state: "retrying" });
    await earlier(eventId, 3);
    await watched();
    expect(await jobOf(jobId)).toMatchObject({ state: "open", outcome: "lost" });
  });
});

test("I5 a first run that is cancelled becomes a failed job, and its songs have failed", async () => {
  const order = await newOrder();
  const { event_id: eventId } = await ask(order, [1, 2], {}, send);
  await run(order, eventId, 1, async () => {
    throw new Error("killed");
  }).catch(() => undefined);
  says(eventId, { id: "first", status: "cancelled" });
  await look(eventId);
  expect(await lettersOf(order)).toMatchObject([
    { state: "open", error_type: "RunCancelled", event_data: { id: eventId } },
  ]);
  expect(await variantsOf(order)).toMatchObject([{ event: null }, { event: null }]);
});

test("D16 a first run that is found failed was retried as often as its songs were tried", async () => {
  const order = await newOrder();
  const { event_id: eventId } = await ask(order, [1], {}, send);
  const begin = () => sql`select desk.begin_variant_generation(${order.id}, 1, ${eventId})`;
  for (const _try of [1, 2, 3]) await begin();
  says(eventId, {
    id: randomUUID(),
    status: "failed",
    output: { name: "ProviderTimeout", message: "no answer" },
  });
  await look(eventId);
  expect(await lettersOf(order)).toMatchObject([{ error_type: "ProviderTimeout", retry_count: 2 }]);
});

describe("D7 a retry of an event of anybody else", () => {
  /** As a retry writes it; which events can be retried is another question. */
  async function retriedForeign() {
    const jobId = await recordFailure(sql, { id: "theirs", name: "shop/order.paid", data: {} });
    const { order } = await makeFailedJob(sql);
    const data = `{"order_id": "${order.id}", "variant_numbers": [1], "big": 9007199254740993, "price": 1.0}`;
    await sql.unsafe(
      `update public.failed_jobs set event_data = jsonb_set(event_data, '{data}', '${data}') where id = '${jobId}'`,
    );
    const [row] = await sql<{ event_id: string }[]>`
      select w.event_id from public.failed_jobs j, desk_private.write_retries(
        array[j.id], array[1], array[j.event_data], ${ana()}, 'again', 'request', now()) w where j.id = ${jobId}`;
    const eventId = row?.event_id ?? "";
    const sent: OutboxEvent[] = [];
    const keep = (events: OutboxEvent[]) => {
      sent.push(...events);
      return send(events);
    };
    await relayOutbox(db, keep, [eventId]);
    return { jobId, order, eventId, stored: data, sent: sent[0]?.json ?? "" };
  }

  test("is sent exactly as it is stored, and no song waits for it", async () => {
    const { order, eventId, sent } = await retriedForeign();
    expect(sent).toContain('"big": 9007199254740993');
    expect(sent).toContain('"price": 1.0');
    const { id, name, data } = JSON.parse(sent);
    expect([id, name]).toEqual([eventId, "shop/order.paid"]);
    expect(Object.keys(data).sort()).toEqual(["big", "order_id", "price", "variant_numbers"]);
    expect(await variantsOf(order)).toMatchObject([{ status: "failed", event: null }]);
  });

  test.each([
    ["completed", { state: "recovered", outcome: "succeeded" }],
    ["failed", { state: "open", outcome: "failed", error_message: "theirs is broken" }],
    ["cancelled", { state: "open", outcome: "cancelled" }],
    ["active", { state: "retrying", outcome: "pending" }],
  ] as const)("is followed by the id that Inngest gave it, whoever runs it: %s", async (status, expected) => {
    const { jobId, eventId } = await retriedForeign();
    says(eventId, { id: randomUUID(), functionId: "their-function", status, output: "theirs is broken" });
    await look(eventId);
    expect(await jobOf(jobId)).toMatchObject(expected);
  });

  test("that no function runs is lost in the end", async () => {
    const { jobId, eventId } = await retriedForeign();
    await sql`update desk.outbox_events set resends = 3 where event_id = ${eventId}`;
    says(eventId);
    await earlier(eventId, 3);
    await watched();
    await earlier(eventId, 3);
    await watched();
    expect(await jobOf(jobId)).toMatchObject({ state: "open", outcome: "lost" });
  });
});

describe("I6 a bulk operation", () => {
  async function started() {
    const { jobId } = await makeFailedJob(sql);
    const [row] = await sql<{ answer: { id: string; event_id: string } }[]>`
      select desk.create_bulk_operation('resolve', ${sql.json({ ids: [jobId] })}, '{"note": "done"}', ${ana()}) as answer`;
    const { id = "", event_id: eventId = "" } = row?.answer ?? {};
    await relayOutbox(db, send, [eventId]);
    return { id, eventId };
  }
  const partOf = async (id: string) =>
    (await sql`select part, state from desk.bulk_operations where id = ${id}`)[0];

  test.each(["cancelled", "failed", "completed"] as const)(
    "whose worker is %s goes on under a new id, once",
    async (status) => {
      const { id, eventId } = await started();
      says(eventId, { functionId: "run-bulk", status });
      await look(eventId);
      await look(eventId);
      expect(await partOf(id)).toEqual({ part: 2, state: "running" });
      const events =
        await sql`select event_id from desk.outbox_events where data ->> 'operation_id' = ${id} order by 1`;
      expect(events.map(({ event_id }) => event_id)).toEqual([`bulk:${id}:part:1`, `bulk:${id}:part:2`]);
      const record = await sql`select action from desk.activity where subject_id = ${id} order by id`;
      expect(record.map(({ action }) => action)).toEqual(["bulk_started", "bulk_taken_up"]);
    },
  );

  test("is left to its worker while that is alive", async () => {
    const { id, eventId } = await started();
    says(eventId, { functionId: "run-bulk" });
    await look(eventId);
    expect(await partOf(id)).toMatchObject({ part: 1 });
  });
});

test("an event that cannot be settled keeps no other back", async () => {
  const [bad, good] = [await retried(), await retried()];
  runs.delete(`internal:${bad.eventId}`);
  says(good.eventId, { id: good.run, status: "cancelled" });
  await watched();
  expect(await jobOf(bad.jobId)).toMatchObject({ state: "retrying" });
  expect(await jobOf(good.jobId)).toMatchObject({ state: "open" });
});
