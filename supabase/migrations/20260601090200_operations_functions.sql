-- Every change of state is one function here, called through .rpc() by the service role alone: supabase-js cannot
-- hold a transaction across calls, and two operators click at the same moment
-- (docs/decisions/0003-state-changes-are-sql-functions.md).
--
-- A function that may refuse answers jsonb: {"ok": true, ...} or {"ok": false, "code": ..., "job": ...} with the
-- present state. A refusal has written nothing.

-- The record of changes ---------------------------------------------------------------------------------------

create function public.refuse_activity_change() returns trigger
  language plpgsql
  set search_path = ''
as $$
begin
  raise exception 'activity is append-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger activity_is_append_only before update or delete or truncate on public.activity
  for each statement execute function public.refuse_activity_change();

create function public.log_activity(
  p_actor uuid, p_action text, p_subject_type text, p_subject_id text, p_order_id uuid,
  p_before jsonb, p_after jsonb, p_note text, p_request_id text
) returns void
  language sql
  set search_path = ''
as $$
  insert into public.activity (
    actor_id, actor_name, action, subject_type, subject_id, order_id, before, after, note, request_id)
  values (
    p_actor,
    coalesce((select full_name from public.staff_members where user_id = p_actor), 'Reprise'),
    p_action, p_subject_type, p_subject_id, p_order_id, p_before, p_after, nullif(btrim(p_note), ''), p_request_id);
$$;

-- What an event says ------------------------------------------------------------------------------------------

-- The event may be anything, so each of these answers null (or an empty array) instead of failing.
create function public.event_uuid(p_event jsonb, p_key text) returns uuid
  language sql immutable
  set search_path = ''
as $$
  select case
    when p_event -> 'data' ->> p_key ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
    then (p_event -> 'data' ->> p_key)::uuid
  end;
$$;

create function public.event_variant_numbers(p_event jsonb) returns integer[]
  language sql immutable
  set search_path = ''
as $$
  select coalesce(array_agg(distinct n::text::integer order by n::text::integer), '{}')
  from jsonb_array_elements(
    case when jsonb_typeof(p_event -> 'data' -> 'variant_numbers') = 'array'
      then p_event -> 'data' -> 'variant_numbers' else '[]' end) as n
  where n::text ~ '^[1-5]$';
$$;

-- Failures ----------------------------------------------------------------------------------------------------

-- The present state of a failure, as a refusal shows it: who did the last thing, and when.
create function public.failed_job_state(p_job public.failed_jobs) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_job.id, 'state', p_job.state, 'attempt', p_job.attempt, 'version', p_job.version,
    'resolved_at', p_job.resolved_at, 'changed_by', a.actor_name, 'changed_at', a.at, 'changed_how', a.action)
  from (select 1) one
  left join lateral (
    select actor_name, at, action from public.activity
    where subject_type = 'failed_job' and subject_id = p_job.id::text
    order by id desc limit 1
  ) a on true;
$$;

-- Variants of an event that are not complete and that nothing newer than the event is generating.
create function public.fail_variants(p_event jsonb) returns integer[]
  language sql
  set search_path = ''
as $$
  with failed as (
    update public.song_variants
    set generation_status = 'failed', generation_event_id = null, generation_requested_at = null,
      generation_requested_by = null
    where order_id = public.event_uuid(p_event, 'order_id')
      and variant_number = any (public.event_variant_numbers(p_event))
      and generation_status <> 'complete'
      and (generation_event_id is null or generation_event_id = p_event ->> 'id')
    returning variant_number
  )
  select coalesce(array_agg(variant_number order by variant_number), '{}') from failed;
$$;

