import { call, makeCustomer, makeOrder, makeVariant } from "../database/rows";
import { giveResults, makeBulkOperation } from "../e2e/bulk-operations";
import { withDatabase } from "../e2e/database";
import { PASSWORD } from "../e2e/test";

/** The open failures, the most urgent first, with who is waiting for which order: the same ones in every run. */
export const openJobs = () =>
  withDatabase(
    (sql) => sql<{ id: string; email: string; order: string }[]>`
      select j.id, u.email, o.id as order from public.failed_jobs j
      join public.orders o on o.id = j.order_id join public.users u on u.id = o.user_id
      where j.state = 'open' order by j.needed_by, o.id limit 5`,
  );

/** The customer with the most orders. */
export const busyCustomer = () =>
  withDatabase(async (sql) => {
    const [row] = await sql<{ id: string }[]>`
      select o.user_id as id from public.orders o
      group by o.user_id order by count(*) desc, o.user_id limit 1`;
    return row?.id ?? "";
  });

const idOf = (number: number) => `b0000000-0000-4000-a000-00000000000${number}`;

/** Bulk operations in each state. @returns the one whose results are shown */
export async function bulkOperations(): Promise<string> {
  const finished = {
    id: idOf(1),
    kind: "retry",
    state: "done",
    total: 40,
    done: 29,
    skipped: 11,
    minutes: 95,
  } as const;
  for (const row of [
    finished,
    { id: idOf(2), kind: "resolve", state: "aborted", total: 64, done: 17, skipped: 2, minutes: 60 },
    { id: idOf(3), kind: "retry", state: "running", total: 24, done: 15, skipped: 1, minutes: 3 },
  ] as const)
    await makeBulkOperation(row);
  await giveResults(finished.id);
  return finished.id;
}

/** The address of somebody who can sign in and is not staff. */
export function aCustomersAccount(): Promise<string> {
  const email = "cleo.martin@example.com";
  return withDatabase(async (sql) => {
    await sql`
      insert into auth.users (id, email, encrypted_password, email_confirmed_at)
      select gen_random_uuid(), ${email}, extensions.crypt(${PASSWORD}, extensions.gen_salt('bf', 4)), now()
      where not exists (select from auth.users where email = ${email})`;
    return email;
  });
}

/** An order with a song that was made. */
export const orderWithSong = () =>
  withDatabase(async (sql) => {
    const order = await makeOrder(sql, await makeCustomer(sql), "2031-05-01");
    await makeVariant(sql, order, 1, "complete");
    return order.id;
  });

/** The admin asks for the first song of an order to be made again; nobody begins it before the pictures are taken. */
export const generateAsAdmin = (orderId: string) =>
  withDatabase((sql) =>
    sql.begin(async (tx) => {
      const [admin] = await tx<{ id: string }[]>`
        select user_id as id from desk.staff_members where email = 'admin@reprise.test'`;
      const { event_id } = await call<{ event_id: string }>(tx, "request_generation", {
        p_order_id: orderId,
        p_variant_numbers: [1],
        p_actor: admin?.id ?? null,
        p_reason: "The name was misspelt.",
      });
      await tx`update desk.outbox_events set due_at = now() + interval '1 day' where event_id = ${event_id}`;
    }),
  );

/** Leaves no order at all. */
export const removeOrders = () =>
  withDatabase(async (sql) => {
    await sql`delete from public.failed_jobs`;
    await sql`delete from public.orders`;
  });

/** Leaves nothing to do: every failure is resolved, no operation is under way, and no event waits. */
export function resolveEverything(): Promise<unknown> {
  return withDatabase(async (sql) => {
    await sql`update public.failed_jobs set state = 'resolved', resolved_at = now(), notes = 'Done.'
      where state <> 'resolved'`;
    await sql`delete from desk.bulk_operations`;
    await sql`delete from desk.outbox_events where sent_at is null`;
  });
}
