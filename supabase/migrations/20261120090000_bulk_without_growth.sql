-- Bulk work whose batches cost the same however much is open (docs/decisions/0011-bulk-by-the-batch.md).

-- As before, with customers and briefs looked up one by one: for a batch of orders the planner read all customers.
create or replace function public.refresh_order_summaries(p_order_ids uuid[]) returns void
  language sql
  security definer
  set search_path = ''
as $$
  insert into public.order_summaries as s (
    order_id, user_id, customer_email, customer_name, recipient_name, occasion, needed_by,
    payment_status, amount_cents, currency, status, variant_count, complete_count, failed_count, created_at,
    unfinished, played)
  select o.id, o.user_id, lower(u.email), u.full_name, c.recipient_name, c.occasion,
    coalesce(o.occasion_date, 'infinity'),
    o.payment_status, o.amount_cents, o.currency,
    (case
      when v.failed > 0 then 'failed'
      when v.generating > 0 then 'generating'
      when v.pending > 0 then 'pending'
      when v.total > 0 then 'complete'
      else 'empty'
    end)::public.order_status,
    v.total, v.complete, v.failed, o.created_at, v.failed + v.generating + v.pending > 0, v.played > 0
  from public.orders o
  cross join lateral (select email, full_name from public.users where id = o.user_id limit 1) u
  cross join lateral (select recipient_name, occasion from public.customizations where id = o.customization_id limit 1) c
  cross join lateral (
    select count(*) as total,
      count(*) filter (where generation_status = 'complete') as complete,
      count(*) filter (where generation_status = 'failed') as failed,
      count(*) filter (where generation_status = 'generating') as generating,
      count(*) filter (where generation_status = 'pending') as pending,
      count(first_played_at) as played
    from public.song_variants where order_id = o.id
  ) v
  where o.id = any (p_order_ids)
  on conflict (order_id) do update set
    user_id = excluded.user_id, customer_email = excluded.customer_email, customer_name = excluded.customer_name,
    recipient_name = excluded.recipient_name, occasion = excluded.occasion,
    needed_by = excluded.needed_by, payment_status = excluded.payment_status,
    amount_cents = excluded.amount_cents, currency = excluded.currency, status = excluded.status,
    variant_count = excluded.variant_count, complete_count = excluded.complete_count,
    failed_count = excluded.failed_count, created_at = excluded.created_at,
    unfinished = excluded.unfinished, played = excluded.played;
$$;

-- The failures that a selection means, at this moment, the most urgent first. Their ids alone: a hundred thousand failures
-- as they are would be written to disk to be handed over.
create function public.selected_failed_job_ids(p_selection jsonb) returns setof uuid
  language plpgsql stable
  set search_path = ''
as $$
begin
  if p_selection ? 'ids' then
    return query
      select j.id from public.failed_jobs j
      where j.id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by j.needed_by, j.failed_at, j.id;
  elsif p_selection ? 'again' then
    -- Those whose part in an earlier operation did not end well: skipped, or retried and failed again.
    return query
      select j.id from public.bulk_operation_items i
      join public.failed_jobs j on j.id = i.failed_job_id
      left join public.failed_job_attempts a on a.event_id = i.event_id
      where i.operation_id = (p_selection ->> 'again')::uuid
        and j.state = 'open' and (i.result = 'skipped' or a.outcome = 'failed')
      order by j.needed_by, j.failed_at, j.id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select j.id from public.failed_jobs j where '
      || public.failed_job_where(p_selection -> 'filter') || ' order by j.needed_by, j.failed_at, j.id';
  end if;
end
$$;

-- The next items of an operation. They are read in the order of their positions, which is the primary key's; of a table
-- that has just been filled the planner knows nothing, and would read all that are left for each batch.
create function public.next_bulk_items(p_operation_id uuid, p_after integer, p_limit integer)
  returns table (failed_job_id uuid, place integer)
  language sql stable
  set search_path = ''
  set enable_bitmapscan = off
  set enable_sort = off
