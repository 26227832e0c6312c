-- What is searched is indexed in two parts, the open failures and the closed ones, and what is being retried in none: a
-- retry then writes no index of the text, which was more than half of a batch (docs/decisions/0011-bulk-by-the-batch.md).
-- Few are being retried at any time, and an index of the states finds these.

create index idx_failed_jobs_closed_search_text on public.failed_jobs using gin (search_text extensions.gin_trgm_ops)
  where state in ('resolved', 'recovered');

-- "Contains this text", as a condition on public.failed_jobs j. Where the filter names no state, each part is named, or
-- the planner would use neither part's index.
create function public.search_text_condition(p_text text, p_state text) returns text
  language sql immutable
  set search_path = ''
as $$
  select format(
    case when p_state is not null then 'j.search_text like %1$L'
      else '(j.state = ''open'' and j.search_text like %1$L or j.state = ''retrying'' and j.search_text like %1$L'
        || ' or j.state in (''resolved'', ''recovered'') and j.search_text like %1$L)' end,
    public.contains_pattern(lower(p_text)));
$$;

create or replace function public.failed_job_where(p_filter jsonb) returns text
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
      'assignee_email', 'due', 'snoozed', 'event', 'run', 'type', 'text') then
      raise exception 'a filter has no "%"', v_key using errcode = '22023';
    end if;
  end loop;
  return coalesce(nullif(array_to_string(v_all, ' and '), ''), 'true');
end
$$;

-- By the index of the events' ids.
create or replace function public.failed_jobs_of_event(p_event_id text) returns uuid[]
  language sql stable
  set search_path = ''
as $$
  select array(
    select failed_job_id from public.failed_job_attempts where event_id = p_event_id
    union
    select id from public.failed_jobs where event_data ->> 'id' = p_event_id);
$$;

revoke execute on function public.search_text_condition(text, text) from public, anon, authenticated;
grant execute on function public.search_text_condition(text, text) to service_role;
