-- Lists as before, but for what their comments say.

-- Says of each song whether a new version of it is under way. Without a limit, all orders.
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
    || ' order by ' || v_order || format(' limit %L)', p_limit) || '
    select coalesce(json_agg(s order by ' || v_order || '), ''[]'') from (
      select page.order_id, page.user_id, page.customer_email, public.beginning_of(page.customer_name, 500) as customer_name,
        public.beginning_of(page.recipient_name, 500) as recipient_name, public.beginning_of(page.occasion, 500) as occasion,
        page.needed_by, page.status, page.created_at, coalesce(chips.variants, ''[]'') as variants
      from page
      left join lateral (
        select json_agg(chip order by chip.variant_number) as variants from (
          select v.variant_number, v.generation_status, v.duration_ms, v.completed_at,
            coalesce(v.selected, false) as selected, v.first_played_at, coalesce(p.plays, 0) as play_count,
            v.generation_status = ''complete'' and v.generation_event_id is not null as new_version
          from public.song_variants v left join public.song_plays p on p.variant_id = v.id
          where v.order_id = page.order_id) chip
      ) chips on true
    ) s'
  into v_rows;
  return v_rows;
end
$$;

-- Without a limit, all failures.
create or replace function public.list_failed_jobs(
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
    || ' order by ' || v_order || format(' limit %L)', p_limit) || '
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
