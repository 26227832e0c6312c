-- Events go to Inngest as they are stored: as the text of their jsonb, which no program reads and writes again on the way.
-- A program that did would round numbers beyond 2^53 and make null of 1e400.

drop function public.claim_outbox_events(integer, integer, text[]);

-- Takes events that are due under a lease; one whose data is no object has no text, since Inngest takes none. A retry's event has the `user` and the `v` of the event that failed.
create function public.claim_outbox_events(
  p_limit integer, p_lease_seconds integer, p_event_ids text[] default null, p_max_bytes integer default 8388608
) returns table (event_id text, name text, attempts integer, event text)
  language sql
  set search_path = ''
as $$
  with due as materialized (
    select event_id, due_at, name, data from public.outbox_events
    where sent_at is null and due_at <= clock_timestamp()
      and (claimed_until is null or claimed_until <= clock_timestamp())
      and (p_event_ids is null or event_id = any (p_event_ids))
    order by due_at, event_id
    limit p_limit
    for update skip locked
  ), written as materialized (
    select d.event_id, d.due_at, case when jsonb_typeof(d.data) = 'object' then (jsonb_build_object('id', d.event_id, 'name', d.name, 'data', d.data)
      || case when j.event_data ? 'user' then jsonb_build_object('user', j.event_data -> 'user') else '{}' end
      || case when j.event_data ? 'v' then jsonb_build_object('v', j.event_data -> 'v') else '{}' end)::text end as event
    from due d
    left join public.failed_job_attempts a on a.event_id = d.event_id
    left join public.failed_jobs j on j.id = a.failed_job_id
  ), measured as materialized (
    select w.event_id, w.event, row_number() over in_turn as turn,
      sum(coalesce(octet_length(w.event), 0)) over in_turn as bytes
    from written w window in_turn as (order by w.due_at, w.event_id)
  )
  update public.outbox_events o
  set claimed_until = clock_timestamp() + make_interval(secs => p_lease_seconds), attempts = o.attempts + 1
  from measured m
  -- One that is larger goes alone.
  where o.event_id = m.event_id and (m.bytes <= p_max_bytes or m.turn = 1)
  returning o.event_id, o.name, o.attempts, m.event;
$$;
revoke execute on function public.claim_outbox_events(integer, integer, text[], integer) from public, anon, authenticated;
grant execute on function public.claim_outbox_events(integer, integer, text[], integer) to service_role;

-- The edited data and the changes are texts, so that PostgREST and its clients leave the numbers in them alone.
drop function public.retry_failed_job(uuid, uuid, text, integer, text, jsonb, jsonb, timestamptz);
create function public.retry_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text default null, p_expected_version integer default null,
  p_request_id text default null, p_data text default null, p_changes text default null,
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
    else jsonb_build_object('name', v_job.event_data -> 'name', 'data', p_data::jsonb)
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
      'variant_number', v_busy.variant_number, 'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from public.staff_members where user_id = v_busy.generation_requested_by));
  end if;

  select w.event_id, w.attempt into v_event_id, v_attempt
  from public.write_retries(array[v_job.id], array[v_job.attempt + 1], array[v_event], p_actor, p_note, p_request_id, v_due_at, p_changes::jsonb) w;
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt, 'due_at', v_due_at);
end
$$;
revoke execute on function public.retry_failed_job(uuid, uuid, text, integer, text, text, text, timestamptz)
  from public, anon, authenticated;
grant execute on function public.retry_failed_job(uuid, uuid, text, integer, text, text, text, timestamptz) to service_role;

-- How large an event may be is for Inngest to say, whose plans differ. The server asks before it retries a single one
-- (INNGEST_MAX_EVENT_BYTES).
create or replace function public.event_refusal(p_event jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when jsonb_typeof(p_event) is distinct from 'object' or jsonb_typeof(p_event -> 'name') is distinct from 'string'
      then 'not_an_event'
    when p_event ->> 'name' = 'song/generation.failed' then 'a_report'
    when p_event ->> 'name' <> 'song/generation.requested' then 'unknown_event'
    when jsonb_typeof(p_event -> 'data') is distinct from 'object'
      or public.event_uuid(p_event, 'order_id') is null
      or jsonb_typeof(p_event -> 'data' -> 'variant_numbers') is distinct from 'array'
      or jsonb_array_length(p_event -> 'data' -> 'variant_numbers') not between 1 and 5
      or exists (
        select 1 from jsonb_array_elements(p_event -> 'data' -> 'variant_numbers') n where n::text !~ '^[1-5]$')
      or (p_event -> 'data' ? 'brief' and not public.brief_change_is_valid(p_event -> 'data' -> 'brief'))
      then 'malformed_data'
  end;
$$;
