import { afterAll, beforeEach, expect, test } from "vitest";
import { getBulkOperation, startBulk } from "../../app/lib/bulk/bulk-operations.server.ts";
import { bulkRequestSchema } from "../../app/lib/bulk/bulk-schemas.ts";
import { createRunBulk } from "../../app/lib/inngest/run-bulk.server.ts";
import { DeliveryError } from "../../app/lib/outbox/delivery-error.ts";
import { relayOutbox, type SendEvents } from "../../app/lib/outbox/relay-outbox.server.ts";
import { createServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { startRunner } from "../../local/runner/index.ts";
import { startTestApp } from "../../local/runner/testing/app.ts";
import { makeCustomer, makeStaff } from "../database/rows.ts";
import { connectDesk, requestId, sendBy } from "./desk.ts";
import { startOwnStack } from "./own-stack.ts";

// The worker relays whatever is due, the events of other tests included: so these have a database of their own.
const stack = await startOwnStack("bulk_worker");
const runner = await startRunner({
  databaseUrl: stack.databaseUrl,
  backoffMs: () => 10,
  refusalsAreTries: () => false,
});
const { db, sql } = connectDesk(stack);

/** What happens when the worker sends: each test says. */
let onSend: SendEvents;
const app = await startTestApp(runner.url, (client) => [
  createRunBulk(client, { createDb: createServiceClient, send: (events) => onSend(events) }),
]);
await app.register();
const admin = await makeStaff(sql, "Ada Admin");
await sql`update desk.staff_members set role = 'admin' where user_id = ${admin.id}`;

afterAll(async () => {
  await runner.stop();
  await app.cut();
});

let sent: string[];
beforeEach(() => {
  sent = [];
});
const toRunner = sendBy(app.client);
/** Sends as Inngest's client does, since a worker that is about to end may have got the next test's request, and counts. */
const keep: SendEvents = async (events) => {
  await toRunner(events);
  sent.push(...events.map(({ id }) => id));
};

/** More than two batches of failures, each of an order of its own. */
const COUNT = 1_100;

async function makeOutage(type: string): Promise<void> {
  const customer = await makeCustomer(sql);
  await sql`
    with made as (
      insert into public.customizations (user_id, recipient_name, occasion, genre, mood)
      select ${customer.id}, 'Rosa', 'birthday', 'pop', 'happy' from generate_series(1, ${COUNT}) returning id
    ), orders as (
      insert into public.orders (user_id, customization_id, amount_cents)
      select ${customer.id}, id, 4900 from made returning id
    ), variants as (
      insert into public.song_variants (order_id, user_id, variant_number, storage_path, generation_status)
      select id, ${customer.id}, 1, id || '/1.wav', 'failed' from orders
    )
    insert into public.failed_jobs (job_type, event_data, error_message, error_type, retry_count, order_id)
    select 'song_generation', jsonb_build_object('name', 'song/generation.requested', 'data',
      jsonb_build_object('order_id', id, 'variant_numbers', jsonb_build_array(1))), 'x', ${type}, 3, id
    from orders`;
}

const start = (type: string) =>
  startBulk(
    db,
    toRunner,
    bulkRequestSchema.parse({ kind: "retry", selection: { filter: { q: `type:${type}` } } }),
    { actorId: admin.id, requestId: requestId() },
  );

/** Sends what is left, as the web servers' timers do, and counts what came of each item. */
async function outcomeOf(id: string, type: string) {
  await expect
    .poll(() => getBulkOperation(db, id), { timeout: 50_000 })
    .toMatchObject({ state: "done", total: COUNT, done_count: COUNT, skipped_count: 0 });
  const unsent = () => sql`select 1 from desk.outbox_events where sent_at is null`;
  while ((await unsent()).length > 0) await relayOutbox(db, keep);
  const rows = await sql<{ event_id: string; attempts: number; lines: number }[]>`
    select i.event_id,
      (select count(*)::int from desk.failed_job_attempts a where a.failed_job_id = j.id) as attempts,
      (select count(*)::int from desk.activity l where l.subject_id = j.id::text and l.action = 'retried') as lines
    from public.failed_jobs j
    left join desk.bulk_operation_items i on i.target_id = j.id and i.operation_id = ${id} and i.result = 'done'
    where j.error_type = ${type}`;
  const ours = new Set(rows.map(({ event_id }) => event_id));
  return {
    items: rows.length,
    attempts: new Set(rows.map(({ attempts }) => attempts)),
    lines: new Set(rows.map(({ lines }) => lines)),
    events: ours.size,
    sent: sent.filter((event) => ours.has(event)).length,
  };
}
const EACH_ONCE = {
  items: COUNT,
  attempts: new Set([1]),
  lines: new Set([1]),
  events: COUNT,
  sent: COUNT,
};

test("a worker that is cut off between batches, its answer lost, goes on where it stopped", async () => {
  await makeOutage("Cut");
  let cuts = 0;
  onSend = async (events) => {
    if (events.length > 1 && cuts < 2) {
      cuts += 1;
      await app.cut();
      await app.listen();
    }
    await keep(events);
  };
  const { id } = await start("Cut");
  expect(await outcomeOf(id, "Cut")).toEqual(EACH_ONCE);
  expect(cuts).toBe(2);
});

test("two runs of the worker at the same time do each item once", async () => {
  await makeOutage("Twice");
  onSend = keep;
  const { id } = await start("Twice");
  const data = { operation_id: id, part: 1 };
  const { ids } = await app.client.send({ id: `again:${id}`, name: "desk/bulk.requested", data });
  expect(await outcomeOf(id, "Twice")).toEqual(EACH_ONCE);
  await expect.poll(() => app.runsOf(ids[0] ?? "")).toMatchObject([{ status: "Completed" }]);
});

test("D22 an Inngest that is away does not stop the worker, and every event is sent once it is back", async () => {
  await makeOutage("Away");
  onSend = async (events) => {
    if (events.every(({ name }) => name === "desk/bulk.requested")) return keep(events);
    throw new DeliveryError(null, "connect ECONNREFUSED");
  };
  const { id } = await start("Away");
  await expect.poll(() => getBulkOperation(db, id), { timeout: 50_000 }).toMatchObject({ state: "done" });
  expect(sent.filter((event) => event.startsWith("failed-job:"))).toEqual([]);
  // In the order in which the worker, which may still be putting events back, locks them.
  await sql`update desk.outbox_events set due_at = now() where event_id in (
    select event_id from desk.outbox_events where sent_at is null order by event_id for update)`;
  expect(await outcomeOf(id, "Away")).toEqual(EACH_ONCE);
});
