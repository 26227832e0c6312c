import { describe, expect, test } from "vitest";
import { eraseCustomer } from "../../app/lib/customers/erase-customer.server.ts";
import { getCustomer } from "../../app/lib/customers/get-customer.server.ts";
import { removeDiscardedFiles } from "../../app/lib/customers/remove-files.server.ts";
import { songsBucket } from "../../app/lib/env.server.ts";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { retryFailedJob } from "../../app/lib/failed-jobs/retry-failed-job.server.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import { listOrders } from "../../app/lib/orders/list-orders.server.ts";
import { orderListQuerySchema } from "../../app/lib/orders/order-schemas.ts";
import { restoreFormerSong } from "../../app/lib/orders/restore-former-song.server.ts";
import { openSharePage } from "../../app/lib/share/open-share-page.server.ts";
import { shareAudio } from "../../app/lib/share/share-audio.server.ts";
import { makeStaff, makeVariant, type Order, requestEvent } from "../database/rows.ts";
import { recordingSender, requestId } from "./desk.ts";
import { connectGeneration } from "./generation-desk.ts";

const { db, sql, ana, newOrder, ask, cancel, lettersOf, actionsOf, run, silence } = connectGeneration();

/** An order whose only song is finished. */
async function orderWithSong(): Promise<Order> {
  const order = await newOrder();
  await makeVariant(sql, order, 1, "pending");
  expect((await run(order, `first:${order.id}`)).result).toBe("complete");
  return order;
}

async function rowOf(order: Order) {
  const [row] = await sql`select * from public.song_variants where order_id = ${order.id}`;
  if (!row) throw new Error("there is no variant");
  return row;
}

/** What the holder of the link gets: the page's state, and the audio's first bytes. */
async function heard(order: Order) {
  const token = String((await rowOf(order)).share_token);
  const page = await openSharePage({
    request: new Request(`http://desk.test/share/${token}`),
    params: { token },
  });
  const audio = await shareAudio(
    new Request(`http://desk.test/share/${token}/audio`, { headers: { range: "bytes=0-3" } }),
    { token, address: "::1" },
  );
  return [page.view.state, audio.status, await audio.text()];
}
const PLAYS = ["complete", 206, "RIFF"];

/** What the desk's page says of the song. */
async function shown(order: Order) {
  const { status, summary, variants } = await getOrder(db, order.id);
  const [variant] = variants;
  if (!variant) throw new Error("there is no variant");
  return { status, summary: summary.map((part) => part.code), variant };
}

const fail = (order: Order, eventId: string, attempt?: object) => {
  const event = requestEvent(order.id, [1], eventId);
  return recordFailedRun(db, {
    runId: `run:${eventId}`,
    jobType: "song_generation",
    event: { ...event, data: { ...event.data, ...attempt } },
    error: { name: "ProviderTimeout", message: "No answer within 120 s" },
    retryCount: 3,
  });
};
const restore = (variantId: string, songId: string, reason = "They liked it better.") =>
  restoreFormerSong(db, { variantId, songId, actorId: ana(), reason, requestId: requestId() });
const exists = async (path: string) => (await db.storage.from(songsBucket()).exists(path)).data;

