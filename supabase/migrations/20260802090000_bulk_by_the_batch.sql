-- Bulk work by the batch: a retry's rows are written by one function for any number of failures, the batch of a bulk
-- operation is a handful of statements in place of thousands, and a dry run asks once for each shape of event
-- (docs/decisions/0011-bulk-by-the-batch.md). Besides, a note of tabs and line breaks is as empty as one of blanks.

-- What somebody wrote without the white space around it, as trim() in the browser takes it off; null when nothing is
-- left. btrim alone knows blanks only.
create function public.written_text(p_text text) returns text
  language sql immutable
  set search_path = ''
as $$
  select nullif(btrim(p_text, E'\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
    || E'\u2028\u2029\u202f\u205f\u3000\ufeff'), '');
$$;

create or replace function public.log_activity(
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
    p_action, p_subject_type, p_subject_id, p_order_id, p_before, p_after, public.written_text(p_note), p_request_id);
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
  if public.written_text(p_note) is null then
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
  set state = 'resolved', resolved_at = now(), notes = public.written_text(p_note), version = version + 1, snoozed_until = null
  where id = v_job.id;
  perform public.log_activity(p_actor, 'resolved', 'failed_job', v_job.id::text, v_job.order_id,
    jsonb_build_object('state', 'open'), jsonb_build_object('state', 'resolved'), p_note, p_request_id);
  return jsonb_build_object('ok', true);
end
$$;

