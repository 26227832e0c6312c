-- Failed jobs as lists. One filter, failed_job_where(), serves list, facets, error groups, bulk and export.

-- Failures that a search's event: or run: names, looked up first so that an index answers the filter.
create function desk_private.failed_jobs_of_event(p_event_id text) returns uuid[]
  language sql stable set search_path = '' as $$
  select array(
    select failed_job_id from desk.failed_job_attempts where event_id = p_event_id
    union select id from public.failed_jobs where event_data ->> 'id' = p_event_id); $$;

create function desk_private.failed_jobs_of_run(p_run_id text) returns uuid[]
  language sql stable set search_path = '' as $$
  select array(
    select id from public.failed_jobs where run_id = p_run_id
    union select failed_job_id from desk.failed_job_attempts where run_id = p_run_id); $$;

-- The customers with this address; empty when there are none.
create function desk.customers_with_address(p_email text) returns uuid[]
  language sql stable set search_path = '' as $$
  select array(select distinct user_id from desk.order_summaries where customer_email = lower(p_email)); $$;

-- Failures named by a whole value: an address, or the id of a failure, order, customer, event or run.
create function desk.failed_jobs_named(p_value text) returns uuid[]
  language plpgsql stable set search_path = '' as $$
declare
  v_id uuid := case
    when p_value ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then p_value::uuid end;
begin
  return array(
    select id from (
      select unnest(desk_private.failed_jobs_of_event(p_value) || desk_private.failed_jobs_of_run(p_value))
      union select j.id from public.failed_jobs j where j.id = v_id
      union select j.id from public.failed_jobs j where j.order_id = v_id
      union select j.id from public.failed_jobs j where j.customer_id = v_id
      union select j.id from public.failed_jobs j
        where j.customer_id = any (desk.customers_with_address(p_value))
    ) named (id) limit 1000);
end $$;

-- "Contains this text", as a condition on public.failed_jobs j. Without a state it names each part, or the
-- planner would use no part's index.
create function desk_private.search_text_condition(p_text text, p_state text) returns text
  language sql immutable set search_path = '' as $$
  select format(case when p_state is not null then 'j.search_text like %1$L'
      else
    '(j.state = ''open'' and j.search_text like %1$L or j.state = ''retrying'' and j.search_text like %1$L'
        || ' or j.state in (''resolved'', ''recovered'') and j.search_text like %1$L)' end,
    desk_private.contains_pattern(lower(p_text))); $$;

-- One key of a filter that names a column's value, as a condition; null for another key. Days are the
-- filter's zone's; a job type too long for an address is named by its beginning.
create function desk_private.column_condition(p_key text, p_value jsonb, p_state text, p_today date)
  returns text language plpgsql stable set search_path = '' as $$
declare v_text text := p_value #>> '{}';
begin
  return case p_key
    when 'state' then format('j.state = %L', v_text)
    when 'job_type' then case
      when char_length(v_text) < desk_private.job_type_shown() then format('j.job_type = %L', v_text)
      else format('left(j.job_type, %s) = %L', desk_private.job_type_shown(),
        left(v_text, desk_private.job_type_shown())) end
    when 'kind' then format('j.kind = %L', v_text)
    when 'fingerprint' then format('j.fingerprint = %L', v_text)
    when 'order_id' then format('j.order_id = %L::uuid', v_text)
    -- The beginning of an id, as the first and the last uuid that have it.
    when 'order_range'
      then format('j.order_id between %L::uuid and %L::uuid', p_value ->> 0, p_value ->> 1)
    when 'assignee' then case v_text when 'nobody' then 'j.assignee is null'
      else format('j.assignee = %L::uuid', v_text) end
    when 'due' then case v_text
      when 'overdue' then format('j.needed_by < %L::date', p_today)
      when 'today' then format('j.needed_by = %L::date', p_today)
      when 'week' then format('j.needed_by between %L::date and %L::date', p_today + 1, p_today + 7)
      when 'later' then format('j.needed_by > %L::date and j.needed_by < ''infinity''', p_today + 7)
      when 'none' then 'j.needed_by = ''infinity''' end
    -- Only an open failure can be snoozed; it comes back by itself, and one that is due stays in sight.
    when 'snoozed' then case
      when v_text = 'only' then format('j.state = ''open'' and j.snoozed_until > %L::timestamptz', now())
      when v_text = 'hidden' and coalesce(p_state, 'open') = 'open' then format(
        '(j.snoozed_until is null or j.snoozed_until <= %L::timestamptz or j.needed_by <= %L::date)',
        now(), coalesce(p_today, (now() at time zone 'utc')::date))
      else 'true' end
  end;
