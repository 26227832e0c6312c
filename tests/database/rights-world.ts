import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import type { Role } from "./rights-matrix.ts";
import { call, makeAccount, makeCustomer, makeFailedJob, makeOrder, makeStaff, makeVariant } from "./rows.ts";

/** The rows that the rights are tried on, and who asks. */
export interface World {
  /** The account of each role; null for the keys alone. */
  accounts: Record<Role, string | null>;
  owner: string;
  /** The share token of one of the owner's variants. */
  token: string;
  /** The id of that variant. */
  sharedVariant: string;
  /** Another of the order's variants, of which nothing is kept. */
  quietVariant: string;
  order: string;
  customization: string;
  failedJob: string;
  otherFailedJob: string;
  /** An order whose summary is missing. */
  bareOrder: string;
  bulkOperation: string;
  staff: string;
}

/** In which column a table says whose a row is; the other tables have no owner. */
export const OWNED_BY: Record<string, string> = {
  users: "id",
  customizations: "user_id",
  orders: "user_id",
  songs: "user_id",
  song_variants: "user_id",
};

/**
 * Fills every table: two customers with orders, variants, songs and dead letters, a stranger with an account only,
 * and a member of staff.
 */
export async function makeWorld(sql: Sql): Promise<World> {
  const stranger = await makeAccount(sql);
  const staff = await makeStaff(sql);
  const neighbour = await makeFailedJob(sql);
  const { order, jobId, variant: quiet } = await makeFailedJob(sql);
  const shared = await makeVariant(sql, order, 2, "complete");
  const bareOrder = await makeOrder(sql, await makeCustomer(sql));
  await sql`delete from desk.order_summaries where order_id = ${bareOrder.id}`;
  for (const { customer, id } of [order, neighbour.order]) {
    await sql`insert into public.songs (order_id, user_id) values (${id}, ${customer.id})`;
  }
  await call(sql, "retry_failed_job", { p_failed_job_id: jobId, p_actor: staff.id });
  await sql`insert into desk.error_groups values ('v1:sample', 'Error', 'none', now(), now())`;
  await sql`insert into desk.error_group_hours values ('v1:sample', now(), 1)`;
  const bulkOperation = randomUUID();
  await sql`insert into desk.bulk_operations (id, kind, params, selection, total)
    values (${bulkOperation}, 'retry', '{}', '{}', 1)`;
  await sql`insert into desk.bulk_operation_items values (${bulkOperation}, 1, ${jobId})`;
  await sql`insert into desk.ended_generations (event_id, order_id, variant_number, how)
    values ('an event', ${order.id}, 1, 'lost')`;
  await sql`insert into desk.generation_runs values ('a run', 'an event', ${order.id})`;
  await sql`insert into desk.shop_changes (kind, ids) values ('order', ${[order.id]})`;
  await sql`insert into desk.erased_customers (customer_id) values (${randomUUID()})`;
  await sql`insert into desk.song_options values (${order.id}, '{}')`;
  await sql`insert into desk.event_watches (event_id, look_at) values ('an event', now())`;
  await sql`insert into desk.relinks (name) values ('an event')`;
  await sql`insert into desk.outside_rows (failed_job_id) values (${randomUUID()})`;
  await sql`insert into desk.discarded_files (path, due_at, user_id)
    values ('a/path.wav', now(), ${order.customer.id})`;
  await sql`insert into desk.idempotency_keys values (${staff.id}, 'a key', 'POST /')`;
  await sql`insert into desk.saved_views (owner, name, query) values (${staff.id}, 'Mine', '')`;
  await sql`insert into desk.failed_job_presence values (${jobId}, ${staff.id})`;
  await sql`insert into desk.song_peaks values (${shared.id}, 'shared.wav', '{1, 2, 3}')`;
  await sql`insert into desk.song_openings values (${shared.id})`;
  await sql`insert into desk.song_plays values (${shared.id}, 1, now(), now())`;
  await sql`insert into desk.song_listeners values (${shared.id}, '2026-01-01', 'somebody')`;
  await sql`insert into desk.share_limits values ('link:sample', 1, now())`;
  await sql`insert into desk.staff_invitations (email, full_name, role, expires_at)
    values ('invited@example.com', 'Ina', 'agent', now())`;
  return {
    accounts: {
      anon: null,
      token: null,
      owner: order.customer.id,
      stranger: stranger.id,
      staff: staff.id,
      service: null,
    },
    owner: order.customer.id,
    token: shared.share_token,
    sharedVariant: shared.id,
    quietVariant: quiet.id,
    order: order.id,
    customization: order.customizationId,
    failedJob: jobId,
    otherFailedJob: neighbour.jobId,
    bareOrder: bareOrder.id,
    bulkOperation,
    staff: staff.id,
  };
}

