-- What kind of failure each is, kept with it, and the one place that says which failures a filter means: the list, its
-- facets, the error groups, a bulk selection and the export all ask failed_job_where().

alter table public.failed_jobs
  -- A key of the table in app/lib/failed-jobs/explanations.ts, and by which version of the table it was worked out: 0 for
  -- failures from before, which a job brings up to date (refresh-failures).
  add column kind text not null default 'unknown',
  add column kind_version integer not null default 0;

-- The texts and numbers inside an event's data, in lower case, for searching: as much as is worth an index. The order's
-- id is left out, which a search finds anyway.
create function public.payload_text(p_event jsonb) returns text
  language sql immutable
  set search_path = ''
as $$
  select coalesce(left(lower(string_agg(value, ' ')), 1000), '')
  from (
    select v #>> '{}' as value
    from jsonb_path_query(p_event, 'strict $.data.**', '{}', true) v
    where jsonb_typeof(v) in ('string', 'number')
      and v #>> '{}' is distinct from (p_event -> 'data' ->> 'order_id')
    limit 200
  ) leaves;
$$;

create or replace function public.set_failed_job_search_text() returns trigger
  language plpgsql
  security definer
  set search_path = ''
as $$
begin
  -- An error may carry a whole page of HTML; what a person searches for stands at its beginning.
  new.search_text := lower(concat_ws(' ', new.id, new.error_type, left(new.error_message, 1000), new.run_id,
    new.event_data ->> 'id', new.order_id,
    (select concat_ws(' ', email, full_name) from public.users where id = new.customer_id),
    public.payload_text(new.event_data)));
  return new;
end
$$;

-- Also when a failure is given its kind: that is how those from before get the payload into what is searched.
drop trigger failed_jobs_search_text on public.failed_jobs;
create trigger failed_jobs_search_text
  before insert or update of error_type, error_message, run_id, event_data, order_id, customer_id, kind_version
  on public.failed_jobs for each row execute function public.set_failed_job_search_text();

-- Gives failures their kind: [{"id", "kind"}].
create function public.set_failure_kinds(p_rows jsonb, p_version integer) returns integer
  language sql
  set search_path = ''
as $$
  with given as (
    select (r ->> 'id')::uuid as id, r ->> 'kind' as kind from jsonb_array_elements(p_rows) r
  ), locked as (
    -- In the order in which bulk work locks them, so that neither waits for the other.
    select j.id from public.failed_jobs j join given g on g.id = j.id order by j.id for update of j
  ), done as (
    update public.failed_jobs j set kind = g.kind, kind_version = p_version
    from given g join locked l on l.id = g.id where j.id = g.id
    returning 1
  )
  select count(*)::integer from done;
$$;

-- A text as a LIKE pattern for "contains": what a person typed is never a wildcard.
create function public.contains_pattern(p_text text) returns text
  language sql immutable
  set search_path = ''
as $$
  select '%' || replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_') || '%';
$$;

-- Failures that a search's event:, run: or assignee: names, looked up beforehand, so that the filter itself is one that
-- an index answers.
create function public.failed_jobs_of_event(p_event_id text) returns uuid[]
  language sql stable
  set search_path = ''
as $$
  select array(
    select failed_job_id from public.failed_job_attempts where event_id = p_event_id
    union
    select id from public.failed_jobs
    where search_text like public.contains_pattern(lower(p_event_id)) and event_data ->> 'id' = p_event_id);
$$;

create function public.failed_jobs_of_run(p_run_id text) returns uuid[]
  language sql stable
  set search_path = ''
as $$
  select array(
    select id from public.failed_jobs where run_id = p_run_id
    union
    select failed_job_id from public.failed_job_attempts where run_id = p_run_id);
$$;

-- The customers whose address this is; empty when nobody has it.
create function public.customers_with_address(p_email text) returns uuid[]
  language sql stable
  set search_path = ''
as $$
  select array(select distinct user_id from public.order_summaries where customer_email = lower(p_email));
$$;

-- What a filter says, as the condition of a query on public.failed_jobs j. Built as text with every value quoted, since
-- the planner chooses the right index only when it sees the values. The keys are those of FailedJobCriteria in
-- app/lib/failed-jobs/failed-job-criteria.server.ts; an unknown one is an error, since a filter that is ignored acts
-- on the wrong rows. Days are days in UTC.
create function public.failed_job_where(p_filter jsonb) returns text
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_today date := (now() at time zone 'utc')::date;
  v_state text := p_filter ->> 'state';
  v_key text;
  v_value jsonb;
  v_text text;
  v_ids uuid[];
  v_one text;
  v_all text[] := '{}';
