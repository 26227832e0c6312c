-- Dead letters that the shop's own code writes, with the columns of Phase 1: what record_failed_job() does
-- for a run that is reported, triggers do for these. Nothing here may refuse a write of the shop's: what
-- goes wrong is left for settle_outside_rows(), which the watch calls.

-- What has become of a row from outside, by its id; a row that is not here is the desk's own.
create table desk.outside_rows (
  failed_job_id uuid primary key,
  written_at timestamptz not null default now(),
  -- Null until it has its order, its customer and its line in the record.
  settled_at timestamptz
);
comment on table desk.outside_rows is 'Failed jobs that were written by something other than the desk';
create index idx_outside_rows_unsettled on desk.outside_rows (written_at) where settled_at is null;

-- Who changed something without the desk.
create function desk_private.log_outside(p_action text, p_job public.failed_jobs, p_before jsonb,
  p_after jsonb, p_note text) returns void language sql set search_path = '' as $$
  insert into desk.activity (actor_name, action, subject_type, subject_id, order_id, before, after, note)
  values ('Outside the desk', p_action, 'failed_job', p_job.id::text, p_job.order_id, p_before,
    p_after || '{"outside": true}', desk_private.written_text(p_note)); $$;

-- Whether a new row has nothing of what the desk's own functions write.
create function desk_private.is_from_outside(p_job public.failed_jobs) returns boolean
  language sql immutable as $$
  select p_job.run_id is null and p_job.order_id is null and p_job.fingerprint is null; $$;

-- Makes a row from outside a failed job like any other. A second dead letter of an attempt, or of a run that
-- is recorded, joins the first: the row goes. Locks as record_failed_job() does.
create function desk_private.settle_outside_row(p_id uuid) returns void
  language plpgsql set search_path = '' as $$
declare v_row public.failed_jobs; v_job public.failed_jobs; v_attempt desk.failed_job_attempts;
begin
  update desk.outside_rows set settled_at = now() where failed_job_id = p_id and settled_at is null;
  select * into v_row from public.failed_jobs where id = p_id for update;
  if not found then return; end if;
  select a.* into v_attempt from desk.failed_job_attempts a where a.event_id = v_row.event_data ->> 'id';
  if found then
    select * into v_job from public.failed_jobs where id = v_attempt.failed_job_id for update;
    if v_attempt.outcome in ('pending', 'lost', 'ended') then
      perform desk_private.record_failure_of(v_job, v_attempt, coalesce(v_attempt.run_id, 'outside:' || p_id),
        v_row.error_type, v_row.error_message, v_row.error_stack, null, null, null, 0, 'failed', '{}');
    end if;
  else
    select * into v_job from public.failed_jobs
    where event_data ->> 'id' = v_row.event_data ->> 'id' and id <> p_id and run_id is not null
      and error_message = v_row.error_message limit 1 for update;
  end if;
  if v_job.id is not null then
    delete from public.failed_jobs where id = p_id;
    return;
  end if;
  update public.failed_jobs j
  set order_id = l.order_id, customer_id = l.customer_id, needed_by = l.needed_by
  from desk_private.event_links(v_row.event_data) l where j.id = p_id returning j.* into v_job;
  -- A change of the order that is not committed yet does not see this failure: look again afterwards.
  perform desk_private.note_shop_change('order', array[v_job.order_id]);
  perform desk_private.log_outside('failed', v_job, null, jsonb_build_object('state', v_job.state),
    v_job.error_message);
end $$;

-- Settles rows from outside that their triggers could not. Each by itself: one that cannot be settled keeps
-- no other back, and is tried again.
create function desk.settle_outside_rows(p_limit integer) returns integer
  language plpgsql set search_path = '' as $$
declare v_id uuid; v_settled integer := 0;
begin
  for v_id in
    select failed_job_id from desk.outside_rows where settled_at is null order by written_at limit p_limit
    for update skip locked
  loop
    begin
      perform desk_private.settle_outside_row(v_id);
      v_settled := v_settled + 1;
    exception when others then
      -- Behind the others in the next turn.
      update desk.outside_rows set written_at = now() where failed_job_id = v_id;
    end;
  end loop;
  return v_settled;
end $$;

-- A dead letter that the shop keeps of Inngest's own report has the event within it.
create function desk_private.on_outside_row() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if not desk_private.is_from_outside(new) then return new; end if;
  if new.event_data ->> 'name' = 'inngest/function.failed'
    and jsonb_typeof(new.event_data #> '{data,event}') = 'object'
  then new.event_data := new.event_data #> '{data,event}'; end if;
  new.last_failed_at := coalesce(new.failed_at, now());
  if new.resolved_at is not null then new.state := 'resolved'; end if;
  return new;
exception when others then return new;
end $$;
create trigger failed_jobs_a_from_outside before insert on public.failed_jobs
  for each row execute function desk_private.on_outside_row();

create function desk_private.on_outside_row_inserted() returns trigger
  language plpgsql security definer set search_path = '' set lock_timeout = '200ms' as $$
begin
  if not desk_private.is_from_outside(new) then return null; end if;
  begin
    insert into desk.outside_rows (failed_job_id) values (new.id);
    perform desk_private.settle_outside_row(new.id);
  exception when others then
    insert into desk.outside_rows (failed_job_id) values (new.id) on conflict do nothing;
  end;
  return null;
exception when others then return null;
end $$;
create trigger failed_jobs_from_outside_inserted after insert on public.failed_jobs
  for each row execute function desk_private.on_outside_row_inserted();

-- resolved_at and state are one truth: whoever changes one of them has changed the other.
create function desk_private.on_resolved_outside() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.state <> old.state or (new.resolved_at is null) = (old.resolved_at is null) then return new; end if;
  begin
    if new.resolved_at is not null and old.state in ('open', 'retrying') then new.state := 'resolved';
    elsif new.resolved_at is null and old.state in ('resolved', 'recovered') then new.state := 'open';
    else return new; end if;
    new.version := old.version + 1;
    new.snoozed_until := null;
    perform desk_private.log_outside(case new.state when 'resolved' then 'resolved' else 'reopened' end, new,
      jsonb_build_object('state', old.state), jsonb_build_object('state', new.state),
      case when new.notes is distinct from old.notes then new.notes end);
  exception when others then null;
  end;
  return new;
end $$;
create trigger failed_jobs_resolved_outside before update of resolved_at on public.failed_jobs
  for each row execute function desk_private.on_resolved_outside();

-- The row from outside that is the same failure as a run that is reported now, given what the run says. The
-- function is not named in it: the message tells two functions of one event apart.
create function desk_private.claim_outside_row(p_run_id text, p_event jsonb, p_error_type text,
  p_error_message text, p_error_stack text, p_fingerprint text, p_title text, p_kind text,
  p_kind_version integer) returns void language plpgsql set search_path = '' as $$
declare v_id uuid;
begin
  select id into v_id from public.failed_jobs
  where event_data ->> 'id' = p_event ->> 'id' and run_id is null and error_message = p_error_message
    and not exists (select 1 from public.failed_jobs where run_id = p_run_id)
  order by failed_at limit 1 for update;
  update public.failed_jobs
  set run_id = p_run_id, error_type = p_error_type, error_stack = coalesce(error_stack, p_error_stack),
    fingerprint = coalesce(p_fingerprint, fingerprint), error_title = coalesce(p_title, error_title),
    kind = coalesce(p_kind, kind), kind_version = p_kind_version, version = version + 1
  where id = v_id;
end $$;
