-- Bulk operations on failed jobs. What an operator confirms is a row with its items, frozen at that moment; a
-- worker goes through them in batches. Each item is changed as by the single action and keeps its result.

create type desk.bulk_kind as enum ('retry', 'resolve', 'assign', 'snooze', 'generate');
create type desk.bulk_state as enum ('running', 'paused', 'aborted', 'done');
create type desk.bulk_result as enum ('pending', 'done', 'skipped');

create table desk.bulk_operations (
  id uuid primary key default gen_random_uuid(),
  kind desk.bulk_kind not null,
  state desk.bulk_state not null default 'running',
  -- What is done with each: note, and assignee or until.
  params jsonb not null,
  -- What was selected, as the operator saw it: {"ids": [...]}, {"filter": {...}} or {"again": id}.
  selection jsonb not null,
  -- Items a minute; null for as fast as it goes.
  per_minute integer check (per_minute between 1 and 60000),
  total integer not null,
  done_count integer not null default 0,
  skipped_count integer not null default 0,
  created_by uuid references desk.staff_members (user_id) on delete set null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  -- Counts the runs of the worker: each gets an event id of its own.
  part integer not null default 1,
  -- Items up to this position are done. Positions may be missing: a deleted failed job takes its items along.
  handled_to integer not null default 0
);
create index idx_bulk_operations_created_by on desk.bulk_operations (created_by);
create index idx_bulk_operations_created_at on desk.bulk_operations (created_at desc, id desc);
create index idx_bulk_operations_under_way on desk.bulk_operations (created_at)
  where state in ('running', 'paused');

create table desk.bulk_operation_items (
  operation_id uuid not null references desk.bulk_operations (id) on delete cascade,
  position integer not null,
  failed_job_id uuid not null references public.failed_jobs (id) on delete cascade,
  result desk.bulk_result not null default 'pending',
  -- Why it was skipped, as the single action would say it.
  code text,
  event_id text,
  at timestamptz,
  primary key (operation_id, position)
);
create index idx_bulk_operation_items_failed_job_id on desk.bulk_operation_items (failed_job_id);

-- How many items an agent may act on at once; an admin any number.
create function desk.bulk_limit(p_role desk.staff_role) returns integer
  language sql immutable set search_path = '' as $$
  select case p_role when 'admin' then 2147483647 when 'agent' then 1000 else 0 end; $$;

-- The failures that a selection means at this moment, the most urgent first. Only their ids: a hundred
-- thousand whole rows would spill to disk.
create function desk_private.selected_failed_job_ids(p_selection jsonb) returns setof uuid
  language plpgsql stable set search_path = '' as $$
begin
  if p_selection ? 'ids' then
    return query
      select j.id from public.failed_jobs j
      where j.id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif p_selection ? 'again' then
    -- What did not end well in an earlier operation: skipped, or retried and failed again.
    return query
      select j.id from desk.bulk_operation_items i join public.failed_jobs j on j.id = i.failed_job_id
      left join desk.failed_job_attempts a on a.event_id = i.event_id
      where i.operation_id = (p_selection ->> 'again')::uuid
        and j.state = 'open' and (i.result = 'skipped' or a.outcome = 'failed')
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select j.id from public.failed_jobs j where '
      || desk_private.failed_job_where(p_selection -> 'filter')
      || ' order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id';
  end if;
end $$;