as $$
  select i.failed_job_id, i.position from public.bulk_operation_items i
  where i.operation_id = p_operation_id and i.position > p_after
  order by i.position limit p_limit;
$$;

create or replace function public.retry_failed_jobs(p_ids uuid[], p_actor uuid, p_note text, p_request_id text)
  returns table (failed_job_id uuid, code text, event_id text)
  language plpgsql
  set search_path = ''
as $$
#variable_conflict use_column
declare
  v_ids uuid[];
  v_attempts integer[];
  v_events jsonb[];
  v_id uuid;
  v_answer jsonb;
begin
  perform 1 from public.song_variants v
  where v.id in (
    with wanted as materialized (
      select public.event_uuid(j.event_data, 'order_id') as order_id, public.event_variant_numbers(j.event_data) as numbers
      from public.failed_jobs j where j.id = any (p_ids) and j.state = 'open')
    select w.id from wanted
    join public.song_variants w on w.order_id = wanted.order_id and w.variant_number = any (wanted.numbers))
  order by v.id for update;

  with candidates as materialized (
    select j.id, j.attempt + 1 as attempt, j.event_data, given.place, public.event_uuid(j.event_data, 'order_id') as order_id,
      public.event_variant_numbers(j.event_data) as numbers
    from unnest(p_ids) with ordinality as given (id, place)
    join public.failed_jobs j on j.id = given.id
    where j.state = 'open' and public.event_refusal(j.event_data) is null
  ),
  wanted as (
    select c.id, c.place, min(c.place) over (partition by c.order_id, number) as first_place,
      v.generation_status = 'generating' or v.generation_event_id is not null as busy
    from candidates c
    cross join unnest(c.numbers) as number
    left join public.song_variants v on v.order_id = c.order_id and v.variant_number = number
  ),
  free as (
    select id from wanted group by id having bool_and(place = first_place and busy is not true)
  )
  select coalesce(array_agg(c.id order by c.place), '{}'), coalesce(array_agg(c.attempt order by c.place), '{}'),
    coalesce(array_agg(c.event_data order by c.place), '{}')
  into v_ids, v_attempts, v_events
  from candidates c join free f on f.id = c.id;

  return query
  select w.failed_job_id, null::text, w.event_id
  from public.write_retries(v_ids, v_attempts, v_events, p_actor, p_note, p_request_id, now()) w;

  foreach v_id in array p_ids loop
    continue when v_id = any (v_ids);
    v_answer := public.retry_failed_job(v_id, p_actor, p_note, null, p_request_id);
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end
$$;

create or replace function public.run_bulk_batch(p_operation_id uuid, p_part integer, p_limit integer) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_operation public.bulk_operations;
  v_ids uuid[];
  v_last integer;
  v_done integer;
  v_skipped integer;
  v_ended boolean;
begin
  select * into v_operation from public.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part then
    return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0);
  end if;
  select coalesce(array_agg(i.failed_job_id order by i.place), '{}'), max(i.place) into v_ids, v_last
  from public.next_bulk_items(p_operation_id, v_operation.handled_to, p_limit) i;
  -- One order for everybody: two operations over the same failures would wait for each other crosswise.
  perform 1 from public.failed_jobs where id = any (v_ids) order by id for update;

  with answers as materialized (
    select * from public.act_on_failed_jobs(
      v_operation.kind, v_ids, v_operation.params, v_operation.created_by, 'bulk:' || p_operation_id)
  ),
  items as (
    update public.bulk_operation_items i
    set result = case when a.code is null then 'done' else 'skipped' end::public.bulk_result,
      code = a.code, event_id = a.event_id, at = clock_timestamp()
    from answers a
    where i.operation_id = p_operation_id and i.position > v_operation.handled_to and i.position <= v_last
      and i.failed_job_id = a.failed_job_id
    returning i.result
  )
  select count(*) filter (where result = 'done'), count(*) filter (where result = 'skipped')
  into v_done, v_skipped from items;

  v_ended := cardinality(v_ids) < p_limit or not exists (
    select 1 from public.bulk_operation_items where operation_id = p_operation_id and position > v_last);
  update public.bulk_operations
  set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped,
    handled_to = coalesce(v_last, handled_to), state = case when v_ended then 'done' else state end,
    ended_at = case when v_ended then now() end
  where id = p_operation_id
  returning * into v_operation;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end
