import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eraseCustomer } from "../../app/lib/customers/erase-customer.server.ts";
import { getCustomer } from "../../app/lib/customers/get-customer.server.ts";
import { removeDiscardedFiles } from "../../app/lib/customers/remove-files.server.ts";
import { songsBucket } from "../../app/lib/env.server.ts";
import { generateVariant } from "../../app/lib/generation/generate-variant.server.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
import { isAddressOf } from "../../app/lib/saved-views/saved-view-schemas.ts";
import { renderSong } from "../../local/song-api/render.ts";
import {
  makeAccount,
  makeCustomer,
  makeOrder,
  makeStaff,
  makeVariant,
  type Order,
  recordFailure,
  requestEvent,
} from "../database/rows.ts";
import { connectDesk, recordingSender, requestId, sharedStack } from "./desk.ts";
import { columnsWith, leaveTraces, newWords } from "./traces-of-a-customer.ts";

const { db, sql } = connectDesk(sharedStack());

let admin: string;
let audio: Uint8Array;
beforeAll(async () => {
  admin = (await makeStaff(sql, "Adam Admin")).id;
  await sql`update desk.staff_members set role = 'admin' where user_id = ${admin}`;
  audio = renderSong({ seed: "one", mood: "happy", genre: "pop", durationSeconds: 2 });
});

let name: string;
let email: string;
let order: Order;
beforeEach(async () => {
  name = `Cleo${randomUUID().slice(0, 8)}`;
  email = `${name}@example.com`.toLowerCase();
  const account = await makeAccount(sql, email);
  await sql`insert into public.users (id, email, full_name) values (${account.id}, ${email}, ${name})`;
  order = await makeOrder(sql, account);
  await sql`update public.customizations set recipient_name = ${`For ${name}`}, message = ${`Love, ${name}`}
    where id = ${order.customizationId}`;
});

/** A variant that nothing has been stored for. */
async function pendingVariant() {
  const { id } = await makeVariant(sql, order, 1, "pending");
  await sql`update public.song_variants set storage_path = 'unrendered' where id = ${id}`;
  await sql`delete from desk.discarded_files where user_id = ${order.customer.id}`;
}
const generate = (eventId: string) =>
  generateVariant(
    db,
    { generate: async () => ({ audio, contentType: "audio/wav", fileExtension: "wav" }) },
    { orderId: order.id, variantNumber: 1, eventId, tryNumber: 0 },
  );
const erase = (actorId = admin, send = recordingSender().send) =>
  eraseCustomer(db, send, {
    customerId: order.customer.id,
    actorId,
    reason: "Asked by letter.",
    requestId: requestId(),
  });
const exists = async (path: string) => (await db.storage.from(songsBucket()).exists(path)).data;
const pathOf = async () =>
  String(
    (await sql`select storage_path from public.song_variants where order_id = ${order.id}`)[0]?.storage_path,
  );

describe("a customer's page", () => {
  test("has orders, songs, failures, links and contact", async () => {
    const variant = await makeVariant(sql, order, 1, "complete");
    const failure = await recordFailure(sql, {
      id: randomUUID(),
      name: "song/generation.requested",
      data: { order_id: order.id, variant_numbers: [2] },
    });
    expect(await getCustomer(db, order.customer.id, false)).toMatchObject({
      email,
      full_name: name,
      masked: false,
      erased_at: null,
      erasure_refusal: null,
      counts: { orders: 1, songs: 1, songs_complete: 1, failures_open: 1, plays: 0 },
      orders: [{ id: order.id, variants: [{ variant_number: 1 }] }],
      failures: [{ id: failure }],
      links: [{ variant_id: variant.id, share_token: variant.share_token, recipient_name: `For ${name}` }],
    });
  });

  test("has theirs alone, the newest first", async () => {
    const fail = async (of: Order, at: string) => {
      const id = await recordFailure(sql, requestEvent(of.id, [1]));
      await sql`update public.failed_jobs set last_failed_at = ${at} where id = ${id}`;
      return id;
    };
    const stranger = await makeOrder(sql, await makeCustomer(sql));
    const later = await makeOrder(sql, order.customer);
    await sql`update public.orders set created_at = '2026-01-01T08:00:00Z' where id = ${order.id}`;
    const failures = [
      await fail(order, "2026-01-02T08:00:00Z"),
      await fail(later, "2026-01-03T08:00:00Z"),
      await fail(stranger, "2026-01-04T08:00:00Z"),
    ];
    const page = await getCustomer(db, order.customer.id, false);
    expect(page.orders.map(({ id }) => id)).toEqual([later.id, order.id]);
    expect(page.failures.map(({ id }) => id)).toEqual([failures[1], failures[0]]);
  });

  test("says nothing of who they are, and no link, to who may not know", async () => {
    const variant = await makeVariant(sql, order, 1, "complete");
    const page = JSON.stringify(await getCustomer(db, order.customer.id, true));
    expect(page).toContain('"masked":true');
    for (const secret of [name, email, variant.share_token])
      expect(page.toLowerCase()).not.toContain(secret.toLowerCase());
  });

  test("of nobody is a 404", async () => {
    await expect(getCustomer(db, randomUUID(), false)).rejects.toMatchObject({ status: 404 });
  });
});

