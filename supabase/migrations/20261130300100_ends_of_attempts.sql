-- An attempt ends in the transaction that completes its songs, and a person can end it by hand at any time.

create index idx_failed_job_attempts_pending on public.failed_job_attempts (event_id) where outcome = 'pending';

-- Locks the failed job that an event is an attempt at. To be called before orders and variants are locked, as everywhere.
create function public.lock_failed_job_of_event(p_event_id text) returns void
  language sql
  set search_path = ''
as $$
  select 1 from public.failed_jobs
  where id in (select failed_job_id from public.failed_job_attempts where event_id = p_event_id)
  for update;
$$;

-- Whether everything that an event asks for is there. What an event other than a request for songs makes is not ours to
-- know: its run's word is taken.
create function public.event_is_made(p_event jsonb) returns boolean
  language sql stable
  set search_path = ''
as $$
  select p_event ->> 'name' is distinct from 'song/generation.requested'
    or (public.event_variant_numbers(p_event) <> '{}' and not exists (
      select 1 from unnest(public.event_variant_numbers(p_event)) n
      where not exists (
        select 1 from public.song_variants v
        where v.order_id = public.event_uuid(p_event, 'order_id') and v.variant_number = n
          and v.generation_status = 'complete'
          -- A song that is still being made again is the old one.
          and v.generation_event_id is distinct from p_event ->> 'id')));
$$;

-- Ends the attempt that an event is, once all of its songs are made, and closes its failed job. Songs that arrive after the
-- attempt was ended otherwise close the failed job if it is still open; if not, the record says that they came.
create function public.end_attempt_of_event(p_event_id text, p_run_id text default null) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_attempt public.failed_job_attempts;
  v_recovers boolean;
begin
  perform public.lock_failed_job_of_event(p_event_id);
  select * into v_attempt from public.failed_job_attempts where event_id = p_event_id;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_attempt.outcome in ('succeeded', 'failed') then
    return jsonb_build_object('ok', true, 'result', 'already_recorded');
  end if;
  if not public.event_is_made(v_attempt.event) then
    return jsonb_build_object('ok', false, 'code', 'not_made');
  end if;
  update public.failed_job_attempts
  set outcome = 'succeeded', ended_at = now(), run_id = coalesce(run_id, p_run_id),
    started_at = coalesce(started_at, now())
  where id = v_attempt.id;
  select * into v_job from public.failed_jobs where id = v_attempt.failed_job_id;
  v_recovers := v_job.state = 'open' or v_attempt.outcome = 'pending';
  if v_recovers then
    update public.failed_jobs
    set state = 'recovered', resolved_at = now(), snoozed_until = null, version = version + 1
    where id = v_job.id;
  end if;
  perform public.log_activity(null, case when v_recovers then 'recovered' else 'succeeded_late' end, 'failed_job',
    v_job.id::text, v_job.order_id, jsonb_build_object('state', v_job.state),
    jsonb_build_object('state', case when v_recovers then 'recovered' else v_job.state::text end,
      'attempt', v_attempt.attempt), null, coalesce(p_run_id, v_attempt.run_id));
  return jsonb_build_object('ok', true, 'result', case when v_recovers then 'recovered' else 'noted' end);
end
$$;

create or replace function public.record_attempt_succeeded(p_event_id text, p_run_id text) returns jsonb
  language sql
  set search_path = ''
as $$
  select public.end_attempt_of_event(p_event_id, p_run_id);
$$;

