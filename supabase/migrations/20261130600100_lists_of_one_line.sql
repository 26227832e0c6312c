-- Lists carry a line of each text, are sorted by keys that are never null, and know the reader's zone.

-- The beginning of a text, with a mark where more of it follows: cut by code point, and before it leaves the database. Only
-- the beginning of a long text is read.
create function public.beginning_of(p_text text, p_limit integer) returns text
  language sql immutable
  set search_path = ''
as $$
  select case when char_length(left(p_text, p_limit + 1)) > p_limit then left(p_text, p_limit - 1) || '…' else p_text end;
$$;

-- The zone whose calendar says which day is today. UTC where none is named, or one that this Postgres does not know.
create function public.known_zone(p_zone text) returns text
  language plpgsql stable
  set search_path = ''
as $$
begin
  perform now() at time zone p_zone;
  return coalesce(p_zone, 'UTC');
exception when invalid_parameter_value then
  return 'UTC';
end
$$;

-- Today's date in a zone.
create function public.today_in(p_zone text) returns date
  language sql stable
  set search_path = ''
as $$
  select (now() at time zone public.known_zone(p_zone))::date;
$$;

-- The condition of a page that begins at a day, of a column of dates or instants: days begin and end in the zone.
create function public.from_day_condition(p_column text, p_is_date boolean, p_day text, p_ascending boolean, p_zone text)
  returns text
  language sql stable
  set search_path = ''
as $$
  select case
    when p_is_date then format('%s %s %L::date', p_column, case when p_ascending then '>=' else '<=' end, p_day)
    when p_ascending then format('%s >= %L::timestamptz', p_column, p_day::date::timestamp at time zone public.known_zone(p_zone))
    else format('%s < %L::timestamptz', p_column, (p_day::date + 1)::timestamp at time zone public.known_zone(p_zone)) end;
$$;

-- As before, but days are days in the filter's zone, and a job type that is too long for an address is named by its
-- beginning, as the facets name it.
create or replace function public.failed_job_where(p_filter jsonb) returns text
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_today date := case when p_filter ?| '{due,snoozed}' then public.today_in(p_filter ->> 'zone') end;
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
      when 'job_type' then array[case when char_length(v_text) < public.job_type_shown() then format('j.job_type = %L', v_text)
        else format('left(j.job_type, %s) = %L', public.job_type_shown(), left(v_text, public.job_type_shown())) end]
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
      when 'type' then array[public.search_text_condition(v_text, v_state)
        || format(' and lower(j.error_type) = %L', lower(v_text))]
      when 'text' then array[public.search_text_condition(v_text, v_state)]
      else '{}'::text[]
    end;
    if v_key = 'address' then
      v_ids := public.customers_with_address(v_text);
      v_all := v_all || case when v_ids = '{}'
        then public.search_text_condition(v_text, v_state)
        else format('j.customer_id = any (%L::uuid[])', v_ids) end;
    elsif v_key = 'errors' then
      for v_one in select jsonb_array_elements_text(v_value) loop
        v_all := v_all || (public.search_text_condition(v_one, v_state)
          || format(' and lower(left(j.error_message, 1000)) like %L', public.contains_pattern(lower(v_one))));
      end loop;
    elsif v_key = 'payload_texts' then
      for v_one in select jsonb_array_elements_text(v_value) loop
        v_all := v_all || (public.search_text_condition(v_one, v_state)
          || format(' and public.payload_text(j.event_data) like %L', public.contains_pattern(lower(v_one))));
      end loop;
    elsif v_key = 'payload' then
      -- Each is a list of what the data may contain, since "2" in a search may be a number, a text, or one of several.
      v_all := v_all || array(
        select '(' || string_agg(format('(j.event_data -> ''data'') @> %L::jsonb', alternative::text), ' or ') || ')'
        from jsonb_array_elements(v_value) with ordinality term (alternatives, n),
          jsonb_array_elements(term.alternatives) alternative
        group by n);
    elsif v_key not in ('state', 'job_type', 'kind', 'fingerprint', 'ids', 'order_id', 'order_range', 'assignee',
      'assignee_email', 'due', 'snoozed', 'event', 'run', 'type', 'text', 'zone') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
  end loop;
  return coalesce(nullif(array_to_string(v_all, ' and '), ''), 'true');
end
$$;

