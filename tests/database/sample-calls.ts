import type { World } from "./rights-world.ts";

/**
 * The arguments that a function is called with to see whether it may be called. Those that are not here are called
 * with a null for each argument, which the state functions answer with a refusal of their own.
 */
export function sampleArguments(signature: string, world: World): string {
  const samples: Record<string, string> = {
    "find_shared_song(text)": `'${world.token}'`,
    "log_activity(uuid,text,text,text,uuid,jsonb,jsonb,text,text)": `null, 'a', 'b', 'c', null, null, null, null, null`,
    "record_failed_job(text,text,jsonb,text,text,integer,text,text,text,text,integer,desk.attempt_outcome)": `'run', 'type', '{}', 'Error', 'message', 0`,
    "log_outside(text,public.failed_jobs,jsonb,jsonb,text)": `'failed', (select j from public.failed_jobs j limit 1), null, '{}', null`,
    "settle_missing_event(text,integer,integer)": `'no event'`,
    "claim_outbox_events(integer,integer,text[],integer)": "1, 30",
    "failed_jobs_page(jsonb,text,integer,boolean,jsonb,text,integer,integer)": `'{}', 'urgency', 1`,
    "invite_staff_member(text,desk.staff_role,text,uuid,text)": `'new@example.com', 'agent'`,
    "failed_jobs_of_customer(uuid,integer)": "null, 1",
    "list_failed_jobs(jsonb,text,integer,boolean,jsonb,text,integer)": `'{}', 'urgency', 1`,
    "orders_page(jsonb,text,boolean,integer,boolean,jsonb,text)": `'{}', 'created_at', false, 1`,
    "failed_job_facets(jsonb,integer)": `'{}', 1`,
    "record_export(uuid,jsonb,text)": `null, '{}'`,
    "record_order_export(uuid,jsonb,text)": `null, '{}'`,
    "claim_idempotency_key(uuid,text,text)": `'${world.failedJob}', 'a key', 'POST /'`,
    "create_bulk_operation(desk.bulk_kind,jsonb,jsonb,uuid,integer,text)": `'retry', '{"ids": []}', '{}', null`,
    "act_on_items(desk.bulk_kind,uuid[],jsonb,uuid,text)": `'resolve', '{}', '{}', null, null`,
    "retry_failed_jobs(uuid[],uuid,text,text)": `'{}', null, null, null`,
    "write_retries(uuid[],integer[],jsonb[],uuid,text,text,timestamp with time zone,jsonb)": `'{}', '{}', '{}', null, null, null, now()`,
  };
  const sample = samples[signature];
  if (sample !== undefined) return sample;
  const types = signature.slice(signature.indexOf("(") + 1, -1);
  return types === ""
    ? ""
    : types
        .split(",")
        .map((type) => `null::${type}`)
        .join(", ");
}
