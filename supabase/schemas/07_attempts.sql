-- Attempts: the retries of a failed job, from the request to the end.

create table desk.failed_job_attempts (
  id uuid primary key default gen_random_uuid(),
  failed_job_id uuid not null references public.failed_jobs (id) on delete cascade,
  attempt integer not null check (attempt >= 1),
  event_id text not null unique,
  -- The event as it is sent.
  event jsonb not null,
  requested_by uuid references desk.staff_members (user_id) on delete set null,
  requested_at timestamptz not null default now(),
  scheduled_for timestamptz not null default now(),
  note text,
  run_id text unique,
  started_at timestamptz,
  outcome desk.attempt_outcome not null default 'pending',
  ended_at timestamptz,
  error_type text,
  error_message text,
  error_stack text,
  -- What an operator changed in the payload: [{"path", "before", "after"}]; null for the original.
  changes jsonb,
  unique (failed_job_id, attempt)
);
comment on table desk.failed_job_attempts is 'One row for each retry of a failed job';
create index idx_failed_job_attempts_requested_by on desk.failed_job_attempts (requested_by);
create index idx_failed_job_attempts_pending on desk.failed_job_attempts (event_id)
  where outcome = 'pending';

-- Asks for another attempt, now or at a time, with the original payload or an edited one. The original event
-- never changes: what is sent is kept with the attempt. Erasure is checked before the state, since it also
-- resolves the failure. If the same song is already being made, the refusal says for whom and since when.
create function desk.retry_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text default null,
  p_expected_version integer default null, p_request_id text default null, p_data text default null,
  p_changes text default null, p_due_at timestamptz default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_busy public.song_variants; v_refusal jsonb; v_event jsonb;
  v_attempt integer; v_event_id text;
  v_due_at timestamptz := greatest(coalesce(p_due_at, now()), now());
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if desk_private.customer_is_erased(v_job.customer_id) then
    return jsonb_build_object('ok', false, 'code', 'erased', 'job', desk.failed_job_state(v_job));
  end if;
  v_refusal := desk_private.change_refusal(v_job, 'retry', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  v_event := case
    when p_data is null then v_job.event_data
    else jsonb_build_object('name', v_job.event_data -> 'name', 'data', p_data::jsonb)
  end;
  v_refusal := coalesce(desk_private.event_refusal(v_event), case
    when desk_private.event_order_id(v_event) is distinct from desk_private.event_order_id(v_job.event_data)
    then '{"code": "event_other_order"}'::jsonb end);
  if v_refusal is not null then
    return jsonb_build_object('ok', false, 'code', 'not_retryable', 'reason', v_refusal,
      'job', desk.failed_job_state(v_job));
  end if;

  perform 1 from public.song_variants
  where order_id = desk_private.event_order_id(v_event)
    and variant_number = any (desk_private.event_variant_numbers(v_event))
  order by id for update;
  select * into v_busy from public.song_variants
  where order_id = desk_private.event_order_id(v_event)
    and variant_number = any (desk_private.event_variant_numbers(v_event))
    and (generation_status = 'generating' or generation_event_id is not null)
  order by variant_number limit 1;
  if found then
    return jsonb_build_object('ok', false, 'code', 'already_generating', 'job',
      desk.failed_job_state(v_job), 'variant_number', v_busy.variant_number,
      'requested_at', v_busy.generation_requested_at,
      'requested_by', (select full_name from desk.staff_members
        where user_id = v_busy.generation_requested_by));
  end if;

  select w.event_id, w.attempt into v_event_id, v_attempt
  from desk_private.write_retries(array[v_job.id], array[v_job.attempt + 1], array[v_event], p_actor, p_note,
    p_request_id, v_due_at, p_changes::jsonb) w;
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt, 'due_at', v_due_at);
end $$;