-- As before, and the attempt ends in the same transaction as its last song. A song that comes after the attempt was ended
-- by hand, and before anyone asked for another, is taken.
create or replace function public.complete_variant_generation(
  p_order_id uuid, p_variant_number integer, p_event_id text, p_storage_path text, p_duration_ms integer,
  p_audio_bytes integer, p_audio_type text
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_variant public.song_variants;
begin
  perform public.lock_failed_job_of_event(p_event_id);
  select * into v_variant from public.song_variants
  where order_id = p_order_id and variant_number = p_variant_number for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  if v_variant.generation_status = 'complete' and v_variant.storage_path = p_storage_path then
    return jsonb_build_object('ok', true, 'result', 'already_recorded');
  end if;
  if v_variant.generation_event_id is distinct from p_event_id and not (
    v_variant.generation_event_id is null and v_variant.generation_status = 'failed'
    and exists (select 1 from public.failed_job_attempts where event_id = p_event_id and outcome = 'ended'))
  then
    return jsonb_build_object('ok', false, 'code', 'superseded');
  end if;
  update public.song_variants
  set generation_status = 'complete', storage_path = p_storage_path, duration_ms = p_duration_ms,
    audio_bytes = p_audio_bytes, audio_type = p_audio_type, completed_at = now(), generation_event_id = null,
    generation_requested_at = null, generation_requested_by = null
  where id = v_variant.id;
  perform public.log_activity(null, 'variant_completed', 'variant', v_variant.id::text, p_order_id,
    jsonb_build_object('status', v_variant.generation_status),
    jsonb_build_object('status', 'complete', 'variant_number', p_variant_number, 'duration_ms', p_duration_ms),
    null, p_event_id);
  perform public.end_attempt_of_event(p_event_id);
  return jsonb_build_object('ok', true, 'result', 'completed');
end
$$;

-- Ends a retry by hand, whatever has become of its event, its run and its songs: the failed job is open again. An event
-- that has not been sent is not sent any more; a run that has begun may still deliver.
create function public.end_retry(
  p_failed_job_id uuid, p_actor uuid, p_note text, p_expected_version integer default null,
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
  if public.written_text(p_note) is null then
    return jsonb_build_object('ok', false, 'code', 'note_required');
  end if;
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
  update public.failed_job_attempts set outcome = 'ended', ended_at = now()
  where id = v_attempt.id and outcome = 'pending';
  delete from public.outbox_events
  where event_id = v_attempt.event_id and sent_at is null and run_id is null
    and (claimed_until is null or claimed_until <= clock_timestamp());
  perform 1 from public.song_variants where generation_event_id = v_attempt.event_id order by id for update;
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status else 'failed' end,
    generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
    generation_alive_until = null
  where generation_event_id = v_attempt.event_id;
  update public.failed_jobs set state = 'open', version = version + 1 where id = v_job.id;
  perform public.log_activity(p_actor, 'retry_ended', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt', v_job.attempt),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

drop function public.record_failed_job(
  text, text, jsonb, text, text, integer, text, text, text, text, integer);

-- As before, and: an attempt may have ended in another way than by its run's failure; what is heard of a run after its
-- attempt was given up or ended by hand takes the place of what was guessed; and so with a first run that was given up.
create function public.record_failed_job(
  p_run_id text, p_job_type text, p_event jsonb, p_error_type text, p_error_message text, p_retry_count integer,
  p_error_stack text default null, p_fingerprint text default null, p_title text default null,
  p_kind text default null, p_kind_version integer default 0, p_outcome public.attempt_outcome default 'failed'
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_attempt public.failed_job_attempts;
  v_variants integer[];
  v_opens boolean;
begin
  -- The same run may be announced twice at the same moment.
  perform pg_advisory_xact_lock(hashtextextended('failed-run:' || p_run_id, 0));

  select j.* into v_job from public.failed_jobs j where j.run_id = p_run_id
  union all
  select j.* from public.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.run_id = p_run_id and a.outcome not in ('pending', 'lost', 'ended')
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
    -- A first run that was given up is the same failure.
    select * into v_job from public.failed_jobs
    where run_id = 'lost:' || (p_event ->> 'id') || ':' || public.event_uuid(p_event, 'order_id') for update;
    -- A change of the occasion's date that is not committed yet does not see this failure: this waits for it, or it
    -- for this. The order before its variants, as request_generation locks them.
    perform 1 from public.orders where id = public.event_uuid(p_event, 'order_id') for share;
  end if;

  v_variants := public.fail_variants(p_event);

  if v_attempt.outcome not in ('pending', 'lost', 'ended') or (v_attempt.outcome = 'lost' and p_outcome = 'lost') then
    -- An event that was sent twice may have become two runs: the other one's end is the attempt's.
    return jsonb_build_object('ok', true, 'result', 'already_recorded', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  if v_job.id is not null then
    update public.failed_job_attempts
    set outcome = p_outcome, ended_at = now(), run_id = case when p_run_id like 'lost:%' then run_id else p_run_id end,
      started_at = case when p_outcome = 'lost' then started_at else coalesce(started_at, now()) end,
      error_type = p_error_type, error_message = p_error_message, error_stack = p_error_stack
    where id = v_attempt.id;
    -- A late word of an older attempt, or of a failure that someone has dealt with, is for the record alone.
    v_opens := v_job.attempt = coalesce(v_attempt.attempt, 0)
      and (v_job.state = 'open' or v_attempt.outcome = 'pending');
    if v_opens then
      update public.failed_jobs
      set state = 'open', error_type = p_error_type, error_message = p_error_message, error_stack = p_error_stack,
        fingerprint = coalesce(p_fingerprint, fingerprint), error_title = coalesce(p_title, error_title),
        kind = coalesce(p_kind, 'unknown'), kind_version = p_kind_version, last_failed_at = now(),
        version = version + 1
      where id = v_job.id;
    end if;
    update public.failed_jobs set run_id = p_run_id where id = v_job.id and v_attempt.id is null;
    perform public.log_activity(null, case when v_opens then 'failed_again' else 'failed_late' end, 'failed_job',
      v_job.id::text, v_job.order_id, jsonb_build_object('state', v_job.state),
      jsonb_build_object('state', case when v_opens then 'open' else v_job.state::text end,
        'attempt', coalesce(v_attempt.attempt, 0), 'variants', to_jsonb(v_variants)),
      p_error_message, p_run_id);
    return jsonb_build_object('ok', true, 'result', 'attempt_failed', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  insert into public.failed_jobs (
    job_type, event_data, error_type, error_message, error_stack, retry_count, run_id, fingerprint,
    error_title, kind, kind_version, order_id, customer_id, needed_by)
  select p_job_type, p_event, p_error_type, p_error_message, p_error_stack, p_retry_count, p_run_id, p_fingerprint,
    p_title, coalesce(p_kind, 'unknown'), p_kind_version, o.id, o.user_id, coalesce(o.occasion_date, 'infinity')
  from (select 1) one
  left join public.orders o on o.id = public.event_uuid(p_event, 'order_id')
  returning * into v_job;
  perform public.log_activity(null, 'failed', 'failed_job', v_job.id::text, v_job.order_id,
    null, jsonb_build_object('state', 'open', 'variants', to_jsonb(v_variants)), p_error_message, p_run_id);
  return jsonb_build_object('ok', true, 'result', 'recorded', 'failed_job_id', v_job.id,
    'variants', to_jsonb(v_variants));
end
$$;

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'public.lock_failed_job_of_event(text)', 'public.event_is_made(jsonb)',
    'public.end_attempt_of_event(text, text)', 'public.end_retry(uuid, uuid, text, integer, text)',
    'public.record_failed_job(text, text, jsonb, text, text, integer, text, text, text, text, integer, public.attempt_outcome)'
  ]::regprocedure[] loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