-- Up to this length a job type is shown and filtered by: an address takes no more, with other terms beside it.
create function public.job_type_shown() returns integer
  language sql immutable
  set search_path = ''
as $$
  select 500;
$$;

drop function public.failed_jobs_page(jsonb, text, integer, boolean, jsonb, text, integer);
drop function public.list_failed_jobs(jsonb, text, integer, boolean, jsonb, text);

-- One page of failures as the desk shows them, each with its order, its assignee and how far its retry has come, and no
-- more of each text than p_text_limit characters.
-- Cut by a comparison of rows, which an index answers exactly: p_at is the row's values of the sort columns after which
-- the page begins, p_from a day from which on it begins. With p_backwards the page before it, in reverse.
create function public.list_failed_jobs(
  p_filter jsonb, p_sort text, p_limit integer, p_backwards boolean default false, p_at jsonb default null,
  p_from text default null, p_text_limit integer default 500
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
  -- Phase 1 lets failed_at be null, and a comparison with a null is true of no row: so the moment that is shown in its place.
  v_columns := case p_sort when 'urgency' then '{j.needed_by,"coalesce(j.failed_at, j.last_failed_at)",j.id}'::text[]
    else '{j.last_failed_at,j.id}'::text[] end;
  v_order := array_to_string(v_columns, v_direction || ', ') || v_direction;
  if p_at is not null then
    v_where := v_where || format(' and (%s) %s (%s)', array_to_string(v_columns, ', '),
      case when v_ascending then '>' else '<' end,
      case p_sort
        when 'urgency' then format('%L::date, %L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1, p_at ->> 2)
        else format('%L::timestamptz, %L::uuid', p_at ->> 0, p_at ->> 1) end);
  elsif p_from is not null then
    v_where := v_where || ' and '
      || public.from_day_condition(v_columns[1], p_sort = 'urgency', p_from, v_ascending, p_filter ->> 'zone');
  end if;
  -- The page is cut in an index before anything is read or joined.
  execute 'with page as (select j.id from public.failed_jobs j where ' || v_where
    || ' order by ' || v_order || format(' limit %s)', p_limit) || '
    select coalesce(jsonb_agg(r.row order by r.n), ''[]'') from (
      select row_number() over (order by ' || v_order || ') as n, jsonb_build_object(
        ''id'', j.id, ''job_type'', public.beginning_of(j.job_type, $1), ''error_type'', public.beginning_of(j.error_type, $1),
        ''error_message'', public.beginning_of(j.error_message, $1),
        ''kind'', j.kind, ''fingerprint'', j.fingerprint, ''state'', j.state, ''attempt'', j.attempt,
        ''version'', j.version, ''failed_at'', coalesce(j.failed_at, j.last_failed_at),
        ''last_failed_at'', j.last_failed_at, ''resolved_at'', j.resolved_at, ''needed_by'', j.needed_by,
        ''snoozed_until'', j.snoozed_until,
        ''assignee'', case when m.user_id is not null
          then jsonb_build_object(''id'', m.user_id, ''name'', m.full_name) end,
        ''attempt_progress'', case when j.state <> ''retrying'' then null when a.outcome <> ''pending'' then a.outcome::text
          when a.started_at is not null then ''running'' when e.sent_at is not null then ''sent'' else ''queued'' end,
        ''order'', case when o.order_id is not null then jsonb_build_object(
          ''id'', o.order_id, ''customer_email'', o.customer_email, ''customer_name'', public.beginning_of(o.customer_name, $1),
          ''recipient_name'', public.beginning_of(o.recipient_name, $1), ''occasion'', public.beginning_of(o.occasion, $1))
          end) as row
      from page
      join public.failed_jobs j on j.id = page.id
      left join public.order_summaries o on o.order_id = j.order_id
      left join public.staff_members m on m.user_id = j.assignee
      left join public.failed_job_attempts a
        on j.state = ''retrying'' and a.failed_job_id = j.id and a.attempt = j.attempt
      left join public.outbox_events e on e.event_id = a.event_id
    ) r'
  into v_rows using p_text_limit;
  return v_rows;
end
$$;

-- As list_failed_jobs(); the counts go no further than p_count_up_to, and are left out without it.
create function public.failed_jobs_page(
  p_filter jsonb, p_sort text, p_limit integer, p_backwards boolean default false, p_at jsonb default null,
  p_from text default null, p_count_up_to integer default null, p_text_limit integer default 500
) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'rows', public.list_failed_jobs(p_filter, p_sort, p_limit, p_backwards, p_at, p_from, p_text_limit),
    'counts', case when p_count_up_to is not null then (
      select jsonb_object_agg(state, jobs) from public.count_failed_jobs(p_count_up_to)) end);
$$;

-- As before, in the order of the list, which has no nulls.
create or replace function public.selected_failed_job_ids(p_selection jsonb) returns setof uuid
  language plpgsql stable
  set search_path = ''
as $$
begin
  if p_selection ? 'ids' then
    return query
      select j.id from public.failed_jobs j
      where j.id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif p_selection ? 'again' then
    -- Those whose part in an earlier operation did not end well: skipped, or retried and failed again.
    return query
      select j.id from public.bulk_operation_items i
      join public.failed_jobs j on j.id = i.failed_job_id
      left join public.failed_job_attempts a on a.event_id = i.event_id
      where i.operation_id = (p_selection ->> 'again')::uuid
        and j.state = 'open' and (i.result = 'skipped' or a.outcome = 'failed')
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select j.id from public.failed_jobs j where '
      || public.failed_job_where(p_selection -> 'filter')
      || ' order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id';
  end if;
end
$$;

-- As before, with today in the filter's zone, and long job types by their beginning.
create or replace function public.failed_job_facets(p_filter jsonb, p_at_most integer) returns jsonb
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_rest jsonb := p_filter - '{kind,job_type,assignee,due,snoozed}'::text[];
  v_open boolean := coalesce(p_filter ->> 'state' = 'open', false);
  v_limit integer := case when v_open then 5 * p_at_most else p_at_most / 5 end;
  v_plain boolean := p_filter - '{state,snoozed,zone}'::text[] = '{}';
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
  -- Ten thousand failures have a few hundred combinations of values: from here on, these are counted.
  -- A facet that the filter has no part of lets everything pass.
  execute 'with combinations as materialized (
      select b.kind, b.job_type, b.assignee, d.due, d.snoozed, count(*) as n
      from (' || v_base || ') b
      cross join lateral (select
        case when b.needed_by = ''infinity'' then ''none'' when b.needed_by < $2 then ''overdue''
          when b.needed_by = $2 then ''today'' when b.needed_by <= $2 + 7 then ''week'' else ''later'' end as due,
        coalesce(b.snoozed_until > now(), false) as snoozed) d
      group by 1, 2, 3, 4, 5
    ),
    base as materialized (
      select b.kind, left(b.job_type, public.job_type_shown()) as job_type, b.assignee, b.due, b.snoozed, b.n,
        coalesce(b.kind = $1 ->> ''kind'', true) as is_kind,
        coalesce(left(b.job_type, public.job_type_shown()) = left($1 ->> ''job_type'', public.job_type_shown()), true) as is_type,
        coalesce(coalesce(b.assignee::text, ''nobody'') = $1 ->> ''assignee'', true) as is_assignee,
        coalesce(b.due = $1 ->> ''due'', true) as is_due,
        case $1 ->> ''snoozed'' when ''hidden'' then not b.snoozed when ''only'' then b.snoozed else true end as is_snoozed
      from combinations b
    ),
    counted as (
      select ''kind'' as facet, kind as value, sum(n) as n from base
      where is_type and is_assignee and is_due and is_snoozed group by kind
      union all
      select ''job_type'', job_type, sum(n) from base
      where is_kind and is_assignee and is_due and is_snoozed group by job_type
      union all
      select ''assignee'', coalesce(assignee::text, ''nobody''), sum(n) from base
      where is_kind and is_type and is_due and is_snoozed group by assignee
      union all
      select ''due'', due, sum(n) from base
      where is_kind and is_type and is_assignee and is_snoozed group by due
      union all
      select ''snoozed'', case when snoozed then ''yes'' else ''no'' end, sum(n) from base
      where is_kind and is_type and is_assignee and is_due group by snoozed
    ),
    listed as (
      select c.facet, jsonb_agg(jsonb_build_object(''value'', c.value, ''label'', m.full_name,
        ''count'', least(c.n, $3), ''more'', c.n >= $3 or t.total >= $4) order by c.n desc, c.value) as facet_values
      from counted c
      cross join (select sum(n) as total from base) t
      left join public.staff_members m on c.facet = ''assignee'' and m.user_id::text = c.value
      group by c.facet
    )
    select coalesce(jsonb_object_agg(facet, facet_values), ''{}'')
      || jsonb_build_object(''at_least'', coalesce((select sum(n) from base), 0) >= $4) from listed'
  using p_filter, public.today_in(p_filter ->> 'zone'), p_at_most,
    v_limit
  into v_facets;
  foreach v_state in array enum_range(null::public.failed_job_state) loop
    -- Snoozed ones are hidden among the open ones unless the filter says otherwise.
    v_filter := p_filter || jsonb_build_object('state', v_state);
    if v_state = 'open' and not v_filter ? 'snoozed' and not v_open then
      v_filter := v_filter || '{"snoozed": "hidden"}';
    end if;
    -- Of closed ones that a text narrows each has to be read, and most are read in vain.
    v_limit := case when v_plain or v_state in ('open', 'retrying') then p_at_most
      when v_filter ? 'text' then p_at_most / 20 else p_at_most / 10 end;
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

