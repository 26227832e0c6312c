-- The list, its facets, the error groups and a bulk selection, all over failed_job_where().

-- One page of failures as the desk shows them, each with its order, its assignee and how far its retry has come.
-- Cut by a comparison of rows, which an index answers exactly: p_at is the row's values of the sort columns after which
-- the page begins, p_from a value of the first one at which it begins. With p_backwards the page before it, in reverse.
create function public.list_failed_jobs(
  p_filter jsonb, p_sort text, p_limit integer, p_backwards boolean default false, p_at jsonb default null,
  p_from text default null
) returns jsonb
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_ascending boolean := (p_sort <> 'newest') <> p_backwards;
  v_direction text := case when v_ascending then ' asc' else ' desc' end;
  v_columns text[];
  v_order text;
  v_where text := public.failed_job_where(p_filter);
  v_rows jsonb;
begin
  v_columns := case p_sort when 'urgency' then '{needed_by,failed_at,id}'::text[] else '{last_failed_at,id}'::text[] end;
  select string_agg('j.' || c || v_direction, ', ' order by n) into v_order
  from unnest(v_columns) with ordinality t(c, n);
  if p_at is not null then
    v_where := v_where || format(' and (j.%s) %s (%s)', array_to_string(v_columns, ', j.'),
      case when v_ascending then '>' else '<' end,
      case p_sort
        when 'urgency' then format('%L::date, %L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1, p_at ->> 2)
        else format('%L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1) end);
  elsif p_from is not null then
    v_where := v_where || format(' and j.%s %s %L', v_columns[1], case when v_ascending then '>=' else '<=' end, p_from);
  end if;
  -- The page is cut in an index before anything is read or joined.
  execute 'with page as (select j.id from public.failed_jobs j where ' || v_where
    || ' order by ' || v_order || format(' limit %s)', p_limit) || '
    select coalesce(jsonb_agg(r.row order by r.n), ''[]'') from (
      select row_number() over (order by ' || v_order || ') as n, jsonb_build_object(
        ''id'', j.id, ''job_type'', j.job_type, ''error_type'', j.error_type, ''error_message'', j.error_message,
        ''kind'', j.kind, ''fingerprint'', j.fingerprint, ''state'', j.state, ''attempt'', j.attempt,
        ''version'', j.version, ''failed_at'', coalesce(j.failed_at, j.last_failed_at),
        ''last_failed_at'', j.last_failed_at, ''resolved_at'', j.resolved_at, ''needed_by'', j.needed_by,
        ''snoozed_until'', j.snoozed_until,
        ''assignee'', case when m.user_id is not null
          then jsonb_build_object(''id'', m.user_id, ''name'', m.full_name) end,
        ''attempt_progress'', case when j.state <> ''retrying'' then null when a.outcome <> ''pending'' then a.outcome::text
          when a.started_at is not null then ''running'' when e.sent_at is not null then ''sent'' else ''queued'' end,
        ''order'', case when o.order_id is not null then jsonb_build_object(
          ''id'', o.order_id, ''customer_email'', o.customer_email, ''customer_name'', o.customer_name,
          ''recipient_name'', o.recipient_name, ''occasion'', o.occasion) end) as row
      from page
      join public.failed_jobs j on j.id = page.id
      left join public.order_summaries o on o.order_id = j.order_id
      left join public.staff_members m on m.user_id = j.assignee
      left join public.failed_job_attempts a
        on j.state = ''retrying'' and a.failed_job_id = j.id and a.attempt = j.attempt
      left join public.outbox_events e on e.event_id = a.event_id
    ) r'
  into v_rows;
  return v_rows;
end
$$;

-- How many failures there are of each value of each facet, each counted over the filter without its own part and no
-- further than p_at_most. Open failures are counted all (up to five times that many, from an index alone); of others, a
-- fifth of that many, the newest, since each has to be read. Closed states that a filter narrows are counted up to a
-- tenth. "more" says of a figure that there are at least that many.
create function public.failed_job_facets(p_filter jsonb, p_at_most integer) returns jsonb
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_rest jsonb := p_filter - '{kind,job_type,assignee,due,snoozed}'::text[];
  v_open boolean := coalesce(p_filter ->> 'state' = 'open', false);
  v_limit integer := case when v_open then 5 * p_at_most else p_at_most / 5 end;
  v_plain boolean := p_filter - 'state' - 'snoozed' = '{}';
  v_base text;
  v_facets jsonb;
  v_states jsonb := '[]';
  v_state public.failed_job_state;
  v_count integer;
  v_filter jsonb;
begin
  v_base := 'select j.kind, j.job_type, j.assignee, j.needed_by, j.snoozed_until from public.failed_jobs j where '
    || public.failed_job_where(v_rest)
    || case when v_open then '' else ' order by j.last_failed_at desc' end || format(' limit %s', v_limit);
  -- A facet that the filter has no part of lets everything pass.
  execute 'with base as materialized (
      select b.kind, b.job_type, b.assignee, d.due, d.snoozed,
        coalesce(b.kind = $1 ->> ''kind'', true) as is_kind,
        coalesce(b.job_type = $1 ->> ''job_type'', true) as is_type,
        coalesce(coalesce(b.assignee::text, ''nobody'') = $1 ->> ''assignee'', true) as is_assignee,
        coalesce(d.due = $1 ->> ''due'', true) as is_due,
        case $1 ->> ''snoozed'' when ''hidden'' then not d.snoozed when ''only'' then d.snoozed else true end as is_snoozed
      from (' || v_base || ') b
      cross join lateral (select
        case when b.needed_by = ''infinity'' then ''none'' when b.needed_by < $2 then ''overdue''
          when b.needed_by = $2 then ''today'' when b.needed_by <= $2 + 7 then ''week'' else ''later'' end as due,
        coalesce(b.snoozed_until > now(), false) as snoozed) d
    ),
    counted as (
      select ''kind'' as facet, kind as value, count(*) as n from base
      where is_type and is_assignee and is_due and is_snoozed group by kind
      union all
      select ''job_type'', job_type, count(*) from base
      where is_kind and is_assignee and is_due and is_snoozed group by job_type
      union all
      select ''assignee'', coalesce(assignee::text, ''nobody''), count(*) from base
      where is_kind and is_type and is_due and is_snoozed group by assignee
      union all
      select ''due'', due, count(*) from base
      where is_kind and is_type and is_assignee and is_snoozed group by due
      union all
      select ''snoozed'', case when snoozed then ''yes'' else ''no'' end, count(*) from base
      where is_kind and is_type and is_assignee and is_due group by snoozed
    ),
    listed as (
      select c.facet, jsonb_agg(jsonb_build_object(''value'', c.value, ''label'', m.full_name,
        ''count'', least(c.n, $3), ''more'', c.n >= $3 or t.total >= $4) order by c.n desc, c.value) as facet_values
      from counted c
      cross join (select count(*) as total from base) t
      left join public.staff_members m on c.facet = ''assignee'' and m.user_id::text = c.value
      group by c.facet
    )
    select coalesce(jsonb_object_agg(facet, facet_values), ''{}'')
      || jsonb_build_object(''at_least'', (select count(*) from base) >= $4) from listed'
  using p_filter, (now() at time zone 'utc')::date, p_at_most,
    v_limit
  into v_facets;
  foreach v_state in array enum_range(null::public.failed_job_state) loop
    -- Snoozed ones are hidden among the open ones unless the filter says otherwise.
    v_filter := p_filter || jsonb_build_object('state', v_state);
    if v_state = 'open' and not v_filter ? 'snoozed' and not v_open then
      v_filter := v_filter || '{"snoozed": "hidden"}';
    end if;
    v_limit := case when v_plain or v_state in ('open', 'retrying') then p_at_most else p_at_most / 10 end;
    -- Without a filter the order says which index to walk; with one the planner knows better.
    execute 'select count(*) from (select 1 from public.failed_jobs j where ' || public.failed_job_where(v_filter)
      || case when v_plain then ' order by j.last_failed_at' else '' end || format(' limit %s) counted', v_limit)
    into v_count;
    v_states := v_states
      || jsonb_build_object('value', v_state, 'label', null, 'count', v_count, 'more', v_count >= v_limit);
  end loop;
  return jsonb_build_object('kind', '[]'::jsonb, 'job_type', '[]'::jsonb, 'assignee', '[]'::jsonb,
    'due', '[]'::jsonb, 'snoozed', '[]'::jsonb) || v_facets || jsonb_build_object('state', v_states);
end
$$;

-- Snoozed failures are not among those that wait for somebody.
create or replace function public.count_failed_jobs(p_at_most integer)
  returns table (state public.failed_job_state, jobs integer)
  language sql stable
  set search_path = ''
as $$
  select s.state, (
    select count(*)::integer
    from (
      -- The order says which index to walk; without it the planner may take one that it has to jump about in.
      select 1 from public.failed_jobs j where j.state = s.state order by j.last_failed_at limit p_at_most
    ) counted)
  from unnest('{retrying, resolved, recovered}'::public.failed_job_state[]) as s (state)
  union all
  select 'open', (
    select count(*)::integer
    from (
      select 1 from public.failed_jobs j
      where j.state = 'open' and (j.snoozed_until is null or j.snoozed_until <= now())
      order by j.last_failed_at limit p_at_most
    ) counted);
$$;

-- The failures that a selection means, at this moment, the most urgent first.
create or replace function public.selected_failed_jobs(p_selection jsonb) returns setof public.failed_jobs
  language plpgsql stable
  set search_path = ''
as $$
begin
  if p_selection ? 'ids' then
    return query
      select j.* from public.failed_jobs j
      where j.id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by j.needed_by, j.failed_at, j.id;
  elsif p_selection ? 'again' then
    -- Those whose part in an earlier operation did not end well: skipped, or retried and failed again.
    return query
      select j.* from public.bulk_operation_items i
      join public.failed_jobs j on j.id = i.failed_job_id
      left join public.failed_job_attempts a on a.event_id = i.event_id
      where i.operation_id = (p_selection ->> 'again')::uuid
        and j.state = 'open' and (i.result = 'skipped' or a.outcome = 'failed')
      order by j.needed_by, j.failed_at, j.id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select j.* from public.failed_jobs j where '
      || public.failed_job_where(p_selection -> 'filter') || ' order by j.needed_by, j.failed_at, j.id';
  end if;
end
$$;

drop function public.list_error_groups(integer);

-- Failures that are one problem. Without a filter, or with the desk's own (open and not snoozed): the groups that were
-- seen in the last days or have such failures; what happened is read from the counters, which are kept by the hour, and
-- the open ones from their index. With another filter: the failures that match, those that are not open only when they
-- failed in the last days. Those with the most matching failures first.
create function public.list_error_groups(p_days integer default 7, p_filter jsonb default null) returns jsonb
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_days integer := least(greatest(p_days, 1), 90);
  v_today date := (now() at time zone 'utc')::date;
  v_since timestamptz := (v_today - v_days + 1)::timestamp at time zone 'utc';
  v_filter jsonb := coalesce(p_filter, '{"state": "open", "snoozed": "hidden"}');
  v_plain boolean := v_filter = '{"state": "open", "snoozed": "hidden"}';
  v_where text := public.failed_job_where(v_filter);
  v_shown text := public.failed_job_where(v_filter - 'state');
  v_groups jsonb;
begin
  -- The open ones are counted where they lie in an index, and who waits where they lie by group and customer: reading
  -- them once and keeping them would take twice as long. Others are read once.
  execute 'with ' || case when v_plain then $q$counted as materialized (
      select fingerprint, count(*) as jobs, count(*) filter (where $q$ || v_shown || $q$) as matching,
        min(kind collate "C") as kind, (array_agg(id) filter (where $q$ || v_shown || $q$))[1] as sample_id
      from public.failed_jobs j where j.state = 'open' and j.fingerprint is not null group by 1
    ),
    waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from public.failed_jobs
        where state = 'open' and fingerprint is not null and customer_id is not null) one group by 1
    ),$q$
  else $q$found as materialized (
      select j.fingerprint, j.customer_id, j.kind, j.id
      from public.failed_jobs j where j.fingerprint is not null and $q$ || v_where
      || case when v_filter ->> 'state' = 'open' then ''
        else $q$ and (j.state = 'open' or j.last_failed_at >= $1)$q$ end || $q$
    ),
    counted as materialized (
      select fingerprint, count(*) as jobs, count(*) as matching, min(kind collate "C") as kind,
        (array_agg(id))[1] as sample_id
      from found group by 1
    ),
    waiting as (
      select fingerprint, count(*) as customers
      from (select distinct fingerprint, customer_id from found where customer_id is not null) one group by 1
    ),$q$ end || '
    days as materialized (
      select d.fingerprint, d.ago, sum(d.n)::integer as n from ('
      || case when v_plain then $q$
        select h.fingerprint, $2 - (h.hour at time zone 'utc')::date, h.failures
        from public.error_group_hours h where h.hour >= $1$q$
      else $q$
        select j.fingerprint, $2 - (j.last_failed_at at time zone 'utc')::date, 1
        from public.failed_jobs j where j.fingerprint is not null and j.last_failed_at >= $1 and $q$ || v_where end || '
      ) d (fingerprint, ago, n) group by 1, 2
    ),
    others as (
      select fingerprint, count(*) as jobs from public.failed_jobs where '
      || case when v_plain then $q$state = 'retrying'$q$ else $q$state in ('open', 'retrying')$q$ end || ' group by 1
    ),
    charts as (
      select f.fingerprint, sum(d.n) as failures, array_agg(coalesce(d.n, 0) order by s.ago desc) as per_day
      from (select fingerprint from days union select fingerprint from counted) f
      cross join generate_series(0, $3 - 1) s(ago)
      left join days d on d.fingerprint = f.fingerprint and d.ago = s.ago
      group by 1
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      ''fingerprint'', g.fingerprint, ''error_type'', g.error_type, ''title'', g.title,
      ''kind'', coalesce(m.kind, k.kind, ''unknown''), ''first_seen'', g.first_seen, ''last_seen'', g.last_seen,
      ''matching'', coalesce(m.matching, 0), ''failures'', coalesce(c.failures, 0),
      ''open'', coalesce(o.jobs, 0)' || case when v_plain then ' + coalesce(m.jobs, 0)' else '' end || ',
      ''customers'', coalesce(w.customers, 0), ''per_day'', c.per_day, ''sample_id'', m.sample_id)
      order by coalesce(m.matching, 0) desc, coalesce(c.failures, 0) desc, g.fingerprint), ''[]'')
    from charts c
    join public.error_groups g on g.fingerprint = c.fingerprint
    left join counted m on m.fingerprint = c.fingerprint
    left join waiting w on w.fingerprint = c.fingerprint
    left join others o on o.fingerprint = c.fingerprint
    left join lateral (
      select j.kind from public.failed_jobs j where m.kind is null and j.fingerprint = c.fingerprint limit 1) k on true'
  into v_groups using v_since, v_today, v_days;
  return v_groups;
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'list_failed_jobs(jsonb, text, integer, boolean, jsonb, text)', 'failed_job_facets(jsonb, integer)',
    'list_error_groups(integer, jsonb)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