describe("erasing a customer", () => {
  test("D20 S9 takes them out of every table, ends their links, removes their songs, and keeps the counts", async () => {
    const words = newWords();
    await pendingVariant();
    await generate("first");
    const first = await pathOf();
    const { event_id } = await requestGeneration(db, recordingSender().send, {
      orderId: order.id,
      variantNumbers: [1],
      actorId: admin,
      reason: `${words.name} wants jazz.`,
      brief: { message: `Really ${words.message}`, occasion: `Not ${words.name}'s` },
      requestId: requestId(),
    });
    await generate(event_id);
    const second = await pathOf();
    const old = `old/${randomUUID()}.wav`;
    await db.storage.from(songsBucket()).upload(old, audio, { contentType: "audio/wav" });
    await sql`insert into public.songs (order_id, user_id, audio_url) values (${order.id}, ${order.customer.id},
      ${`https://x.supabase.co/storage/v1/object/sign/songs/${old}?token=t`})`;
    const { othersJob, view } = await leaveTraces(db, sql, { order, words, actorId: admin });
    const [shared] = await sql`select share_token from public.song_variants where order_id = ${order.id}`;
    const who = [words.name, words.email, words.recipient, words.message];
    expect((await columnsWith(sql, ...who)).length).toBeGreaterThan(30);

    const { send, sent } = recordingSender();
    const receipt = await erase(admin, send);
    expect(receipt).toMatchObject({ files: 3, delivery: "sent" });
    expect(sent).toMatchObject([
      { name: "desk/files.removal.requested", data: { customer_id: order.customer.id } },
    ]);
    expect(await columnsWith(sql, ...who)).toEqual([]);
    const links = await sql`select share_token, share_revoked_at from public.song_variants
      where order_id = ${order.id}`;
    expect(links).toEqual([{ share_token: expect.any(String), share_revoked_at: expect.any(Date) }]);
    expect(links[0]?.share_token).not.toBe(shared?.share_token);

    // What was said of others stays, and what they have saved is still of use.
    expect(await sql`select state, notes from public.failed_jobs where id = ${othersJob}`).toEqual([
      { state: "resolved", notes: "Told by:\n[erased]" },
    ]);
    const [saved] = await sql`select name, query from desk.saved_views where id = ${view}`;
    expect(saved).toEqual({ name: `[erased] ${view.slice(0, 8)}`, query: "q=%5Berased%5D&state=all" });
    expect(isAddressOf({ list: "failed_jobs", query: String(saved?.query) })).toBe(true);

    const files = [first, second, old];
    expect(await Promise.all(files.map(exists))).toEqual([true, true, true]);
    expect(await removeDiscardedFiles(db, order.customer.id)).toBe(3);
    expect(await Promise.all(files.map(exists))).toEqual([false, false, false]);
    expect(await removeDiscardedFiles(db, order.customer.id)).toBe(0);

    const page = await getCustomer(db, order.customer.id, false);
    expect(page).toMatchObject({
      erased_at: receipt.erased_at,
      counts: { orders: 1, songs: 1, songs_complete: 1, failures_open: 0 },
    });
    expect((await getOrder(db, order.id)).summary).toEqual([{ code: "erased" }]);
    const record = await sql`select actor_name, note, after from desk.activity
      where subject_type = 'customer' and subject_id = ${order.customer.id}`;
    expect(record).toEqual([
      { actor_name: "Adam Admin", note: "Asked by letter.", after: { orders: 1, files: 3 } },
    ]);
  });

  test("twice, or by two at once, is once", async () => {
    const receipts = await Promise.all([erase(), erase(), erase()]);
    expect(new Set(receipts.map((receipt) => receipt.erased_at)).size).toBe(1);
    const record = await sql`select 1 from desk.activity where subject_id = ${order.customer.id}`;
    expect(record).toHaveLength(1);
  });

  test("is refused while a song is being generated, and changes nothing", async () => {
    const { event_id } = await requestGeneration(db, recordingSender().send, {
      orderId: order.id,
      variantNumbers: [1],
      actorId: admin,
      reason: "One.",
      requestId: requestId(),
    });
    await expect(erase()).rejects.toMatchObject({ code: "generating", status: 409 });
    expect((await getCustomer(db, order.customer.id, false)).erasure_refusal?.message).toMatch(
      /^A song is being generated/,
    );
    expect(await columnsWith(sql, email)).toContain("public.users.email");
    await generate(event_id);
    expect(await erase()).toMatchObject({ files: 1 });
  });

  test("is an admin's alone, and not for the staff's own accounts", async () => {
    const agent = await makeStaff(sql);
    await expect(erase(agent.id)).rejects.toMatchObject({ status: 403 });
    await sql`insert into desk.staff_members (user_id, email, full_name, role)
      values (${order.customer.id}, ${email}, 'Both', 'viewer')`;
    await expect(erase()).rejects.toMatchObject({ code: "is_staff", status: 409 });
    await sql`delete from desk.staff_members where user_id = ${order.customer.id}`;
  });
});

test("a song that a new one has replaced is removed when its time has come, unless a variant plays it", async () => {
  await pendingVariant();
  await generate("first");
  const first = await pathOf();
  const { event_id } = await requestGeneration(db, recordingSender().send, {
    orderId: order.id,
    variantNumbers: [1],
    actorId: admin,
    reason: "Again.",
    requestId: requestId(),
  });
  await generate(event_id);
  expect(await removeDiscardedFiles(db, order.customer.id)).toBe(0);
  await sql`update desk.discarded_files set due_at = now() where user_id = ${order.customer.id}`;
  await sql`insert into desk.discarded_files (path, due_at, user_id)
    values (${await pathOf()}, now(), ${order.customer.id})`;
  expect(await removeDiscardedFiles(db, order.customer.id)).toBe(1);
  expect([await exists(first), await exists(await pathOf())]).toEqual([false, true]);
});