-- Cancels a retry that Inngest does not have: a scheduled one, or one that waits for Inngest or was refused
-- by it. The attempt keeps its number, so that its event id is never used again.
create function desk.cancel_retry(p_failed_job_id uuid, p_actor uuid, p_note text default null,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_refusal jsonb;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'cancel_retry', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  select * into v_attempt from desk.failed_job_attempts
  where failed_job_id = v_job.id and attempt = v_job.attempt;
  -- Inngest does not have what it refused each time. What a relay has claimed may be on the wire already.
  delete from desk.outbox_events
  where event_id = v_attempt.event_id and sent_at is null and v_attempt.run_id is null
    and (claimed_until is null or claimed_until <= clock_timestamp()) and attempts = refusals;
  if not found then
    return jsonb_build_object('ok', false, 'code', 'already_sent', 'job', desk.failed_job_state(v_job));
  end if;
  update desk.failed_job_attempts set outcome = 'cancelled', ended_at = now() where id = v_attempt.id;
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status else 'failed' end,
    generation_event_id = null, generation_requested_at = null, generation_requested_by = null
  where generation_event_id = v_attempt.event_id;
  update public.failed_jobs set state = 'open', version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'retry_cancelled', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'retrying'),
    jsonb_build_object('state', 'open', 'attempt', v_attempt.attempt), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Writes the next attempt of each failure: the attempt, its event, the variants that wait for it, the new
-- state, and the line in the record. Only the event of a job that reports gets the failure and attempt added
-- to its data. An attempt makes what is missing, and new versions that failed. The caller holds the locks of
-- failures and variants, and has checked that each may be retried and that no two want the same variant.
-- p_attempts follow from what the caller has read, not from the rows as they are by now: should a lock be
-- lost, the unique keys still refuse the second writer.
create function desk_private.write_retries(p_ids uuid[], p_attempts integer[], p_events jsonb[], p_actor uuid,
  p_note text, p_request_id text, p_due_at timestamptz,
  p_changes jsonb default null) returns table (failed_job_id uuid, event_id text, attempt integer)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_note text := desk_private.written_text(p_note);
  v_actor_name text := coalesce(
    (select s.full_name from desk.staff_members s where s.user_id = p_actor), 'Reprise');
begin
  return query
  with retries as materialized (
    select j.id, j.order_id, e.attempt, e.event ->> 'name' as name,
      -- Never the original event's id: Inngest silently drops an id that it has seen in the last 24 hours.
      format('failed-job:%s:attempt:%s', j.id, e.attempt) as event_id,
      case when desk_private.event_reports(e.event)
        then (e.event -> 'data') || jsonb_build_object('failed_job_id', j.id, 'attempt', e.attempt)
        else coalesce(e.event -> 'data', '{}') end as data,
      -- What another event makes is unknown, and no song of ours waits for it.
      case when desk_private.event_reports(e.event)
        then desk_private.event_order_id(e.event) end as wanted_order,
      desk_private.event_variant_numbers(e.event) as numbers
    from unnest(p_ids, p_attempts, p_events) as e (id, attempt, event)
    join public.failed_jobs j on j.id = e.id
  ), attempts as (
    insert into desk.failed_job_attempts (
      failed_job_id, attempt, event_id, event, requested_by, scheduled_for, note, changes)
    select r.id, r.attempt, r.event_id, jsonb_build_object('id', r.event_id, 'name', r.name, 'data', r.data),
      p_actor, p_due_at, v_note, p_changes
    from retries r
  ), events as (
    insert into desk.outbox_events (event_id, name, data, due_at)
    select r.event_id, r.name, r.data, p_due_at from retries r
  ), variants as (
    update public.song_variants v
    set generation_status = case when v.generation_status = 'complete' then v.generation_status
      else 'pending' end,
      generation_event_id = r.event_id, generation_requested_at = now(), generation_requested_by = p_actor,
      generation_alive_until = null, generation_tries = 0
    from retries r
    where v.order_id = r.wanted_order and v.variant_number = any (r.numbers)
      and (v.generation_status <> 'complete' or v.new_version_failed_at is not null)
  ), jobs as (
    update public.failed_jobs j
    set state = 'retrying', attempt = r.attempt, version = j.version + 1, snoozed_until = null
    from retries r where j.id = r.id
  ), lines as (
    insert into desk.activity (
      actor_id, actor_name, action, subject_type, subject_id, order_id, before, after, note, request_id)
    select p_actor, v_actor_name, 'retried', 'failed_job', r.id::text, r.order_id,
      jsonb_build_object('state', 'open'),
      jsonb_strip_nulls(jsonb_build_object('state', 'retrying', 'attempt', r.attempt, 'changes', p_changes,
        'scheduled_for', case when p_due_at > now() then p_due_at end)), v_note, p_request_id
    from retries r
  )
  select r.id, r.event_id, r.attempt from retries r;
