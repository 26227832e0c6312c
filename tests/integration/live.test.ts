import { describe, expect, test } from "vitest";
import { eraseCustomer } from "../../app/lib/customers/erase-customer.server.ts";
import { markPresence } from "../../app/lib/live/mark-presence.server.ts";
import { pollLive } from "../../app/lib/live/poll-live.server.ts";
import { makeFailedJob, makeOrder, recordFailure, requestEvent } from "../database/rows.ts";
import { recordingSender, requestId } from "./desk.ts";
import { connectLive } from "./live-desk.ts";

const { db, sql, ana, ben } = connectLive();

/** Where the stream begins now. */
const here = async () => (await pollLive(db, null)).message.position;

describe("what has changed since a position", () => {
  test("is each failure once, by what became of it, with its order", async () => {
    const since = await here();
    const { jobId, order } = await makeFailedJob(sql);
    await sql`select desk.comment_failed_job(${jobId}, ${ana().id}, 'hm')`;
    const { message } = await pollLive(db, since);
    // Other tests change other things meanwhile.
    expect(message.all).toBe(false);
    for (const [ids, id] of [
      [message.new_failures, jobId],
      [message.changed_failures, jobId],
      [message.changed_orders, order.id],
    ] as const)
      expect(ids.filter((each) => each === id)).toHaveLength(1);
    const next = (await pollLive(db, message.position)).message;
    expect([...next.new_failures, ...next.changed_failures]).not.toContain(jobId);
    expect(next.changed_orders).not.toContain(order.id);
  });

  test("is a retry whose event is sent or whose run begins, though no line of activity says so", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    await sql`select desk.retry_failed_job(${jobId}, ${ana().id}, '')`;
    const eventId = `failed-job:${jobId}:attempt:1`;
    let position = await here();
    for (const move of [
      () => sql`select desk.mark_outbox_sent(${[eventId]})`,
      () => sql`select desk.begin_run(${eventId}, ${`run:${jobId}`}, ${order.id})`,
    ]) {
      await move();
      const { message } = await pollLive(db, position);
      expect(message.changed_failures).toContain(jobId);
      expect(message.changed_orders).toContain(order.id);
      expect(message.new_failures).not.toContain(jobId);
      expect(message.kinds).toContain("outbox");
      position = message.position;
    }
    const { message } = await pollLive(db, position);
    expect(message.changed_failures, "told once").not.toContain(jobId);
  });

  test("is the kind of everything else that changes", async () => {
    const since = await here();
    const [view] = await sql<{ answer: { ok: boolean } }[]>`
      select desk.create_saved_view(${ana().id}, 'Mine', 'state=open', false, null, 'failed_jobs') as answer`;
    expect(view?.answer).toMatchObject({ ok: true });
    const { message } = await pollLive(db, since);
    expect(message.kinds).toContain("saved_view");
    expect((await pollLive(db, message.position)).message.kinds).not.toContain("saved_view");
  });

  test("is every order and failure of a customer who was erased", async () => {
    const { jobId, order } = await makeFailedJob(sql);
    const other = await makeOrder(sql, order.customer);
    await sql`update desk.staff_members set role = 'admin' where user_id = ${ana().id}`;
    const since = await here();
    await eraseCustomer(db, recordingSender().send, {
      customerId: order.customer.id,
      actorId: ana().id,
      reason: "Asked by letter.",
      requestId: requestId(),
    });
    const { message } = await pollLive(db, since);
    expect(message.changed_failures).toContain(jobId);
    expect(message.changed_orders).toEqual(expect.arrayContaining([order.id, other.id]));
    expect(message.changed_orders.filter((id) => id === order.id)).toHaveLength(1);
  });

  test("is nothing of a transaction that is not committed, and all of it afterwards, however many came between", async () => {
    const { order } = await makeFailedJob(sql);
    const since = await here();
    let slow = "";
    let position = since;
    await sql.begin(async (tx) => {
      slow = await recordFailure(tx, requestEvent(order.id, [1]));
      // Begun later, committed earlier, and read while the first is under way.
      const { jobId: quick } = await makeFailedJob(sql);
      const { message } = await pollLive(db, since);
      expect(message.new_failures).toContain(quick);
      expect(message.new_failures).not.toContain(slow);
      position = message.position;
    });
    expect((await pollLive(db, position)).message.new_failures).toContain(slow);
  });

  test("is everything when nobody knows, or when it is more than can be named", async () => {
    const since = await here();
    const long = since.replace(/^\d+/, (seconds) => String(Number(seconds) - 3600));
    expect((await pollLive(db, null)).message.all).toBe(true);
    expect((await pollLive(db, long)).message.all).toBe(true);
    for (let n = 0; n < 3; n++) await makeFailedJob(sql);
    const { data } = await db.rpc("live_changes", { p_since: since, p_at_most: 2 });
    expect(data).toMatchObject({ all: true });
  });

  test("is beside what is so now: bulk operations under way, events that wait, who is present", async () => {
    const { jobId } = await makeFailedJob(sql);
    const [bulk] = await sql<{ id: string }[]>`
      insert into desk.bulk_operations (kind, params, selection, total, done_count)
      values ('retry', '{}', '{}', 9, 4) returning id`;
    await sql`insert into desk.outbox_events (event_id, name, data, attempts, last_error)
      values (${`live:${jobId}`}, 'x', '{}', 3, 'refused')`;
    await markPresence(db, { failedJobId: jobId, staffId: ben().id, here: true });
    const { state } = (await pollLive(db, null)).message;
    expect(state.bulk).toContainEqual(expect.objectContaining({ id: bulk?.id, total: 9, done_count: 4 }));
    expect(state.outbox.failing).toBeGreaterThan(0);
    expect(state.present).toContainEqual({ failed_job_id: jobId, user_id: ben().id, name: "Ben Beholder" });
    await sql`delete from desk.outbox_events where event_id = ${`live:${jobId}`}`;
    await sql`update desk.bulk_operations set state = 'aborted' where id = ${bulk?.id ?? ""}`;
  });
});