describe("D17 the old song plays", () => {
  test("and the lists of orders say that a new one is under way, until it is there", async () => {
    const order = await orderWithSong();
    await makeVariant(sql, order, 2, "pending");
    const { email, id } = order.customer;
    const chips = async () => {
      const listed = await listOrders(db, orderListQuerySchema.parse({ q: email }), false);
      const rows = [...listed.rows, ...(await getCustomer(db, id, false)).orders];
      expect(rows).toHaveLength(2);
      return rows.map(({ variants }) => variants.map(({ new_version }) => new_version));
    };
    expect(await chips()).toEqual(Array(2).fill([false, false]));
    const { event_id } = await ask(order, [1, 2]);
    expect(await chips()).toEqual(Array(2).fill([true, false]));
    expect((await run(order, event_id)).result).toBe("complete");
    expect(await chips()).toEqual(Array(2).fill([false, false]));
  });

  test("while a new one waits for its turn, is made, and until it is finished", async () => {
    const order = await orderWithSong();
    const before = await rowOf(order);
    const { event_id } = await ask(order, [1]);
    expect(await heard(order)).toEqual(PLAYS);
    expect(await shown(order)).toMatchObject({
      status: "complete",
      summary: ["not_paid", "all_ready", "new_version_making", "not_played"],
      variant: { generation_status: "complete", under_way: "waiting", former_songs: [] },
    });
    await run(order, event_id, 1, async () => {
      expect(await heard(order)).toEqual(PLAYS);
      expect(await shown(order)).toMatchObject({ status: "complete", variant: { under_way: "making" } });
      expect(await rowOf(order)).toMatchObject({
        storage_path: before.storage_path,
        completed_at: before.completed_at,
        duration_ms: before.duration_ms,
      });
    });
    expect(await heard(order)).toEqual(PLAYS);
    const after = await rowOf(order);
    expect(after).toMatchObject({ generation_status: "complete", generation_event_id: null });
    expect(after.storage_path).not.toBe(before.storage_path);
    expect(await exists(before.storage_path)).toBe(true);
    expect(await shown(order)).toMatchObject({
      variant: { under_way: null, former_songs: [{ duration_ms: before.duration_ms }] },
    });
  });

  test("on when the new one fails, and a retry makes the new one and ends with it", async () => {
    const order = await orderWithSong();
    const before = await rowOf(order);
    const { event_id } = await ask(order, [1]);
    await run(order, event_id, 1, () => Promise.reject(new Error("provider"))).catch(() => undefined);
    await fail(order, event_id);
    expect(await heard(order)).toEqual(PLAYS);
    expect(await rowOf(order)).toMatchObject({
      generation_status: "complete",
      storage_path: before.storage_path,
      completed_at: before.completed_at,
      generation_event_id: null,
    });
    expect(await shown(order)).toMatchObject({
      status: "complete",
      summary: ["not_paid", "all_ready", "new_version_failed", "not_played"],
      variant: { under_way: null, new_version_failed_at: expect.any(String) },
    });
    const [letter] = await lettersOf(order);
    const attempt = await retryFailedJob(db, recordingSender().send, {
      failedJobId: letter?.id,
      actorId: ana(),
      note: "",
      version: undefined,
      requestId: requestId(),
    });
    expect(await shown(order)).toMatchObject({ variant: { under_way: "waiting" } });
    expect((await run(order, attempt.event_id)).result).toBe("complete");
    expect((await rowOf(order)).storage_path).not.toBe(before.storage_path);
    // Nothing more has been heard of the run: its attempt has ended with the song.
    expect(await lettersOf(order)).toMatchObject([{ state: "recovered" }]);
    expect(await shown(order)).toMatchObject({ variant: { new_version_failed_at: null } });
  });

  test("on when the new one is stopped, or lost", async () => {
    const order = await orderWithSong();
    const before = await rowOf(order);
    const first = await ask(order, [1]);
    const { result } = await run(order, first.event_id, 1, () => cancel(order, [1]));
    expect(result).toBe("superseded");
    expect(await heard(order)).toEqual(PLAYS);
    const second = await ask(order, [1]);
    await run(order, second.event_id, 1, () => Promise.reject(new Error("the server died"))).catch(
      () => undefined,
    );
    await silence(order);
    expect(await shown(order)).toMatchObject({
      summary: ["not_paid", "all_ready", "new_version_lost", "not_played"],
      variant: { generation_lost: true },
    });
    // The lost run is given up first.
    await ask(order, [1]);
    expect(await lettersOf(order)).toMatchObject([{ error_type: "RunLost" }]);
    expect(await heard(order)).toEqual(PLAYS);
    expect(await rowOf(order)).toMatchObject({ storage_path: before.storage_path });
  });

  test("on when a try that was thought dead finishes late", async () => {
    const order = await newOrder();
    await makeVariant(sql, order, 1, "pending");
    const event = `late:${order.id}`;
    const late = await run(order, event, 1, () => run(order, event));
    expect(late.result).toBe("superseded");
    expect(await heard(order)).toEqual(PLAYS);
    expect(
      (
        await sql`select 1 from desk.discarded_files where user_id = ${order.customer.id}
      and path = (select storage_path from public.song_variants where order_id = ${order.id})`
      ).length,
    ).toBe(0);
  });
});

