-- Bulk operations, of whatever kind. What an operator confirms is a row with its items, frozen at that
-- moment; a worker goes through them in batches. Each is changed as by the single action and keeps its
-- result. What a selection means and what a preview counts is in a file for each kind.

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
  -- The items are done in the order of their positions: so many of them are.
  done_count integer not null default 0,
  skipped_count integer not null default 0,
  created_by uuid references desk.staff_members (user_id) on delete set null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  -- Counts the runs of the worker: each gets an event id of its own.
  part integer not null default 1
);
create index idx_bulk_operations_created_by on desk.bulk_operations (created_by);
create index idx_bulk_operations_created_at on desk.bulk_operations (created_at desc, id desc);
create index idx_bulk_operations_under_way on desk.bulk_operations (created_at)
  where state in ('running', 'paused');

create table desk.bulk_operation_items (
  operation_id uuid not null references desk.bulk_operations (id) on delete cascade,
  -- From 1 on, without gaps.
  position integer not null,
  -- The failed job, or the order of the kind "generate". No foreign key: an item outlives what it is about.
  target_id uuid not null,
  result desk.bulk_result not null default 'pending',
  -- Why it was skipped, as the single action would say it.
  code text,
  event_id text,
  at timestamptz,
  primary key (operation_id, position)
);

-- How many items an agent may act on at once; an admin any number.
create function desk.bulk_limit(p_role desk.staff_role) returns integer
  language sql immutable set search_path = '' as $$
  select case p_role when 'admin' then 2147483647 when 'agent' then 1000 else 0 end; $$;

-- What a selection means at this moment, the most urgent first. Only ids: a hundred thousand whole rows would
-- spill to disk.
create function desk_private.selected_ids(p_kind desk.bulk_kind, p_selection jsonb) returns setof uuid
  language plpgsql stable set search_path = '' as $$
begin
  if p_kind = 'generate' then return query select desk_private.selected_order_ids(p_selection);
  else return query select desk_private.selected_failed_job_ids(p_selection); end if;
end $$;

-- What a bulk action would do, without doing it: "total", "eligible", "skipped" by code, "variants" that it
-- would make, and what else its kind has to say.
create function desk.preview_bulk(p_kind desk.bulk_kind, p_selection jsonb) returns jsonb
  language plpgsql stable set search_path = '' as $$
begin
  return case p_kind when 'generate' then desk_private.preview_missing_variants(p_selection)
    else desk_private.preview_failed_jobs(p_kind, p_selection) end;
end $$;

-- Asks for a run of the worker. Each part of an operation is one run, with an event id of its own.
create function desk_private.request_bulk_run(p_operation_id uuid, p_part integer) returns text
  language sql set search_path = '' as $$
  insert into desk.outbox_events (event_id, name, data)
  values (format('bulk:%s:part:%s', p_operation_id, p_part), 'desk/bulk.requested',
    jsonb_build_object('operation_id', p_operation_id, 'part', p_part))
  returning event_id; $$;

