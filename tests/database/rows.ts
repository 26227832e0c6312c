import { randomUUID } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";

type Db = Sql | TransactionSql;

/** A customer with an account. */
export interface Customer {
  id: string;
  email: string;
}

/** An order with the customer's wishes. */
export interface Order {
  id: string;
  customer: Customer;
  customizationId: string;
}

/** A variant of an order. */
export interface Variant {
  id: string;
  share_token: string;
}

/** Makes an account, as signing up does, without a row anywhere else. */
export async function makeAccount(db: Db, email = `${randomUUID()}@example.com`): Promise<Customer> {
  const id = randomUUID();
  await db`insert into auth.users (id, email) values (${id}, ${email})`;
  return { id, email };
}

/** Makes a customer. */
export async function makeCustomer(db: Db): Promise<Customer> {
  const account = await makeAccount(db);
  await db`insert into public.users (id, email, full_name) values (${account.id}, ${account.email}, 'Cleo Customer')`;
  return account;
}

/** Makes an active member of staff. */
export async function makeStaff(db: Db, fullName = "Ana Agent"): Promise<Customer> {
  const account = await makeAccount(db);
  await db`insert into desk.staff_members (user_id, email, full_name, role)
    values (${account.id}, ${account.email}, ${fullName}, 'agent')`;
  return account;
}

/** Makes an order of a customer; with the base schema alone there is no occasion date to give. */
export async function makeOrder(db: Db, customer: Customer, occasionDate?: string): Promise<Order> {
  const id = randomUUID();
  const customizationId = randomUUID();
  await db`insert into public.customizations (id, user_id, recipient_name, occasion, genre, mood)
    values (${customizationId}, ${customer.id}, 'Rosa', 'birthday', 'pop', 'happy')`;
  await db`insert into public.orders (id, user_id, customization_id, amount_cents)
    values (${id}, ${customer.id}, ${customizationId}, 4900)`;
  if (occasionDate) await db`update public.orders set occasion_date = ${occasionDate} where id = ${id}`;
  return { id, customer, customizationId };
}

/** Makes a variant of an order. */
export async function makeVariant(
  db: Db,
  order: Order,
  number: number,
  status: "pending" | "generating" | "complete" | "failed",
): Promise<Variant> {
  const [variant] = await db<Variant[]>`
    insert into public.song_variants (order_id, user_id, variant_number, storage_path, generation_status)
    values (${order.id}, ${order.customer.id}, ${number}, ${`${order.id}/${number}.wav`}, ${status})
    returning id, share_token`;
  if (!variant) throw new Error("no variant was made");
  return variant;
}

/** Completes all songs of an order, as their runs would. */
export async function completeSongs(db: Db, order: Pick<Order, "id">): Promise<void> {
  await db`update public.song_variants set generation_status = 'complete', generation_event_id = null
    where order_id = ${order.id}`;
}

/** The event that asks for variants of an order, as Inngest hands it to onFailure. */
export function requestEvent(orderId: string, variantNumbers: number[], id: string = randomUUID()) {
  return {
    id,
    name: "song/generation.requested",
    data: { order_id: orderId, variant_numbers: variantNumbers },
  };
}

/** The tables of the shop and of Phase 1. All others are the desk's. */
const IN_PUBLIC = ["users", "customizations", "orders", "songs", "song_variants", "failed_jobs"];

/** A table with its schema. */
export const qualified = (table: string) => `${IN_PUBLIC.includes(table) ? "public" : "desk"}.${table}`;

const functions = new Map<string, string>();

/** A function with its schema, by its name, which no other has. */
export async function functionNamed(db: Db, name: string): Promise<string> {
  const known = functions.get(name);
  if (known) return known;
  const [row] = await db<{ name: string }[]>`
    select p.pronamespace::regnamespace::text || '.' || p.proname as name from pg_proc p
    where p.proname = ${name} and p.pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)`;
  if (!row) throw new Error(`there is no function ${name}`);
  functions.set(name, row.name);
  return row.name;
}

/** Calls one state function, arguments by name as PostgREST passes them, and gives its answer. */
export async function call<Answer = Record<string, unknown>>(
  db: Db,
  name: string,
  args: Record<string, string | number | boolean | number[] | null | { json: unknown }>,
): Promise<Answer> {
  const names = Object.keys(args);
  const values = Object.values(args).map((value) =>
    value !== null && typeof value === "object" && "json" in value ? JSON.stringify(value.json) : value,
  );
  const list = names.map((arg, index) => {
    const given = Object.values(args)[index];
    const isJson = given !== null && typeof given === "object" && "json" in given;
    return `${arg} => $${index + 1}${isJson ? "::text::jsonb" : ""}`;
  });
  const [row] = await db.unsafe<{ answer: Answer }[]>(
    `select ${await functionNamed(db, name)}(${list.join(", ")}) as answer`,
    values,
  );
  if (!row) throw new Error(`${name} answered nothing`);
  return row.answer;
}

/** Works off all noted changes of the shop. @returns how many could not be followed */
export async function followShop(db: Db): Promise<number> {
  for (;;) {
    const answer = await call<{ failed: number; more: boolean }>(db, "follow_shop_changes", {});
    if (answer.failed > 0 || !answer.more) return answer.failed;
  }
}

/** Takes a failed run into the dead-letter queue and gives the failed job's id. */
export async function recordFailure(db: Db, event: unknown, runId: string = randomUUID()): Promise<string> {
  const answer = await call<{ failed_job_id: string }>(db, "record_failed_job", {
    p_run_id: runId,
    p_job_type: "song_generation",
    p_event: { json: event },
    p_error_type: "TimeoutError",
    p_error_message: "the provider took 60 s",
    p_retry_count: 3,
  });
  return answer.failed_job_id;
}

/** An order whose first variant has failed, and its dead letter. */
export async function makeFailedJob(db: Db, occasionDate?: string) {
  const order = await makeOrder(db, await makeCustomer(db), occasionDate);
  const variant = await makeVariant(db, order, 1, "generating");
  const event = requestEvent(order.id, [1]);
  const runId = randomUUID();
  return { order, variant, event, runId, jobId: await recordFailure(db, event, runId) };
}
