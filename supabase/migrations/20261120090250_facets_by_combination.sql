-- The facets as before, counted over combinations of values in place of one failure after the other. Of closed failures of a
-- kind, those of a day are found by one index: each day has few, and a kind has a tenth of all.

create index idx_failed_jobs_kind_needed_by on public.failed_jobs (kind, state, needed_by);

create or replace function public.failed_job_facets(p_filter jsonb, p_at_most integer) returns jsonb
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
      select b.kind, b.job_type, b.assignee, b.due, b.snoozed, b.n,
        coalesce(b.kind = $1 ->> ''kind'', true) as is_kind,
        coalesce(b.job_type = $1 ->> ''job_type'', true) as is_type,
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
  using p_filter, (now() at time zone 'utc')::date, p_at_most,
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
