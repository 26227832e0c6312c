-- Bulk operations on orders: the kind "generate" makes what is missing. They are run, paced, paused and
-- aborted like the others; each order gets one event and one line in the record.

create table desk.bulk_order_items (
  operation_id uuid not null references desk.bulk_operations (id) on delete cascade,
  position integer not null,
  order_id uuid not null references public.orders (id) on delete cascade,
  result desk.bulk_result not null default 'pending',
  -- Why it was skipped.
  code text,
  event_id text,
  at timestamptz,
  primary key (operation_id, position)
);
comment on table desk.bulk_order_items is 'The orders of a bulk operation that generates what is missing';
create index idx_bulk_order_items_order_id on desk.bulk_order_items (order_id);
create index idx_bulk_order_items_pending on desk.bulk_order_items (operation_id, position)
  where result = 'pending';

-- What a selection means at this moment, the most urgent first: {"ids": [...]} or {"filter": {...}}.
create function desk_private.selected_orders(p_selection jsonb) returns setof desk.order_summaries
  language plpgsql stable set search_path = '' as $$
begin
  if p_selection ? 'ids' then
    return query
      select s.* from desk.order_summaries s
      where s.order_id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by s.needed_by, s.order_id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select s.* from desk.order_summaries s where '
      || desk_private.order_where(p_selection -> 'filter', 'needed_by')
        || ' order by s.needed_by, s.order_id';
  end if;
end $$;

-- What is missing of an order: variants neither complete nor asked for; of an order without any, the first.
create function desk_private.missing_variants(p_order_id uuid) returns integer[]
  language sql stable set search_path = '' as $$
  select case when count(*) = 0 then array[1] else
    coalesce(array_agg(variant_number order by variant_number)
      filter (where generation_status in ('pending', 'failed') and generation_event_id is null), '{}') end
  from public.song_variants where order_id = p_order_id; $$;

-- Why nothing would be generated for an order now, as a code; null when something would be. With an open
-- failure the order is left to it: there, a retry is followed to its end.
create function desk_private.missing_variants_refusal(p_order desk.order_summaries) returns text
  language sql stable set search_path = '' as $$
  select case
    when p_order.payment_status <> 'paid' then 'not_paid'
    -- Nearly all are, and nothing else has to be read for these.
    when p_order.status = 'complete' then 'nothing_missing'
    when desk_private.customer_is_erased(p_order.user_id) then 'erased'
    when exists (select 1 from public.song_variants v
      where v.order_id = p_order.order_id
        and (v.generation_status = 'generating' or v.generation_event_id is not null))
      then 'already_generating'
    when desk_private.missing_variants(p_order.order_id) = '{}' then 'nothing_missing'
    when exists (select 1 from public.failed_jobs j
      where j.order_id = p_order.order_id and j.state in ('open', 'retrying')) then 'has_open_failure'
  end; $$;

create function desk.preview_missing_variants(p_selection jsonb) returns jsonb
  language sql stable set search_path = '' as $$
  with chosen as (
    select s.order_id, desk_private.missing_variants_refusal(s) as code
      from desk_private.selected_orders(p_selection) s
  )
  select jsonb_build_object('total', count(*), 'eligible', count(*) filter (where code is null),
    'variants', coalesce(sum(cardinality(desk_private.missing_variants(order_id)))
    filter (where code is null), 0), 'skipped', coalesce((
      select jsonb_object_agg(code, n) from (
        select code, count(*) as n from chosen where code is not null group by code) s), '{}'))
  from chosen; $$;