-- As before, but an order that is very far from its day, or in another zone, loses no row.
create or replace function public.order_lead_condition(p_filter jsonb, p_sort text) returns text
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_shortest integer;
  v_longest integer;
  v_most constant integer := 36500;
begin
  if not p_filter ?| (case p_sort when 'created_at' then '{occasion_from,occasion_to}' else '{created_from}' end)::text[] then
    return null;
  end if;
  -- Lives are shorter than this many days: with an order that is further from its day nothing can be said. A day more on
  -- each side, since the days of the lead are in UTC and those of the filter in its zone.
  select case when shortest between -v_most and v_most then shortest - 1 end,
    case when longest between -v_most and v_most then longest + 1 end
  into v_shortest, v_longest
  from public.order_lead() lead, jsonb_to_record(lead) as t (shortest integer, longest integer);
  -- A bound without a day is null, and left out. Nothing is said of where days end: orders without one come last.
  return nullif(concat_ws(' and ', variadic case p_sort
    when 'created_at' then array[
      's.created_at >= ' || quote_literal(((p_filter ->> 'occasion_from')::date - v_longest)::timestamp at time zone 'utc'),
      's.created_at < '
        || quote_literal(((p_filter ->> 'occasion_to')::date - v_shortest + 1)::timestamp at time zone 'utc')]
    else array['s.needed_by >= ' || quote_literal((p_filter ->> 'created_from')::date + v_shortest)]
  end), '');
