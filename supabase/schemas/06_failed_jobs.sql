-- Failed jobs: what the desk adds to Phase 1's table, and what staff do with a failure. Each change of state
-- is one function: lock, compare, write or refuse (docs/decisions/0003-state-changes-are-sql-functions.md).

create type desk.failed_job_state as enum ('open', 'retrying', 'resolved', 'recovered');

-- Lost: Inngest has no run of it. Ended: someone ended it by hand.
create type desk.attempt_outcome as enum (
  'pending', 'succeeded', 'failed', 'cancelled', 'lost', 'ended');

alter table public.failed_jobs
  -- Both found in the event; null when they are not in it.
  add column order_id uuid,
  add column customer_id uuid,
  -- The day on which the order is needed, 'infinity' when none is known: never null, so that urgency is one
  -- index and pages can be cut at any row.
  add column needed_by date not null default 'infinity',
  -- The run that failed. Unique: it is recorded once, however often Inngest reports it.
  add column run_id text,
  add column error_type text not null default 'Error',
  -- The group of failures that are one problem, and its title.
  add column fingerprint text,
  add column error_title text,
  add column state desk.failed_job_state not null default 'open',
  -- The number of the latest attempt; 0 until the first retry.
  add column attempt integer not null default 0,
  add column last_failed_at timestamptz not null default now(),
  -- Goes up with every change: staff act on the version that they saw.
  add column version integer not null default 1,
  add column assignee uuid references desk.staff_members (user_id) on delete set null,
  add column snoozed_until timestamptz,
  -- Everything that a search reads, in lower case, kept by a trigger: one column is one index.
  add column search_text text not null default '',
  -- A key of app/lib/failed-jobs/explanations.ts, and the version of that table that found it: a job brings
  -- older ones up to date (refresh-failures).
  add column kind text not null default 'unknown',
  add column kind_version integer not null default 0,
  -- Valid at once, it would read all rows while nobody can write one.
  add constraint failed_jobs_attempt_check check (attempt >= 0) not valid;
alter table public.failed_jobs validate constraint failed_jobs_attempt_check;
create unique index idx_failed_jobs_run_id on public.failed_jobs (run_id);

create index idx_failed_jobs_order_id on public.failed_jobs (order_id);
create index idx_failed_jobs_customer_id on public.failed_jobs (customer_id);
create index idx_failed_jobs_assignee on public.failed_jobs (assignee);
create index idx_failed_jobs_event_id on public.failed_jobs ((event_data ->> 'id'));
create index idx_failed_jobs_fingerprint on public.failed_jobs (fingerprint, state);
create index idx_failed_jobs_not_closed on public.failed_jobs (state, fingerprint, customer_id)
  where state in ('open', 'retrying');
-- Finds the failures whose kind an older table found.
create index idx_failed_jobs_kind_version on public.failed_jobs (kind_version);
-- Among closed failures of a kind, those of a day: each day has few, and a kind has a tenth of all.
create index idx_failed_jobs_kind_needed_by on public.failed_jobs (kind, state, needed_by);

-- One index for each order of the list, with and without the state, so that a page is read where it lies and
-- nothing is sorted (docs/decisions/0010-lists-at-a-million-rows.md). The id at the end gives every row one
-- place. Phase 1 lets failed_at be null, and a row comparison with null is null: hence the coalesce.
create index idx_failed_jobs_last_failed_at on public.failed_jobs (last_failed_at, id);
create index idx_failed_jobs_state_last_failed_at on public.failed_jobs (state, last_failed_at, id);
create index idx_failed_jobs_by_urgency
  on public.failed_jobs (needed_by, coalesce(failed_at, last_failed_at), id);
create index idx_failed_jobs_state_urgency
  on public.failed_jobs (state, needed_by, coalesce(failed_at, last_failed_at), id);
