-- A retry adds to the data of the desk's own event which failure it is of, and as which attempt; the event of anybody else is
-- sent as it is stored, and followed by the id that Inngest gave it.

-- Whether an event asks the desk's own function for songs: the place that names it for
-- what is done with events; event_refusal says which of them can be sent again at all.
create function public.event_is_ours(p_event jsonb) returns boolean
  language sql immutable
  set search_path = ''
as $$
  select coalesce(p_event ->> 'name' = 'song/generation.requested', false);
$$;

create or replace function public.event_is_made(p_event jsonb) returns boolean
  language sql stable
  set search_path = ''
as $$
  select not public.event_is_ours(p_event)
    or (public.event_variant_numbers(p_event) <> '{}' and not exists (
      select 1 from unnest(public.event_variant_numbers(p_event)) n
      where not exists (
        select 1 from public.song_variants v
        where v.order_id = public.event_uuid(p_event, 'order_id') and v.variant_number = n
          and v.generation_status = 'complete' and v.new_version_failed_at is null
          -- A song that is still being made again is the old one.
          and v.generation_event_id is distinct from p_event ->> 'id')));
$$;

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
      case when public.event_is_ours(e.event)
        then (e.event -> 'data') || jsonb_build_object('failed_job_id', j.id, 'attempt', e.attempt)
        else e.event -> 'data' end as data,
      -- What another event makes is not ours to know, and no song of ours waits for it.
      case when public.event_is_ours(e.event) then public.event_uuid(e.event, 'order_id') end as wanted_order,
      public.event_variant_numbers(e.event) as numbers
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

-- As before; an attempt that is the event of anybody else is of the kind "event".
create or replace function public.claim_event_watches(p_limit integer, p_after_seconds integer default 30)
  returns table (event_id text, kind text, order_id uuid, operation_id uuid, part integer, run_id text, internal_ids text[])
  language sql
  set search_path = ''
as $$
  with waiting as materialized (
    select a.event_id, case when public.event_is_ours(a.event) then 'attempt' else 'event' end as kind, public.event_uuid(a.event, 'order_id') as order_id,
      null::uuid as operation_id, null::integer as part, a.run_id, coalesce(o.sent_at, a.requested_at) as since
    from public.failed_job_attempts a
    left join public.outbox_events o on o.event_id = a.event_id
    where a.outcome = 'pending' and (o.event_id is null or o.sent_at is not null)
    union all
    select v.generation_event_id, 'generation', v.order_id, null, null, null,
      min(coalesce(o.sent_at, v.generation_requested_at, v.created_at))
    from public.song_variants v
    left join public.outbox_events o on o.event_id = v.generation_event_id
    where v.generation_event_id is not null and (o.event_id is null or o.sent_at is not null)
      and not exists (
        select 1 from public.failed_job_attempts a
        where a.event_id = v.generation_event_id and a.outcome = 'pending')
    group by v.generation_event_id, v.order_id
    union all
    select o.event_id, 'bulk', null, b.id, b.part, null, o.sent_at
    from public.bulk_operations b
    join public.outbox_events o on o.event_id = format('bulk:%s:part:%s', b.id, b.part)
    where b.state = 'running' and o.sent_at is not null
  ),
  due as materialized (
    select w.* from waiting w
    left join public.event_watches e on e.event_id = w.event_id
    where w.since < now() - p_after_seconds * interval '1 second' and (e.event_id is null or e.look_at <= now())
    order by coalesce(e.look_at, w.since), w.event_id limit p_limit
  ),
  claimed as (
    insert into public.event_watches as e (event_id, look_at)
    select d.event_id,
      now() + greatest(interval '30 seconds', least(interval '10 minutes', (now() - min(d.since)) / 4))
    from due d group by d.event_id order by d.event_id
    on conflict (event_id) do update set look_at = excluded.look_at where e.look_at <= now()
    returning e.event_id
  )
  select d.event_id, d.kind, d.order_id, d.operation_id, d.part,
    coalesce(d.run_id, o.run_id, (
      select r.run_id from public.generation_runs r where r.event_id = d.event_id order by r.began_at desc limit 1)),
    coalesce(o.internal_ids, '{}')
  from due d
  join claimed c on c.event_id = d.event_id
  left join public.outbox_events o on o.event_id = d.event_id;
$$;

drop function public.end_unheard_event(
  text, uuid, text, public.attempt_outcome, text, text, text, text, text, text, integer);

-- As before, with how often the run was retried; and what other events make is not looked for: their runs' word is taken.
create function public.end_unheard_event(
  p_event_id text, p_order_id uuid, p_run_id text, p_outcome public.attempt_outcome, p_error_type text,
  p_error_message text, p_error_stack text default null, p_fingerprint text default null, p_title text default null,
  p_kind text default null, p_kind_version integer default 0, p_retry_count integer default 0
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_attempt public.failed_job_attempts;
  v_variants integer[];
  v_event jsonb;
  v_answer jsonb;
begin
  perform public.lock_failed_job_of_event(p_event_id);
  perform 1 from public.orders where id = p_order_id for update;
  perform 1 from public.song_variants where order_id = p_order_id order by id for update;
  select * into v_attempt from public.failed_job_attempts where event_id = p_event_id;
  select array_agg(variant_number order by variant_number) into v_variants from public.song_variants
  where order_id = p_order_id and generation_event_id = p_event_id;
  if v_variants is null and v_attempt.outcome is distinct from 'pending' then
    return jsonb_build_object('ok', true, 'result', 'nothing_open');
  end if;
  if v_attempt.outcome = 'pending' and public.event_is_ours(v_attempt.event)
    and public.event_is_made(v_attempt.event) then
    return public.end_attempt_of_event(p_event_id, p_run_id);
  end if;
  v_event := coalesce(
    v_attempt.event,
    (select jsonb_build_object('id', event_id, 'name', name, 'data', data) from public.outbox_events
      where event_id = p_event_id),
    -- Another service sent it, such as the shop.
    jsonb_build_object('id', p_event_id, 'name', 'song/generation.requested', 'data',
      jsonb_build_object('order_id', p_order_id, 'variant_numbers', to_jsonb(v_variants))));
  v_answer := public.record_failed_job(
    coalesce(p_run_id, 'lost:' || p_event_id || ':' || coalesce(p_order_id::text, '')), 'song_generation', v_event,
    p_error_type, p_error_message, p_retry_count, p_error_stack, p_fingerprint, p_title, p_kind, p_kind_version, p_outcome);
  -- What was recorded before may have left songs that no run makes.
  perform public.fail_variants(v_event);
  if p_outcome <> 'failed' then
    insert into public.ended_generations (event_id, order_id, variant_number, how)
    select p_event_id, o.id, n, case p_outcome when 'cancelled' then 'cancelled' else 'lost' end
    from public.orders o, unnest(public.event_variant_numbers(v_event)) n where o.id = p_order_id
    on conflict do nothing;
  end if;
  return v_answer;
end
$$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'public.event_is_ours(jsonb)',
    'public.end_unheard_event(text, uuid, text, public.attempt_outcome, text, text, text, text, text, text, integer, integer)'
  ]::regprocedure[] loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
