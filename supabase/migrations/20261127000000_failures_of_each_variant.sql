-- What an order's sentence says of a variant that failed: how often it was this variant that failed, and not another of
-- the same event; and when its next try is planned, which is no try that is under way.

-- As before, and the line of a further failure says which variants failed, as the line of the first does.
create or replace function public.record_failed_job(
  p_run_id text, p_job_type text, p_event jsonb, p_error_type text, p_error_message text, p_retry_count integer,
  p_error_stack text default null, p_fingerprint text default null, p_title text default null,
  p_kind text default null, p_kind_version integer default 0
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
      fingerprint = coalesce(p_fingerprint, fingerprint), error_title = coalesce(p_title, error_title),
      kind = coalesce(p_kind, 'unknown'), kind_version = p_kind_version, last_failed_at = now(), version = version + 1
    where id = v_job.id;
    perform public.log_activity(null, 'failed_again', 'failed_job', v_job.id::text, v_job.order_id,
      jsonb_build_object('state', v_job.state),
      jsonb_build_object('state', 'open', 'attempt', v_attempt.attempt, 'variants', to_jsonb(v_variants)),
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

drop function public.order_failures(uuid);

-- How often runs for each variant of an order were given up, and when its next try is, if that is planned for later. Which
-- variants of an event failed is in the record; of failures from before it, all that the event names.
create function public.order_failures(p_order_id uuid)
  returns table (variant_number integer, failures integer, retry_at timestamptz)
  language sql stable
  set search_path = ''
as $$
  with failed as (
    select j.id::text as job, 0 as attempt, j.event_data as event from public.failed_jobs j where j.order_id = p_order_id
    union all
    select j.id::text, t.attempt, t.event
    from public.failed_jobs j join public.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.outcome = 'failed'
  ),
  recorded as (
    select a.subject_id as job, coalesce((a.after ->> 'attempt')::integer, 0) as attempt, a.after -> 'variants' as variants
    from public.activity a
    where a.order_id = p_order_id and a.subject_type = 'failed_job' and a.action in ('failed', 'failed_again')
      and a.after ? 'variants'
  ),
  counted as (
    select n, count(*)::integer as failures
    from failed f
    left join recorded r using (job, attempt)
    cross join lateral unnest(case when r.variants is null then public.event_variant_numbers(f.event)
      else array(select value::integer from jsonb_array_elements_text(r.variants) value) end) as n
    group by n
  )
  select v.variant_number, coalesce(c.failures, 0),
    (select t.scheduled_for from public.failed_job_attempts t
      where t.event_id = v.generation_event_id and t.outcome = 'pending' and t.scheduled_for > now())
  from public.song_variants v
  left join counted c on c.n = v.variant_number
  where v.order_id = p_order_id;
$$;
revoke execute on function public.order_failures(uuid) from public, anon, authenticated;
grant execute on function public.order_failures(uuid) to service_role;