-- Confirms: freezes the orders selected at this moment and asks for the worker.
create function desk.create_missing_variants_operation(p_selection jsonb, p_reason text, p_actor uuid,
  p_per_minute integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_role desk.staff_role; v_id uuid; v_total integer; v_limit integer;
begin
  if desk_private.written_text(p_reason) is null
  then return jsonb_build_object('ok', false, 'code', 'reason_required'); end if;
  select role into v_role from desk.staff_members where user_id = p_actor and disabled_at is null;
  v_limit := desk.bulk_limit(coalesce(v_role, 'viewer'));
  insert into desk.bulk_operations (kind, params, selection, per_minute, total, created_by)
  values ('generate', jsonb_build_object('note', p_reason), p_selection, p_per_minute, 0, p_actor)
    returning id into v_id;
  insert into desk.bulk_order_items (operation_id, position, order_id)
  select v_id, row_number() over (order by needed_by, order_id), order_id
    from desk_private.selected_orders(p_selection);
  get diagnostics v_total = row_count;
  if v_total = 0 or v_total > v_limit then
    delete from desk.bulk_operations where id = v_id;
    return jsonb_build_object('ok', false, 'total', v_total, 'limit', v_limit,
      'code', case when v_total = 0 then 'nothing_selected' else 'over_the_limit' end);
  end if;
  update desk.bulk_operations set total = v_total where id = v_id;
  insert into desk.outbox_events (event_id, name, data)
  values (format('bulk:%s:part:1', v_id), 'desk/bulk.requested',
    jsonb_build_object('operation_id', v_id, 'part', 1));
  perform desk_private.log_activity(p_actor, 'bulk_started', 'bulk_operation', v_id::text, null, null,
    jsonb_build_object('kind', 'generate', 'total', v_total, 'per_minute', p_per_minute), p_reason,
    p_request_id);
  return jsonb_build_object('ok', true, 'id', v_id, 'total', v_total,
    'event_id', format('bulk:%s:part:1', v_id));
end $$;

-- Does the next orders in one transaction, as run_bulk_batch() does failures; skips those that fail.
create function desk.run_missing_variants_batch(p_operation_id uuid, p_part integer,
  p_limit integer) returns jsonb language plpgsql set search_path = '' as $$
declare v_operation desk.bulk_operations; v_item record; v_answer jsonb;
  v_done integer := 0;
  v_skipped integer := 0;
begin
  select * into v_operation from desk.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part
  then return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0); end if;
  for v_item in
    select i.position, i.order_id, s as summary from desk.bulk_order_items i
    join desk.order_summaries s on s.order_id = i.order_id
    where i.operation_id = p_operation_id and i.result = 'pending' order by i.position limit p_limit
  loop
    -- Someone may ask for the same order at this moment: what is missing is checked under its lock.
    begin
      perform 1 from public.orders where id = v_item.order_id for update;
      v_answer := jsonb_build_object('ok', false, 'code',
        desk_private.missing_variants_refusal(v_item.summary));
      if v_answer ->> 'code' is null then
        v_answer := desk.request_generation(v_item.order_id, desk_private.missing_variants(v_item.order_id),
          v_operation.created_by, v_operation.params ->> 'note', 'bulk:' || p_operation_id);
      end if;
    exception when deadlock_detected or serialization_failure or query_canceled then raise;
      when others then
        raise warning 'songs of order % could not be asked for: % (%)', v_item.order_id, sqlerrm, sqlstate;
        v_answer := jsonb_build_object('ok', false, 'code', 'not_done');
    end;
    update desk.bulk_order_items
    set result = case when (v_answer ->> 'ok')::boolean then 'done' else 'skipped' end::desk.bulk_result,
      code = v_answer ->> 'code', event_id = v_answer ->> 'event_id', at = clock_timestamp()
    where operation_id = p_operation_id and position = v_item.position;
    v_done := v_done + (v_answer ->> 'ok')::boolean::integer;
    v_skipped := v_skipped + (not (v_answer ->> 'ok')::boolean)::integer;
  end loop;
  update desk.bulk_operations
  set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped,
    state = case when done_count + skipped_count + v_done + v_skipped >= total or v_done + v_skipped = 0
      then 'done' else state end,
    ended_at = case when done_count + skipped_count + v_done + v_skipped >= total or v_done + v_skipped = 0
      then now() end
  where id = p_operation_id returning * into v_operation;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end $$;