end $$;

-- One key of a filter that is looked up or searched, as a condition; null for another key.
create function desk_private.search_condition(p_key text, p_value jsonb, p_state text) returns text
  language plpgsql stable set search_path = '' as $$
declare v_text text := p_value #>> '{}';
begin
  return case p_key
    when 'ids' then format('j.id = any (%L::uuid[])',
      array(select jsonb_array_elements_text(p_value)::uuid))
    when 'assignee_email' then format('j.assignee = any (%L::uuid[])',
      array(select user_id from desk.staff_members where email = lower(v_text)))
    when 'event' then format('j.id = any (%L::uuid[])', desk_private.failed_jobs_of_event(v_text))
    when 'run' then format('j.id = any (%L::uuid[])', desk_private.failed_jobs_of_run(v_text))
    when 'type' then desk_private.search_text_condition(v_text, p_state)
      || format(' and lower(j.error_type) = %L', lower(v_text))
    when 'text' then desk_private.search_text_condition(v_text, p_state)
    when 'address' then (select case when ids = '{}' then desk_private.search_text_condition(v_text, p_state)
      else format('j.customer_id = any (%L::uuid[])', ids) end from desk.customers_with_address(v_text) ids)
    when 'errors' then (select string_agg(desk_private.search_text_condition(one, p_state)
        || format(' and lower(left(j.error_message, 1000)) like %L',
          desk_private.contains_pattern(lower(one))), ' and ')
      from jsonb_array_elements_text(p_value) one)
    when 'payload_texts' then (select string_agg(desk_private.search_text_condition(one, p_state)
        || format(' and desk_private.payload_text(j.event_data) like %L',
          desk_private.contains_pattern(lower(one))), ' and ')
      from jsonb_array_elements_text(p_value) one)
    -- Each is a list of alternatives, since "2" in a search may be a number, a text, or one of several.
    when 'payload' then (select string_agg(term, ' and ') from (
      select '(' || string_agg(format('(j.event_data -> ''data'') @> %L::jsonb', alternative::text), ' or ')
        || ')' as term
      from jsonb_array_elements(p_value) with ordinality terms (alternatives, n),
        jsonb_array_elements(alternatives) alternative group by n) each)
  end;
end $$;

-- A filter as the condition of a query on public.failed_jobs j. Built as text with every value quoted, since
-- the planner picks the right index only when it sees the values. The keys are those of FailedJobCriteria in
-- app/lib/failed-jobs/failed-job-criteria.server.ts; an unknown one is an error: ignored, it would act on the
-- wrong rows.
create function desk_private.failed_job_where(p_filter jsonb) returns text
  language plpgsql stable set search_path = '' as $$
declare
  v_today date := case when p_filter ?| '{due,snoozed}' then desk_private.today_in(p_filter ->> 'zone') end;
  v_state text := p_filter ->> 'state';
  v_key text; v_value jsonb; v_condition text; v_all text[] := '{}';
begin
  for v_key, v_value in select key, value from jsonb_each(coalesce(p_filter, '{}')) order by key loop
    continue when v_key = 'zone';
    v_condition := coalesce(desk_private.column_condition(v_key, v_value, v_state, v_today),
      desk_private.search_condition(v_key, v_value, v_state));
    if v_condition is null and v_key not in ('errors', 'payload_texts', 'payload') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
    v_all := v_all || v_condition;
  end loop;
  return coalesce(nullif(array_to_string(v_all, ' and '), ''), 'true');
end $$;