-- Confirms a bulk action: freezes what is selected at this moment and asks for the worker.
create function desk.create_bulk_operation(p_kind desk.bulk_kind, p_selection jsonb, p_params jsonb,
  p_actor uuid, p_per_minute integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_limit integer; v_id uuid; v_total integer;
begin
  if p_kind in ('resolve', 'generate') and desk_private.written_text(p_params ->> 'note') is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select desk.bulk_limit(role) into v_limit from desk.staff_members
  where user_id = p_actor and disabled_at is null;
  insert into desk.bulk_operations (kind, params, selection, per_minute, total, created_by)
  values (p_kind, p_params, p_selection, p_per_minute, 0, p_actor) returning id into v_id;
  insert into desk.bulk_operation_items (operation_id, position, target_id)
  select v_id, s.position, s.id
  from desk_private.selected_ids(p_kind, p_selection) with ordinality as s (id, position);
  get diagnostics v_total = row_count;
  if v_total = 0 or v_total > coalesce(v_limit, 0) then
    delete from desk.bulk_operations where id = v_id;
    return jsonb_build_object('ok', false, 'total', v_total, 'limit', coalesce(v_limit, 0),
      'code', case when v_total = 0 then 'nothing_selected' else 'over_the_limit' end);
  end if;
  update desk.bulk_operations set total = v_total where id = v_id;
  perform desk_private.log_activity(p_actor, 'bulk_started', 'bulk_operation', v_id::text, null, null,
    jsonb_build_object('kind', p_kind, 'total', v_total, 'per_minute', p_per_minute), p_params ->> 'note',
    p_request_id);
  return jsonb_build_object('ok', true, 'id', v_id, 'total', v_total,
    'event_id', desk_private.request_bulk_run(v_id, 1));
end $$;

-- The next items of an operation, in the order of the primary key. The planner knows nothing of a table that
-- was just filled, and would read all remaining items for each batch.
create function desk_private.next_bulk_items(p_operation_id uuid, p_after integer,
  p_limit integer) returns uuid[]
  language sql stable set search_path = '' set enable_bitmapscan = off set enable_sort = off as $$
  select coalesce(array_agg(i.target_id order by i.position), '{}') from (
    select target_id, position from desk.bulk_operation_items
    where operation_id = p_operation_id and position > p_after order by position limit p_limit) i; $$;

-- Does one item as the single action does it. The answer's code says why it was not done.
create function desk_private.act_on_item(p_kind desk.bulk_kind, p_id uuid, p_params jsonb, p_actor uuid,
  p_request_id text) returns jsonb language plpgsql set search_path = '' as $$
declare v_note text := p_params ->> 'note';
begin
  return case p_kind
    when 'retry' then desk.retry_failed_job(p_id, p_actor, v_note, null, p_request_id)
    when 'resolve' then desk.resolve_failed_job(p_id, p_actor, v_note, null, p_request_id)
    when 'assign' then desk.assign_failed_job(p_id, p_actor, (p_params ->> 'assignee')::uuid, v_note, null,
      p_request_id)
    when 'snooze' then desk.snooze_failed_job(p_id, p_actor, (p_params ->> 'until')::timestamptz, v_note,
      null, p_request_id)
    when 'generate' then desk_private.generate_missing_variants(p_id, p_actor, v_note, p_request_id)
  end;
end $$;

-- Does one thing to many items. One that cannot be done is skipped and stops no other.
create function desk_private.act_on_items(p_kind desk.bulk_kind, p_ids uuid[], p_params jsonb, p_actor uuid,
  p_request_id text) returns table (target_id uuid, code text, event_id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare v_id uuid; v_answer jsonb;
begin
  -- Always in this order: two operations on the same rows could deadlock.
  if p_kind = 'generate' then perform desk_private.lock_shop_orders(p_ids);
  else perform 1 from public.failed_jobs where id = any (p_ids) order by id for update; end if;
  if p_kind = 'retry' then
    begin
      return query select * from desk_private.retry_failed_jobs(p_ids, p_actor, p_params ->> 'note',
        p_request_id);
      return;
    exception
      -- The whole batch is tried again.
      when deadlock_detected or serialization_failure or lock_not_available
        or query_canceled then raise;
      when others then
        raise warning 'a batch of retries could not be written: % (%)', sqlerrm, sqlstate;
    end;
  end if;
  foreach v_id in array p_ids loop
    begin
      v_answer := desk_private.act_on_item(p_kind, v_id, p_params, p_actor, p_request_id);
    exception when deadlock_detected or serialization_failure or lock_not_available
        or query_canceled then raise;
      when others then
        raise warning '% of % could not be done: % (%)', p_kind, v_id, sqlerrm, sqlstate;
        v_answer := jsonb_build_object('code', 'not_done');
    end;
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end $$;

-- Does the next items of an operation in one transaction: none is done twice, and a crash undoes the whole
-- batch. Answers how many were handled and whether there are more.
create function desk.run_bulk_batch(p_operation_id uuid, p_part integer, p_limit integer) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_operation desk.bulk_operations; v_ids uuid[]; v_handled integer; v_done integer; v_skipped integer;
begin
  select * into v_operation from desk.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part
  then return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0); end if;
  v_handled := v_operation.done_count + v_operation.skipped_count;
  v_ids := desk_private.next_bulk_items(p_operation_id, v_handled, p_limit);
  with answers as materialized (
    select * from desk_private.act_on_items(
      v_operation.kind, v_ids, v_operation.params, v_operation.created_by, 'bulk:' || p_operation_id)
  ), items as (
    update desk.bulk_operation_items i
    set result = case when a.code is null then 'done' else 'skipped' end::desk.bulk_result, code = a.code,
      event_id = a.event_id, at = clock_timestamp()
    from answers a
    where i.operation_id = p_operation_id and i.position > v_handled
      and i.position <= v_handled + cardinality(v_ids) and i.target_id = a.target_id
    returning i.result
  )
  select count(*) filter (where result = 'done'), count(*) filter (where result = 'skipped')
  into v_done, v_skipped from items;
  update desk.bulk_operations set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped
  where id = p_operation_id returning * into v_operation;
  if v_operation.done_count + v_operation.skipped_count >= v_operation.total then
    update desk.bulk_operations set state = 'done', ended_at = now() where id = p_operation_id
    returning * into v_operation;
  end if;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end $$;

-- Goes on in a new run of the worker, since a run has a limited number of steps. With a reason, the worker is
-- gone, and another takes the operation up. An older run does nothing any more.
create function desk.continue_bulk_operation(p_operation_id uuid, p_part integer,
  p_reason text default null) returns jsonb language plpgsql set search_path = '' as $$
begin
  update desk.bulk_operations set part = p_part + 1
  where id = p_operation_id and part = p_part and state = 'running';
  if not found then return jsonb_build_object('ok', false, 'code', 'changed_meanwhile'); end if;
  if p_reason is not null then
    perform desk_private.log_activity(null, 'bulk_taken_up', 'bulk_operation', p_operation_id::text, null,
      null, jsonb_build_object('part', p_part + 1), p_reason, null);
  end if;
  return jsonb_build_object('ok', true, 'event_id',
    desk_private.request_bulk_run(p_operation_id, p_part + 1));
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
    v_event_id := desk_private.request_bulk_run(p_operation_id, v_operation.part);
  end if;
  perform desk_private.log_activity(p_actor,
    case p_state when 'paused' then 'bulk_paused' when 'running' then 'bulk_resumed' else 'bulk_aborted' end,
    'bulk_operation', p_operation_id::text, null, null,
    jsonb_build_object('state', p_state, 'done', v_operation.done_count, 'skipped', v_operation.skipped_count,
      'total', v_operation.total), null, p_request_id);
  return jsonb_build_object('ok', true, 'state', p_state, 'event_id', v_event_id);
end $$;
