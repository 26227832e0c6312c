-- Nothing is made for a customer whose data was erased: every function that asks for a song or begins one says so with the
-- code "erased". Each is as before but for that. An erasure locks the failures, orders and variants of the customer, so
-- that whoever has locked one of these reads here what holds until the end.

create function public.customer_is_erased(p_user_id uuid) returns boolean
  language sql stable
  set search_path = ''
as $$
  select exists (select 1 from public.users where id = p_user_id and erased_at is not null);
$$;
revoke execute on function public.customer_is_erased(uuid) from public, anon, authenticated;
grant execute on function public.customer_is_erased(uuid) to service_role;

create or replace function public.request_generation(
  p_order_id uuid, p_variant_numbers integer[], p_actor uuid, p_reason text,
  p_request_id text default null, p_brief jsonb default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_order public.orders;
  v_busy public.song_variants;
  v_before jsonb;
  v_wishes jsonb;
  v_event_id text := 'generation:' || gen_random_uuid();
  v_data jsonb;
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  if coalesce(array_length(p_variant_numbers, 1), 0) = 0 or not p_variant_numbers <@ array[1, 2, 3, 4, 5] then
    return jsonb_build_object('ok', false, 'code', 'bad_variant');
  end if;
  if p_brief is not null and not public.brief_change_is_valid(p_brief) then
    return jsonb_build_object('ok', false, 'code', 'bad_brief');
  end if;
  p_variant_numbers := array(select distinct n from unnest(p_variant_numbers) as n order by n);
  select * into v_order from public.orders where id = p_order_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if public.customer_is_erased(v_order.user_id) then
    return jsonb_build_object('ok', false, 'code', 'erased');
  end if;

  perform 1 from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers) order by id for update;
  select v.* into v_busy from public.song_variants v
  where order_id = p_order_id and variant_number = any (p_variant_numbers)
    and (generation_event_id is not null
      -- Marked as being made, by nobody: taken over once no run could still be at it.
      or (generation_status = 'generating' and not public.generation_is_lost(v)))
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating',
      'variant_number', v_busy.variant_number, 'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from public.staff_members where user_id = v_busy.generation_requested_by),
      'event_id', v_busy.generation_event_id, 'lost', public.generation_is_lost(v_busy));
  end if;

  if p_brief is not null then
    select to_jsonb(c) into v_wishes from public.customizations c where c.id = v_order.customization_id;
    select jsonb_object_agg(key, value) into p_brief from jsonb_each(p_brief)
    where value is distinct from v_wishes -> key;
  end if;
  select coalesce(jsonb_object_agg(variant_number, generation_status), '{}') into v_before
  from public.song_variants where order_id = p_order_id and variant_number = any (p_variant_numbers);
  insert into public.song_variants as v (
    order_id, user_id, variant_number, storage_path, generation_event_id, generation_requested_at,
    generation_requested_by)
  select p_order_id, v_order.user_id, n, 'unrendered', v_event_id, now(), p_actor
  from unnest(p_variant_numbers) as n
  on conflict (order_id, variant_number) do update
  set replaced = jsonb_build_object('event_id', v_event_id, 'status', v.generation_status,
      'completed_at', v.completed_at, 'duration_ms', v.duration_ms),
    generation_status = 'pending', completed_at = null, duration_ms = null, generation_alive_until = null,
    generation_event_id = v_event_id, generation_requested_at = now(), generation_requested_by = p_actor;

  v_data := jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(p_variant_numbers));
  if p_brief is not null then
    v_data := v_data || jsonb_build_object('brief', p_brief);
    v_before := v_before || jsonb_build_object('brief',
      (select jsonb_object_agg(key, v_wishes -> key) from jsonb_object_keys(p_brief) as key));
  end if;
  insert into public.outbox_events (event_id, name, data)
  values (v_event_id, 'song/generation.requested', v_data);
  perform public.log_activity(p_actor, 'generation_requested', 'order', p_order_id::text, p_order_id,
    v_before, v_data || jsonb_build_object('event_id', v_event_id), p_reason, p_request_id);
  return jsonb_build_object('ok', true, 'event_id', v_event_id);
end
$$;

