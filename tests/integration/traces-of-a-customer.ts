import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { recordFailedRun } from "../../app/lib/failed-jobs/record-run.server.ts";
import { createSavedView } from "../../app/lib/saved-views/saved-views.server.ts";
import type { ServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { call, makeFailedJob, type Order, recordFailure } from "../database/rows.ts";
import { requestId } from "./desk.ts";

/** Who a customer is, in words that stand nowhere else. */
export interface Words {
  name: string;
  email: string;
  recipient: string;
  message: string;
}

/** Letters that nobody else has: what has digits in it is taken for an id, and left out of an error's title. */
const letters = () =>
  randomUUID()
    .replaceAll("-", "")
    .replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "");

export function newWords(): Words {
  return {
    name: `Cleo ${letters()}`,
    email: `${letters()}@example.com`,
    recipient: `Rosa ${letters()}`,
    message: `For ever yours, ${letters()}`,
  };
}

/** The columns of the schemas public, desk and auth in which one of some texts stands, in whatever case and also encoded. */
export async function columnsWith(sql: Sql, ...texts: string[]): Promise<string[]> {
  const forms = texts.flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    new URLSearchParams({ "": text }).toString().slice(1),
  ]);
  const tables = await sql<{ name: string; columns: string }[]>`
    select format('%I.%I', table_schema, table_name) as name,
      string_agg(format('(%L, t.%I::text)', column_name, column_name), ', ') as columns
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema in ('public', 'desk', 'auth') and table_type = 'BASE TABLE'
      and (data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY'))
    group by 1`;
  const found = await Promise.all(
    tables.map(async ({ name, columns }) => {
      const rows = await sql.unsafe<{ name: string }[]>(
        `select distinct c.name from ${name} t cross join lateral (values ${columns}) c (name, content)
         where exists (select 1 from unnest($1::text[]) form where strpos(lower(c.content), lower(form)) > 0)`,
        [forms],
      );
      return rows.map((column) => `${name}.${column.name}`);
    }),
  );
  return found.flat().sort();
}

/** Everything in which the desk comes to name a customer, by the order of theirs and by the hand of staff. */
export async function leaveTraces(
  db: ServiceClient,
  sql: Sql,
  { order, words, actorId }: { order: Order; words: Words; actorId: string },
): Promise<{ othersJob: string; view: string }> {
  const { name, email, recipient, message } = words;
  const [actor, by] = [{ p_actor: actorId }, { actorId, requestId: requestId() }];
  await sql`update public.users set full_name = ${name}, email = ${email} where id = ${order.customer.id}`;
  await sql`update auth.users set email = ${email}, phone = ${`+${email}`},
    raw_user_meta_data = ${sql.json({ name })} where id = ${order.customer.id}`;
  await sql`insert into auth.audit_log_entries (id, payload, ip_address)
    values (${randomUUID()}, ${sql.json({ action: "login", actor_username: email })}, '192.0.2.1')`;
  await sql`update public.customizations set recipient_name = ${recipient}, message = ${message},
    occasion = ${`${name}'s 40th`} where id = ${order.customizationId}`;

  // A failure that was retried with another payload and has failed again, each time naming somebody.
  const fail = (event: unknown) =>
    recordFailedRun(db, {
      runId: randomUUID(),
      jobType: "song_generation",
      event: JSON.parse(JSON.stringify(event)),
      error: {
        name: "SongError",
        message: `No voice could sing ${recipient} for ${name} today`,
        stack: message,
      },
      retryCount: 3,
    });
  const event = {
    id: randomUUID(),
    name: "song/generation.requested",
    data: { order_id: order.id, variant_numbers: [3], customization: { email, message } },
  };
  await fail(event);
  const [job] = await sql`select id from public.failed_jobs where event_data ->> 'id' = ${event.id}`;
  const data = { ...event.data, customization: { email, message, recipient } };
  const retried = await call(sql, "retry_failed_job", {
    ...actor,
    p_failed_job_id: String(job?.id),
    p_data: JSON.stringify(data),
    p_changes: JSON.stringify([{ path: "customization.recipient", before: null, after: recipient }]),
    p_note: `${name} called.`,
  });
  await fail({ ...event, id: retried.event_id, data });

  const { id: view } = await createSavedView(
    db,
    {
      list: "failed_jobs",
      name: `All of ${name}`,
      query: new URLSearchParams({ q: `email:${email}`, state: "all" }).toString(),
      shared: true,
    },
    by,
  );
  await call(sql, "record_order_export", { ...actor, p_filter: { json: { q: email } } });
  await call(sql, "record_export", { ...actor, p_filter: { json: { address: email, state: "open" } } });

  // Bulk work that says of whom it was, at the failures and orders of others.
  const others = await makeFailedJob(sql);
  const othersJob = await recordFailure(sql, others.event);
  const resolving = await call(sql, "create_bulk_operation", {
    ...actor,
    p_kind: "resolve",
    p_selection: { json: { ids: [othersJob], as_seen: { q: `"${name}"` } } },
    p_params: { json: { note: `Told by:\n${name}` } },
  });
  await call(sql, "run_bulk_batch", { p_operation_id: String(resolving.id), p_part: 1, p_limit: 10 });
  const { order: othersOrder } = await makeFailedJob(sql);
  await sql`update public.failed_jobs set state = 'resolved' where order_id = ${othersOrder.id}`;
  await sql`update public.orders set payment_status = 'paid' where id = ${othersOrder.id}`;
  const generating = await call(sql, "create_bulk_operation", {
    ...actor,
    p_kind: "generate",
    p_selection: { json: { ids: [othersOrder.id] } },
    p_params: { json: { note: `As ${email} asked.` } },
  });
  await call(sql, "run_bulk_batch", { p_operation_id: String(generating.id), p_part: 1, p_limit: 10 });

  // Another customer's failure with the same error, and why their event and this customer's were refused.
  const same = await makeFailedJob(sql);
  await sql`update public.failed_jobs j
    set (fingerprint, error_title, error_message, error_stack) = (
      select fingerprint, error_title, error_message, error_message from public.failed_jobs where id = ${String(job?.id)})
    where id = ${same.jobId}`;
  await sql`insert into desk.outbox_events (event_id, name, data, due_at, attempts, last_error)
    values (${randomUUID()}, 'song/generation.requested', '{}', now() + interval '1 day', 1,
      ${`400 in the event for ${name}`})`;
  await sql`update desk.outbox_events set last_error = ${`400 in the event for ${recipient}`}
    where event_id = ${String(retried.event_id)}`;

  const kept = (request: string, body: object) =>
    sql`insert into desk.idempotency_keys (actor, key, request, status, body)
      values (${actorId}, ${randomUUID()}, ${request}, 200, ${sql.json(JSON.parse(JSON.stringify(body)))})`;
  await kept(`POST /resources/failed-jobs/${job?.id}/reveal abc`, { event_data: event });
  await kept(`POST /resources/failed-jobs/${String(job?.id).toUpperCase()}/reveal abc`, {
    event_data: event,
  });
  await kept(`POST /resources/bulk-operations/${randomUUID()}/state abc`, { note: `Told by ${name}` });
  return { othersJob, view };
}