-- Takes in a run that has used up its retries: a new failed job, or, when the run was a retry's, the next failure
-- of the same one. Saying the same run again changes nothing.
create function public.record_failed_job(
  p_run_id text, p_job_type text, p_event jsonb, p_error_type text, p_error_message text, p_retry_count integer,
  p_error_stack text default null, p_fingerprint text default null, p_title text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_attempt public.failed_job_attempts;
  v_variants integer[];
begin
  -- The same run may be announced twice at the same moment.
  perform pg_advisory_xact_lock(hashtextextended('failed-run:' || p_run_id, 0));

  select j.* into v_job from public.failed_jobs j where j.run_id = p_run_id
  union all
  select j.* from public.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.run_id = p_run_id and a.outcome <> 'pending'
  limit 1;
  if found then
    return jsonb_build_object('ok', true, 'result', 'already_recorded', 'failed_job_id', v_job.id);
  end if;

  select j.* into v_job
  from public.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.event_id = p_event ->> 'id'
  for update of j;
  if found then
    select * into v_attempt from public.failed_job_attempts where event_id = p_event ->> 'id';
  else
    -- A change of the occasion's date that is not committed yet does not see this failure: this waits for it, or it
    -- for this. The order before its variants, as request_generation locks them.
    perform 1 from public.orders where id = public.event_uuid(p_event, 'order_id') for share;
  end if;

  v_variants := public.fail_variants(p_event);

  if v_attempt.outcome <> 'pending' then
    -- An event that was sent twice may have become two runs: the other one's end is the attempt's.
    return jsonb_build_object('ok', true, 'result', 'already_recorded', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  if v_attempt.id is not null then
    update public.failed_job_attempts
    set outcome = 'failed', ended_at = now(), run_id = p_run_id, started_at = coalesce(started_at, now()),
      error_type = p_error_type, error_message = p_error_message, error_stack = p_error_stack
    where id = v_attempt.id;
    update public.failed_jobs
    set state = 'open', error_type = p_error_type, error_message = p_error_message, error_stack = p_error_stack,
      fingerprint = coalesce(p_fingerprint, fingerprint), error_title = coalesce(p_title, error_title), last_failed_at = now(), version = version + 1
    where id = v_job.id;
    perform public.log_activity(null, 'failed_again', 'failed_job', v_job.id::text, v_job.order_id,
      jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'open', 'attempt', v_attempt.attempt),
      p_error_message, p_run_id);
    return jsonb_build_object('ok', true, 'result', 'attempt_failed', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  insert into public.failed_jobs (
    job_type, event_data, error_type, error_message, error_stack, retry_count, run_id, fingerprint,
    error_title, order_id, customer_id, needed_by)
  select p_job_type, p_event, p_error_type, p_error_message, p_error_stack, p_retry_count, p_run_id, p_fingerprint,
    p_title, o.id, o.user_id, coalesce(o.occasion_date, 'infinity')
  from (select 1) one
  left join public.orders o on o.id = public.event_uuid(p_event, 'order_id')
  returning * into v_job;
  perform public.log_activity(null, 'failed', 'failed_job', v_job.id::text, v_job.order_id,
    null, jsonb_build_object('state', 'open', 'variants', to_jsonb(v_variants)), p_error_message, p_run_id);
  return jsonb_build_object('ok', true, 'result', 'recorded', 'failed_job_id', v_job.id,
    'variants', to_jsonb(v_variants));
end
$$;

-- Asks for one more attempt. The caller has checked the event against the catalogue of events; this checks the
-- state, and whether another request is generating the same song already.
create function public.retry_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text default null, p_expected_version integer default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_busy public.song_variants;
  v_attempt integer;
  v_event_id text;
  v_data jsonb;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_job.state <> 'open' or (p_expected_version is not null and v_job.version <> p_expected_version) then
    return jsonb_build_object('ok', false, 'job', public.failed_job_state(v_job), 'code',
      case v_job.state
        when 'retrying' then 'already_retrying'
        when 'resolved' then 'already_resolved'
        when 'recovered' then 'already_recovered'
        else 'changed_meanwhile'
      end);
  end if;

  if jsonb_typeof(v_job.event_data -> 'data') is distinct from 'object'
    or jsonb_typeof(v_job.event_data -> 'name') is distinct from 'string' then
    return jsonb_build_object('ok', false, 'code', 'not_retryable', 'job', public.failed_job_state(v_job));
  end if;

  perform 1 from public.song_variants
  where order_id = v_job.order_id and variant_number = any (public.event_variant_numbers(v_job.event_data))
  order by id for update;
  select * into v_busy from public.song_variants
  where order_id = v_job.order_id and variant_number = any (public.event_variant_numbers(v_job.event_data))
    and (generation_status = 'generating' or generation_event_id is not null)
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating', 'job', public.failed_job_state(v_job),
      'variant_number', v_busy.variant_number);
  end if;

  v_attempt := v_job.attempt + 1;
  -- Never the original event's id: Inngest silently drops an id that it has seen in the last 24 hours.
  v_event_id := format('failed-job:%s:attempt:%s', v_job.id, v_attempt);
  v_data := (v_job.event_data -> 'data')
    || jsonb_build_object('failed_job_id', v_job.id, 'attempt', v_attempt);

  insert into public.failed_job_attempts (failed_job_id, attempt, event_id, event, requested_by, note)
  values (v_job.id, v_attempt, v_event_id,
    jsonb_build_object('id', v_event_id, 'name', v_job.event_data ->> 'name', 'data', v_data),
    p_actor, nullif(btrim(p_note), ''));
  insert into public.outbox_events (event_id, name, data)
  values (v_event_id, v_job.event_data ->> 'name', v_data);
  update public.song_variants
  set generation_status = 'pending', generation_event_id = v_event_id, generation_requested_at = now(),
    generation_requested_by = p_actor
  where order_id = v_job.order_id and variant_number = any (public.event_variant_numbers(v_job.event_data))
    and generation_status <> 'complete';
  update public.failed_jobs
  set state = 'retrying', attempt = v_attempt, version = version + 1, snoozed_until = null
  where id = v_job.id;
  perform public.log_activity(p_actor, 'retried', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'retrying', 'attempt', v_attempt),
    p_note, p_request_id);
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt);
end
$$;