end $$;

-- Retries many failures as they are, under the rules of retry_failed_job(). Those that nothing stands against
-- are written at once. All others (another state, an erased customer, a song being made, two that want one
-- variant) go one by one through retry_failed_job(), which refuses. The caller has locked the failures.
create function desk_private.retry_failed_jobs(p_ids uuid[], p_actor uuid, p_note text,
  p_request_id text) returns table (failed_job_id uuid, code text, event_id text)
  language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare v_ids uuid[]; v_attempts integer[]; v_events jsonb[]; v_id uuid; v_answer jsonb;
begin
  perform 1 from public.song_variants v
  where v.id in (
    with wanted as materialized (
      select desk_private.event_order_id(j.event_data) as order_id,
        desk_private.event_variant_numbers(j.event_data) as numbers
      from public.failed_jobs j where j.id = any (p_ids) and j.state = 'open')
    select w.id from wanted
    join public.song_variants w on w.order_id = wanted.order_id and w.variant_number = any (wanted.numbers))
  order by v.id for update;

  with candidates as materialized (
    select j.id, j.attempt + 1 as attempt, j.event_data, given.place,
      desk_private.event_order_id(j.event_data) as order_id,
      desk_private.event_variant_numbers(j.event_data) as numbers
    from unnest(p_ids) with ordinality as given (id, place) join public.failed_jobs j on j.id = given.id
    where j.state = 'open' and desk_private.event_refusal(j.event_data) is null
      and not desk_private.customer_is_erased(j.customer_id)
  ), wanted as (
    select c.id, c.place, case when number is null then c.place
        else min(c.place) over (partition by c.order_id, number) end as first_place,
      v.generation_status = 'generating' or v.generation_event_id is not null as busy
    from candidates c left join unnest(c.numbers) as number on true
    left join public.song_variants v on v.order_id = c.order_id and v.variant_number = number
  ), free as (
    select id from wanted group by id having bool_and(place = first_place and busy is not true)
  )
  select coalesce(array_agg(c.id order by c.place), '{}'),
    coalesce(array_agg(c.attempt order by c.place), '{}'),
    coalesce(array_agg(c.event_data order by c.place), '{}')
  into v_ids, v_attempts, v_events
  from candidates c join free f on f.id = c.id;

  return query
  select w.failed_job_id, null::text, w.event_id
  from desk_private.write_retries(v_ids, v_attempts, v_events, p_actor, p_note, p_request_id, now()) w;

  foreach v_id in array p_ids loop
    continue when v_id = any (v_ids);
    v_answer := desk.retry_failed_job(v_id, p_actor, p_note, null, p_request_id);
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end $$;

-- Locks the failed job that an event is an attempt of. Call it before locking orders and variants.
create function desk_private.lock_failed_job_of_event(p_event_id text) returns void
  language sql set search_path = '' as $$
  select 1 from public.failed_jobs
  where id in (select failed_job_id from desk.failed_job_attempts where event_id = p_event_id)
  for update; $$;

-- Whether everything that an event asks for is there. What other events make is unknown here: their run is
-- believed. A song whose new version failed is the old one, not what the event asked for.
create function desk_private.event_is_made(p_event jsonb) returns boolean
  language sql stable set search_path = '' as $$
  select not desk_private.event_reports(p_event)
    or (desk_private.event_variant_numbers(p_event) <> '{}' and not exists (
      select 1 from unnest(desk_private.event_variant_numbers(p_event)) n
      where not exists (
        select 1 from public.song_variants v
        where v.order_id = desk_private.event_order_id(p_event) and v.variant_number = n
          and v.generation_status = 'complete' and v.new_version_failed_at is null
          -- A song that is still being made again is the old one.
          and v.generation_event_id is distinct from p_event ->> 'id'))); $$;