-- Open failures are a hundredth of all, and what people work on: these two carry every column that a filter
-- asks for, so that a filtered page, the facets and the groups come from the index alone (about 230 bytes a
-- failure). An index of an expression answers by itself only if it also carries the columns in it.
create index idx_failed_jobs_open_urgency
  on public.failed_jobs (needed_by, coalesce(failed_at, last_failed_at), id)
  include (kind, job_type, assignee, snoozed_until, fingerprint, customer_id, failed_at, last_failed_at)
  where state = 'open';
create index idx_failed_jobs_open_by_failure on public.failed_jobs (last_failed_at, id)
  include (kind, job_type, assignee, snoozed_until, fingerprint, customer_id, needed_by) where state = 'open';

-- The text that is searched, of open and of closed failures: a search in the open ones does not read the
-- closed ones. None for those being retried, which are few, so that a retry writes no index of text
-- (docs/decisions/0011-bulk-by-the-batch.md).
create index idx_failed_jobs_open_search_text on public.failed_jobs
  using gin (search_text extensions.gin_trgm_ops) where state = 'open';
create index idx_failed_jobs_closed_search_text on public.failed_jobs
  using gin (search_text extensions.gin_trgm_ops) where state in ('resolved', 'recovered');
-- Values in an event's data, by containment (about 40 bytes a failure). Open failures have their own, since a
-- value such as variant_numbers=1 is in a third of all.
create index idx_failed_jobs_payload on public.failed_jobs using gin ((event_data -> 'data') jsonb_path_ops);
create index idx_failed_jobs_open_payload on public.failed_jobs
  using gin ((event_data -> 'data') jsonb_path_ops) where state = 'open';

create function desk_private.failed_job_search_text(p_job public.failed_jobs) returns text
  language sql stable security definer set search_path = '' as $$
  -- An error may contain a whole page of HTML; what people search for is at its beginning.
  select lower(concat_ws(' ', p_job.id, p_job.error_type, left(p_job.error_message, 1000), p_job.run_id,
    p_job.event_data ->> 'id', p_job.order_id,
    (select concat_ws(' ', email, full_name) from desk.shop_customers where id = p_job.customer_id),
    desk_private.payload_text(p_job.event_data))); $$;
create function desk_private.set_failed_job_search_text() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  new.search_text := desk_private.failed_job_search_text(new);
  return new;
end $$;
create trigger failed_jobs_search_text
  before insert or update of error_type, error_message, run_id, event_data, order_id, customer_id,
    kind_version
  on public.failed_jobs for each row execute function desk_private.set_failed_job_search_text();

-- The current state of a failure, as a refusal shows it: who changed it last, and when.
create function desk.failed_job_state(p_job public.failed_jobs) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', p_job.id, 'state', p_job.state, 'attempt', p_job.attempt, 'version', p_job.version,
    'resolved_at', p_job.resolved_at, 'changed_by', a.actor_name, 'changed_at', a.at, 'changed_how', a.action)
  from (select 1) one
  left join lateral (
    select actor_name, at, action from desk.activity
    where subject_type = 'failed_job' and subject_id = p_job.id::text order by id desc limit 1
  ) a on true; $$;

-- The states in which a failed job can be changed in each way. `npm run types` writes them for the desk,
-- which offers only what is possible.
create function desk_private.job_changes() returns table (change text, states desk.failed_job_state[])
  language sql immutable as $$
  select change, states::desk.failed_job_state[]
  from (values ('retry', '{open}'), ('cancel_retry', '{retrying}'), ('end_retry', '{retrying}'),
    ('resolve', '{open}'), ('reopen', '{resolved, recovered}'), ('assign', '{open, retrying}'),
    ('snooze', '{open}')) as known (change, states); $$;

-- Why a failed job cannot be changed so, by its state or version; null when it can.
create function desk_private.change_refusal(p_job public.failed_jobs, p_change text,
  p_expected_version integer) returns jsonb language sql stable set search_path = '' as $$
  select case
    when (p_job.state = any (c.states)) is not true then jsonb_build_object('ok', false, 'job',
      desk.failed_job_state(p_job), 'code', case p_job.state when 'retrying' then 'already_retrying'
        when 'resolved' then 'already_resolved' when 'recovered' then 'already_recovered'
        else 'still_open' end)
    when p_job.version <> p_expected_version then
      jsonb_build_object('ok', false, 'job', desk.failed_job_state(p_job), 'code', 'changed_meanwhile')
  end
  -- A change that is not listed is refused in every state.
  from (select 1) one left join desk_private.job_changes() c on c.change = p_change; $$;

