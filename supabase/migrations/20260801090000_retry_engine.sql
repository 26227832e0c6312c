-- The engine behind a retry: scheduled and edited attempts, taking a retry back, reopening, assigning, snoozing,
-- comments. Each is one function under the rules of docs/decisions/0003: lock, compare, write or refuse.

alter type public.attempt_outcome add value if not exists 'cancelled';

alter table public.failed_job_attempts
  -- What an operator changed in the payload: [{"path": ..., "before": ..., "after": ...}]; null for the original.
  add column changes jsonb;

-- Why an event cannot be sent again, as a code; null when it can. The same rules as resendRefusal() in
-- app/lib/outbox/event-catalogue.ts; a test holds the two together.
create function public.event_refusal(p_event jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select case
    when jsonb_typeof(p_event) is distinct from 'object' or jsonb_typeof(p_event -> 'name') is distinct from 'string'
      then 'not_an_event'
    when octet_length(p_event::text) > 512 * 1024 then 'too_large'
    when p_event ->> 'name' = 'song/generation.failed' then 'a_report'
    when p_event ->> 'name' <> 'song/generation.requested' then 'unknown_event'
    when jsonb_typeof(p_event -> 'data') is distinct from 'object'
      or public.event_uuid(p_event, 'order_id') is null
      or jsonb_typeof(p_event -> 'data' -> 'variant_numbers') is distinct from 'array'
      or jsonb_array_length(p_event -> 'data' -> 'variant_numbers') not between 1 and 5
      or exists (
        select 1 from jsonb_array_elements(p_event -> 'data' -> 'variant_numbers') n where n::text !~ '^[1-5]$')
      then 'malformed_data'
  end;
$$;

-- A refusal by state or version; null when the failure may be changed from one of the states given.
create function public.change_refusal(
  p_job public.failed_jobs, p_from public.failed_job_state[], p_expected_version integer
) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select case
    when p_job.state = any (p_from) and (p_expected_version is null or p_job.version = p_expected_version) then null
    else jsonb_build_object('ok', false, 'job', public.failed_job_state(p_job), 'code',
      case
        when p_job.state = any (p_from) then 'changed_meanwhile'
        when p_job.state = 'retrying' then 'already_retrying'
        when p_job.state = 'resolved' then 'already_resolved'
        when p_job.state = 'recovered' then 'already_recovered'
        else 'still_open'
      end)
  end;
$$;

drop function public.retry_failed_job(uuid, uuid, text, integer, text);

-- Asks for one more attempt, now or at a time, with the original payload or an edited one. The original event is never
-- changed: what is sent is kept with the attempt.
create function public.retry_failed_job(
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

  v_attempt := v_job.attempt + 1;
  -- Never the original event's id: Inngest silently drops an id that it has seen in the last 24 hours.
  v_event_id := format('failed-job:%s:attempt:%s', v_job.id, v_attempt);
  v_event := jsonb_build_object('id', v_event_id, 'name', v_event ->> 'name', 'data',
    (v_event -> 'data') || jsonb_build_object('failed_job_id', v_job.id, 'attempt', v_attempt));

  insert into public.failed_job_attempts (
    failed_job_id, attempt, event_id, event, requested_by, scheduled_for, note, changes)
  values (v_job.id, v_attempt, v_event_id, v_event, p_actor, v_due_at, nullif(btrim(p_note), ''), p_changes);
  insert into public.outbox_events (event_id, name, data, due_at)
  values (v_event_id, v_event ->> 'name', v_event -> 'data', v_due_at);
  update public.song_variants
  set generation_status = 'pending', generation_event_id = v_event_id, generation_requested_at = now(),
    generation_requested_by = p_actor
  where order_id = public.event_uuid(v_event, 'order_id')
    and variant_number = any (public.event_variant_numbers(v_event))
    and generation_status <> 'complete';
  update public.failed_jobs
  set state = 'retrying', attempt = v_attempt, version = version + 1, snoozed_until = null
  where id = v_job.id;
  perform public.log_activity(p_actor, 'retried', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'open'),
    jsonb_strip_nulls(jsonb_build_object('state', 'retrying', 'attempt', v_attempt, 'changes', p_changes,
      'scheduled_for', case when v_due_at > now() then v_due_at end)),
    p_note, p_request_id);
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt, 'due_at', v_due_at);
end
$$;

