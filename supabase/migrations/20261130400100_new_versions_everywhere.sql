-- What else acts on variants, for complete ones of which a new version is under way: each function as before but for that.

-- A song that plays goes on playing.
create or replace function public.cancel_generation(
  p_order_id uuid, p_variant_numbers integer[], p_actor uuid, p_reason text, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_events text[];
  v_attempts text[];
  v_before jsonb;
  v_after jsonb;
  v_job public.failed_jobs;
begin
  if public.written_text(p_reason) is null then
    return jsonb_build_object('ok', false, 'code', 'reason_required');
  end if;
  select array_agg(distinct generation_event_id) into v_events from public.song_variants
  where order_id = p_order_id and variant_number = any (p_variant_numbers) and generation_event_id is not null;
  -- Failures before orders before variants, as everywhere.
  perform 1 from public.failed_jobs where id in (
    select failed_job_id from public.failed_job_attempts where event_id = any (v_events))
  order by id for update;
  perform 1 from public.orders where id = p_order_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select array_agg(event_id) into v_attempts from public.failed_job_attempts
  where event_id = any (v_events) and outcome = 'pending';

  with ended as (
    insert into public.ended_generations (event_id, order_id, variant_number, how, ended_by)
    select generation_event_id, order_id, variant_number, 'cancelled', p_actor from public.song_variants
    where order_id = p_order_id and generation_event_id = any (v_events)
      and (variant_number = any (p_variant_numbers) or generation_event_id = any (v_attempts))
    on conflict do nothing
    returning event_id, variant_number
  ),
  was as (
    select v.id, v.generation_status, v.replaced, e.event_id, v.variant_number
    from ended e join public.song_variants v on v.order_id = p_order_id and v.variant_number = e.variant_number
  ),
  changed as (
    update public.song_variants v
    set generation_status = case
        when was.generation_status = 'complete' then was.generation_status
        when was.replaced ->> 'event_id' = was.event_id then (was.replaced ->> 'status')::public.generation_status
        when was.event_id = any (v_attempts) then 'failed'
        else 'pending' end,
      completed_at = case when was.generation_status = 'complete' then v.completed_at
        when was.replaced ->> 'event_id' = was.event_id then (was.replaced ->> 'completed_at')::timestamptz end,
      duration_ms = case when was.generation_status = 'complete' then v.duration_ms
        when was.replaced ->> 'event_id' = was.event_id then (was.replaced ->> 'duration_ms')::integer end,
      generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
      generation_alive_until = null
    from was where v.id = was.id
    returning v.variant_number, v.generation_status, was.generation_status as earlier
  )
  select jsonb_object_agg(variant_number, earlier), jsonb_object_agg(variant_number, generation_status)
  into v_before, v_after from changed;
  if v_after is null then
    return jsonb_build_object('ok', false, 'code', 'nothing_under_way');
  end if;

  -- A variant that there was not before it was asked for is gone again.
  with gone as (
    delete from public.song_variants v using public.ended_generations e
    where v.order_id = p_order_id and e.order_id = p_order_id and e.variant_number = v.variant_number
      and e.event_id = any (v_events) and e.event_id like 'generation:%' and v.generation_event_id is null
      and v.generation_status = 'pending' and v.replaced ->> 'event_id' is distinct from e.event_id
    returning v.variant_number
  )
  select v_after || coalesce(jsonb_object_agg(variant_number, 'removed'), '{}') into v_after from gone;

  update public.failed_job_attempts set outcome = 'cancelled', ended_at = now() where event_id = any (v_attempts);
  perform public.log_activity(p_actor, 'generation_cancelled', 'order', p_order_id::text, p_order_id,
    v_before, v_after || jsonb_build_object('event_ids', to_jsonb(v_events), 'variant_numbers',
      (select jsonb_agg(key::integer order by key) from jsonb_object_keys(v_after) as key)),
    p_reason, p_request_id);
  for v_job in
    update public.failed_jobs set state = 'open', version = version + 1
    where id in (select failed_job_id from public.failed_job_attempts where event_id = any (v_attempts))
      and state = 'retrying'
    returning *
  loop
    perform public.log_activity(p_actor, 'retry_cancelled', 'failed_job', v_job.id::text, v_job.order_id,
      jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt', v_job.attempt),
      p_reason, p_request_id);
  end loop;
  return jsonb_build_object('ok', true, 'variants', v_after);
end
$$;

create or replace function public.cancel_retry(
  p_failed_job_id uuid, p_actor uuid, p_note text default null, p_expected_version integer default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_attempt public.failed_job_attempts;
  v_refusal jsonb;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  v_refusal := public.change_refusal(v_job, '{retrying}', p_expected_version);
  if v_refusal is not null then
    return v_refusal;
  end if;
  select * into v_attempt from public.failed_job_attempts
  where failed_job_id = v_job.id and attempt = v_job.attempt;
  -- An event that a relay has in its hands may be on the wire already.
  delete from public.outbox_events
  where event_id = v_attempt.event_id and sent_at is null and v_attempt.run_id is null
    and (claimed_until is null or claimed_until <= clock_timestamp()) and attempts = 0;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'already_sent', 'job', public.failed_job_state(v_job));
  end if;
  update public.failed_job_attempts set outcome = 'cancelled', ended_at = now() where id = v_attempt.id;
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status else 'failed' end,
    generation_event_id = null, generation_requested_at = null, generation_requested_by = null
  where generation_event_id = v_attempt.event_id;
  update public.failed_jobs set state = 'open', version = version + 1 where id = v_job.id;
  perform public.log_activity(p_actor, 'retry_cancelled', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt', v_attempt.attempt),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- A retry makes what is missing, and new versions that failed.
create or replace function public.write_retries(
  p_ids uuid[], p_attempts integer[], p_events jsonb[], p_actor uuid, p_note text, p_request_id text,
  p_due_at timestamptz, p_changes jsonb default null
) returns table (failed_job_id uuid, event_id text, attempt integer)
  language plpgsql
  set search_path = ''
as $$
#variable_conflict use_column
declare
  v_note text := public.written_text(p_note);
  v_actor_name text := coalesce(
    (select s.full_name from public.staff_members s where s.user_id = p_actor), 'Reprise');
begin
  return query
  with retries as materialized (
    select j.id, j.order_id, e.attempt, e.event ->> 'name' as name,
      -- Never the original event's id: Inngest silently drops an id that it has seen in the last 24 hours.
      format('failed-job:%s:attempt:%s', j.id, e.attempt) as event_id,
      (e.event -> 'data') || jsonb_build_object('failed_job_id', j.id, 'attempt', e.attempt) as data,
      public.event_uuid(e.event, 'order_id') as wanted_order, public.event_variant_numbers(e.event) as numbers
    from unnest(p_ids, p_attempts, p_events) as e (id, attempt, event)
    join public.failed_jobs j on j.id = e.id
  ),
  attempts as (
    insert into public.failed_job_attempts (
      failed_job_id, attempt, event_id, event, requested_by, scheduled_for, note, changes)
    select r.id, r.attempt, r.event_id, jsonb_build_object('id', r.event_id, 'name', r.name, 'data', r.data),
      p_actor, p_due_at, v_note, p_changes
    from retries r
  ),
  events as (
    insert into public.outbox_events (event_id, name, data, due_at)
    select r.event_id, r.name, r.data, p_due_at from retries r
  ),
  variants as (
    update public.song_variants v
    set generation_status = case when v.generation_status = 'complete' then v.generation_status else 'pending' end,
      generation_event_id = r.event_id, generation_requested_at = now(), generation_requested_by = p_actor,
      generation_alive_until = null, generation_tries = 0
    from retries r
    where v.order_id = r.wanted_order and v.variant_number = any (r.numbers)
      and (v.generation_status <> 'complete' or v.new_version_failed_at is not null)
  ),
  jobs as (
    update public.failed_jobs j
    set state = 'retrying', attempt = r.attempt, version = j.version + 1, snoozed_until = null
    from retries r
    where j.id = r.id
  ),
  lines as (
    insert into public.activity (
      actor_id, actor_name, action, subject_type, subject_id, order_id, before, after, note, request_id)
    select p_actor, v_actor_name, 'retried', 'failed_job', r.id::text, r.order_id,
      jsonb_build_object('state', 'open'),
      jsonb_strip_nulls(jsonb_build_object('state', 'retrying', 'attempt', r.attempt, 'changes', p_changes,
        'scheduled_for', case when p_due_at > now() then p_due_at end)),
      v_note, p_request_id
    from retries r
  )
  select r.id, r.event_id, r.attempt from retries r;
end
$$;

create or replace function public.generation_is_lost(p_variant public.song_variants) returns boolean
  language sql stable
  set search_path = ''
as $$
  select case public.generation_under_way(p_variant)
    when 'making' then coalesce(p_variant.generation_alive_until,
      coalesce(p_variant.generation_requested_at, p_variant.created_at) + interval '1 day') < now()
    when 'waiting' then exists (
      select 1 from public.outbox_events e
      where e.event_id = p_variant.generation_event_id and e.sent_at < now() - interval '1 day')
    else false
  end;
$$;

create or replace function public.lost_generations(p_limit integer) returns table (order_id uuid, event_id text)
  language sql stable
  set search_path = ''
as $$
  select v.order_id, v.generation_event_id
  from public.song_variants v
  where v.generation_event_id in (
    select w.generation_event_id from public.song_variants w
    where w.generation_event_id is not null
      and coalesce(case when w.generation_status <> 'pending' then w.generation_alive_until end,
        coalesce(w.generation_requested_at, w.created_at) + interval '1 day') < now())
  group by 1, 2
  -- One of its variants is heard of as long as the run is alive; those that wait for their step say nothing.
  having bool_or(public.generation_is_lost(v))
    and bool_and(public.generation_under_way(v) = 'waiting' or public.generation_is_lost(v))
  order by min(coalesce(v.generation_alive_until, v.generation_requested_at)) limit p_limit;
$$;

create or replace function public.give_up_generation(
  p_order_id uuid, p_event_id text, p_error_type text, p_error_message text, p_fingerprint text, p_title text
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variants integer[];
  v_event jsonb;
  v_answer jsonb;
begin
  perform 1 from public.failed_jobs where id in (
    select failed_job_id from public.failed_job_attempts where event_id = p_event_id) for update;
  perform 1 from public.orders where id = p_order_id for update;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select array_agg(variant_number order by variant_number) into v_variants from public.song_variants v
  where v.order_id = p_order_id and v.generation_event_id = p_event_id
  having bool_or(public.generation_is_lost(v))
    and bool_and(public.generation_under_way(v) = 'waiting' or public.generation_is_lost(v));
  if v_variants is null then
    return jsonb_build_object('ok', false, 'code', 'not_lost');
  end if;
  v_event := coalesce(
    (select event from public.failed_job_attempts where event_id = p_event_id),
    (select jsonb_build_object('id', event_id, 'name', name, 'data', data) from public.outbox_events
      where event_id = p_event_id),
    -- Somebody else sent it, such as the shop.
    jsonb_build_object('id', p_event_id, 'name', 'song/generation.requested', 'data',
      jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(v_variants))));
  v_answer := public.record_failed_job('lost:' || p_event_id || ':' || p_order_id, 'song_generation', v_event, p_error_type,
    p_error_message, coalesce(public.generation_retries(p_event_id), 0), null, p_fingerprint, p_title);
  insert into public.ended_generations (event_id, order_id, variant_number, how)
  select p_event_id, p_order_id, n, 'lost' from unnest(public.event_variant_numbers(v_event)) n
  on conflict do nothing;
  return v_answer;
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
      select count(*) filter (where w.generation_status <> 'complete' or w.new_version_failed_at is not null) as missing,
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
