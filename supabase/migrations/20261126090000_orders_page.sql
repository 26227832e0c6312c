-- A page of orders with the chips of its variants in one request: each request to the API costs more than its SQL. What a
-- filter of orders says is said here once, for the list and for bulk actions.

-- What a search of orders says: one by its id; those of an address, when somebody has that very one; else all whose
-- address contains the text. A whole address has most of its trigrams in common with half of the others.
create function public.order_search_condition(p_text text) returns text
  language sql stable
  set search_path = ''
as $$
  select case
    when q = '' then null
    when q ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then format('s.order_id = %L::uuid', q)
    when q ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' and exists (select 1 from public.order_summaries where customer_email = q)
      then format('s.customer_email = %L', q)
    else format('s.customer_email like %L', public.contains_pattern(q))
  end
  from (select lower(btrim(p_text, E' \t\n\r'))) t (q);
$$;

-- What a filter by one of an order's two days says of the other, when the list is sorted by that: without it the list
-- would be read from its end on, past all that is newer or older than what is wanted. It takes no row away.
create function public.order_lead_condition(p_filter jsonb, p_sort text) returns text
  language plpgsql stable
  set search_path = ''
as $$
declare
  v_shortest integer;
  v_longest integer;
begin
  if not p_filter ?| (case p_sort when 'created_at' then '{occasion_from,occasion_to}' else '{created_from}' end)::text[] then
    return null;
  end if;
  select lead ->> 'shortest', lead ->> 'longest' into v_shortest, v_longest from public.order_lead() lead;
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

-- What a filter says, as the condition of a query on public.order_summaries s that is sorted by p_sort (created_at or
-- needed_by). Built as text with every value quoted, as failed_job_where(). The keys are those of OrderCriteria in
-- app/lib/orders/list-orders.server.ts; an unknown one is an error, since a filter that is ignored acts on the wrong
-- rows. Days are days in UTC.
create function public.order_where(p_filter jsonb, p_sort text) returns text
  language plpgsql stable
  set search_path = ''
as $$
declare
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
        format('s.unfinished is true and s.needed_by <= %L', (now() at time zone 'utc')::date + v_text::integer)
      when 'never_played' then 's.status = ''complete'' and s.played is false'
      -- No day at all is kept as one after all others.
      when 'occasion_from' then format('s.needed_by >= %L and s.needed_by < ''infinity''', v_text)
      when 'occasion_to' then format('s.needed_by <= %L', v_text)
      when 'created_from' then format('s.created_at >= %L', v_text::timestamp at time zone 'utc')
      when 'created_to' then format('s.created_at < %L', (v_text::date + 1)::timestamp at time zone 'utc')
    end;
    if v_key not in ('q', 'customer_id', 'status', 'any_failed', 'due_within', 'never_played', 'occasion_from',
      'occasion_to', 'created_from', 'created_to') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
  end loop;
  return array_to_string(v_all || public.order_lead_condition(p_filter, p_sort), ' and ');
end
$$;

-- One page of orders, each with its variants. Cut by a comparison of rows, which an index answers exactly: p_at is the
-- row's sort column and id after which the page begins, p_from a value of that column at which it begins. With
-- p_backwards the page before it, in reverse.
create function public.orders_page(
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
    v_where := v_where || format(' and s.%s %s= %L', v_column, v_after, p_from);
  end if;
  -- The page is cut before the variants are read. Rows become text as they are: building each as jsonb takes twice as long.
  execute 'with page as materialized (select s.* from public.order_summaries s where ' || v_where
    || ' order by ' || v_order || format(' limit %s)', p_limit) || '
    select coalesce(json_agg(s order by ' || v_order || '), ''[]'') from (
      select page.order_id, page.user_id, page.customer_email, page.customer_name, page.recipient_name, page.occasion,
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

-- The orders that a selection means at this moment, the most urgent first: {"ids": [...]} or {"filter": {...}}.
create or replace function public.selected_orders(p_selection jsonb) returns setof public.order_summaries
  language plpgsql stable
  set search_path = ''
as $$
begin
  if p_selection ? 'ids' then
    return query
      select s.* from public.order_summaries s
      where s.order_id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by s.needed_by, s.order_id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select s.* from public.order_summaries s where '
      || public.order_where(p_selection -> 'filter', 'needed_by') || ' order by s.needed_by, s.order_id';
  end if;
end
$$;

do $$
declare
  f text;
begin
  foreach f in array array[
    'order_search_condition(text)', 'order_lead_condition(jsonb, text)', 'order_where(jsonb, text)',
    'orders_page(jsonb, text, boolean, integer, boolean, jsonb, text)'
  ] loop
    execute format('revoke execute on function public.%s from public, anon, authenticated', f);
    execute format('grant execute on function public.%s to service_role', f);
  end loop;
end
$$;