end
$$;

-- As before, but days are days in the filter's zone.
create or replace function public.order_where(p_filter jsonb, p_sort text) returns text
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_zone text := case when p_filter ?| '{due_within,created_from,created_to}' then public.known_zone(p_filter ->> 'zone') end;
  v_key text;
  v_text text;
  v_all text[] := '{true}';
begin
  for v_key, v_text in select key, value from jsonb_each_text(coalesce(p_filter, '{}')) order by key loop
    v_all := v_all || case v_key
      when 'q' then public.order_search_condition(v_text)
      when 'customer_id' then format('s.user_id = %L::uuid', v_text)
      when 'status' then format('s.status = %L', v_text)
      -- An order with a variant that failed has this status, whatever the others are.
      when 'any_failed' then 's.status = ''failed'''
      when 'due_within' then
        format('s.unfinished is true and s.needed_by <= %L', (now() at time zone v_zone)::date + v_text::integer)
      when 'never_played' then 's.status = ''complete'' and s.played is false'
      -- No day at all is kept as one after all others.
      when 'occasion_from' then format('s.needed_by >= %L and s.needed_by < ''infinity''', v_text)
      when 'occasion_to' then format('s.needed_by <= %L', v_text)
      when 'created_from' then format('s.created_at >= %L', v_text::timestamp at time zone v_zone)
      when 'created_to' then format('s.created_at < %L', (v_text::date + 1)::timestamp at time zone v_zone)
    end;
    if v_key not in ('q', 'customer_id', 'status', 'any_failed', 'due_within', 'never_played', 'occasion_from',
      'occasion_to', 'created_from', 'created_to', 'zone') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
  end loop;
  return array_to_string(v_all || public.order_lead_condition(p_filter, p_sort), ' and ');
end
$$;