begin
  for v_key, v_value in select key, value from jsonb_each(coalesce(p_filter, '{}')) order by key loop
    v_text := v_value #>> '{}';
    v_all := v_all || case v_key
      when 'state' then array[format('j.state = %L', v_text)]
      when 'job_type' then array[format('j.job_type = %L', v_text)]
      when 'kind' then array[format('j.kind = %L', v_text)]
      when 'fingerprint' then array[format('j.fingerprint = %L', v_text)]
      when 'ids' then array[format('j.id = any (%L::uuid[])',
        array(select jsonb_array_elements_text(v_value)::uuid))]
      when 'order_id' then array[format('j.order_id = %L::uuid', v_text)]
      -- The beginning of an id, as the first and the last uuid that have it.
      when 'order_range' then array[format('j.order_id between %L::uuid and %L::uuid', v_value ->> 0, v_value ->> 1)]
      when 'assignee' then array[case v_text when 'nobody' then 'j.assignee is null'
        else format('j.assignee = %L::uuid', v_text) end]
      when 'assignee_email' then array[format('j.assignee = any (%L::uuid[])',
        array(select user_id from public.staff_members where email = lower(v_text)))]
      when 'due' then array[case v_text
        when 'overdue' then format('j.needed_by < %L::date', v_today)
        when 'today' then format('j.needed_by = %L::date', v_today)
        when 'week' then format('j.needed_by between %L::date and %L::date', v_today + 1, v_today + 7)
        when 'later' then format('j.needed_by > %L::date and j.needed_by < ''infinity''', v_today + 7)
        when 'none' then 'j.needed_by = ''infinity''' end]
      -- Only an open failure can be snoozed, and it comes back by itself.
      when 'snoozed' then array[case
        when v_text = 'only' then format('j.state = ''open'' and j.snoozed_until > %L::timestamptz', now())
        when v_text = 'hidden' and coalesce(v_state, 'open') = 'open'
          then format('(j.snoozed_until is null or j.snoozed_until <= %L::timestamptz)', now())
        else 'true' end]
      when 'event' then array[format('j.id = any (%L::uuid[])', public.failed_jobs_of_event(v_text))]
      when 'run' then array[format('j.id = any (%L::uuid[])', public.failed_jobs_of_run(v_text))]
      when 'type' then array[format('j.search_text like %L and lower(j.error_type) = %L',
        public.contains_pattern(lower(v_text)), lower(v_text))]
      when 'text' then array[format('j.search_text like %L', public.contains_pattern(lower(v_text)))]
      else '{}'::text[]
    end;
    if v_key = 'address' then
      v_ids := public.customers_with_address(v_text);
      v_all := v_all || case when v_ids = '{}'
        then format('j.search_text like %L', public.contains_pattern(lower(v_text)))
        else format('j.customer_id = any (%L::uuid[])', v_ids) end;
    elsif v_key = 'errors' then
      for v_one in select jsonb_array_elements_text(v_value) loop
        v_all := v_all || format('j.search_text like %1$L and lower(left(j.error_message, 1000)) like %1$L',
          public.contains_pattern(lower(v_one)));
      end loop;
    elsif v_key = 'payload_texts' then
      for v_one in select jsonb_array_elements_text(v_value) loop
        v_all := v_all || format('j.search_text like %1$L and public.payload_text(j.event_data) like %1$L',
          public.contains_pattern(lower(v_one)));
      end loop;
    elsif v_key = 'payload' then
      -- Each is a list of what the data may contain, since "2" in a search may be a number, a text, or one of several.
      v_all := v_all || array(
        select '(' || string_agg(format('(j.event_data -> ''data'') @> %L::jsonb', alternative::text), ' or ') || ')'
        from jsonb_array_elements(v_value) with ordinality term (alternatives, n),
          jsonb_array_elements(term.alternatives) alternative
        group by n);
    elsif v_key not in ('state', 'job_type', 'kind', 'fingerprint', 'ids', 'order_id', 'order_range', 'assignee',
      'assignee_email', 'due', 'snoozed', 'event', 'run', 'type', 'text') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
  end loop;
  return coalesce(nullif(array_to_string(v_all, ' and '), ''), 'true');
end
$$;

drop function public.record_failed_job(text, text, jsonb, text, text, integer, text, text, text);

-- Takes in a run that has used up its retries: a new failed job, or, when the run was a retry's, the next failure
-- of the same one. Saying the same run again changes nothing.
create function public.record_failed_job(
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
      jsonb_build_object('state', v_job.state), jsonb_build_object('state', 'open', 'attempt', v_attempt.attempt),
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
  f text;
begin
  foreach f in array array[
    'payload_text(jsonb)', 'set_failure_kinds(jsonb, integer)', 'contains_pattern(text)', 'failed_jobs_of_event(text)',
    'failed_jobs_of_run(text)', 'customers_with_address(text)', 'failed_job_where(jsonb)',
    'record_failed_job(text, text, jsonb, text, text, integer, text, text, text, text, integer)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