create or replace function public.comment_failed_job(
  p_failed_job_id uuid, p_actor uuid, p_note text, p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_job public.failed_jobs;
begin
  if public.written_text(p_note) is null then
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

-- Retries ---------------------------------------------------------------------------------------------------------

-- Writes the next attempt of each failure: the attempt, its event, the variants that wait for it, the new state, and the
-- line in the record. The caller holds the locks of the failures and of their variants, and has made sure that each may
-- be retried and that no two want the same variant. p_attempts are the numbers that follow from what the caller has
-- read, and not from what stands in the rows by now: should a lock be lost, the keys of attempt and event id still refuse
-- the second writer.
create function public.write_retries(
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
    set generation_status = 'pending', generation_event_id = r.event_id, generation_requested_at = now(),
      generation_requested_by = p_actor
    from retries r
    where v.order_id = r.wanted_order and v.variant_number = any (r.numbers) and v.generation_status <> 'complete'
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

-- Asks for one more attempt, now or at a time, with the original payload or an edited one. The original event is never
-- changed: what is sent is kept with the attempt.
create or replace function public.retry_failed_job(
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

  select w.event_id, w.attempt into v_event_id, v_attempt
  from public.write_retries(array[v_job.id], array[v_job.attempt + 1], array[v_event], p_actor, p_note, p_request_id, v_due_at, p_changes) w;
  return jsonb_build_object('ok', true, 'event_id', v_event_id, 'attempt', v_attempt, 'due_at', v_due_at);
end
$$;

-- Retries many failures as they are, each under the rules of retry_failed_job: those of which nothing speaks against it
-- all at once, and the others (in another state, waited for by somebody, or two that want the same variant) one after
-- the other by that function itself, so that there is one place that refuses. The caller has locked the failures.
create function public.retry_failed_jobs(p_ids uuid[], p_actor uuid, p_note text, p_request_id text)
  returns table (failed_job_id uuid, code text, event_id text)
  language plpgsql
  set search_path = ''
as $$
#variable_conflict use_column
declare
  v_ids uuid[];
  v_attempts integer[];
  v_events jsonb[];
  v_id uuid;
  v_answer jsonb;
begin
  perform 1 from public.song_variants v
  where v.id in (
    select w.id from public.failed_jobs j
    join public.song_variants w on w.order_id = public.event_uuid(j.event_data, 'order_id')
      and w.variant_number = any (public.event_variant_numbers(j.event_data))
    where j.id = any (p_ids) and j.state = 'open')
  order by v.id for update;

  with candidates as materialized (
    select j.id, j.attempt + 1 as attempt, j.event_data, given.place, public.event_uuid(j.event_data, 'order_id') as order_id,
      public.event_variant_numbers(j.event_data) as numbers
    from unnest(p_ids) with ordinality as given (id, place)
    join public.failed_jobs j on j.id = given.id
    where j.state = 'open' and public.event_refusal(j.event_data) is null
  ),
  wanted as (
    select c.id, c.place, min(c.place) over (partition by c.order_id, number) as first_place,
      v.generation_status = 'generating' or v.generation_event_id is not null as busy
    from candidates c
    cross join unnest(c.numbers) as number
    left join public.song_variants v on v.order_id = c.order_id and v.variant_number = number
  ),
  free as (
    select id from wanted group by id having bool_and(place = first_place and busy is not true)
  )
  select coalesce(array_agg(c.id order by c.place), '{}'), coalesce(array_agg(c.attempt order by c.place), '{}'),
    coalesce(array_agg(c.event_data order by c.place), '{}')
  into v_ids, v_attempts, v_events
  from candidates c join free f on f.id = c.id;

  return query
  select w.failed_job_id, null::text, w.event_id
  from public.write_retries(v_ids, v_attempts, v_events, p_actor, p_note, p_request_id, now()) w;

  foreach v_id in array p_ids loop
    continue when v_id = any (v_ids);
    v_answer := public.retry_failed_job(v_id, p_actor, p_note, null, p_request_id);
    return query select v_id, v_answer ->> 'code', v_answer ->> 'event_id';
  end loop;
end
$$;

-- Bulk operations -------------------------------------------------------------------------------------------------

-- The items are gone through in the order of their positions: how far that is says which come next, and an index of those
-- that are pending would only make each change dearer. Positions may be missing, since a failed job that is deleted takes
-- its items along.
alter table public.bulk_operations add column handled_to integer not null default 0;
update public.bulk_operations o set handled_to = coalesce(
  (select max(i.position) from public.bulk_operation_items i where i.operation_id = o.id and i.result <> 'pending'), 0);
drop index public.idx_bulk_operation_items_pending;

-- Does one thing to many failures, each as the single action does it. The caller has locked them.
create function public.act_on_failed_jobs(
  p_kind public.bulk_kind, p_ids uuid[], p_params jsonb, p_actor uuid, p_request_id text
) returns table (failed_job_id uuid, code text, event_id text)
  language plpgsql
  set search_path = ''
as $$
#variable_conflict use_column
declare
  v_note text := p_params ->> 'note';
  v_id uuid;
  v_answer jsonb;
begin
  if p_kind = 'retry' then
    return query select * from public.retry_failed_jobs(p_ids, p_actor, v_note, p_request_id);
    return;
  end if;
  foreach v_id in array p_ids loop
    v_answer := case p_kind
      when 'resolve' then public.resolve_failed_job(v_id, p_actor, v_note, null, p_request_id)
      when 'assign' then public.assign_failed_job(v_id, p_actor, (p_params ->> 'assignee')::uuid, v_note, null,
        p_request_id)
      when 'snooze' then public.snooze_failed_job(v_id, p_actor, (p_params ->> 'until')::timestamptz, v_note, null,
        p_request_id)
    end;
    return query select v_id, v_answer ->> 'code', null::text;
  end loop;
end
$$;

-- Does the next items of an operation, in one transaction: none is done twice, and a crash undoes the batch whole.
-- Answers how many were handled and whether more are left.
create or replace function public.run_bulk_batch(p_operation_id uuid, p_part integer, p_limit integer) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_operation public.bulk_operations;
  v_ids uuid[];
  v_last integer;
  v_done integer;
  v_skipped integer;
  v_ended boolean;
begin
  select * into v_operation from public.bulk_operations where id = p_operation_id for update;
  if not found or v_operation.state <> 'running' or v_operation.part <> p_part then
    return jsonb_build_object('more', false, 'state', v_operation.state, 'handled', 0);
  end if;
  select coalesce(array_agg(i.failed_job_id order by i.position), '{}'), max(i.position) into v_ids, v_last
  from (
    select failed_job_id, position from public.bulk_operation_items
    where operation_id = p_operation_id and position > v_operation.handled_to order by position limit p_limit
  ) i;
  -- One order for everybody: two operations over the same failures would wait for each other crosswise.
  perform 1 from public.failed_jobs where id = any (v_ids) order by id for update;

  with answers as materialized (
    select * from public.act_on_failed_jobs(
      v_operation.kind, v_ids, v_operation.params, v_operation.created_by, 'bulk:' || p_operation_id)
  ),
  items as (
    update public.bulk_operation_items i
    set result = case when a.code is null then 'done' else 'skipped' end::public.bulk_result,
      code = a.code, event_id = a.event_id, at = clock_timestamp()
    from answers a
    where i.operation_id = p_operation_id and i.position > v_operation.handled_to and i.position <= v_last
      and i.failed_job_id = a.failed_job_id
    returning i.result
  )
  select count(*) filter (where result = 'done'), count(*) filter (where result = 'skipped')
  into v_done, v_skipped from items;

  v_ended := cardinality(v_ids) < p_limit or not exists (
    select 1 from public.bulk_operation_items where operation_id = p_operation_id and position > v_last);
  update public.bulk_operations
  set done_count = done_count + v_done, skipped_count = skipped_count + v_skipped,
    handled_to = coalesce(v_last, handled_to), state = case when v_ended then 'done' else state end,
    ended_at = case when v_ended then now() end
  where id = p_operation_id
  returning * into v_operation;
  return jsonb_build_object('more', v_operation.state = 'running', 'state', v_operation.state,
    'handled', v_done + v_skipped, 'per_minute', v_operation.per_minute);
end
$$;

-- Confirms a bulk action: freezes what is selected at this moment and asks for the worker.
create or replace function public.create_bulk_operation(
  p_kind public.bulk_kind, p_selection jsonb, p_params jsonb, p_actor uuid, p_per_minute integer default null,
  p_request_id text default null
) returns jsonb
  language plpgsql
  set search_path = ''
as $$
declare
  v_role public.staff_role;
  v_operation public.bulk_operations;
  v_total integer;
begin
  if p_kind = 'resolve' and public.written_text(p_params ->> 'note') is null then
    return jsonb_build_object('ok', false, 'code', 'note_required');
  end if;
  select role into v_role from public.staff_members where user_id = p_actor and disabled_at is null;
  insert into public.bulk_operations (kind, params, selection, per_minute, total, created_by)
  values (p_kind, p_params, p_selection, p_per_minute, 0, p_actor) returning * into v_operation;
  insert into public.bulk_operation_items (operation_id, position, failed_job_id)
  select v_operation.id, row_number() over (order by needed_by, failed_at, id), id
  from public.selected_failed_jobs(p_selection);
  get diagnostics v_total = row_count;
  if v_total = 0 or v_total > public.bulk_limit(coalesce(v_role, 'viewer')) then
    delete from public.bulk_operations where id = v_operation.id;
    return jsonb_build_object('ok', false, 'total', v_total, 'limit', public.bulk_limit(coalesce(v_role, 'viewer')),
      'code', case when v_total = 0 then 'nothing_selected' else 'over_the_limit' end);
  end if;
  update public.bulk_operations set total = v_total where id = v_operation.id;
  insert into public.outbox_events (event_id, name, data)
  values (format('bulk:%s:part:1', v_operation.id), 'desk/bulk.requested',
    jsonb_build_object('operation_id', v_operation.id, 'part', 1));
  perform public.log_activity(p_actor, 'bulk_started', 'bulk_operation', v_operation.id::text, null,
    null, jsonb_build_object('kind', p_kind, 'total', v_total, 'per_minute', p_per_minute),
    p_params ->> 'note', p_request_id);
  return jsonb_build_object('ok', true, 'id', v_operation.id, 'total', v_total,
    'event_id', format('bulk:%s:part:1', v_operation.id));
end
$$;

-- Why an action would skip a failure now is said by the selection as a whole below.
drop function public.preview_bulk(public.bulk_kind, jsonb);
drop function public.bulk_refusal(public.bulk_kind, public.failed_jobs);

-- Says what a bulk action would do, without doing it: how many it would change, how many it would skip and why, how
-- many variants would be made, and for how many nothing is missing any more.
--
-- Whether an event can be sent again depends on its shape, and on the order's id only by its being one. A hundred
-- thousand failures have a dozen shapes, so that is asked a dozen times.
create function public.preview_bulk(p_kind public.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable
  set search_path = ''
  -- What is selected is worked on in memory.
  set work_mem = '64MB'
as $$
  with selected as materialized (
    select j.id, j.state, j.order_id,
      case
        when p_kind <> 'retry' or j.state <> 'open' then null
        when j.event_data -> 'data' ->> 'order_id' = j.order_id::text and pg_column_size(j.event_data) < 8192
          then (j.event_data - '{id,ts}'::text[]) #- '{data,order_id}'
        else j.event_data
      end as shape
    from public.selected_failed_jobs(p_selection) j
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
        when j.state = 'resolved' then 'already_resolved'
        when j.state = 'recovered' then 'already_recovered'
        when j.state = 'retrying' and p_kind <> 'assign' then 'already_retrying'
        when p_kind = 'retry' and not s.sendable then 'not_retryable'
        when p_kind = 'retry' and v.busy > 0 then 'already_generating'
      end as code
    from selected j
    left join shapes s on s.shape = j.shape
    left join lateral (
      select count(*) filter (where w.generation_status <> 'complete') as missing,
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

do $$
declare
  f text;
begin
  foreach f in array array[
    'written_text(text)', 'write_retries(uuid[], integer[], jsonb[], uuid, text, text, timestamptz, jsonb)',
    'retry_failed_jobs(uuid[], uuid, text, text)',
    'act_on_failed_jobs(public.bulk_kind, uuid[], jsonb, uuid, text)', 'preview_bulk(public.bulk_kind, jsonb)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