-- As before, but a page from a day on begins with the day in the filter's zone, and texts are cut.
create or replace function public.orders_page(
  p_filter jsonb, p_sort text, p_ascending boolean, p_limit integer, p_backwards boolean default false,
  p_at jsonb default null, p_from text default null
) returns json
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_ascending boolean := p_ascending <> p_backwards;
  v_column text := case p_sort when 'needed_by' then 'needed_by' else 'created_at' end;
  v_order text := format('s.%s %2$s, s.order_id %2$s', v_column, case when v_ascending then 'asc' else 'desc' end);
  v_after text := case when v_ascending then '>' else '<' end;
  v_where text := public.order_where(p_filter, v_column);
  v_rows json;
begin
  if p_at is not null then
    v_where := v_where || format(' and (s.%s, s.order_id) %s (%L, %L::uuid)', v_column, v_after, p_at ->> 0, p_at ->> 1);
  elsif p_from is not null then
    v_where := v_where || ' and '
      || public.from_day_condition('s.' || v_column, v_column = 'needed_by', p_from, v_ascending, p_filter ->> 'zone');
  end if;
  -- The page is cut before the variants are read. Rows become text as they are: building each as jsonb takes twice as long.
  execute 'with page as materialized (select s.* from public.order_summaries s where ' || v_where
    || ' order by ' || v_order || format(' limit %s)', p_limit) || '
    select coalesce(json_agg(s order by ' || v_order || '), ''[]'') from (
      select page.order_id, page.user_id, page.customer_email, public.beginning_of(page.customer_name, 500) as customer_name,
        public.beginning_of(page.recipient_name, 500) as recipient_name, public.beginning_of(page.occasion, 500) as occasion,
        page.needed_by, page.status, page.created_at, coalesce(chips.variants, ''[]'') as variants
      from page
      left join lateral (
        select json_agg(chip order by chip.variant_number) as variants from (
          select v.variant_number, v.generation_status, v.duration_ms, v.completed_at,
            coalesce(v.selected, false) as selected, v.first_played_at, coalesce(p.plays, 0) as play_count
          from public.song_variants v left join public.song_plays p on p.variant_id = v.id
          where v.order_id = page.order_id) chip
      ) chips on true
    ) s'
  into v_rows;
  return v_rows;
end
$$;

-- As before; a failure without failed_at has its place too, and of each text there is the beginning.
create or replace function public.order_timeline(
  p_order_id uuid, p_limit integer default 200, p_before timestamptz default null, p_before_key text default null
) returns table (
  key text, at timestamptz, actor_name text, action text, subject_type text, subject_id text,
  before jsonb, after jsonb, note text
)
  language sql stable
  set search_path = ''