-- Takes back a retry that has not been sent: a scheduled one, or one that waits for Inngest. The attempt keeps its
-- number, so that its event id is never used again.
create function public.cancel_retry(
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
  set generation_status = 'failed', generation_event_id = null, generation_requested_at = null,
    generation_requested_by = null
  where generation_event_id = v_attempt.event_id and generation_status <> 'complete';
  update public.failed_jobs set state = 'open', version = version + 1 where id = v_job.id;
  perform public.log_activity(p_actor, 'retry_cancelled', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt', v_attempt.attempt),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

create or replace function public.resolve_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text, p_expected_version integer default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_refusal jsonb;
begin
  if nullif(btrim(p_note), '') is null then
    return jsonb_build_object('ok', false, 'code', 'note_required');
  end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  v_refusal := public.change_refusal(v_job, '{open}', p_expected_version);
  if v_refusal is not null then
    return v_refusal;
  end if;
  update public.failed_jobs
  set state = 'resolved', resolved_at = now(), notes = btrim(p_note), version = version + 1, snoozed_until = null
  where id = v_job.id;
  perform public.log_activity(p_actor, 'resolved', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'open'), jsonb_build_object('state', 'resolved'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- Opens a failure again that was resolved, or that recovered and is not right after all. The notes stay.
create function public.reopen_failed_job(
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

-- Gives a failure to somebody of the staff, or to nobody.
create function public.assign_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_assignee uuid default null, p_note text default null,
  p_expected_version integer default null, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_refusal jsonb;
begin
  if p_assignee is not null
    and not exists (select 1 from public.staff_members where user_id = p_assignee and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'no_such_staff');
  end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  v_refusal := public.change_refusal(v_job, '{open, retrying}', p_expected_version);
  if v_refusal is not null then
    return v_refusal;
  end if;
  update public.failed_jobs set assignee = p_assignee, version = version + 1 where id = v_job.id;
  perform public.log_activity(p_actor, 'assigned', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('assignee', (select full_name from public.staff_members where user_id = v_job.assignee)),
    jsonb_build_object('assignee', (select full_name from public.staff_members where user_id = p_assignee)),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- Puts an open failure aside until a time, or takes it back out with null.
create function public.snooze_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_until timestamptz default null, p_note text default null,
  p_expected_version integer default null, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
  v_refusal jsonb;
begin
  if p_until <= now() then
    return jsonb_build_object('ok', false, 'code', 'time_is_past');
  end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  v_refusal := public.change_refusal(v_job, '{open}', p_expected_version);
  if v_refusal is not null then
    return v_refusal;
  end if;
  update public.failed_jobs set snoozed_until = p_until, version = version + 1 where id = v_job.id;
  perform public.log_activity(p_actor, case when p_until is null then 'unsnoozed' else 'snoozed' end,
    'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('snoozed_until', v_job.snoozed_until), jsonb_build_object('snoozed_until', p_until),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- Says something about a failure, in whatever state it is. A comment changes nothing, so the version stays.
create function public.comment_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text, p_request_id text default null
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
  select * into v_job from public.failed_jobs where id = p_failed_job_id;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'not_found');
  end if;
  perform public.log_activity(p_actor, 'commented', 'failed_job', v_job.id::text, v_job.order_id,
    null, null, p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

-- Sends waiting events at once, for an admin who knows that Inngest is back.
create function public.send_outbox_now(p_event_ids text[], p_actor uuid, p_request_id text default null)
  returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_ids text[];
begin
  with due as (
    update public.outbox_events set due_at = clock_timestamp()
    where event_id = any (p_event_ids) and sent_at is null
      and (claimed_until is null or claimed_until <= clock_timestamp())
    returning event_id
  )
  select coalesce(array_agg(event_id), '{}') into v_ids from due;
  if v_ids = '{}' then
    return jsonb_build_object('ok', false, 'code', 'nothing_waits');
  end if;
  perform public.log_activity(p_actor, 'outbox_sent_now', 'outbox', array_to_string(v_ids, ' '), null,
    null, jsonb_build_object('event_ids', to_jsonb(v_ids)), null, p_request_id);
  return jsonb_build_object('ok', true, 'event_ids', to_jsonb(v_ids));
end
$$;

-- Many at once: the relay sends in batches.
create function public.mark_outbox_sent(p_event_ids text[]) returns void
  language sql
  set search_path = ''
as $$
  update public.outbox_events set sent_at = clock_timestamp(), claimed_until = null, last_error = null
  where event_id = any (p_event_ids) and sent_at is null;
$$;
drop function public.mark_outbox_sent(text);

-- Puts events back, each until its own time.
create function public.mark_outbox_failed(p_event_ids text[], p_error text, p_delays_ms integer[]) returns void
  language sql
  set search_path = ''
as $$
  update public.outbox_events o
  set claimed_until = null, last_error = p_error, due_at = clock_timestamp() + f.delay * interval '1 millisecond'
  from unnest(p_event_ids, p_delays_ms) as f (event_id, delay)
  where o.event_id = f.event_id and o.sent_at is null;
$$;
drop function public.mark_outbox_failed(text, text, integer);

do $$
declare
  f text;
begin
  foreach f in array array[
    'event_refusal(jsonb)',
    'change_refusal(public.failed_jobs, public.failed_job_state[], integer)',
    'retry_failed_job(uuid, uuid, text, integer, text, jsonb, jsonb, timestamptz)',
    'cancel_retry(uuid, uuid, text, integer, text)',
    'reopen_failed_job(uuid, uuid, text, integer, text)',
    'assign_failed_job(uuid, uuid, uuid, text, integer, text)',
    'snooze_failed_job(uuid, uuid, timestamptz, text, integer, text)',
    'comment_failed_job(uuid, uuid, text, text)',
    'send_outbox_now(text[], uuid, text)',
    'mark_outbox_sent(text[])', 'mark_outbox_failed(text[], text, integer[])'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