-- An event that was sent before the erasure, or once more after it, ends here.
create or replace function public.begin_variant_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_silent_seconds integer default 3600
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
begin
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if public.customer_is_erased(v_variant.user_id) then
    return jsonb_build_object('ok', false, 'code', 'erased');
  end if;
  if v_variant.generation_event_id is not null and v_variant.generation_event_id <> p_event_id then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  if exists (select 1 from public.ended_generations
      where event_id = p_event_id and order_id = p_order_id and variant_number = p_variant_number) then
    return jsonb_build_object('ok', false, 'code', 'ended');
  end if;
  if v_variant.generation_status = 'complete' then
    return jsonb_build_object('ok', false, 'code', 'complete');
  end if;
  update public.song_variants
  set generation_status = 'generating', generation_event_id = p_event_id,
    generation_requested_at = coalesce(generation_requested_at, now()),
    generation_alive_until = now() + p_silent_seconds * interval '1 second'
  where id = v_variant.id;
  if v_variant.generation_status <> 'generating' or v_variant.generation_event_id is null then
    perform public.log_activity(null, 'variant_started', 'variant', v_variant.id::text, p_order_id,
      jsonb_build_object('status', v_variant.generation_status),
      jsonb_build_object('variant_number', p_variant_number, 'status', 'generating', 'event_id', p_event_id),
      null, null);
  end if;
  return (
    select jsonb_build_object('ok', true, 'variant_id', v_variant.id, 'recipient_name', c.recipient_name,
      'occasion', c.occasion, 'genre', c.genre, 'mood', c.mood, 'language', c.language, 'message', c.message,
      'provider_options', c.provider_options)
    from public.orders o join public.customizations c on c.id = o.customization_id
    where o.id = p_order_id);
end
$$;

create or replace function public.missing_variants_refusal(p_order public.order_summaries) returns text
  language sql stable
  set search_path = ''
as $$
  select case
    when p_order.payment_status <> 'paid' then 'not_paid'
    -- Nearly all are, and for these nothing else has to be read.
    when p_order.status = 'complete' then 'nothing_missing'
    when public.customer_is_erased(p_order.user_id) then 'erased'
    when exists (select 1 from public.song_variants v
      where v.order_id = p_order.order_id and (v.generation_status = 'generating' or v.generation_event_id is not null))
      then 'already_generating'
    when public.missing_variants(p_order.order_id) = '{}' then 'nothing_missing'
    when exists (select 1 from public.failed_jobs j
      where j.order_id = p_order.order_id and j.state in ('open', 'retrying')) then 'has_open_failure'
  end;
$$;

-- Said before the state: an erasure has resolved the failure, which says less.
create or replace function public.retry_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text default null, p_expected_version integer default null,
  p_request_id text default null, p_data jsonb default null, p_changes jsonb default null,
  p_due_at timestamptz default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_busy public.song_variants;
  v_refusal jsonb;
  v_event jsonb;
  v_attempt integer;
  v_event_id text;
  v_due_at timestamptz := greatest(coalesce(p_due_at, now()), now());
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if public.customer_is_erased(v_job.customer_id) then
    return jsonb_build_object('ok', false, 'code', 'erased', 'job', public.failed_job_state(v_job));
  end if;
  v_refusal := public.change_refusal(v_job, '{open}', p_expected_version);
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_event := case
    when p_data is null then v_job.event_data
    else jsonb_build_object('name', v_job.event_data -> 'name', 'data', p_data)
  end;
  if public.event_refusal(v_event) is not null then
    return jsonb_build_object('ok', false, 'code', 'not_retryable', 'job', public.failed_job_state(v_job));
  end if;

  perform 1 from public.song_variants
  where order_id = public.event_uuid(v_event, 'order_id')
    and variant_number = any (public.event_variant_numbers(v_event))
  order by id for update;
  select * into v_busy from public.song_variants
  where order_id = public.event_uuid(v_event, 'order_id')
    and variant_number = any (public.event_variant_numbers(v_event))
    and (generation_status = 'generating' or generation_event_id is not null)
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating', 'job', public.failed_job_state(v_job),
      'variant_number', v_busy.variant_number);
  end if;

  select w.event_id, w.attempt into v_event_id, v_attempt
  from public.write_retries(array[v_job.id], array[v_job.attempt + 1], array[v_event], p_actor, p_note, p_request_id, v_due_at, p_changes) w;
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt, 'due_at', v_due_at);
end
$$;

create or replace function public.reopen_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text default null, p_expected_version integer default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_refusal jsonb;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if public.customer_is_erased(v_job.customer_id) then
    return jsonb_build_object('ok', false, 'code', 'erased', 'job', public.failed_job_state(v_job));
  end if;
  v_refusal := public.change_refusal(v_job, '{resolved, recovered}', p_expected_version);
  if v_refusal is not null then
    return v_refusal;
  end if;
  update public.failed_jobs set state = 'open', resolved_at = null, version = version + 1 where id = v_job.id;
  perform public.log_activity(p_actor, 'reopened', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'open'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- Those of erased customers are left to retry_failed_job, as all that are refused.
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
      and not public.customer_is_erased(j.customer_id)
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

create or replace function public.preview_bulk(p_kind public.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable
  set search_path = ''
  -- What is selected is worked on in memory.
  set work_mem = '64MB'
as $$
  with selected as materialized (
    select j.id, j.state, j.order_id, j.customer_id,
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
        when p_kind = 'retry' and (select u.erased_at from public.users u where u.id = j.customer_id) is not null then 'erased'
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