-- Ends an event's attempt once all of its songs are made, and closes its failed job. Songs that arrive after
-- the attempt ended otherwise close the failed job if it is still open; if not, they are only recorded.
create function desk.end_attempt_of_event(p_event_id text, p_run_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_recovers boolean;
begin
  perform desk_private.lock_failed_job_of_event(p_event_id);
  select * into v_attempt from desk.failed_job_attempts where event_id = p_event_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if v_attempt.outcome in ('succeeded', 'failed')
  then return jsonb_build_object('ok', true, 'result', 'already_recorded'); end if;
  if not desk_private.event_is_made(v_attempt.event)
  then return jsonb_build_object('ok', false, 'code', 'not_made'); end if;
  update desk.failed_job_attempts
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
  perform desk_private.log_activity(null, case when v_recovers then 'recovered' else 'succeeded_late' end,
    'failed_job', v_job.id::text, v_job.order_id, jsonb_build_object('state', v_job.state),
    jsonb_build_object('state', case when v_recovers then 'recovered' else v_job.state::text end,
      'attempt', v_attempt.attempt), null, coalesce(p_run_id, v_attempt.run_id));
  return jsonb_build_object('ok', true, 'result', case when v_recovers then 'recovered' else 'noted' end);
end $$;

-- The run of an attempt's event has succeeded: the failure recovers.
create function desk.record_attempt_succeeded(p_event_id text, p_run_id text) returns jsonb
  language sql set search_path = '' as $$
  select desk.end_attempt_of_event(p_event_id, p_run_id); $$;

-- Ends a retry by hand, whatever became of its event, run and songs: the failed job is open again. An event
-- that was not sent is dropped; a run that has begun may still deliver.
create function desk.end_retry(p_failed_job_id uuid, p_actor uuid, p_note text,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_refusal jsonb;
begin
  if desk_private.written_text(p_note) is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'end_retry', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  select * into v_attempt from desk.failed_job_attempts
  where failed_job_id = v_job.id and attempt = v_job.attempt;
  update desk.failed_job_attempts set outcome = 'ended', ended_at = now()
  where id = v_attempt.id and outcome = 'pending';
  delete from desk.outbox_events
  where event_id = v_attempt.event_id and sent_at is null and run_id is null
    and (claimed_until is null or claimed_until <= clock_timestamp());
  perform 1 from public.song_variants where generation_event_id = v_attempt.event_id order by id for update;
  update public.song_variants
  set generation_status = case when generation_status = 'complete' then generation_status else 'failed' end,
    generation_event_id = null, generation_requested_at = null, generation_requested_by = null,
    generation_alive_until = null
  where generation_event_id = v_attempt.event_id;
  update public.failed_jobs set state = 'open', version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'retry_ended', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'retrying'), jsonb_build_object('state', 'open', 'attempt', v_job.attempt),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- How far an attempt has come: each step is said only when the database knows it to be true. (The run may
-- begin before the relay has noted that its event was sent.)
create function desk_private.attempt_progress(p_outcome desk.attempt_outcome, p_started_at timestamptz,
  p_sent_at timestamptz) returns text language sql stable as $$
  select case when p_outcome <> 'pending' then p_outcome::text when p_started_at is not null then 'running'
    when p_sent_at is not null then 'sent' else 'queued' end; $$;

-- What happened to a failure: the newest attempts before p_before, each with the delivery of its event and
-- whether Inngest may have it; the first page also has the record. Texts are cut at p_text_limit characters;
-- "cut" says whether the failure's own were. One row more than p_limit means that there are more attempts.
create function desk.failed_job_history(p_id uuid, p_text_limit integer, p_limit integer,
  p_before integer default null) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('error_stack', desk_private.beginning_of(j.error_stack, p_text_limit),
    'notes', desk_private.beginning_of(j.notes, p_text_limit),
    'event_refusal', desk_private.event_refusal(j.event_data),
    'cut', coalesce(greatest(char_length(left(j.error_message, p_text_limit + 1)),
      char_length(left(j.error_stack, p_text_limit + 1)),
      char_length(left(j.notes, p_text_limit + 1))) > p_text_limit, false), 'attempts', coalesce((
      select jsonb_agg(a order by a.attempt desc) from (
        select t.attempt, t.event_id, t.event::text, t.requested_at, t.scheduled_for, t.note, t.run_id,
          t.started_at, t.ended_at, m.full_name as requested_by, e.sent_at, e.resent_at,
          desk_private.attempt_progress(t.outcome, t.started_at, e.sent_at) as progress,
          desk_private.beginning_of(t.error_type, p_text_limit) as error_type,
          desk_private.beginning_of(t.error_message, p_text_limit) as error_message,
          desk_private.beginning_of(e.last_error, p_text_limit) as delivery_error,
          coalesce(e.attempts > e.refusals, false) as may_be_taken
        from desk.failed_job_attempts t left join desk.staff_members m on m.user_id = t.requested_by
        left join desk.outbox_events e on e.event_id = t.event_id
        where t.failed_job_id = j.id and (p_before is null or t.attempt < p_before)
        order by t.attempt desc limit p_limit + 1) a), '[]'),
    'activity', case when p_before is null then coalesce((
      select jsonb_agg(a order by a.id desc) from (
        select l.id, l.at, l.actor_name, l.action, l.subject_type, l.subject_id, l.before, l.after,
          desk_private.beginning_of(l.note, p_text_limit) as note
        from desk.activity l where l.subject_type = 'failed_job' and l.subject_id = j.id::text
        order by l.id desc limit 100) a), '[]') end)
  from public.failed_jobs j where j.id = p_id; $$;

-- Records the failure of a run that belongs to a failed job: of its attempt or, without one, its first run
-- that had been given up.
create function desk_private.record_failure_of(p_job public.failed_jobs, p_attempt desk.failed_job_attempts,
  p_run_id text, p_error_type text, p_error_message text, p_error_stack text, p_fingerprint text,
  p_title text, p_kind text, p_kind_version integer, p_outcome desk.attempt_outcome, p_variants integer[])
  returns void language plpgsql set search_path = '' as $$
declare
  -- A late report, of an older attempt or of a failure that someone has dealt with, is only recorded.
  v_opens boolean := p_job.attempt = coalesce(p_attempt.attempt, 0)
    and (p_job.state = 'open' or p_attempt.outcome = 'pending');
begin
  update desk.failed_job_attempts
  set outcome = p_outcome, ended_at = now(),
    run_id = case when p_run_id like 'lost:%' then run_id else p_run_id end,
    started_at = case when p_outcome = 'lost' then started_at else coalesce(started_at, now()) end,
    error_type = p_error_type, error_message = p_error_message, error_stack = p_error_stack
  where id = p_attempt.id;
  if v_opens then
    update public.failed_jobs
    set state = 'open', error_type = p_error_type, error_message = p_error_message,
      error_stack = p_error_stack, fingerprint = coalesce(p_fingerprint, fingerprint),
      error_title = coalesce(p_title, error_title), kind = coalesce(p_kind, 'unknown'),
      kind_version = p_kind_version, last_failed_at = now(), version = version + 1
    where id = p_job.id;
  end if;
  update public.failed_jobs set run_id = p_run_id where id = p_job.id and p_attempt.id is null;
  perform desk_private.log_activity(null, case when v_opens then 'failed_again' else 'failed_late' end,
    'failed_job', p_job.id::text, p_job.order_id, jsonb_build_object('state', p_job.state),
    jsonb_build_object('state', case when v_opens then 'open' else p_job.state::text end,
      'attempt', coalesce(p_attempt.attempt, 0), 'variants', to_jsonb(p_variants)),
    p_error_message, p_run_id);
end $$;