-- One page of failures as the desk shows them, each with its order, its assignee and the progress of its
-- retry. Texts are cut at p_text_limit characters. Without a limit, all failures. Pages are cut by comparing
-- rows, which an index answers exactly: p_at has the sort columns of the row after which the page begins,
-- p_from the day at which it begins. p_backwards gives the page before it, in reverse.
create function desk.list_failed_jobs(p_filter jsonb, p_sort text, p_limit integer,
  p_backwards boolean default false, p_at jsonb default null, p_from text default null,
  p_text_limit integer default 500) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  v_ascending boolean := (p_sort <> 'newest') <> p_backwards;
  v_direction text := case when v_ascending then ' asc' else ' desc' end;
  v_columns text[]; v_order text;
  v_where text := desk_private.failed_job_where(p_filter);
  v_rows jsonb;
begin
  -- Phase 1 lets failed_at be null, and a comparison with null matches no row: use the time shown instead.
  v_columns := case p_sort when 'urgency'
    then '{j.needed_by,"coalesce(j.failed_at, j.last_failed_at)",j.id}'::text[]
    else '{j.last_failed_at,j.id}'::text[] end;
  v_order := array_to_string(v_columns, v_direction || ', ') || v_direction;
  if p_at is not null then
    v_where := v_where || format(' and (%s) %s (%s)', array_to_string(v_columns, ', '),
      case when v_ascending then '>' else '<' end, case p_sort
        when 'urgency' then format('%L::date, %L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1, p_at ->> 2)
        else format('%L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1) end);
  elsif p_from is not null then
    v_where := v_where || ' and '
      || desk_private.from_day_condition(v_columns[1], p_sort = 'urgency', p_from, v_ascending,
        p_filter ->> 'zone');
  end if;
  -- The page is cut in an index before anything is read or joined.
  execute 'with page as (select j.id from public.failed_jobs j where ' || v_where
    || ' order by ' || v_order || format(' limit %L)', p_limit) || '
    select coalesce(jsonb_agg(r.row order by r.n), ''[]'') from (
      select row_number() over (order by ' || v_order || ') as n, jsonb_build_object(
        ''id'', j.id, ''job_type'', desk_private.beginning_of(j.job_type, $1),
        ''error_type'', desk_private.beginning_of(j.error_type, $1),
        ''error_message'', desk_private.beginning_of(j.error_message, $1), ''kind'', j.kind,
        ''fingerprint'', j.fingerprint, ''state'', j.state, ''attempt'', j.attempt, ''version'', j.version,
        ''failed_at'', coalesce(j.failed_at, j.last_failed_at), ''last_failed_at'', j.last_failed_at,
        ''resolved_at'', j.resolved_at, ''needed_by'', j.needed_by, ''snoozed_until'', j.snoozed_until,
        ''assignee'', case when m.user_id is not null
          then jsonb_build_object(''id'', m.user_id, ''name'', m.full_name) end,
        ''attempt_progress'', case when j.state = ''retrying''
          then desk_private.attempt_progress(a.outcome, a.started_at, e.sent_at) end,
        ''order'', case when o.order_id is not null then jsonb_build_object(
          ''id'', o.order_id, ''customer_email'', o.customer_email,
          ''customer_name'', desk_private.beginning_of(o.customer_name, $1),
          ''recipient_name'', desk_private.beginning_of(o.recipient_name, $1),
            ''occasion'', desk_private.beginning_of(o.occasion, $1))
          end) as row
      from page join public.failed_jobs j on j.id = page.id
      left join desk.order_summaries o on o.order_id = j.order_id
      left join desk.staff_members m on m.user_id = j.assignee
      left join desk.failed_job_attempts a
        on j.state = ''retrying'' and a.failed_job_id = j.id and a.attempt = j.attempt
      left join desk.outbox_events e on e.event_id = a.event_id
    ) r'
  into v_rows using p_text_limit;
  return v_rows;
end $$;

-- How many failures are in each state, counted up to p_at_most, so that more history takes no longer.
-- Counters kept by a trigger would make every change of state wait for every other. Of the open ones, those
-- that are snoozed count only when they are due.
create function desk_private.count_failed_jobs(p_at_most integer,
  p_zone text default null) returns table (state desk.failed_job_state, jobs integer)
  language sql stable set search_path = '' as $$
  select s.state, (
    select count(*)::integer
    from (
      -- The order says which index to walk.
      select 1 from public.failed_jobs j where j.state = s.state order by j.last_failed_at limit p_at_most
    ) counted)
  from unnest('{retrying, resolved, recovered}'::desk.failed_job_state[]) as s (state)
  union all select 'open', (
    select count(*)::integer
    from (
      select 1 from public.failed_jobs j
      where j.state = 'open'
        and (j.snoozed_until is null or j.snoozed_until <= now()
          or j.needed_by <= (select desk_private.today_in(p_zone)))
      order by j.last_failed_at limit p_at_most
    ) counted); $$;

-- A page of list_failed_jobs() and the counts by state, up to p_count_up_to; without it, no counts.
create function desk.failed_jobs_page(p_filter jsonb, p_sort text, p_limit integer,
  p_backwards boolean default false, p_at jsonb default null, p_from text default null,
  p_count_up_to integer default null, p_text_limit integer default 500) returns jsonb
  language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'rows', desk.list_failed_jobs(p_filter, p_sort, p_limit, p_backwards, p_at, p_from, p_text_limit),
    'counts', case when p_count_up_to is not null then (
      select jsonb_object_agg(state, jobs)
        from desk_private.count_failed_jobs(p_count_up_to, p_filter ->> 'zone')) end); $$;

-- How many failures of a filter are in each state, each counted over the filter without its own.
create function desk_private.failed_job_states(p_filter jsonb, p_at_most integer) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  v_plain boolean := p_filter - '{state,snoozed,zone}'::text[] = '{}';
  v_states jsonb := '[]';
  v_state desk.failed_job_state; v_count integer; v_limit integer; v_filter jsonb;
begin
  foreach v_state in array enum_range(null::desk.failed_job_state) loop
    -- Snoozed failures are hidden among the open ones unless the filter says otherwise.
    v_filter := case when v_state = 'open' and p_filter ->> 'state' is distinct from 'open'
      then '{"snoozed": "hidden"}' else '{}' end::jsonb || p_filter || jsonb_build_object('state', v_state);
    -- Closed failures that a text narrows are read one by one, most of them in vain.
    v_limit := case when v_plain or v_state in ('open', 'retrying') then p_at_most
      when v_filter ? 'text' then p_at_most / 20 else p_at_most / 10 end;
    -- Without a filter the order says which index to walk; with one, the planner knows better.
    execute 'select count(*) from (select 1 from public.failed_jobs j where '
      || desk_private.failed_job_where(v_filter)
      || case when v_plain then ' order by j.last_failed_at' else '' end
      || format(' limit %L) counted', v_limit) into v_count;
    v_states := v_states || jsonb_build_object('value', v_state, 'label', null, 'count', v_count,
      'more', coalesce(v_count >= v_limit, false));
  end loop;
  return v_states;
end $$;

-- How many failures have each value of each facet, each counted over the filter without its own part, up to
-- p_at_most. Of open failures it reads up to five times that many, from an index alone; of others the newest
-- fifth, since each has to be read. Closed states that a filter narrows are counted up to a tenth. "more"
-- marks a figure that is "at least".
create function desk.failed_job_facets(p_filter jsonb, p_at_most integer) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  v_rest jsonb := p_filter - '{kind,job_type,assignee,due,snoozed}'::text[];
  v_open boolean := coalesce(p_filter ->> 'state' = 'open', false);
  v_limit integer := case when v_open then 5 * p_at_most else p_at_most / 5 end;
  v_base text; v_facets jsonb;
begin
  v_base :=
    'select j.kind, j.job_type, j.assignee, j.needed_by, j.snoozed_until from public.failed_jobs j where '
    || desk_private.failed_job_where(v_rest)
    || case when v_open then '' else ' order by j.last_failed_at desc' end || format(' limit %L', v_limit);
  -- Ten thousand failures have a few hundred combinations of values: those are counted from here on. A facet
  -- that is not in the filter lets everything pass.
  execute 'with combinations as materialized (
      select b.kind, b.job_type, b.assignee, d.due, d.snoozed, count(*) as n from (' || v_base || ') b
      cross join lateral (select
        case when b.needed_by = ''infinity'' then ''none'' when b.needed_by < $2 then ''overdue''
          when b.needed_by = $2 then ''today'' when b.needed_by <= $2 + 7 then ''week''
            else ''later'' end as due,
        coalesce(b.snoozed_until > now(), false) as snoozed) d
      group by 1, 2, 3, 4, 5
    ), base as materialized (
      select b.kind, left(b.job_type, desk_private.job_type_shown()) as job_type, b.assignee, b.due,
        b.snoozed, b.n, coalesce(b.kind = $1 ->> ''kind'', true) as is_kind,
        coalesce(left(b.job_type, desk_private.job_type_shown()) = left($1 ->> ''job_type'',
          desk_private.job_type_shown()), true) as is_type,
        coalesce(coalesce(b.assignee::text, ''nobody'') = $1 ->> ''assignee'', true) as is_assignee,
        coalesce(b.due = $1 ->> ''due'', true) as is_due,
        case $1 ->> ''snoozed'' when ''hidden'' then not b.snoozed
          or b.due in (''overdue'', ''today'') when ''only'' then b.snoozed else true end as is_snoozed
      from combinations b
    ), counted as (
      select ''kind'' as facet, kind as value, sum(n) as n from base
      where is_type and is_assignee and is_due and is_snoozed group by kind
      union all select ''job_type'', job_type, sum(n) from base
      where is_kind and is_assignee and is_due and is_snoozed group by job_type
      union all select ''assignee'', coalesce(assignee::text, ''nobody''), sum(n) from base
      where is_kind and is_type and is_due and is_snoozed group by assignee
      union all select ''due'', due, sum(n) from base
      where is_kind and is_type and is_assignee and is_snoozed group by due
      union all select ''snoozed'', case when snoozed then ''yes'' else ''no'' end, sum(n) from base
      where is_kind and is_type and is_assignee and is_due group by snoozed
    ), listed as (
      select c.facet, jsonb_agg(jsonb_build_object(''value'', c.value, ''label'', m.full_name,
        ''count'', least(c.n, $3), ''more'', coalesce(c.n >= $3 or t.total >= $4, false))
          order by c.n desc, c.value) as facet_values
      from counted c cross join (select sum(n) as total from base) t
      left join desk.staff_members m on c.facet = ''assignee'' and m.user_id::text = c.value
      group by c.facet
    )
    select coalesce(jsonb_object_agg(facet, facet_values), ''{}'')
      || jsonb_build_object(''at_least'', coalesce((select sum(n) from base) >= $4, false)) from listed'
  using p_filter, desk_private.today_in(p_filter ->> 'zone'), p_at_most, v_limit
  into v_facets;
  return jsonb_build_object('kind', '[]'::jsonb, 'job_type', '[]'::jsonb, 'assignee', '[]'::jsonb,
    'due', '[]'::jsonb, 'snoozed', '[]'::jsonb) || v_facets
    || jsonb_build_object('state', desk_private.failed_job_states(p_filter, p_at_most));
end $$;

-- A customer's newest failures as rows of a list.
create function desk.failed_jobs_of_customer(p_customer_id uuid, p_limit integer) returns jsonb
  language sql stable set search_path = '' as $$
  select desk.list_failed_jobs(jsonb_build_object('ids', array(
      select id from public.failed_jobs where customer_id = p_customer_id order by last_failed_at desc,
        id desc limit p_limit)),
    'newest', p_limit); $$;

-- Which of some texts are names: of customers and recipients, and of staff. Ignores case.
create function desk.names_among(p_texts text[]) returns jsonb language sql stable set search_path = '' as $$
  with texts as materialized (select distinct given, lower(given) as lowered from unnest(p_texts) given)
  select jsonb_build_object('customers', coalesce((select jsonb_agg(given) from texts
      where exists (select 1 from desk.shop_customers
          where name_key = lowered collate "C")
        or exists (select 1 from desk.order_summaries
          where lower(recipient_name) collate "C" = lowered collate "C")), '[]'),
    'staff', coalesce((select jsonb_agg(given) from texts
      where lowered in (select lower(full_name) from desk.staff_members)), '[]')); $$;

-- Records that someone exported the failures of a filter: the file has customers' addresses.
create function desk.record_export(p_actor uuid, p_filter jsonb,
  p_request_id text default null) returns void language sql set search_path = '' as $$
  select desk_private.log_activity(p_actor, 'exported', 'failed_jobs', 'csv', null, null, p_filter, null,
    p_request_id); $$;
