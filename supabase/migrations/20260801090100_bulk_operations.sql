-- Bulk work: what an operator confirmed is a row with its items, frozen at that moment. A worker goes through them in
-- batches; each item is changed by the same function as a single click, and keeps its own result.

create type public.bulk_kind as enum ('retry', 'resolve', 'assign', 'snooze');
create type public.bulk_state as enum ('running', 'paused', 'aborted', 'done');
create type public.bulk_result as enum ('pending', 'done', 'skipped');

create table public.bulk_operations (
  id uuid primary key default gen_random_uuid(),
  kind public.bulk_kind not null,
  state public.bulk_state not null default 'running',
  -- What is done with each: note, and assignee or until.
  params jsonb not null,
  -- What was selected, as the operator saw it: {"ids": [...]}, {"filter": {...}} or {"again": id}.
  selection jsonb not null,
  -- Items a minute; null for as fast as it goes.
  per_minute integer check (per_minute between 1 and 60000),
  total integer not null,
  done_count integer not null default 0,
  skipped_count integer not null default 0,
  created_by uuid references public.staff_members (user_id) on delete set null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  -- Counts the runs of the worker: each gets an event id of its own.
  part integer not null default 1
);

create table public.bulk_operation_items (
  operation_id uuid not null references public.bulk_operations (id) on delete cascade,
  position integer not null,
  failed_job_id uuid not null references public.failed_jobs (id) on delete cascade,
  result public.bulk_result not null default 'pending',
  -- Why it was skipped, as the single action would have said it.
  code text,
  event_id text,
  at timestamptz,
  primary key (operation_id, position)
);

create index idx_bulk_operations_created_by on public.bulk_operations (created_by);
create index idx_bulk_operations_created_at on public.bulk_operations (created_at desc, id desc);
create index idx_bulk_operation_items_failed_job_id on public.bulk_operation_items (failed_job_id);
create index idx_bulk_operation_items_pending on public.bulk_operation_items (operation_id, position)
  where result = 'pending';

alter table public.bulk_operations enable row level security;
alter table public.bulk_operation_items enable row level security;
revoke all on public.bulk_operations, public.bulk_operation_items from anon, authenticated;
grant all on public.bulk_operations, public.bulk_operation_items to service_role;
create policy "Service role can manage bulk operations" on public.bulk_operations
  for all to service_role using (true) with check (true);
create policy "Service role can manage bulk operation items" on public.bulk_operation_items
  for all to service_role using (true) with check (true);

-- An agent may act on this many at once; an admin on any number.
create function public.bulk_limit(p_role public.staff_role) returns integer
  language sql immutable
  set search_path = ''
as $$
  select case p_role when 'admin' then 2147483647 when 'agent' then 1000 else 0 end;
$$;

-- The failures that a selection means, at this moment, the most urgent first.
create function public.selected_failed_jobs(p_selection jsonb) returns setof public.failed_jobs
  language plpgsql stable
  set search_path = ''
as $$
declare
  f jsonb := p_selection -> 'filter';