-- Closes a failure without sending anything.
create function public.resolve_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text, p_expected_version integer default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
begin
  if nullif(btrim(p_note), '') is null then
    return jsonb_build_object('ok', false, 'code', 'note_required');
  end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_job.state <> 'open' or (p_expected_version is not null and v_job.version <> p_expected_version) then
    return jsonb_build_object('ok', false, 'job', public.failed_job_state(v_job), 'code',
      case v_job.state
        when 'retrying' then 'already_retrying'
        when 'resolved' then 'already_resolved'
        when 'recovered' then 'already_recovered'
        else 'changed_meanwhile'
      end);
  end if;
  update public.failed_jobs
  set state = 'resolved', resolved_at = now(), notes = btrim(p_note), version = version + 1, snoozed_until = null
  where id = v_job.id;
  perform public.log_activity(p_actor, 'resolved', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'resolved'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- The run that an attempt's event became has started. Said again by each step, so it records only the first.
create function public.record_attempt_started(p_event_id text, p_run_id text) returns void
  language sql
  set search_path = ''
as $$
  update public.failed_job_attempts
  set run_id = p_run_id, started_at = now()
  where event_id = p_event_id and run_id is null and outcome = 'pending';
$$;

-- The run that an attempt's event became has ended well: the failure is over by itself.
create function public.record_attempt_succeeded(p_event_id text, p_run_id text) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
begin
  select j.* into v_job
  from public.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.event_id = p_event_id
  for update of j;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  update public.failed_job_attempts
  set outcome = 'succeeded', ended_at = now(), run_id = p_run_id, started_at = coalesce(started_at, now())
  where event_id = p_event_id and outcome = 'pending';
  if not found then
    return jsonb_build_object('ok', true, 'result', 'already_recorded');
  end if;
  update public.failed_jobs
  set state = 'recovered', resolved_at = now(), version = version + 1
  where id = v_job.id;
  perform public.log_activity(null, 'recovered', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'recovered', 'attempt', v_job.attempt),
    null, p_run_id);
  return jsonb_build_object('ok', true, 'result', 'recovered');
end
$$;

revoke execute on function
  public.refuse_activity_change(),
  public.log_activity(uuid, text, text, text, uuid, jsonb, jsonb, text, text),
  public.event_uuid(jsonb, text), public.event_variant_numbers(jsonb),
  public.failed_job_state(public.failed_jobs), public.fail_variants(jsonb),
  public.record_failed_job(text, text, jsonb, text, text, integer, text, text, text),
  public.retry_failed_job(uuid, uuid, text, integer, text),
  public.resolve_failed_job(uuid, uuid, text, integer, text),
  public.record_attempt_started(text, text), public.record_attempt_succeeded(text, text)
  from public, anon, authenticated;
grant execute on function
  public.log_activity(uuid, text, text, text, uuid, jsonb, jsonb, text, text),
  public.event_uuid(jsonb, text), public.event_variant_numbers(jsonb),
  public.failed_job_state(public.failed_jobs), public.fail_variants(jsonb),
  public.record_failed_job(text, text, jsonb, text, text, integer, text, text, text),
  public.retry_failed_job(uuid, uuid, text, integer, text),
  public.resolve_failed_job(uuid, uuid, text, integer, text),
  public.record_attempt_started(text, text), public.record_attempt_succeeded(text, text)
  to service_role;