-- Records a run that has failed for good: as a new failed job or, when the run was an attempt, as the next
-- failure of the same one. Reporting a run again changes nothing. What a run reports replaces what was
-- assumed when its attempt, or the first run, was given up or ended by hand.
create function desk.record_failed_job(p_run_id text, p_job_type text, p_event jsonb, p_error_type text,
  p_error_message text, p_retry_count integer, p_error_stack text default null,
  p_fingerprint text default null, p_title text default null, p_kind text default null,
  p_kind_version integer default 0, p_outcome desk.attempt_outcome default 'failed') returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_attempt desk.failed_job_attempts; v_variants integer[];
begin
  -- The same run may be reported twice at the same moment.
  perform pg_advisory_xact_lock(hashtextextended('failed-run:' || p_run_id, 0));
  -- The shop may have kept the same failure by itself: that row is the run's from now on.
  perform desk_private.claim_outside_row(p_run_id, p_event, p_error_type, p_error_message, p_error_stack,
    p_fingerprint, p_title, p_kind, p_kind_version);
  select j.* into v_job from public.failed_jobs j where j.run_id = p_run_id
  union all select j.* from desk.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.run_id = p_run_id and a.outcome not in ('pending', 'lost', 'ended') limit 1;
  if found
  then return jsonb_build_object('ok', true, 'result', 'already_recorded', 'failed_job_id', v_job.id); end if;

  select j.* into v_job from desk.failed_job_attempts a join public.failed_jobs j on j.id = a.failed_job_id
  where a.event_id = p_event ->> 'id' for update of j;
  if found then
    select * into v_attempt from desk.failed_job_attempts where event_id = p_event ->> 'id';
  else
    -- A first run that was given up is the same failure.
    select * into v_job from public.failed_jobs
    where run_id = 'lost:' || (p_event ->> 'id') || ':' || desk_private.event_order_id(p_event)
      for update;
    -- A change of the order that is not committed yet does not see this failure: look again afterwards.
    perform desk_private.note_shop_change('order', array[desk_private.event_order_id(p_event)]);
  end if;

  v_variants := desk_private.fail_variants(p_event);
  if v_attempt.outcome not in ('pending', 'lost', 'ended')
    or (v_attempt.outcome = 'lost' and p_outcome = 'lost') then
    -- An event that was sent twice may have become two runs: the attempt ends as the other one did.
    return jsonb_build_object('ok', true, 'result', 'already_recorded', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  if v_job.id is not null then
    perform desk_private.record_failure_of(v_job, v_attempt, p_run_id, p_error_type, p_error_message,
      p_error_stack, p_fingerprint, p_title, p_kind, p_kind_version, p_outcome, v_variants);
    return jsonb_build_object('ok', true, 'result', 'attempt_failed', 'failed_job_id', v_job.id,
      'variants', to_jsonb(v_variants));
  end if;

  insert into public.failed_jobs (
    job_type, event_data, error_type, error_message, error_stack, retry_count, run_id, fingerprint,
    error_title, kind, kind_version, order_id, customer_id, needed_by)
  select p_job_type, p_event, p_error_type, p_error_message, p_error_stack, p_retry_count, p_run_id,
    p_fingerprint, p_title, coalesce(p_kind, 'unknown'), p_kind_version, l.order_id, l.customer_id,
    l.needed_by
  from desk_private.event_links(p_event) l
  returning * into v_job;
  perform desk_private.log_activity(null, 'failed', 'failed_job', v_job.id::text, v_job.order_id, null,
    jsonb_build_object('state', 'open', 'variants', to_jsonb(v_variants)), p_error_message, p_run_id);
  return jsonb_build_object('ok', true, 'result', 'recorded', 'failed_job_id', v_job.id,
    'variants', to_jsonb(v_variants));
end $$;

-- Closes a failure without sending anything.
create function desk.resolve_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  if desk_private.written_text(p_note) is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'resolve', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs
  set state = 'resolved', resolved_at = now(), notes = desk_private.written_text(p_note),
    version = version + 1, snoozed_until = null
  where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'resolved', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'open'), jsonb_build_object('state', 'resolved'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Reopens a failure that was resolved, or that recovered and is not right after all. The notes stay.
create function desk.reopen_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text default null,
  p_expected_version integer default null, p_request_id text default null) returns jsonb
  language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  if desk_private.customer_is_erased(v_job.customer_id) then
    return jsonb_build_object('ok', false, 'code', 'erased', 'job', desk.failed_job_state(v_job));
  end if;
  v_refusal := desk_private.change_refusal(v_job, 'reopen', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs set state = 'open', resolved_at = null, version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'reopened', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'open'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Assigns a failure to a member of staff, or to no one.
create function desk.assign_failed_job(p_failed_job_id uuid, p_actor uuid, p_assignee uuid default null,
  p_note text default null, p_expected_version integer default null,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  if p_assignee is not null
    and not exists (select 1 from desk.staff_members where user_id = p_assignee
      and disabled_at is null) then
    return jsonb_build_object('ok', false, 'code', 'no_such_staff');
  end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'assign', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs set assignee = p_assignee, version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, 'assigned', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('assignee', (select full_name from desk.staff_members
      where user_id = v_job.assignee)),
    jsonb_build_object('assignee', (select full_name from desk.staff_members where user_id = p_assignee)),
    p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Snoozes an open failure until a time; null ends the snooze.
create function desk.snooze_failed_job(p_failed_job_id uuid, p_actor uuid, p_until timestamptz default null,
  p_note text default null, p_expected_version integer default null,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs; v_refusal jsonb;
begin
  if p_until <= now() then return jsonb_build_object('ok', false, 'code', 'time_is_past'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id for update;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  v_refusal := desk_private.change_refusal(v_job, 'snooze', p_expected_version);
  if v_refusal is not null then return v_refusal; end if;
  update public.failed_jobs set snoozed_until = p_until, version = version + 1 where id = v_job.id;
  perform desk_private.log_activity(p_actor, case when p_until is null then 'unsnoozed' else 'snoozed' end,
    'failed_job', v_job.id::text, v_job.order_id, jsonb_build_object('snoozed_until', v_job.snoozed_until),
    jsonb_build_object('snoozed_until', p_until), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Comments on a failure in any state. A comment changes nothing, so the version stays.
create function desk.comment_failed_job(p_failed_job_id uuid, p_actor uuid, p_note text,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_job public.failed_jobs;
begin
  if desk_private.written_text(p_note) is null
  then return jsonb_build_object('ok', false, 'code', 'note_required'); end if;
  select * into v_job from public.failed_jobs where id = p_failed_job_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  perform desk_private.log_activity(p_actor, 'commented', 'failed_job', v_job.id::text, v_job.order_id, null,
    null, p_note, p_request_id);
  return jsonb_build_object('ok', true);
end $$;

-- Records who saw a payload. The server reads it as text, so that its numbers stay as they are; in this
-- answer it would be parsed for nothing.
create function desk.reveal_failed_job(p_failed_job_id uuid, p_actor uuid,
  p_request_id text default null) returns jsonb language plpgsql set search_path = '' as $$
declare v_order uuid;
begin
  select order_id into v_order from public.failed_jobs where id = p_failed_job_id;
  if not found then return jsonb_build_object('ok', false, 'code', 'not_found'); end if;
  perform desk_private.log_activity(p_actor, 'payload_revealed', 'failed_job', p_failed_job_id::text,
    v_order, null, null, null, p_request_id);
  return jsonb_build_object('ok', true);
end $$;