as $$
  with recorded as (
    select lpad(a.id::text, 20, '0') as key, a.at, a.actor_name, a.action, a.subject_type, a.subject_id, a.before, a.after,
      public.beginning_of(a.note, 5000) as note
    from public.activity a
    where a.order_id = p_order_id
      and (p_before is null or (a.at, lpad(a.id::text, 20, '0') collate "C") < (p_before, p_before_key collate "C"))
    order by a.id desc
    -- Transactions that overlap may have their ids and their moments crosswise, so a few more are looked at.
    limit p_limit + 100
  ),
  others as (
    select '!0:created' as key, o.created_at as at, 'Reprise' as actor_name, 'order_created' as action,
      'order' as subject_type, o.id::text as subject_id,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency) as after, null as note
    from public.orders o where o.id = p_order_id
    union all
    select '!1:paid', o.paid_at, 'Reprise', 'order_paid', 'order', o.id::text,
      jsonb_build_object('amount_cents', o.amount_cents, 'currency', o.currency), null
    from public.orders o where o.id = p_order_id and o.paid_at is not null
    union all
    -- Songs that were made before there was a record.
    select '1:' || v.id, v.completed_at, 'Reprise', 'variant_completed', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number, 'status', 'complete'), null
    from public.song_variants v
    where v.order_id = p_order_id and v.completed_at is not null and not exists (
      select 1 from public.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'variant_completed'
        and a.at >= v.completed_at - interval '1 second')
    union all
    select '2:' || v.id, v.first_played_at, 'Reprise', 'first_played', 'variant', v.id::text,
      jsonb_build_object('variant_number', v.variant_number), null
    from public.song_variants v
    where v.order_id = p_order_id and v.first_played_at is not null and not exists (
      select 1 from public.activity a
      where a.subject_type = 'variant' and a.subject_id = v.id::text and a.action = 'first_played')
    union all
    select '3:' || j.id, coalesce(j.failed_at, j.last_failed_at), 'Reprise', 'failed', 'failed_job', j.id::text,
      jsonb_build_object('variants', to_jsonb(public.event_variant_numbers(j.event_data))), null
    from public.failed_jobs j
    where j.order_id = p_order_id and not exists (
      select 1 from public.activity a
      where a.subject_type = 'failed_job' and a.subject_id = j.id::text and a.action = 'failed')
    union all
    select '4:' || t.id, t.started_at, 'Reprise', 'attempt_started', 'failed_job', t.failed_job_id::text,
      jsonb_build_object('attempt', t.attempt, 'run_id', t.run_id), null
    from public.failed_jobs j join public.failed_job_attempts t on t.failed_job_id = j.id
    where j.order_id = p_order_id and t.started_at is not null
    union all
    select '5:' || a.id, a.at, a.actor_name, a.action, a.subject_type, a.subject_id, null, a.note
    from public.orders o join public.activity a on a.subject_type = 'customer' and a.subject_id = o.user_id::text
    where o.id = p_order_id and a.action = 'customer_erased'
  ),
  everything as (
    select r.key, r.at, r.actor_name, r.action, r.subject_type, r.subject_id, r.before, r.after, r.note from recorded r
    union all
    select o.key, o.at, o.actor_name, o.action, o.subject_type, o.subject_id, null, o.after, o.note from others o
  )
  select e.* from everything e
  where p_before is null or (e.at, e.key collate "C") < (p_before, p_before_key collate "C")
  order by e.at desc, e.key collate "C" desc
  limit p_limit;
$$;

-- As before, with the failures of any moment, be it before all others or in the future.
create or replace function public.overview_backlog(p_at_most integer)
  returns table (from_hours integer, to_hours integer, failures integer)
  language sql stable
  set search_path = ''
as $$
  select age.from_hours, age.to_hours, (
    select count(*)::integer from (
      select 1 from public.failed_jobs j
      where j.state = 'open' and (j.snoozed_until is null or j.snoozed_until <= now())
        and j.last_failed_at <= case
          when age.from_hours = 0 then 'infinity' else now() - make_interval(hours => age.from_hours) end
        and j.last_failed_at >= case when age.to_hours is null then '-infinity'
          else now() - make_interval(hours => age.to_hours) + interval '1 microsecond' end
      order by j.last_failed_at limit p_at_most) counted)
  from (values (0, 1), (1, 24), (24, 72), (72, 168), (168, null::integer)) age (from_hours, to_hours);
$$;

-- As before, without songs that are finished in the future, or begun before all time.
create or replace function public.overview_songs(p_hours integer, p_at_most integer) returns jsonb
  language sql stable
  set search_path = ''
as $$
  with finished as (
    select v.completed_at, extract(epoch from v.completed_at - v.created_at) * 1000 as took
    from public.song_variants v
    where v.completed_at > now() - make_interval(hours => p_hours) and v.completed_at <= now() and isfinite(v.created_at)
    order by v.completed_at desc limit p_at_most
  ),
  summed as (
    select count(*) as songs, percentile_cont(array[0.5, 0.95]) within group (order by greatest(took, 0)) as took,
      case when count(*) < p_at_most then now() - make_interval(hours => p_hours) else min(completed_at) end as since
    from finished
  )
  select jsonb_build_object(
    'songs', s.songs, 'since', s.since, 'p50_ms', round(s.took[1]), 'p95_ms', round(s.took[2]),
    'failures', (select count(*) from (
      select 1 from public.failed_jobs j where j.last_failed_at > s.since
      order by j.last_failed_at limit p_at_most) counted))
  from summed s;
$$;

-- As before, without hours of the future, in a zone that this Postgres knows.
create or replace function public.overview_failures(p_buckets integer, p_hours integer, p_zone text, p_groups integer) returns jsonb
  language sql stable
  set search_path = ''
