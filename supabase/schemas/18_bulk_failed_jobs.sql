-- Bulk operations on failed jobs: retry, resolve, assign, snooze.

-- The failures that a selection means at this moment, the most urgent first.
create function desk_private.selected_failed_job_ids(p_selection jsonb) returns setof uuid
  language plpgsql stable set search_path = '' as $$
begin
  if p_selection ? 'ids' then
    return query
      select j.id from public.failed_jobs j
      where j.id in (select value::uuid from jsonb_array_elements_text(p_selection -> 'ids') value)
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif p_selection ? 'again' then
    -- What did not end well in an earlier operation: skipped, or retried and failed again.
    return query
      select j.id from desk.bulk_operation_items i join public.failed_jobs j on j.id = i.target_id
      left join desk.failed_job_attempts a on a.event_id = i.event_id
      where i.operation_id = (p_selection ->> 'again')::uuid
        and j.state = 'open' and (i.result = 'skipped' or a.outcome = 'failed')
      order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id;
  elsif jsonb_typeof(p_selection -> 'filter') = 'object' then
    return query execute 'select j.id from public.failed_jobs j where '
      || desk_private.failed_job_where(p_selection -> 'filter')
      || ' order by j.needed_by, coalesce(j.failed_at, j.last_failed_at), j.id';
  end if;
end $$;

-- Counts beside the usual for how many nothing is missing any more ("already_complete") and, before a snooze,
-- how many are needed on each day. Whether an event can be sent again depends on its shape, and on the
-- order's id only by its being one: a hundred thousand failures have a dozen shapes, so that is asked a dozen
-- times. The selection is worked on in memory.
create function desk_private.preview_failed_jobs(p_kind desk.bulk_kind, p_selection jsonb) returns jsonb
  language sql stable set search_path = '' set work_mem = '64MB' as $$
  with selected as materialized (
    select j.id, j.state, j.order_id, j.customer_id, j.needed_by, case
        when p_kind <> 'retry' or j.state <> 'open' then null
        when j.event_data -> 'data' ->> 'order_id' = j.order_id::text and pg_column_size(j.event_data) < 8192
          then (j.event_data - '{id,ts}'::text[]) #- '{data,order_id}'
        else j.event_data
      end as shape
    from desk_private.selected_failed_job_ids(p_selection) as s (id) join public.failed_jobs j on j.id = s.id
  ), shapes as materialized (
    select d.shape, desk_private.event_refusal(e.event) is null as sendable,
      desk_private.event_variant_numbers(e.event) as numbers
    from (select distinct shape from selected where shape is not null) d
    -- An id in place of the one taken out. jsonb_set() leaves an event without "data" as it is.
    cross join lateral (
      select case when d.shape -> 'data' ? 'order_id' then d.shape
        else jsonb_set(d.shape, '{data,order_id}', '"00000000-0000-0000-0000-000000000000"') end as event) e
  ), jobs as (
    select v.missing, case
        when p_kind = 'retry' and exists (select 1 from desk.erased_customers e
          where e.customer_id = j.customer_id) then 'erased'
        when j.state = 'resolved' then 'already_resolved'
        when j.state = 'recovered' then 'already_recovered'
        when j.state = 'retrying' and p_kind <> 'assign' then 'already_retrying'
        when p_kind = 'retry' and not s.sendable then 'not_retryable'
        when p_kind = 'retry' and v.busy > 0 then 'already_generating'
      end as code
    from selected j left join shapes s on s.shape = j.shape
    left join lateral (
      select count(*) filter (where w.generation_status <> 'complete'
        or w.new_version_failed_at is not null) as missing,
        count(*) filter (where w.generation_status = 'generating'
          or w.generation_event_id is not null) as busy
      from public.song_variants w where w.order_id = j.order_id and w.variant_number = any (s.numbers)
    ) v on true
  ), counted as (
    select code, count(*) as jobs, sum(missing) as variants, count(*) filter (where missing = 0) as complete
    from jobs group by code
  )
  select jsonb_build_object('total', coalesce(sum(jobs), 0),
    'eligible', coalesce(sum(jobs) filter (where code is null), 0),
    'variants', coalesce(sum(variants) filter (where code is null), 0),
    'already_complete', coalesce(sum(complete) filter (where code is null and p_kind = 'retry'), 0),
    'skipped', coalesce(jsonb_object_agg(code, jobs) filter (where code is not null), '{}'),
    'needed_by', case when p_kind <> 'snooze' then '{}' else coalesce((
      select jsonb_object_agg(d.needed_by, d.jobs) from (
        select needed_by, count(*) as jobs from selected
        where state = 'open' and isfinite(needed_by) group by needed_by) d), '{}') end)
  from counted; $$;
