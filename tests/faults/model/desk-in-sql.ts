import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import {
  call,
  makeCustomer,
  makeOrder,
  makeVariant,
  recordFailure,
  requestEvent,
} from "../../database/rows.ts";
import type { Model } from "./model.ts";
import type { InngestSays } from "./retry-model.ts";

/** The real thing beside a model: the rows that its failures are, and who acts on them. */
export interface Real {
  sql: Sql;
  jobIds: string[];
  /** For each job, the order that its event names. */
  orderIds: string[];
  operators: [string, string];
  bulkIds: string[];
  /** The last line of the record before the first change. */
  firstLine: string;
}

/** What a state function answers. */
export interface Answer {
  ok: boolean;
  code?: string;
  id?: string;
  handled?: number;
}

/** Makes the failures of one run: an order for each variant, and the failures for it. */
export async function makeReal(sql: Sql, variants: number[], operators: [string, string]): Promise<Real> {
  const orders: string[] = [];
  for (const _ of new Set(variants)) {
    const order = await makeOrder(sql, await makeCustomer(sql));
    await makeVariant(sql, order, 1, "failed");
    orders.push(order.id);
  }
  const jobIds: string[] = [];
  const orderIds = variants.map((variant) => orders[variant] ?? "");
  // One after the other: a bulk operation takes them in the order in which they failed.
  for (const orderId of orderIds) jobIds.push(await recordFailure(sql, requestEvent(orderId, [1])));
  const [line] = await sql<{ id: string }[]>`select max(id)::text as id from desk.activity`;
  return { sql, jobIds, orderIds, operators, bulkIds: [], firstLine: line?.id ?? "0" };
}

export const eventIdOf = ({ jobIds }: Real, key: string): string => {
  const [job, attempt] = key.split(":");
  return `failed-job:${jobIds[Number(job)]}:attempt:${attempt}`;
};

const orderOf = ({ orderIds }: Real, key: string): string => orderIds[Number(key.split(":")[0])] ?? "";

/** One change by an operator, under the version that they have seen. */
export function ask(
  { sql, jobIds, operators }: Real,
  name: "retry" | "cancel" | "end" | "resolve" | "reopen" | "snooze",
  asked: { job: number; operator: 0 | 1; version: number | null; until?: string | null },
): Promise<Answer> {
  const { job, operator, version, until } = asked;
  const ofRetry = name === "cancel" || name === "end";
  return call<Answer>(sql, ofRetry ? `${name}_retry` : `${name}_failed_job`, {
    p_failed_job_id: jobIds[job] ?? "",
    p_actor: operators[operator],
    p_note: "by the model",
    p_expected_version: version,
    ...(until !== undefined && { p_until: until }),
  });
}

/** A relay claims one event, and gets it sent or puts it back. */
export async function relay(real: Real, key: string, sent: boolean): Promise<void> {
  const { sql } = real;
  const id = eventIdOf(real, key);
  await sql`update desk.outbox_events set due_at = now() where event_id = ${id} and sent_at is null`;
  await sql`select desk.claim_outbox_events(1, 25, ${[id]}::text[])`;
  if (sent) await sql`select desk.mark_outbox_sent(${[id]}::text[])`;
  else await sql`select desk.mark_outbox_failed(${[id]}::text[], 'Inngest is away', ${[0]}::integer[])`;
}

/** Inngest reports that the run of an attempt's event has used up its retries. */
export async function reportFailure(real: Real, key: string, run: string): Promise<void> {
  await recordFailure(real.sql, requestEvent(orderOf(real, key), [1], eventIdOf(real, key)), run);
}

/** The run of an attempt's event begins, and begins its song. */
export async function begin(real: Real, key: string, run: string): Promise<void> {
  const eventId = eventIdOf(real, key);
  if (!(await call<boolean>(real.sql, "begin_run", { p_event_id: eventId, p_run_id: run }))) return;
  await call(real.sql, "begin_variant_generation", {
    p_order_id: orderOf(real, key),
    p_variant_number: 1,
    p_event_id: eventId,
  });
}

/** The song of an attempt's run is there. */
export async function makeSong(real: Real, key: string): Promise<void> {
  await call(real.sql, "complete_variant_generation", {
    p_order_id: orderOf(real, key),
    p_variant_number: 1,
    p_event_id: eventIdOf(real, key),
    p_storage_path: `${orderOf(real, key)}/${randomUUID()}.wav`,
    p_duration_ms: 1_000,
    p_audio_bytes: 1_000,
    p_audio_type: "audio/wav",
  });
}

