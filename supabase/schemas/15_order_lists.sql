-- Orders as a list.

-- The shortest and the longest time from an order to its occasion, in days: two looks into an index.
create function desk_private.order_lead() returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('shortest', min(needed_by - (created_at at time zone 'UTC')::date),
    'longest', max(needed_by - (created_at at time zone 'UTC')::date))
  from desk.order_summaries
  where needed_by > '-infinity' and needed_by < 'infinity' and isfinite(created_at); $$;

-- What a filter by one of an order's two days implies for the other, by which the list is sorted. Removes no
-- row; without it the list would be read from its end, past everything newer or older than wanted.
create function desk_private.order_lead_condition(p_filter jsonb, p_sort text) returns text
  language plpgsql stable set search_path = '' as $$
declare v_shortest integer; v_longest integer;
  v_most constant integer := 36500;
begin
  if not p_filter ?| (case p_sort when 'created_at' then '{occasion_from,occasion_to}'
    else '{created_from}' end)::text[] then
    return null;
  end if;
  -- Beyond this many days nothing is implied. One day more on each side, since the lead is in UTC and the
  -- filter's days are in its zone.
  select case when shortest between -v_most and v_most then shortest - 1 end,
    case when longest between -v_most and v_most then longest + 1 end
  into v_shortest, v_longest
  from desk_private.order_lead() lead, jsonb_to_record(lead) as t (shortest integer, longest integer);
  -- A bound without a day is null, and left out. An end implies nothing: orders without a day come last.
  return nullif(concat_ws(' and ', variadic case p_sort
    when 'created_at' then array[
      's.created_at >= '
        || quote_literal(((p_filter ->> 'occasion_from')::date - v_longest)::timestamp at time zone 'utc'),
      's.created_at < '
        || quote_literal(((p_filter ->> 'occasion_to')::date - v_shortest + 1)::timestamp at time zone 'utc')]
    else array['s.needed_by >= ' || quote_literal((p_filter ->> 'created_from')::date + v_shortest)]
  end), '');
end $$;

-- A search among orders: one by its id; those of an address that someone has; else all whose address contains
-- the text. A whole address shares most of its trigrams with half of the others.
create function desk_private.order_search_condition(p_text text) returns text
  language sql stable set search_path = '' as $$
  select case
    when q = '' then null
    when q ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
      then format('s.order_id = %L::uuid', q)
    when q ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' and exists (select 1 from desk.order_summaries
      where customer_email = q)
      then format('s.customer_email = %L', q)
    else format('s.customer_email like %L', desk_private.contains_pattern(q))
  end
  from (select lower(btrim(p_text, E' \t\n\r'))) t (q); $$;

-- A filter as the condition of a query on desk.order_summaries s sorted by p_sort (created_at or
-- needed_by), built as failed_job_where() is. The keys are those of OrderCriteria in
-- app/lib/orders/list-orders.server.ts. Days are days in the filter's zone.
create function desk_private.order_where(p_filter jsonb, p_sort text) returns text
  language plpgsql stable set search_path = '' as $$
declare
  v_zone text := case when p_filter ?| '{due_within,created_from,created_to}'
    then desk_private.known_zone(p_filter ->> 'zone') end;
  v_key text; v_text text;
  v_all text[] := '{true}';
begin
  for v_key, v_text in select key, value from jsonb_each_text(coalesce(p_filter, '{}')) order by key loop
    v_all := v_all || case v_key
      when 'q' then desk_private.order_search_condition(v_text)
      when 'customer_id' then format('s.user_id = %L::uuid', v_text)
      when 'ids' then format('s.order_id = any (%L::uuid[])',
        array(select jsonb_array_elements_text(v_text::jsonb)))
      when 'status' then format('s.status = %L', v_text)
      -- One failed variant gives the order this status, whatever the others are.
      when 'any_failed' then 's.status = ''failed'''
      when 'due_within' then
        format('s.unfinished is true and s.needed_by <= %L', (now() at time zone v_zone)::date
          + v_text::integer)
      when 'never_played' then 's.status = ''complete'' and s.played is false'
      -- An order without a day has 'infinity'.
      when 'occasion_from' then format('s.needed_by >= %L and s.needed_by < ''infinity''', v_text)
      when 'occasion_to' then format('s.needed_by <= %L', v_text)
      when 'created_from' then format('s.created_at >= %L', v_text::timestamp at time zone v_zone)
      when 'created_to' then format('s.created_at < %L', (v_text::date + 1)::timestamp at time zone v_zone)
    end;
    if v_key not in ('q', 'customer_id', 'ids', 'status', 'any_failed', 'due_within', 'never_played',
      'occasion_from', 'occasion_to', 'created_from', 'created_to', 'zone') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
  end loop;
  return array_to_string(v_all || desk_private.order_lead_condition(p_filter, p_sort), ' and ');
end $$;

-- One page of orders, each with its songs and whether a new version is under way, cut as in
-- list_failed_jobs(). Without a limit, all orders.
create function desk.orders_page(p_filter jsonb, p_sort text, p_ascending boolean, p_limit integer,
  p_backwards boolean default false, p_at jsonb default null, p_from text default null) returns json
  language plpgsql stable set search_path = '' as $$
declare
  v_ascending boolean := p_ascending <> p_backwards;
  v_column text := case p_sort when 'needed_by' then 'needed_by' else 'created_at' end;
  v_order text := format('s.%s %2$s, s.order_id %2$s', v_column, case when v_ascending then 'asc'
    else 'desc' end);
  v_after text := case when v_ascending then '>' else '<' end;
  v_where text := desk_private.order_where(p_filter, v_column);
  v_rows json;
begin
  if p_at is not null then
    v_where := v_where || format(' and (s.%s, s.order_id) %s (%L, %L::uuid)', v_column, v_after, p_at ->> 0,
      p_at ->> 1);
  elsif p_from is not null then
    v_where := v_where || ' and '
      || desk_private.from_day_condition('s.' || v_column, v_column = 'needed_by', p_from, v_ascending,
        p_filter ->> 'zone');
  end if;
  -- The page is cut before variants are read. Rows become text as they are: jsonb takes twice as long.
  execute 'with page as materialized (select s.* from desk.order_summaries s where ' || v_where
    || ' order by ' || v_order || format(' limit %L)', p_limit) || '
    select coalesce(json_agg(s order by ' || v_order || '), ''[]'') from (
      select page.order_id, page.user_id, page.customer_email,
        desk_private.beginning_of(page.customer_name, 500) as customer_name,
        desk_private.beginning_of(page.recipient_name, 500) as recipient_name,
        desk_private.beginning_of(page.occasion, 500) as occasion, page.needed_by, page.status,
        page.created_at, coalesce(chips.variants, ''[]'') as variants
      from page
      left join lateral (
        select json_agg(chip order by chip.variant_number) as variants from (
          select v.variant_number, v.generation_status, v.duration_ms, v.completed_at,
            coalesce(v.selected, false) as selected, v.first_played_at, coalesce(p.plays, 0) as play_count,
            v.generation_status = ''complete'' and v.generation_event_id is not null as new_version
          from public.song_variants v left join desk.song_plays p on p.variant_id = v.id
          where v.order_id = page.order_id) chip
      ) chips on true
    ) s'
  into v_rows;
  return v_rows;
end $$;

-- Records who exported which orders: the file has personal data.
create function desk.record_order_export(p_actor uuid, p_filter jsonb,
  p_request_id text default null) returns void language sql set search_path = '' as $$
  select desk_private.log_activity(p_actor, 'orders_exported', 'orders', 'export', null, null, p_filter, null,
    p_request_id); $$;