-- What a bulk action would do, without doing it: how many it would change, how many it would skip and why,
-- how many variants it would make, and for how many nothing is missing any more; before a snooze, how many
-- are needed on each day. Whether an event can be sent again depends on its shape, and on the order's id only
-- by its being one: a hundred thousand failures have a dozen shapes, so that is asked a dozen times. The
-- selection is worked on in memory.
create function desk.preview_bulk(p_kind desk.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable set search_path = '' set work_mem = '64MB' as $$
  with selected as materialized (
    select j.id, j.state, j.order_id, j.customer_id, j.needed_by, case
        when p_kind <> 'retry' or j.state <> 'open' then null
        when j.event_data -> 'data' ->> 'order_id' = j.order_id::text and pg_column_size(j.event_data) < 8192
          then (j.event_data - '{id,ts}'::text[]) #- '{data,order_id}'
        else j.event_data
      end as shape
    from desk_private.selected_failed_job_ids(p_selection) as s (id) join public.failed_jobs j on j.id = s.id
  ), shapes as materialized (
    select d.shape, desk_private.event_refusal(e.event) is null as sendable,
      desk_private.event_variant_numbers(e.event) as numbers
    from (select distinct shape from selected where shape is not null) d
    -- An id in place of the one taken out. jsonb_set() leaves an event without "data" as it is.
    cross join lateral (
      select case when d.shape -> 'data' ? 'order_id' then d.shape
        else jsonb_set(d.shape, '{data,order_id}', '"00000000-0000-0000-0000-000000000000"') end as event) e
  ), jobs as (
    select v.missing, case
        when p_kind = 'retry' and (select u.erased_at from public.users u
          where u.id = j.customer_id) is not null then 'erased'
        when j.state = 'resolved' then 'already_resolved'
        when j.state = 'recovered' then 'already_recovered'
        when j.state = 'retrying' and p_kind <> 'assign' then 'already_retrying'
        when p_kind = 'retry' and not s.sendable then 'not_retryable'
        when p_kind = 'retry' and v.busy > 0 then 'already_generating'
      end as code
    from selected j left join shapes s on s.shape = j.shape
    left join lateral (
      select count(*) filter (where w.generation_status <> 'complete'
        or w.new_version_failed_at is not null) as missing,
        count(*) filter (where w.generation_status = 'generating'
          or w.generation_event_id is not null) as busy
      from public.song_variants w where w.order_id = j.order_id and w.variant_number = any (s.numbers)
    ) v on true
  ), counted as (
    select code, count(*) as jobs, sum(missing) as variants, count(*) filter (where missing = 0) as complete
    from jobs group by code
  )
  select jsonb_build_object('total', coalesce(sum(jobs), 0),
    'eligible', coalesce(sum(jobs) filter (where code is null), 0),
    'variants', coalesce(sum(variants) filter (where code is null), 0),
    'already_complete', coalesce(sum(complete) filter (where code is null and p_kind = 'retry'), 0),
    'skipped', coalesce(jsonb_object_agg(code, jobs) filter (where code is not null), '{}'),
    'needed_by', case when p_kind <> 'snooze' then '{}' else coalesce((
      select jsonb_object_agg(d.needed_by, d.jobs) from (
        select needed_by, count(*) as jobs from selected
        where state = 'open' and isfinite(needed_by) group by needed_by) d), '{}') end)
  from counted; $$;

-- Confirms a bulk action: freezes what is selected at this moment and asks for the worker.
create function desk.create_bulk_operation(p_kind desk.bulk_kind, p_selection jsonb, p_params jsonb,
  p_actor uuid, p_per_minute integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_role desk.staff_role; v_operation desk.bulk_operations; v_total integer;
begin
  if p_kind = 'resolve' and desk_private.written_text(p_params ->> 'note') is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select role into v_role from desk.staff_members where user_id = p_actor and disabled_at is null;
  insert into desk.bulk_operations (kind, params, selection, per_minute, total, created_by)
  values (p_kind, p_params, p_selection, p_per_minute, 0, p_actor) returning * into v_operation;
  insert into desk.bulk_operation_items (operation_id, position, failed_job_id)
  select v_operation.id, s.position, s.id
  from desk_private.selected_failed_job_ids(p_selection) with ordinality as s (id, position);
  get diagnostics v_total = row_count;
  if v_total = 0 or v_total > desk.bulk_limit(coalesce(v_role, 'viewer')) then
    delete from desk.bulk_operations where id = v_operation.id;
    return jsonb_build_object('ok', false, 'total', v_total,
      'limit', desk.bulk_limit(coalesce(v_role, 'viewer')),
      'code', case when v_total = 0 then 'nothing_selected' else 'over_the_limit' end);
  end if;
  update desk.bulk_operations set total = v_total where id = v_operation.id;
  insert into desk.outbox_events (event_id, name, data)
  values (format('bulk:%s:part:1', v_operation.id), 'desk/bulk.requested',
    jsonb_build_object('operation_id', v_operation.id, 'part', 1));
  perform desk_private.log_activity(p_actor, 'bulk_started', 'bulk_operation', v_operation.id::text, null,
    null, jsonb_build_object('kind', p_kind, 'total', v_total, 'per_minute', p_per_minute),
    p_params ->> 'note', p_request_id);
  return jsonb_build_object('ok', true, 'id', v_operation.id, 'total', v_total,
    'event_id', format('bulk:%s:part:1', v_operation.id));
end $$;

-- The next items of an operation, in the order of the primary key. The planner knows nothing of a table that
-- was just filled, and would read all remaining items for each batch.
create function desk_private.next_bulk_items(p_operation_id uuid, p_after integer,
  p_limit integer) returns table (failed_job_id uuid, place integer)
  language sql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
  select i.failed_job_id, i.position from desk.bulk_operation_items i
  where i.operation_id = p_operation_id and i.position > p_after order by i.position limit p_limit; $$;

-- Does one thing to many failures, each as the single action does it. An item that cannot be done is skipped
-- and stops no other. The caller has locked the failures.
create function desk_private.act_on_failed_jobs(p_kind desk.bulk_kind, p_ids uuid[], p_params jsonb,
  p_actor uuid, p_request_id text) returns table (failed_job_id uuid, code text, event_id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_note text := p_params ->> 'note';
  v_id uuid; v_answer jsonb;
begin
  if p_kind = 'retry' then
    begin
      return query select * from desk_private.retry_failed_jobs(p_ids, p_actor, v_note, p_request_id);
      return;
    exception
      -- The whole batch is tried again.
      when deadlock_detected or serialization_failure or query_canceled then raise;
      when others then
        raise warning 'a batch of retries could not be written: % (%)', sqlerrm, sqlstate;
    end;
  end if;
  foreach v_id in array p_ids loop
    begin
      v_answer := case p_kind
        when 'retry' then desk.retry_failed_job(v_id, p_actor, v_note, null, p_request_id)
        when 'resolve' then desk.resolve_failed_job(v_id, p_actor, v_note, null, p_request_id)
        when 'assign' then desk.assign_failed_job(v_id, p_actor, (p_params ->> 'assignee')::uuid, v_note,
          null, p_request_id)
        when 'snooze' then desk.snooze_failed_job(v_id, p_actor, (p_params ->> 'until')::timestamptz,
          v_note, null, p_request_id)
      end;
    exception when deadlock_detected or serialization_failure or query_canceled then raise;
      when others then
        raise warning 'failed job % could not be done: % (%)', v_id, sqlerrm, sqlstate;
        v_answer := jsonb_build_object('code', 'not_done');
    end;
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end $$;

-- Does the next items of an operation in one transaction: none is done twice, and a crash undoes the whole
-- batch. Answers how many were handled and whether there are more.
create function desk.run_bulk_batch(p_operation_id uuid, p_part integer, p_limit integer) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_operation desk.bulk_operations; v_ids uuid[]; v_last integer; v_done integer;
  v_skipped integer; v_ended boolean;
begin
  select * into v_operation from desk.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part
  then return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0); end if;
  select coalesce(array_agg(i.failed_job_id order by i.place), '{}'), max(i.place) into v_ids, v_last
  from desk_private.next_bulk_items(p_operation_id, v_operation.handled_to, p_limit) i;
  -- Always in this order: two operations on the same failures could deadlock.
  perform 1 from public.failed_jobs where id = any (v_ids) order by id for update;

  with answers as materialized (
    select * from desk_private.act_on_failed_jobs(
      v_operation.kind, v_ids, v_operation.params, v_operation.created_by, 'bulk:' || p_operation_id)
  ), items as (
    update desk.bulk_operation_items i
    set result = case when a.code is null then 'done' else 'skipped' end::desk.bulk_result, code = a.code,
      event_id = a.event_id, at = clock_timestamp()
    from answers a
    where i.operation_id = p_operation_id and i.position > v_operation.handled_to and i.position <= v_last
      and i.failed_job_id = a.failed_job_id
    returning i.result
  )
  select count(*) filter (where result = 'done'), count(*) filter (where result = 'skipped')
  into v_done, v_skipped from items;

  v_ended := cardinality(v_ids) < p_limit or not exists (
    select 1 from desk.bulk_operation_items where operation_id = p_operation_id and position > v_last);
  update desk.bulk_operations
  set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped,
    handled_to = coalesce(v_last, handled_to), state = case when v_ended then 'done' else state end,
    ended_at = case when v_ended then now() end
  where id = p_operation_id returning * into v_operation;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end $$;

-- Goes on in a new run of the worker, since a run has a limited number of steps.
create function desk.continue_bulk_operation(p_operation_id uuid, p_part integer) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_event_id text := format('bulk:%s:part:%s', p_operation_id, p_part + 1);
begin
  update desk.bulk_operations set part = p_part + 1
  where id = p_operation_id and part = p_part and state = 'running';
  if not found then return jsonb_build_object('ok', false, 'code', 'changed_meanwhile'); end if;
  insert into desk.outbox_events (event_id, name, data)
  values (v_event_id, 'desk/bulk.requested',
    jsonb_build_object('operation_id', p_operation_id, 'part', p_part + 1));
  return jsonb_build_object('ok', true, 'event_id', v_event_id);
end $$;

-- Takes up a bulk operation whose worker is gone: as a new part, so that the old one does nothing any more.
create function desk.take_up_bulk_operation(p_operation_id uuid, p_part integer,
  p_reason text) returns jsonb language plpgsql set search_path = '' as $$
declare v_answer jsonb := desk.continue_bulk_operation(p_operation_id, p_part);
begin
  if (v_answer ->> 'ok')::boolean then
    perform desk_private.log_activity(null, 'bulk_taken_up', 'bulk_operation', p_operation_id::text, null,
      null, jsonb_build_object('part', p_part + 1), p_reason, null);
  end if;
  return v_answer;
end $$;

-- Pauses, resumes or aborts. What is done stays done; what is pending stays as it is.
create function desk.set_bulk_state(p_operation_id uuid, p_state desk.bulk_state, p_actor uuid,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_operation desk.bulk_operations; v_event_id text;
begin
  select * into v_operation from desk.bulk_operations where id = p_operation_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_operation.state in ('done', 'aborted') or v_operation.state = p_state or p_state = 'done'
  then return jsonb_build_object('ok', false, 'code', 'not_from_here', 'state', v_operation.state); end if;
  update desk.bulk_operations set state = p_state, ended_at = case when p_state = 'aborted' then now() end,
    part = case when p_state = 'running' then part + 1 else part end
  where id = p_operation_id returning * into v_operation;
  if p_state = 'running' then
    v_event_id := format('bulk:%s:part:%s', p_operation_id, v_operation.part);
    insert into desk.outbox_events (event_id, name, data)
    values (v_event_id, 'desk/bulk.requested',
      jsonb_build_object('operation_id', p_operation_id, 'part', v_operation.part));
  end if;
  perform desk_private.log_activity(p_actor,
    case p_state when 'paused' then 'bulk_paused' when 'running' then 'bulk_resumed' else 'bulk_aborted' end,
    'bulk_operation', p_operation_id::text, null, null,
    jsonb_build_object('state', p_state, 'done', v_operation.done_count, 'skipped', v_operation.skipped_count,
      'total', v_operation.total), null, p_request_id);
  return jsonb_build_object('ok', true, 'state', p_state, 'event_id', v_event_id);
end $$;
