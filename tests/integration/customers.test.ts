import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eraseCustomer } from "../../app/lib/customers/erase-customer.server.ts";
import { getCustomer } from "../../app/lib/customers/get-customer.server.ts";
import { removeDiscardedFiles } from "../../app/lib/customers/remove-files.server.ts";
import { generateVariant } from "../../app/lib/generation/generate-variant.server.ts";
import { renderSong } from "../../app/lib/generation/render.server.ts";
import { SONGS_BUCKET } from "../../app/lib/generation/store-song.server.ts";
import { getOrder } from "../../app/lib/orders/get-order.server.ts";
import { requestGeneration } from "../../app/lib/orders/request-generation.server.ts";
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

const { db, sql } = connectDesk(sharedStack());

let admin: string;
let audio: Uint8Array;
beforeAll(async () => {
  admin = (await makeStaff(sql, "Adam Admin")).id;
  await sql`update public.staff_members set role = 'admin' where user_id = ${admin}`;
  audio = await renderSong({ seed: "one", mood: "happy", genre: "pop", durationSeconds: 2 });
});

// Words that stand nowhere else: after an erasure they may stand nowhere at all.
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
  await sql`delete from public.discarded_files where user_id = ${order.customer.id}`;
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
const exists = async (path: string) => (await db.storage.from(SONGS_BUCKET).exists(path)).data;
const pathOf = async () =>
  String(
    (await sql`select storage_path from public.song_variants where order_id = ${order.id}`)[0]?.storage_path,
  );

/** In which tables a text stands, whatever the column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' or (table_schema, table_name) = ('auth', 'users')`;
  const found: string[] = [];
  for (const { name: table } of tables) {
    const rows = await sql.unsafe(
      `select 1 from ${table} t where lower(t::text) like '%' || lower($1) || '%' limit 1`,
      [text],
    );
    if (rows.length > 0) found.push(table);
  }
  return found;
}

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
  test("takes them out of every table, ends their links, removes their songs, and keeps the counts", async () => {
    await pendingVariant();
    await generate("first");
    const first = await pathOf();
    const { event_id } = await requestGeneration(db, recordingSender().send, {
      orderId: order.id,
      variantNumbers: [1],
      actorId: admin,
      reason: `${name} wants jazz.`,
      brief: { message: `Really love, ${name}` },
      requestId: requestId(),
    });
    await generate(event_id);
    const second = await pathOf();
    await recordFailure(sql, {
      id: randomUUID(),
      name: "song/generation.requested",
      data: { order_id: order.id, variant_numbers: [2], brief: { recipient_name: name } },
    });
    const [shared] = await sql`select share_token from public.song_variants where order_id = ${order.id}`;
    expect(await tablesWith(name)).not.toEqual([]);

    const { send, sent } = recordingSender();
    const receipt = await erase(admin, send);
    expect(receipt).toMatchObject({ files: 2, delivery: "sent" });
    expect(sent).toMatchObject([
      { name: "desk/files.removal.requested", data: { customer_id: order.customer.id } },
    ]);
    expect(await tablesWith(name)).toEqual([]);
    expect(await sql`select 1 from public.song_variants where share_token = ${shared?.share_token}`).toEqual(
      [],
    );

    expect([await exists(first), await exists(second)]).toEqual([true, true]);
    expect(await removeDiscardedFiles(db, order.customer.id)).toBe(2);
    expect([await exists(first), await exists(second)]).toEqual([false, false]);
    expect(await removeDiscardedFiles(db, order.customer.id)).toBe(0);

    const page = await getCustomer(db, order.customer.id, false);
    expect(page).toMatchObject({
      erased_at: receipt.erased_at,
      counts: { orders: 1, songs: 1, songs_complete: 1, failures_open: 0 },
    });
    expect((await getOrder(db, order.id)).summary).toEqual([{ code: "erased" }]);
    const record = await sql`select actor_name, note, after from public.activity
      where subject_type = 'customer' and subject_id = ${order.customer.id}`;
    expect(record).toEqual([
      { actor_name: "Adam Admin", note: "Asked by letter.", after: { orders: 1, files: 2 } },
    ]);
  });

  test("twice, or by two at once, is once", async () => {
    const receipts = await Promise.all([erase(), erase(), erase()]);
    expect(new Set(receipts.map((receipt) => receipt.erased_at)).size).toBe(1);
    const record = await sql`select 1 from public.activity where subject_id = ${order.customer.id}`;
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
    expect((await getCustomer(db, order.customer.id, false)).erasure_refusal).toMatch(
      /^A song is being generated/,
    );
    expect(await tablesWith(email)).toContain("public.users");
    await generate(event_id);
    expect(await erase()).toMatchObject({ files: 1 });
  });

  test("is an admin's alone, and not for the staff's own accounts", async () => {
    const agent = await makeStaff(sql);
    await expect(erase(agent.id)).rejects.toMatchObject({ status: 403 });
    await sql`insert into public.staff_members (user_id, email, full_name, role)
      values (${order.customer.id}, ${email}, 'Both', 'viewer')`;
    await expect(erase()).rejects.toMatchObject({ code: "is_staff", status: 409 });
    await sql`delete from public.staff_members where user_id = ${order.customer.id}`;
  });

  test("the record of changes is as closed as before", async () => {
    await erase();
    await expect(
      sql`update public.activity set note = 'x' where subject_id = ${order.customer.id}`,
    ).rejects.toMatchObject({ code: "42501" });
    const asService = sql.begin(async (tx) => {
      await tx`set local role service_role`;
      await tx`set local reprise.erasing = 'on'`;
      await tx`update public.activity set note = 'x'`;
    });
    await expect(asService).rejects.toMatchObject({ code: "42501" });
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
  await sql`update public.discarded_files set due_at = now() where user_id = ${order.customer.id}`;
  await sql`insert into public.discarded_files values (${await pathOf()}, now(), ${order.customer.id})`;
  expect(await removeDiscardedFiles(db, order.customer.id)).toBe(1);
  expect([await exists(first), await exists(await pathOf())]).toEqual([false, true]);
});