as $$
  with span as (
    select l.last - make_interval(hours => p_hours * (p_buckets - 1)) as first, l.last, l.zone
    from (select date_bin(make_interval(hours => p_hours), now() at time zone z.name, timestamp '2000-01-01') as last, z.name as zone from (select public.known_zone(p_zone) as name) z) l
  ),
  buckets as (
    select (b at time zone zone) as starts, row_number() over (order by b) as n
    from span, generate_series(first, last, make_interval(hours => p_hours)) b
  ),
  -- Each hour is put into its bucket once, and not again for each group: working with time zones is what takes long.
  -- Where a zone is off by half an hour, an hour belongs to two buckets: it goes where its middle lies, and the present
  -- one into the last.
  hours as materialized (
    select d.hour, least(p_buckets, 1 + floor(extract(epoch from
      (d.hour at time zone s.zone) + interval '30 minutes' - s.first) / 3600 / p_hours)::bigint) as n
    from span s, (
      select distinct h.hour from public.error_group_hours h, span
      where h.hour >= (span.first at time zone span.zone) - interval '1 hour' and h.hour <= now()) d
  ),
  counted as (
    select h.fingerprint, hours.n, sum(h.failures)::integer as failures
    from hours join public.error_group_hours h on h.hour = hours.hour
    where hours.n between 1 and p_buckets
    group by 1, 2
  ),
  ranked as (
    select fingerprint, sum(failures)::integer as failures,
      row_number() over (order by sum(failures) desc, fingerprint) as rank
    from counted group by 1
  )
  select jsonb_build_object(
    'buckets', (select jsonb_agg(starts order by n) from buckets),
    'groups', coalesce((
      select jsonb_agg(jsonb_build_object('fingerprint', g.fingerprint, 'error_type', g.error_type, 'title', g.title,
        'failures', r.failures, 'counts', (
          select jsonb_agg(coalesce(c.failures, 0) order by b.n)
          from buckets b left join counted c on c.n = b.n and c.fingerprint = g.fingerprint)) order by r.rank)
      from ranked r join public.error_groups g on g.fingerprint = r.fingerprint where r.rank <= p_groups), '[]'),
    'others', (
      select jsonb_agg(coalesce(c.failures, 0) order by b.n)
      from buckets b left join (
        select c.n, sum(c.failures)::integer as failures
        from counted c join ranked r on r.fingerprint = c.fingerprint and r.rank > p_groups group by 1) c on c.n = b.n),
    'other_groups', (select count(*) from ranked where rank > p_groups));
$$;

drop function public.overview_due(date, integer);

-- How many open failures, not put aside, are needed before today in a zone, and on it, each counted no further than
-- p_at_most; and the first p_shown of them, followed by those that are being retried. p_today stands in for today.
create function public.overview_due(p_zone text, p_at_most integer, p_shown integer, p_today date default null) returns jsonb
  language sql stable
  set search_path = ''
as $$
  select jsonb_build_object(
    'overdue', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by < d.today
        and (j.snoozed_until is null or j.snoozed_until <= now())
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_at_most) counted),
    'today', (select count(*) from (
      select 1 from public.failed_jobs j where j.state = 'open' and j.needed_by = d.today
        and (j.snoozed_until is null or j.snoozed_until <= now())
      order by coalesce(j.failed_at, j.last_failed_at), j.id limit p_at_most) counted),
    'ids', array(
      select id from (
        (select 1 as turn, j.id, j.needed_by, coalesce(j.failed_at, j.last_failed_at) as failed_at
          from public.failed_jobs j where j.state = 'open' and j.needed_by <= d.today
            and (j.snoozed_until is null or j.snoozed_until <= now())
          order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_shown)
        union all
        (select 2, j.id, j.needed_by, coalesce(j.failed_at, j.last_failed_at)
          from public.failed_jobs j where j.state = 'retrying' and j.needed_by <= d.today
            and (j.snoozed_until is null or j.snoozed_until <= now())
          order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id limit p_shown)) due
      order by turn, needed_by, failed_at, id limit p_shown))
  from (select coalesce(p_today, public.today_in(p_zone)) as today) d;
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'beginning_of(text, integer)', 'known_zone(text)', 'today_in(text)', 'job_type_shown()',
    'from_day_condition(text, boolean, text, boolean, text)',
    'list_failed_jobs(jsonb, text, integer, boolean, jsonb, text, integer)',
    'failed_jobs_page(jsonb, text, integer, boolean, jsonb, text, integer, integer)',
    'overview_due(text, integer, integer, date)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
