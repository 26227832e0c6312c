-- An event that Inngest has refused each time is not there, so its retry can be taken back. One that was cut off, or whose
-- answer never came, may be there.

alter table public.outbox_events add column refusals integer not null default 0;
comment on column public.outbox_events.refusals is
  'How many of the attempts Inngest has certainly not taken; of the others nobody knows until one is sent';

drop function public.mark_outbox_failed(text[], text, integer[]);

-- Puts events back that could not be sent. p_refused says that Inngest has certainly taken none of them.
create function public.mark_outbox_failed(
  p_event_ids text[], p_error text, p_delays_ms integer[], p_refused boolean default false
) returns void
  language plpgsql
  set search_path = ''
as $$
begin
  perform 1 from public.outbox_events where event_id = any (p_event_ids) order by event_id for update;
  update public.outbox_events o
  set claimed_until = null, last_error = p_error, due_at = clock_timestamp() + f.delay * interval '1 millisecond',
    refusals = refusals + p_refused::integer
  from unnest(p_event_ids, p_delays_ms) as f (event_id, delay)
  where o.event_id = f.event_id and o.sent_at is null;
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
  -- What was refused each time that it was sent, Inngest has not got. An event that a relay has in its hands may be on the
  -- wire already.
  delete from public.outbox_events
  where event_id = v_attempt.event_id and sent_at is null and v_attempt.run_id is null
    and (claimed_until is null or claimed_until <= clock_timestamp()) and attempts = refusals;
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

-- As before, and says of each attempt whether Inngest may have an event that it has not been heard to take.
create or replace function public.failed_job_history(
  p_id uuid, p_text_limit integer, p_limit integer, p_before integer default null
) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'error_stack', public.beginning_of(j.error_stack, p_text_limit),
    'notes', public.beginning_of(j.notes, p_text_limit),
    'cut', coalesce(greatest(char_length(left(j.error_message, p_text_limit + 1)), char_length(left(j.error_stack, p_text_limit + 1)),
      char_length(left(j.notes, p_text_limit + 1))) > p_text_limit, false),
    'attempts', coalesce((
      select jsonb_agg(a order by a.attempt desc) from (
        select t.attempt, t.event_id, t.event::text, t.requested_at, t.scheduled_for, t.note, t.run_id, t.started_at, t.ended_at,
          t.outcome, public.beginning_of(t.error_type, p_text_limit) as error_type,
          public.beginning_of(t.error_message, p_text_limit) as error_message, m.full_name as requested_by, e.sent_at,
          e.resent_at, public.beginning_of(e.last_error, p_text_limit) as delivery_error,
          coalesce(e.attempts > e.refusals, false) as may_be_taken
        from public.failed_job_attempts t
        left join public.staff_members m on m.user_id = t.requested_by
        left join public.outbox_events e on e.event_id = t.event_id
        where t.failed_job_id = j.id and (p_before is null or t.attempt < p_before)
        order by t.attempt desc limit p_limit + 1) a), '[]'),
    'activity', case when p_before is null then coalesce((
      select jsonb_agg(a order by a.id desc) from (
        select l.id, l.at, l.actor_name, l.action, l.subject_type, l.subject_id, l.before, l.after,
          public.beginning_of(l.note, p_text_limit) as note
        from public.activity l where l.subject_type = 'failed_job' and l.subject_id = j.id::text
        order by l.id desc limit 100) a), '[]') end)
  from public.failed_jobs j where j.id = p_id;
$$;

revoke execute on function public.mark_outbox_failed(text[], text, integer[], boolean) from public, anon, authenticated;
grant execute on function public.mark_outbox_failed(text[], text, integer[], boolean) to service_role;