/**
 * One row to insert into each table, as favourable to whoever asks as it can be: their own, and without fault.
 *
 * @param me the account that asks; for the keys alone the owner's
 * @param newcomer an account without a row in users; for an account that asks, itself
 */
export function sampleRow(table: string, world: World, role: Role): Record<string, unknown> {
  const me = world.accounts[role] ?? world.owner;
  const newcomer = world.accounts[role] ?? world.accounts.stranger;
  const samples: Record<string, Record<string, unknown>> = {
    users: { id: newcomer, email: "new@example.com" },
    customizations: { user_id: me, recipient_name: "Rosa", occasion: "birthday", genre: "pop", mood: "calm" },
    orders: { user_id: me, customization_id: world.customization, amount_cents: 1 },
    songs: { user_id: me, order_id: world.order },
    song_variants: {
      user_id: me,
      order_id: world.order,
      variant_number: 5,
      storage_path: "somebody/else.wav",
    },
    failed_jobs: { job_type: "song_generation", event_data: "{}", error_message: "none", retry_count: 0 },
    staff_invitations: {
      email: `${randomUUID()}@example.com`,
      full_name: "New",
      role: "admin",
      expires_at: "2026-01-01",
    },
    staff_members: { user_id: newcomer, email: "new@example.com", full_name: "New", role: "admin" },
    failed_job_attempts: { failed_job_id: world.failedJob, attempt: 9, event_id: randomUUID(), event: "{}" },
    outbox_events: { event_id: randomUUID(), name: "song/generation.requested", data: "{}" },
    error_groups: {
      fingerprint: randomUUID(),
      error_type: "Error",
      title: "none",
      first_seen: "2026-01-01",
      last_seen: "2026-01-01",
    },
    error_kinds: {
      kind: "of_a_test",
      position: 999,
      label: '{"en": "One", "de": "Eine"}',
      sentence: '{"en": "Retry.", "de": "Wiederholen."}',
      action: "retry_now",
    },
    error_kinds_version: { only_row: "true", version: 1 },
    error_group_hours: { fingerprint: "v1:sample", hour: "2026-02-01", failures: 1 },
    bulk_operations: { kind: "retry", params: "{}", selection: "{}", total: 1 },
    bulk_operation_items: { operation_id: world.bulkOperation, position: 2, target_id: world.failedJob },
    failed_job_presence: { failed_job_id: world.otherFailedJob, user_id: world.accounts.staff },
    ended_generations: { event_id: randomUUID(), order_id: world.order, variant_number: 2, how: "cancelled" },
    generation_runs: { run_id: randomUUID(), event_id: randomUUID(), order_id: world.order },
    migration_steps: { migration: "a file", step: "a step", checksum: "0" },
    event_types: { name: randomUUID() },
    event_watches: { event_id: randomUUID(), look_at: "2026-01-01" },
    outside_rows: { failed_job_id: randomUUID() },
    relinks: { name: randomUUID() },
    discarded_files: { path: randomUUID(), due_at: "2026-01-01" },
    idempotency_keys: { actor: me, key: randomUUID(), request: "POST /" },
    saved_views: { owner: world.staff, name: randomUUID(), query: "" },
    song_peaks: { variant_id: world.quietVariant, storage_path: "a.wav", peaks: "{1}" },
    song_openings: { variant_id: world.quietVariant },
    song_plays: {
      variant_id: world.quietVariant,
      plays: 1,
      first_played_at: "2026-01-01",
      last_played_at: "2026-01-01",
    },
    song_listeners: { variant_id: world.quietVariant, day: "2026-01-01", listener: "somebody" },
    share_limits: { key: randomUUID(), requests: 1, window_ends: "2026-01-01" },
    activity: { actor_name: "Nobody", action: "none", subject_type: "order", subject_id: world.order },
    shop_changes: { kind: "order", ids: `{${world.order}}` },
    erased_customers: { customer_id: randomUUID() },
    song_options: { order_id: randomUUID(), options: "{}" },
    order_summaries: {
      order_id: world.bareOrder,
      user_id: me,
      customer_email: "new@example.com",
      recipient_name: "Rosa",
      occasion: "birthday",
      needed_by: "infinity",
      payment_status: "paid",
      amount_cents: 1,
      currency: "USD",
      status: "empty",
      created_at: "2026-01-01",
    },
  };
  const row = samples[table];
  if (!row) throw new Error(`rights-world.ts has no sample row for the table ${table}`);
  return row;
}