begin
  if p_selection ? 'ids' then
    return query
      select j.* from public.failed_jobs j
      where j.id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by j.needed_by, j.failed_at, j.id;
  elsif p_selection ? 'again' then
    -- Those whose part in an earlier operation did not end well: skipped, or retried and failed again.
    return query
      select j.* from public.bulk_operation_items i
      join public.failed_jobs j on j.id = i.failed_job_id
      left join public.failed_job_attempts a on a.event_id = i.event_id
      where i.operation_id = (p_selection ->> 'again')::uuid
        and j.state = 'open' and (i.result = 'skipped' or a.outcome = 'failed')
      order by j.needed_by, j.failed_at, j.id;
  else
    return query execute
      'select j.* from public.failed_jobs j where true'
      || case when f ? 'state' then ' and j.state = ($1 ->> ''state'')::public.failed_job_state' else '' end
      || case when f ? 'fingerprint' then ' and j.fingerprint = $1 ->> ''fingerprint''' else '' end
      || case when f ? 'error_type' then ' and j.error_type = $1 ->> ''error_type''' else '' end
      || case when f ? 'job_type' then ' and j.job_type = $1 ->> ''job_type''' else '' end
      || case when f ? 'assignee' then ' and j.assignee = ($1 ->> ''assignee'')::uuid' else '' end
      || case when f ? 'needed_from' then ' and j.needed_by >= ($1 ->> ''needed_from'')::date' else '' end
      || case when f ? 'needed_to' then ' and j.needed_by <= ($1 ->> ''needed_to'')::date' else '' end
      || case when f ? 'q' then ' and j.search_text like ''%'' || replace(replace(replace(lower($1 ->> ''q''),'
        || ' ''\'', ''\\''), ''%'', ''\%''), ''_'', ''\_'') || ''%''' else '' end
      || ' order by j.needed_by, j.failed_at, j.id'
      using f;
  end if;
end
$$;

-- Why an action would skip a failure now, as a code; null when it would be done.
create function public.bulk_refusal(p_kind public.bulk_kind, p_job public.failed_jobs) returns text
  language sql stable
  set search_path = ''
as $$
  select case
    when p_job.state = 'resolved' then 'already_resolved'
    when p_job.state = 'recovered' then 'already_recovered'
    when p_job.state = 'retrying' and p_kind <> 'assign' then 'already_retrying'
    when p_kind = 'retry' and public.event_refusal(p_job.event_data) is not null then 'not_retryable'
    when p_kind = 'retry' and exists (
      select 1 from public.song_variants v
      where v.order_id = p_job.order_id and v.variant_number = any (public.event_variant_numbers(p_job.event_data))
        and (v.generation_status = 'generating' or v.generation_event_id is not null)) then 'already_generating'
  end;
$$;

-- Says what a bulk action would do, without doing it: how many it would change, how many it would skip and why, how
-- many variants would be made, and for how many nothing is missing any more.
create function public.preview_bulk(p_kind public.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable
  set search_path = ''
as $$
  with jobs as (
    select j.id, public.bulk_refusal(p_kind, j) as code, v.missing
    from public.selected_failed_jobs(p_selection) j
    left join lateral (
      select count(*) as missing from public.song_variants s
      where p_kind = 'retry' and s.order_id = j.order_id
        and s.variant_number = any (public.event_variant_numbers(j.event_data)) and s.generation_status <> 'complete'
    ) v on true
  )
  select jsonb_build_object(
    'total', count(*),
    'eligible', count(*) filter (where code is null),
    'variants', coalesce(sum(missing) filter (where code is null), 0),
    'already_complete', count(*) filter (where code is null and p_kind = 'retry' and missing = 0),
    'skipped', coalesce((
      select jsonb_object_agg(code, n) from (
        select code, count(*) as n from jobs where code is not null group by code) s), '{}'))
  from jobs;
$$;

-- Confirms a bulk action: freezes what is selected at this moment and asks for the worker.
create function public.create_bulk_operation(
  p_kind public.bulk_kind, p_selection jsonb, p_params jsonb, p_actor uuid, p_per_minute integer default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_role public.staff_role;
  v_operation public.bulk_operations;
  v_total integer;
begin
  if p_kind = 'resolve' and nullif(btrim(p_params ->> 'note'), '') is null then
    return jsonb_build_object('ok', false, 'code', 'note_required');
  end if;
  select role into v_role from public.staff_members where user_id = p_actor and disabled_at is null;
  insert into public.bulk_operations (kind, params, selection, per_minute, total, created_by)
  values (p_kind, p_params, p_selection, p_per_minute, 0, p_actor) returning * into v_operation;
  insert into public.bulk_operation_items (operation_id, position, failed_job_id)
  select v_operation.id, row_number() over (order by needed_by, failed_at, id), id
  from public.selected_failed_jobs(p_selection);
  get diagnostics v_total = row_count;
  if v_total = 0 or v_total > public.bulk_limit(coalesce(v_role, 'viewer')) then
    delete from public.bulk_operations where id = v_operation.id;
    return jsonb_build_object('ok', false, 'total', v_total, 'limit', public.bulk_limit(coalesce(v_role, 'viewer')),
      'code', case when v_total = 0 then 'nothing_selected' else 'over_the_limit' end);
  end if;
  update public.bulk_operations set total = v_total where id = v_operation.id;
  insert into public.outbox_events (event_id, name, data)
  values (format('bulk:%s:part:1', v_operation.id), 'desk/bulk.requested',
    jsonb_build_object('operation_id', v_operation.id, 'part', 1));
  perform public.log_activity(p_actor, 'bulk_started', 'bulk_operation', v_operation.id::text, null,
    null, jsonb_build_object('kind', p_kind, 'total', v_total, 'per_minute', p_per_minute),
    p_params ->> 'note', p_request_id);
  return jsonb_build_object('ok', true, 'id', v_operation.id, 'total', v_total,
    'event_id', format('bulk:%s:part:1', v_operation.id));
end
$$;

-- Does the next items of an operation, in one transaction: none is done twice, and a crash undoes the batch whole.
-- Answers how many were done and whether more are left.
create function public.run_bulk_batch(p_operation_id uuid, p_part integer, p_limit integer) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_operation public.bulk_operations;
  v_item record;
  v_answer jsonb;
  v_request_id text := 'bulk:' || p_operation_id;
  v_done integer := 0;
  v_skipped integer := 0;
begin
  select * into v_operation from public.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part then
    return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0);
  end if;
  for v_item in
    select position, failed_job_id from public.bulk_operation_items
    where operation_id = p_operation_id and result = 'pending' order by position limit p_limit
  loop
    v_answer := case v_operation.kind
      when 'retry' then public.retry_failed_job(v_item.failed_job_id, v_operation.created_by,
        v_operation.params ->> 'note', null, v_request_id)
      when 'resolve' then public.resolve_failed_job(v_item.failed_job_id, v_operation.created_by,
        v_operation.params ->> 'note', null, v_request_id)
      when 'assign' then public.assign_failed_job(v_item.failed_job_id, v_operation.created_by,
        (v_operation.params ->> 'assignee')::uuid, v_operation.params ->> 'note', null, v_request_id)
      when 'snooze' then public.snooze_failed_job(v_item.failed_job_id, v_operation.created_by,
        (v_operation.params ->> 'until')::timestamptz, v_operation.params ->> 'note', null, v_request_id)
    end;
    update public.bulk_operation_items
    set result = case when (v_answer ->> 'ok')::boolean then 'done' else 'skipped' end::public.bulk_result,
      code = v_answer ->> 'code', event_id = v_answer ->> 'event_id', at = clock_timestamp()
    where operation_id = p_operation_id and position = v_item.position;
    if (v_answer ->> 'ok')::boolean then
      v_done := v_done + 1;
    else
      v_skipped := v_skipped + 1;
    end if;
  end loop;
  update public.bulk_operations
  set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped,
    state = case when done_count + skipped_count + v_done + v_skipped >= total then 'done' else state end,
    ended_at = case when done_count + skipped_count + v_done + v_skipped >= total then now() end
  where id = p_operation_id
  returning * into v_operation;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end
$$;

-- Goes on in a new run of the worker, since one run has only so many steps.
create function public.continue_bulk_operation(p_operation_id uuid, p_part integer) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_event_id text := format('bulk:%s:part:%s', p_operation_id, p_part + 1);
begin
  update public.bulk_operations set part = p_part + 1
  where id = p_operation_id and part = p_part and state = 'running';
  if not found then
    return jsonb_build_object('ok', false, 'code', 'changed_meanwhile');
  end if;
  insert into public.outbox_events (event_id, name, data)
  values (v_event_id, 'desk/bulk.requested',
    jsonb_build_object('operation_id', p_operation_id, 'part', p_part + 1));
  return jsonb_build_object('ok', true, 'event_id', v_event_id);
end
$$;

-- Pauses, resumes or aborts. What has been done stays done; what is pending stays as it was.
create function public.set_bulk_state(
  p_operation_id uuid, p_state public.bulk_state, p_actor uuid, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_operation public.bulk_operations;
  v_event_id text;
begin
  select * into v_operation from public.bulk_operations where id = p_operation_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_operation.state in ('done', 'aborted') or v_operation.state = p_state or p_state = 'done' then
    return jsonb_build_object('ok', false, 'code', 'not_from_here', 'state', v_operation.state);
  end if;
  update public.bulk_operations
  set state = p_state, ended_at = case when p_state = 'aborted' then now() end,
    part = case when p_state = 'running' then part + 1 else part end
  where id = p_operation_id returning * into v_operation;
  if p_state = 'running' then
    v_event_id := format('bulk:%s:part:%s', p_operation_id, v_operation.part);
    insert into public.outbox_events (event_id, name, data)
    values (v_event_id, 'desk/bulk.requested',
      jsonb_build_object('operation_id', p_operation_id, 'part', v_operation.part));
  end if;
  perform public.log_activity(p_actor,
    case p_state when 'paused' then 'bulk_paused' when 'running' then 'bulk_resumed' else 'bulk_aborted' end,
    'bulk_operation', p_operation_id::text, null, null,
    jsonb_build_object('state', p_state, 'done', v_operation.done_count, 'skipped', v_operation.skipped_count,
      'total', v_operation.total),
    null, p_request_id);
  return jsonb_build_object('ok', true, 'state', p_state, 'event_id', v_event_id);
end
$$;

-- Idempotency ----------------------------------------------------------------------------------------------------

-- The answers to requests that carried an Idempotency-Key, for a day: the same key gives the same answer.
create table public.idempotency_keys (
  actor uuid not null,
  key text not null,
  -- What was asked: method, address and a hash of the body. Another request under the same key is a mistake.
  request text not null,
  status integer,
  body jsonb,
  claimed_at timestamptz not null default now(),
  primary key (actor, key)
);
create index idx_idempotency_keys_claimed_at on public.idempotency_keys (claimed_at);
alter table public.idempotency_keys enable row level security;
revoke all on public.idempotency_keys from anon, authenticated;
grant all on public.idempotency_keys to service_role;
create policy "Service role can manage idempotency keys" on public.idempotency_keys
  for all to service_role using (true) with check (true);

-- Claims a key for a request. A claim whose server died gives way after a minute: the state functions refuse to do
-- the same thing twice anyway.
create function public.claim_idempotency_key(p_actor uuid, p_key text, p_request text) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_known public.idempotency_keys;
begin
  delete from public.idempotency_keys where (actor, key) in (
    select actor, key from public.idempotency_keys where claimed_at < now() - interval '1 day' limit 100
    for update skip locked);
  insert into public.idempotency_keys (actor, key, request) values (p_actor, p_key, p_request)
  on conflict (actor, key) do nothing;
  if found then
    return jsonb_build_object('result', 'claimed');
  end if;
  select * into v_known from public.idempotency_keys where actor = p_actor and key = p_key for update;
  if v_known.request <> p_request then
    return jsonb_build_object('result', 'other_request');
  elsif v_known.status is not null then
    return jsonb_build_object('result', 'answered', 'status', v_known.status, 'body', v_known.body);
  elsif v_known.claimed_at > now() - interval '1 minute' then
    return jsonb_build_object('result', 'in_progress');
  end if;
  update public.idempotency_keys set claimed_at = now() where actor = p_actor and key = p_key;
  return jsonb_build_object('result', 'claimed');
end
$$;

-- Keeps the answer; with no status, gives the key back, since nothing is known of what came of the request.
create function public.finish_idempotency_key(
  p_actor uuid, p_key text, p_status integer default null, p_body jsonb default null
) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  if p_status is null then
    delete from public.idempotency_keys where actor = p_actor and key = p_key and status is null;
  else
    update public.idempotency_keys set status = p_status, body = p_body where actor = p_actor and key = p_key;
  end if;
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'bulk_limit(public.staff_role)', 'selected_failed_jobs(jsonb)',
    'bulk_refusal(public.bulk_kind, public.failed_jobs)', 'preview_bulk(public.bulk_kind, jsonb)',
    'create_bulk_operation(public.bulk_kind, jsonb, jsonb, uuid, integer, text)',
    'run_bulk_batch(uuid, integer, integer)', 'continue_bulk_operation(uuid, integer)',
    'set_bulk_state(uuid, public.bulk_state, uuid, text)',
    'claim_idempotency_key(uuid, text, text)', 'finish_idempotency_key(uuid, text, integer, jsonb)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