describe("D17 the song before", () => {
  /** An order whose song was replaced by a new one. */
  async function replacedSong() {
    const order = await orderWithSong();
    const before = await rowOf(order);
    const { event_id } = await ask(order, [1]);
    await run(order, event_id);
    const { variant } = await shown(order);
    const [former] = variant.former_songs;
    if (!former) throw new Error("no song was kept");
    return { order, before, after: await rowOf(order), variantId: variant.id, former };
  }

  test("is brought back in one step, with its waveform, and the other one is kept in its place", async () => {
    const { order, before, after, variantId, former } = await replacedSong();
    expect(Date.parse(former.kept_until) - Date.parse(former.replaced_at)).toBe(30 * 24 * 60 * 60 * 1000);
    expect(await restore(variantId, former.id)).toEqual({ ok: true });
    expect(await heard(order)).toEqual(PLAYS);
    expect(await rowOf(order)).toMatchObject({
      storage_path: before.storage_path,
      completed_at: before.completed_at,
      audio_bytes: before.audio_bytes,
    });
    const [record] =
      await sql`select * from desk.activity where order_id = ${order.id} order by id desc limit 1`;
    expect(record).toMatchObject({
      action: "song_restored",
      actor_name: "Ana Agent",
      note: "They liked it better.",
      subject_id: variantId,
    });
    const { variant } = await shown(order);
    expect(variant.peaks).not.toBeNull();
    expect(variant.former_songs).toHaveLength(1);
    // It is back already; what can be brought back now is the other one.
    await expect(restore(variantId, former.id)).rejects.toMatchObject({
      code: "no_former_song",
      status: 409,
    });
    await restore(variantId, variant.former_songs[0]?.id ?? "");
    expect(await rowOf(order)).toMatchObject({ storage_path: after.storage_path });
  });

  test("by fifty people at once is brought back once", async () => {
    const { order, variantId, former } = await replacedSong();
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => restore(variantId, former.id)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await actionsOf(order)).filter((action) => action === "song_restored")).toHaveLength(1);
  });

  test("is brought back while a new one is made, which takes its place in turn", async () => {
    const { order, before, variantId, former } = await replacedSong();
    const { event_id } = await ask(order, [1]);
    await run(order, event_id, 1, () => restore(variantId, former.id));
    expect((await shown(order)).variant.former_songs).toHaveLength(2);
    expect(await exists(before.storage_path)).toBe(true);
    expect(await heard(order)).toEqual(PLAYS);
  });

  test("is gone after 30 days, and cannot be brought back then", async () => {
    const { order, before, variantId, former } = await replacedSong();
    expect(await removeDiscardedFiles(db, order.customer.id)).toBe(0);
    await sql`update desk.discarded_files set due_at = now() where id = ${former.id}`;
    expect((await shown(order)).variant.former_songs).toEqual([]);
    await expect(restore(variantId, former.id)).rejects.toMatchObject({ code: "no_former_song" });
    expect(await removeDiscardedFiles(db, order.customer.id)).toBe(1);
    expect(await exists(before.storage_path)).toBe(false);
    expect(await heard(order)).toEqual(PLAYS);
  });

  test("is erased with its customer", async () => {
    const { order, before, after, variantId, former } = await replacedSong();
    const admin = await makeStaff(sql, "Ada Admin");
    await sql`update desk.staff_members set role = 'admin' where user_id = ${admin.id}`;
    await eraseCustomer(db, recordingSender().send, {
      customerId: order.customer.id,
      actorId: admin.id,
      reason: "Asked by letter.",
      requestId: requestId(),
    });
    await expect(restore(variantId, former.id)).rejects.toMatchObject({ code: "erased" });
    expect((await shown(order)).variant.former_songs).toEqual([]);
    await removeDiscardedFiles(db, order.customer.id);
    expect([await exists(before.storage_path), await exists(after.storage_path)]).toEqual([false, false]);
  });

  test("needs a reason and a variant that there is", async () => {
    const { variantId, former } = await replacedSong();
    await expect(restore(variantId, former.id, " ")).rejects.toMatchObject({ status: 422 });
    await expect(restore(former.id, former.id)).rejects.toMatchObject({ status: 404 });
  });
});