/** The last step of an attempt's run says that it has succeeded. */
export async function reportSuccess(real: Real, key: string, run: string): Promise<void> {
  await call(real.sql, "record_attempt_succeeded", { p_event_id: eventIdOf(real, key), p_run_id: run });
}

/** The watch asks Inngest about an attempt's event, as app/lib/runs/watch-runs.server.ts does, and settles it. */
export async function watch(real: Real, key: string, says: InngestSays, run: string): Promise<void> {
  const eventId = eventIdOf(real, key);
  if (says === "missing") {
    const patience = { p_event_id: eventId, p_patience_seconds: 0 };
    if ((await call<string>(real.sql, "settle_missing_event", patience)) !== "lost") return;
  }
  await call(real.sql, "end_unheard_event", {
    p_event_id: eventId,
    p_order_id: orderOf(real, key),
    p_run_id: says === "missing" ? null : run,
    p_outcome: says === "missing" ? "lost" : says === "completed" ? "failed" : says,
    p_error_type: "RunLost",
    p_error_message: "Found by the watch.",
  });
}

/** All that the tables say of the failures of one run, in the words of the model. */
export async function lookAt(real: Real): Promise<unknown> {
  const { sql, jobIds, orderIds, bulkIds, firstLine } = real;
  const variants = [...new Set(orderIds)];
  const [row] = await sql`
    select
      (select jsonb_agg(jsonb_build_object('state', state, 'version', version, 'attempt', attempt,
          'snoozed', snoozed_until is not null, 'closed', resolved_at is not null)
          order by array_position(${jobIds}::uuid[], id))
        from public.failed_jobs where id = any (${jobIds}::uuid[])) as jobs,
      (select coalesce(jsonb_object_agg(event_id, outcome), '{}')
        from desk.failed_job_attempts where failed_job_id = any (${jobIds}::uuid[])) as attempts,
      (select coalesce(jsonb_object_agg(event_id, jsonb_build_object('sent', sent_at is not null, 'claims', attempts)), '{}')
        from desk.outbox_events where data ->> 'failed_job_id' = any (${jobIds}::text[])) as outbox,
      (select jsonb_agg(jsonb_build_object('status', generation_status, 'owner', generation_event_id)
          order by array_position(${variants}::uuid[], order_id))
        from public.song_variants where order_id = any (${variants}::uuid[])) as variants,
      (select coalesce(jsonb_agg(jsonb_build_object('state', o.state, 'part', o.part, 'items', i.items,
          'done', o.done_count, 'skipped', o.skipped_count)
          order by array_position(${bulkIds}::uuid[], o.id)), '[]')
        from desk.bulk_operations o
        cross join lateral (
          select jsonb_agg(result || coalesce(':' || code, '') order by position) as items
          from desk.bulk_operation_items where operation_id = o.id) i
        where o.id = any (${bulkIds}::uuid[])) as bulks,
      (select count(*)::int from desk.outbox_events
        where data ->> 'operation_id' = any (${bulkIds}::text[])) as "workerEvents",
      (select count(*)::int from desk.activity where id > ${firstLine}::bigint) as lines`;
  return { ...row };
}

/** What the model says that the tables must say. */
export function expectedOf(model: Model, real: Real): unknown {
  const id = (key: string) => eventIdOf(real, key);
  return {
    jobs: model.jobs.map(({ state, version, attempts, snoozed }) => ({
      state,
      version,
      attempt: attempts.length,
      snoozed,
      closed: state === "resolved" || state === "recovered",
    })),
    attempts: Object.fromEntries(
      model.jobs.flatMap(({ attempts }, job) =>
        attempts.map(({ outcome }, index) => [id(`${job}:${index + 1}`), outcome]),
      ),
    ),
    outbox: Object.fromEntries(
      [...model.outbox].map(([key, { sent, claims }]) => [id(key), { sent, claims }]),
    ),
    variants: model.variants.map(({ status, owner }) => ({ status, owner: owner && id(owner) })),
    bulks: model.bulks.map(({ state, part, items }) => ({
      state,
      part,
      items: items.map(({ result, code }) => (code === null ? result : `${result}:${code}`)),
      done: items.filter(({ result }) => result === "done").length,
      skipped: items.filter(({ result }) => result === "skipped").length,
    })),
    workerEvents: model.workerEvents,
    lines: model.lines,
  };
}