$$;

create or replace function public.create_bulk_operation(
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
  if p_kind = 'resolve' and public.written_text(p_params ->> 'note') is null then
    return jsonb_build_object('ok', false, 'code', 'note_required');
  end if;
  select role into v_role from public.staff_members where user_id = p_actor and disabled_at is null;
  insert into public.bulk_operations (kind, params, selection, per_minute, total, created_by)
  values (p_kind, p_params, p_selection, p_per_minute, 0, p_actor) returning * into v_operation;
  insert into public.bulk_operation_items (operation_id, position, failed_job_id)
  select v_operation.id, s.position, s.id
  from public.selected_failed_job_ids(p_selection) with ordinality as s (id, position);
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

create or replace function public.preview_bulk(p_kind public.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable
  set search_path = ''
  -- What is selected is worked on in memory.
  set work_mem = '64MB'
as $$
  with selected as materialized (
    select j.id, j.state, j.order_id,
      case
        when p_kind <> 'retry' or j.state <> 'open' then null
        when j.event_data -> 'data' ->> 'order_id' = j.order_id::text and pg_column_size(j.event_data) < 8192
          then (j.event_data - '{id,ts}'::text[]) #- '{data,order_id}'
        else j.event_data
      end as shape
    from public.selected_failed_job_ids(p_selection) as s (id)
    join public.failed_jobs j on j.id = s.id
  ),
  shapes as materialized (
    select d.shape, public.event_refusal(e.event) is null as sendable, public.event_variant_numbers(e.event) as numbers
    from (select distinct shape from selected where shape is not null) d
    -- An id in the place of the one that was taken out. jsonb_set leaves alone what has no "data" to put it in.
    cross join lateral (
      select case when d.shape -> 'data' ? 'order_id' then d.shape
        else jsonb_set(d.shape, '{data,order_id}', '"00000000-0000-0000-0000-000000000000"') end as event) e
  ),
  jobs as (
    select v.missing,
      case
        when j.state = 'resolved' then 'already_resolved'
        when j.state = 'recovered' then 'already_recovered'
        when j.state = 'retrying' and p_kind <> 'assign' then 'already_retrying'
        when p_kind = 'retry' and not s.sendable then 'not_retryable'
        when p_kind = 'retry' and v.busy > 0 then 'already_generating'
      end as code
    from selected j
    left join shapes s on s.shape = j.shape
    left join lateral (
      select count(*) filter (where w.generation_status <> 'complete') as missing,
        count(*) filter (where w.generation_status = 'generating' or w.generation_event_id is not null) as busy
      from public.song_variants w
      where w.order_id = j.order_id and w.variant_number = any (s.numbers)
    ) v on true
  ),
  counted as (
    select code, count(*) as jobs, sum(missing) as variants, count(*) filter (where missing = 0) as complete
    from jobs group by code
  )
  select jsonb_build_object(
    'total', coalesce(sum(jobs), 0),
    'eligible', coalesce(sum(jobs) filter (where code is null), 0),
    'variants', coalesce(sum(variants) filter (where code is null), 0),
    'already_complete', coalesce(sum(complete) filter (where code is null and p_kind = 'retry'), 0),
    'skipped', coalesce(jsonb_object_agg(code, jobs) filter (where code is not null), '{}'))
  from counted;
$$;

drop function public.selected_failed_jobs(jsonb);

do $$
declare
  f text;
begin
  foreach f in array array['selected_failed_job_ids(jsonb)', 'next_bulk_items(uuid, integer, integer)'] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
